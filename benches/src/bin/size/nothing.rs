//! The program that the others of this folder are compared with: it reads, and prints a number.

use std::io::Read as _;

fn main() {
    let mut input = Vec::new();
    std::io::stdin().read_to_end(&mut input).expect("standard input");
    println!("{}", input.len());
}
