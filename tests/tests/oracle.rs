//! The live oracle: objects that a seed makes, judged by upstream's own code and by this library.
//!
//! Needs Go. Without it nothing here is proved, and it says so; under `CI=true` that is a failure.
//! `GUARDRAILS_ORACLE_OBJECTS` sets how many objects (20,000), `GUARDRAILS_ORACLE_SEED` where to begin (0).

mod oracle_admission;
mod oracle_decode;
mod oracle_placement;
mod oracle_pod_security;

use guardrails_tests::deviations::Deviations;
use guardrails_tests::oracle::Oracle;

fn main() {
    let number = |name: &str, default: u64| {
        std::env::var(name)
            .map_or(default, |value| value.parse().unwrap_or_else(|_| panic!("{name}={value} is no number")))
    };
    let Some(oracle) = Oracle::build() else {
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        eprintln!("\n*** NOT RUN: the live oracle needs Go, and this machine has none.");
        eprintln!("*** Nothing was compared with upstream's own code in this run; install Go 1.26 to do so.\n");
        std::process::exit(i32::from(ci));
    };
    let objects = number("GUARDRAILS_ORACLE_OBJECTS", 20_000);
    let seed = number("GUARDRAILS_ORACLE_SEED", 0);
    let deviations = Deviations::load();
    oracle_placement::run(&oracle, seed, objects / 4);
    oracle_pod_security::run(&oracle, &deviations, seed, objects);
    oracle_admission::run(&oracle, &deviations, seed, objects / 2);
    oracle_decode::run(&oracle, &deviations, seed, objects);
}
