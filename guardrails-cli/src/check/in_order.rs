//! Work on several things at once, with its results in order and within bounds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use guardrails_core::Scratch;

/// How many threads work at the most: each has memory of its own.
const MOST_WORKERS: usize = 16;

/// How many lumps of jobs may be begun beyond the one whose results come next.
const AHEAD: u64 = 16;

/// The most jobs in a lump: small ones are handed out together, since each hand-over may wake a thread.
const LUMP: usize = 16;

/// How many bytes of results a lump may hold before its turn comes.
const HELD: usize = 256 * 1024;

/// A lump's results, all that are left or a part of them.
enum Message<T> {
    Results {
        number: u64,
        results: Vec<T>,
        is_last: bool,
    },
    /// A worker has panicked, so that the results of its jobs will never come.
    Lost,
}

/// What the threads know of each other.
#[derive(Default)]
struct Shared {
    /// The number of the lump whose results come next.
    turn: Mutex<u64>,
    turned: Condvar,
    stopped: AtomicBool,
}

/// Has several threads work, each on one lump of jobs at a time, and takes what they give on this thread: in the order of the
/// jobs, and of what each has given. Taking ends where `take` answers false.
pub(super) fn in_order<J: Send, T: Send>(
    mut jobs: impl Iterator<Item = J>,
    work: impl Fn(J, &mut Scratch, &mut Outbox<'_, T>) + Sync,
    take: impl FnMut(T) -> bool,
) {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(MOST_WORKERS);
    let shared = Shared::default();
    let (to_workers, queue) = mpsc::channel();
    let queue = Mutex::new(queue);
    let (results, from_workers) = mpsc::sync_channel(workers);
    thread::scope(|scope| {
        for _ in 0..workers {
            let (shared, queue, work, results) = (&shared, &queue, &work, results.clone());
            scope.spawn(move || worker(shared, queue, &results, work));
        }
        drop(results);
        let mut order = Order { parked: BTreeMap::new(), turn: 0, take };
        let mut begun = 0u64;
        loop {
            while begun < order.turn.saturating_add(AHEAD) {
                // Few jobs are spread over all threads, and so are the first of many.
                let size = usize::try_from(begun / 8).unwrap_or(LUMP).clamp(1, LUMP);
                let lump: Vec<J> = jobs.by_ref().take(size).collect();
                if lump.is_empty() || to_workers.send((begun, lump)).is_err() {
                    break;
                }
                begun = begun.saturating_add(1);
            }
            let going_on = order.turn < begun && from_workers.recv().is_ok_and(|message| order.sort_in(message));
            if !going_on {
                shared.stop();
                break;
            }
            shared.turn_to(order.turn);
        }
        // Both ends go, so that nobody waits for this thread.
        drop((to_workers, from_workers));
    });
}

/// Works off jobs until there are no more.
fn worker<J, T>(
    shared: &Shared,
    queue: &Mutex<Receiver<(u64, Vec<J>)>>,
    results: &SyncSender<Message<T>>,
    work: &impl Fn(J, &mut Scratch, &mut Outbox<'_, T>),
) {
    let _lost = Lost(results);
    let mut scratch = Scratch::new();
    loop {
        let next = lock(queue).recv();
        let Ok((number, lump)) = next else { return };
        let mut outbox = Outbox { shared, results, number, held: Vec::new(), weight: 0 };
        lump.into_iter().for_each(|job| work(job, &mut scratch, &mut outbox));
        outbox.send(true);
    }
}

/// Tells of a worker that has panicked; otherwise its job would be waited for.
struct Lost<'q, T>(&'q SyncSender<Message<T>>);

impl<T> Drop for Lost<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Where nobody listens any more, nobody waits either.
            let _ = self.0.send(Message::Lost);
        }
    }
}

/// Where the results of a lump of jobs go.
pub(super) struct Outbox<'q, T> {
    shared: &'q Shared,
    results: &'q SyncSender<Message<T>>,
    number: u64,
    held: Vec<T>,
    weight: usize,
}

impl<'q, T> Outbox<'q, T> {
    /// Gives one result of so many bytes. Once they are many, it waits for the lump's turn.
    pub(super) fn give(&mut self, result: T, bytes: usize) {
        self.held.push(result);
        self.weight = self.weight.saturating_add(bytes);
        if self.weight > HELD {
            self.shared.wait_for(self.number);
            self.send(false);
        }
    }

    /// Becomes true when nobody takes results any more.
    pub(super) fn stopped(&self) -> &'q AtomicBool {
        &self.shared.stopped
    }

    fn send(&mut self, is_last: bool) {
        self.weight = 0;
        let results = std::mem::take(&mut self.held);
        // Where nobody listens any more, the results are of no use.
        let _ = self.results.send(Message::Results { number: self.number, results, is_last });
    }
}

impl Shared {
    fn turn_to(&self, number: u64) {
        *lock(&self.turn) = number;
        self.turned.notify_all();
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.turn_to(u64::MAX);
    }

    /// Waits until a lump's results come next, or are of no use.
    fn wait_for(&self, number: u64) {
        let waiting = self.turned.wait_while(lock(&self.turn), |turn| *turn < number);
        drop(waiting);
    }
}

/// What a mutex holds; nothing of what is kept in one here can be left half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Puts results in order.
struct Order<T, F> {
    /// The results of whole lumps whose turn has not come.
    parked: BTreeMap<u64, Vec<T>>,
    turn: u64,
    take: F,
}

impl<T, F: FnMut(T) -> bool> Order<T, F> {
    /// Takes results whose turn has come, or keeps them until it does. False if there is no use in going on.
    fn sort_in(&mut self, message: Message<T>) -> bool {
        let Message::Results { number, results, is_last } = message else { return false };
        if number != self.turn {
            // Only whole lumps come before their turn.
            self.parked.insert(number, results);
            return true;
        }
        if !results.into_iter().all(&mut self.take) {
            return false;
        }
        let mut is_done = is_last;
        while is_done {
            self.turn = self.turn.saturating_add(1);
            let Some(results) = self.parked.remove(&self.turn) else { break };
            is_done = results.into_iter().all(&mut self.take);
            if !is_done {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_however_long_each_takes() {
        let mut taken = Vec::new();
        let work = |job: u64, _: &mut Scratch, outbox: &mut Outbox<'_, u64>| {
            thread::sleep(std::time::Duration::from_micros(job * 37 % 300));
            // Some hold more than may be held.
            (0..job % 3).for_each(|part| outbox.give(job * 10 + part, HELD));
        };
        in_order(0..500u64, work, |result| {
            taken.push(result);
            true
        });
        let expected: Vec<u64> = (0..500u64).flat_map(|job| (0..job % 3).map(move |part| job * 10 + part)).collect();
        assert_eq!(taken, expected);
    }

    #[test]
    fn only_so_many_jobs_are_begun_beyond_the_next_result() {
        let begun = Mutex::new(0u64);
        let mut worst = 0;
        let work = |job: u64, _: &mut Scratch, outbox: &mut Outbox<'_, u64>| {
            *lock(&begun) += 1;
            // The first keeps all others waiting.
            thread::sleep(std::time::Duration::from_millis(if job == 0 { 100 } else { 0 }));
            outbox.give(job, 1);
        };
        in_order(0..1_000u64, work, |job| {
            worst = worst.max(*lock(&begun) - job);
            true
        });
        assert!(worst > 1 && worst <= AHEAD * LUMP as u64, "{worst}");
    }

    #[test]
    fn nothing_goes_on_once_nobody_takes() {
        let begun = Mutex::new(0u64);
        let work = |job: u64, _: &mut Scratch, outbox: &mut Outbox<'_, u64>| {
            *lock(&begun) += 1;
            while !outbox.stopped().load(Ordering::Relaxed) {
                outbox.give(job, HELD);
            }
        };
        let mut left = 10;
        in_order(0.., work, |_| {
            left -= 1;
            left > 0
        });
        assert!(*lock(&begun) <= AHEAD * LUMP as u64);
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_worker_that_panics_is_no_end_that_looks_well() {
        let work = |job: u64, _: &mut Scratch, outbox: &mut Outbox<'_, u64>| {
            assert_ne!(job, 7);
            outbox.give(job, 1);
        };
        in_order(0..1_000u64, work, |_| true);
    }
}
