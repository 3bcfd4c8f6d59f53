//! The command `k8s-guardrails`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(guardrails_cli::run_here(std::env::args_os()))
}
