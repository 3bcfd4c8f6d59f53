//! Seeded generators of test inputs: the same seed gives the same bytes, on
//! every machine and in every release.
//!
//! The inputs crowd around the boundaries of the Pod Security checks and of
//! Kubernetes' decoding; what is right is not known here but is asked of the
//! oracle (`tests/oracle`).

#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a generator that stops on a wrong index is found by its first run; nothing here meets foreign input"
)]

mod container;
mod damage;
mod json;
mod maker;
mod naming;
mod odd;
mod pod;
mod review;
mod rng;
mod scalar;
mod scheduling;
mod security;
mod stream;
mod value;
mod volume;
mod words;
mod workload;
mod yaml;

pub use scheduling::{node_of_class, pod_and_nodes};

use maker::Maker;
use rng::Rng;
use value::Value;

/// JSON of one object of a kind that holds a pod. The API server can decode
/// it; nearly half of the objects violate the restricted level.
#[must_use]
pub fn object(seed: u64) -> Vec<u8> {
    let mut maker = Maker::new(Rng::new(seed, 1));
    let object = document(&mut maker);
    let escapes = *maker.rng.pick(&[0, 0, 0, 2, 10, 100]);
    json::write(&object, &mut maker.rng, escapes)
}

/// An object of the same sort with one or more defects or oddities, which the
/// API server may or may not take.
#[must_use]
pub fn odd_object(seed: u64) -> Vec<u8> {
    let mut maker = Maker::new(Rng::new(seed, 2));
    let mut object = document(&mut maker);
    let count = *maker.rng.pick(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
    let damages = (0..count).filter(|_| maker.rng.chance(30)).count();
    for _ in damages..count {
        odd::spoil(&mut maker, &mut object);
    }
    let escapes = *maker.rng.pick(&[0, 0, 20, 200]);
    let mut text = json::write(&object, &mut maker.rng, escapes);
    for _ in 0..damages {
        damage::damage(&mut maker.rng, &mut text);
    }
    text
}

/// A YAML file of one to three documents. Most are as people write them, a
/// third has defects or features that readers disagree on.
#[must_use]
pub fn yaml(seed: u64) -> Vec<u8> {
    stream::file(&mut Maker::new(Rng::new(seed, 3)))
}

/// A policy, as the oracle's `admission` takes it, and an `AdmissionReview` to
/// judge by it.
#[must_use]
pub fn review(seed: u64) -> (String, Vec<u8>) {
    review::review(&mut Maker::new(Rng::new(seed, 4)))
}

/// An object with its keys in any order.
fn document(maker: &mut Maker) -> Value {
    let mut object = workload::any(maker);
    if maker.rng.chance(50) {
        object.shuffle_keys(&mut maker.rng);
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_names_its_bytes() {
        for seed in 0..200 {
            assert_eq!(object(seed), object(seed));
            assert_eq!(odd_object(seed), odd_object(seed));
            assert_eq!(yaml(seed), yaml(seed));
            assert_eq!(review(seed), review(seed));
        }
    }

    #[test]
    fn seeds_seldom_meet() {
        let all: std::collections::BTreeSet<_> = (0..500).map(object).collect();
        assert!(all.len() > 490, "{} different objects of 500", all.len());
    }
}
