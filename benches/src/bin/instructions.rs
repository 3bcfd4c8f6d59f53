//! What callgrind runs: `instructions ROW COUNT` judges the row's pods so many times. What two counts differ by
//! is the work itself, without the start of the program.

use std::hint::black_box;

use guardrails_benches::work;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [row, count] = arguments.as_slice() else { panic!("instructions ROW COUNT") };
    let count: u32 = count.parse().expect("COUNT is a number");
    let (_, pods) = work::rows().into_iter().find(|(name, _)| name == row).expect("a row of pods");
    let mut judge = work::guardrails();
    for _ in 0..count {
        for pod in &pods {
            black_box(judge(pod));
        }
    }
}
