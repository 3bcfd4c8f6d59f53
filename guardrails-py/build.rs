//! Lets the code tell a Python without its global lock from others.

fn main() {
    pyo3_build_config::use_pyo3_cfgs();
}
