//! The same work for criterion: `cargo bench` in this folder. Its figures are wall-clock time; the table comes
//! from `cargo xtask bench`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use guardrails_benches::work;

fn verdicts(criterion: &mut Criterion) {
    let mut works = work::all();
    for row in works.chunk_by_mut(|a, b| a.row == b.row) {
        let mut group = criterion.benchmark_group(row[0].row);
        group.throughput(Throughput::Bytes(row[0].bytes as u64));
        for work in row {
            group.bench_function(work.who, |bencher| bencher.iter(|| black_box((work.run)())));
        }
        group.finish();
    }
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
