//! What the whole library adds to a program: policies of every kind, manifests and reviews.

use std::io::Read as _;

use guardrails_core::{Context, Policy, Scratch};

fn main() {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("standard input");
    let policy = Policy::load(std::env::args().nth(1).unwrap_or_default()).expect("a policy");
    let mut scratch = Scratch::new();
    match policy.evaluate(&input, Context::default(), &mut scratch) {
        Ok(verdict) => println!("{}", verdict.to_json()),
        Err(error) => println!("{error}"),
    }
    let mut response = String::new();
    if let Ok(review) = policy.review(&input, &mut scratch) {
        review.write_response(&mut response).expect("a string takes everything");
    }
    println!("{response}");
}
