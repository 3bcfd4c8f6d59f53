//! Tells the linker what a Node addon wants of it.

fn main() {
    napi_build::setup();
}
