//! What the library itself takes for the inputs that the bindings are measured with: `crossing [ROUNDS] FILE...`
//! prints a line of JSON for each file, as the programs in `benches/crossing` do.

use std::hint::black_box;

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use rustix::time::{ClockId, clock_gettime};

/// How many runs a round has.
const RUNS: u32 = 500;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rounds: u32 = arguments.next().expect("ROUNDS").parse().expect("ROUNDS is a number");
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut scratch = Scratch::new();
    for path in arguments {
        let manifest = std::fs::read(&path).expect(&path);
        let mut best = f64::INFINITY;
        for _ in 0..rounds {
            let start = now();
            for _ in 0..RUNS {
                let verdict = policy.evaluate(black_box(&manifest), Context::default(), &mut scratch);
                black_box(verdict.expect("a manifest").is_allowed());
            }
            best = best.min((now() - start) / f64::from(RUNS));
        }
        println!("{}", serde_json::json!({"file": path, "what": "bytes", "ns": best}));
    }
}

/// Processor time of this thread in nanoseconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
