//! No heap: counted by the allocator itself, thread by thread.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::fmt::Write;

use guardrails_core::{Context, Level, NodeClass, Placement, Policy, Scratch, Version};
use guardrails_tests::vectors;
use serde_json::value::RawValue;

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

// SAFETY: passes everything on to the system's allocator and only counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often something allocates.
fn allocations(run: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    run();
    ALLOCATIONS.get() - before
}

/// A sink of fixed size, as a caller without a heap would have.
struct Sink {
    bytes: Vec<u8>,
    len: usize,
}

impl Write for Sink {
    fn write_str(&mut self, s: &str) -> std::fmt::Result {
        self.bytes[self.len..self.len + s.len()].copy_from_slice(s.as_bytes());
        self.len += s.len();
        Ok(())
    }
}

/// Judges and writes everything there is to write.
fn judge(policy: &Policy, object: &[u8], scratch: &mut Scratch, sink: &mut Sink) -> bool {
    sink.len = 0;
    let verdict = policy.evaluate(object, Context::default(), scratch).unwrap();
    for finding in verdict.findings() {
        write!(sink, "{finding}").unwrap();
    }
    sink.len = 0;
    verdict.write_json(sink).unwrap();
    verdict.is_allowed()
}

fn both_levels() -> Policy {
    Policy::load(
        r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"baseline","warn":"restricted"}}"#,
    )
    .unwrap()
}

#[test]
fn a_fresh_scratch_needs_none_for_ordinary_pods() {
    let policy = both_levels();
    let mut sink = Sink { bytes: vec![0; 1 << 20], len: 0 };
    for name in ["typical", "failing"] {
        let path = format!("{}/manifests/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let object = std::fs::read(path).unwrap();
        let count = allocations(|| {
            judge(&policy, &object, &mut Scratch::new(), &mut sink);
        });
        assert_eq!(count, 0, "{name}");
    }
}

#[test]
fn a_reused_scratch_needs_none_at_any_size() {
    #[derive(serde::Deserialize)]
    struct Record {
        object: Box<RawValue>,
    }
    let policies = [both_levels(), Policy::pod_security(Level::Restricted, Version::v1(18))];
    let mut scratch = Scratch::new();
    let mut sink = Sink { bytes: vec![0; 1 << 20], len: 0 };
    let (mut passing, mut failing) = (0, 0);
    let large = vec![std::fs::read(format!("{}/manifests/large.json", env!("CARGO_MANIFEST_DIR"))).unwrap()];
    let recorded = vectors::lines("pss")
        .into_iter()
        .map(|line| serde_json::from_str::<Record>(&line).unwrap().object.get().as_bytes().to_vec());
    for object in recorded.chain(large) {
        for policy in &policies {
            // The first look makes room.
            judge(policy, &object, &mut scratch, &mut sink);
            let mut allowed = false;
            let count = allocations(|| allowed = judge(policy, &object, &mut scratch, &mut sink));
            assert_eq!(count, 0, "{}", String::from_utf8_lossy(&object));
            *if allowed { &mut passing } else { &mut failing } += 1;
        }
    }
    assert!(passing > 3_000 && failing > 1_000, "{passing} passing, {failing} failing");
}

/// The restricted initiative and the safeguards over a pod that satisfies them, and over pods that do not.
#[test]
fn constraints_need_none() {
    let read = |name: &str| std::fs::read(format!("{}/manifests/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut sink = Sink { bytes: vec![0; 1 << 20], len: 0 };
    for set in ["azure-restricted", "azure-safeguards"] {
        let policy = Policy::load(read(set)).unwrap();
        let object = read("azure-typical");
        // A policy's patterns make room for themselves when they are first looked for.
        policy.as_given(&object, Context::default(), &mut Scratch::new()).unwrap();
        let count = allocations(|| {
            policy.as_given(&object, Context::default(), &mut Scratch::new()).unwrap();
        });
        assert_eq!(count, 0, "{set}");
        let mut scratch = Scratch::new();
        for name in ["azure-typical", "typical", "failing", "large"] {
            let object = read(name);
            judge(&policy, &object, &mut scratch, &mut sink);
            let count = allocations(|| {
                judge(&policy, &object, &mut scratch, &mut sink);
            });
            assert_eq!(count, 0, "{set} {name}");
        }
    }
}

/// What Deployment Safeguards changes needs no memory of its own, once there is room for the notes about it.
#[test]
fn changes_need_none() {
    let mut sink = Sink { bytes: vec![0; 1 << 20], len: 0 };
    let mut count = |level: &str, object: &[u8]| {
        let own = format!("apiVersion: guardrails/v1\nkind: Policy\nsafeguards: {{level: {level}}}\n");
        let (policy, mut scratch) = (Policy::load(own).unwrap(), Scratch::new());
        judge(&policy, object, &mut scratch, &mut sink);
        allocations(|| {
            judge(&policy, object, &mut scratch, &mut sink);
        })
    };
    for name in ["azure-typical", "typical", "failing"] {
        let object = std::fs::read(format!("{}/manifests/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap();
        assert!(count("Enforce", &object) <= count("Warn", &object), "{name}");
    }
}

#[test]
fn placement_needs_none_for_any_pod() {
    #[derive(serde::Deserialize)]
    struct Record {
        object: Box<RawValue>,
    }
    let node = r#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"v1","labels":{"type":"virtual-kubelet"}}}"#;
    let policies = [
        Policy::placement(Placement::of_classes(NodeClass::ALL)),
        // Without its taint, so that every pod meets every rule.
        both_levels().with_placement(Placement::of_nodes(node).unwrap()),
    ];
    let mut scratch = Scratch::new();
    let mut sink = Sink { bytes: vec![0; 1 << 20], len: 0 };
    let mut judged = 0;
    for line in ["placement", "aci-v1"].into_iter().flat_map(vectors::lines) {
        let record: Record = serde_json::from_str(&line).unwrap();
        // A name with escapes is copied to be looked at as a whole.
        if record.object.get().contains('\\') {
            continue;
        }
        for policy in &policies {
            let object = record.object.get().as_bytes();
            judge(policy, object, &mut scratch, &mut sink);
            let count = allocations(|| {
                judge(policy, object, &mut scratch, &mut sink);
            });
            assert_eq!(count, 0, "{}", record.object);
            judged += 1;
        }
    }
    assert!(judged > 3_500, "{judged}");
}
