//! What Pod Security adds to a program: from a Pod's bytes to its verdict as JSON.

use std::io::Read as _;

use guardrails_core::{Context, Level, Policy, Scratch, Version};

fn main() {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("standard input");
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut scratch = Scratch::new();
    match policy.evaluate(&input, Context::default(), &mut scratch) {
        Ok(verdict) => println!("{}", verdict.to_json()),
        Err(error) => println!("{error}"),
    }
}
