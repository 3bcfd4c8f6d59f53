//! What callgrind runs: `instructions ROW WHO COUNT` does a piece of work so many times. What two counts differ by is
//! the work itself, without the start of the program.

use std::hint::black_box;

use guardrails_benches::work;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [row, who, count] = arguments.as_slice() else { panic!("instructions ROW WHO COUNT") };
    let count: u32 = count.parse().expect("COUNT is a number");
    let mut work = work::all().into_iter().find(|work| work.row == row && work.who == who).expect("a piece of work");
    for _ in 0..count {
        black_box((work.run)());
    }
}
