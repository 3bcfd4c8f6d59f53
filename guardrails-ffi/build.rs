//! Gives the shared library the name that programs are linked against; its number is `GUARDRAILS_ABI_VERSION`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libguardrails.so.1");
    }
}
