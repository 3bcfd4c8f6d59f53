//! Times everything: `timing [ROUNDS]` prints a line of JSON for each piece of work.
//!
//! Processor time of the thread, because on a shared machine the wall clock measures others too. The rounds of
//! all pieces alternate, and the best round of each counts, so that a busy spell falls on none of them alone.

use std::hint::black_box;

use guardrails_benches::work::{self, Work};
use rustix::time::{ClockId, clock_gettime};

/// How long a round of one piece takes at least, in nanoseconds.
const ROUND: f64 = 3e6;

fn main() {
    let rounds = std::env::args().nth(1).map_or(60, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let mut works = work::all();
    let counts: Vec<u32> = works.iter_mut().map(calibrate).collect();
    let mut best = vec![f64::INFINITY; works.len()];
    for _ in 0..rounds {
        for ((work, count), best) in works.iter_mut().zip(&counts).zip(&mut best) {
            *best = best.min(time(work, *count));
        }
    }
    for (work, ns) in works.iter().zip(best) {
        let Work { row, who, inputs, bytes, .. } = work;
        println!("{}", serde_json::json!({"row": row, "who": who, "ns": ns, "bytes": bytes / inputs}));
    }
}

/// How many runs fill a round.
fn calibrate(work: &mut Work) -> u32 {
    let mut count = 1u32;
    while time(work, count) * f64::from(count) * work.inputs as f64 <= ROUND {
        count *= 2;
    }
    count
}

/// Nanoseconds for one input.
fn time(work: &mut Work, count: u32) -> f64 {
    let start = now();
    for _ in 0..count {
        black_box((work.run)());
    }
    (now() - start) / f64::from(count) / work.inputs as f64
}

/// Processor time of this thread in nanoseconds.
fn now() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}
