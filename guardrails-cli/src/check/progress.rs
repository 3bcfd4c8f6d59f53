//! How far a run has come, for somebody who has to wait at a terminal.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::files::{self, Excluded, Found};

/// How long a run may take before it says how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the bar is drawn while nothing comes in.
const BEAT: Duration = Duration::from_millis(100);

const OF_UNKNOWN: &str = "{spinner} {binary_bytes} checked in {elapsed}";
const OF_KNOWN: &str = "{bar:30} {binary_bytes} of {binary_total_bytes} checked, {eta} left";

/// A bar that appears when a run takes long. Dropping it takes it from the terminal again.
pub(super) struct Progress {
    bar: ProgressBar,
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A bar for what is to be read so many times, or one that is never seen.
    pub(super) fn new(is_shown: bool, paths: &[PathBuf], excluded: &Excluded, times: u64) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let waiting = is_shown.then(|| {
            let (ended, end) = mpsc::channel();
            let (bar, paths, excluded) = (bar.clone(), paths.to_vec(), excluded.clone());
            let waits = move || {
                let has_ended = |wait| !matches!(end.recv_timeout(wait), Err(RecvTimeoutError::Timeout));
                if has_ended(PATIENCE) {
                    return;
                }
                show(&bar);
                if let Some(bytes) = bytes_of(&paths, &excluded, &|| has_ended(Duration::ZERO)) {
                    bar.set_length(bytes.saturating_mul(times));
                    bar.set_style(style(OF_KNOWN));
                }
            };
            (ended, thread::spawn(waits))
        });
        Self { bar, waiting }
    }

    /// The bar, to be told what has been read, and to step aside for what is written to the same terminal.
    pub(super) fn bar(&self) -> &ProgressBar {
        &self.bar
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((ended, waiting)) = self.waiting.take() {
            drop(ended);
            // A bar that could not be drawn is no reason to fail.
            let _ = waiting.join();
        }
        self.bar.finish_and_clear();
    }
}

fn show(bar: &ProgressBar) {
    bar.set_style(style(OF_UNKNOWN));
    bar.set_draw_target(ProgressDrawTarget::stderr());
    bar.enable_steady_tick(BEAT);
}

/// The style of a template of ours; the library's own if that were wrong.
fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// How many bytes there are to be read; none if that shows only at their end, or if it is of no use any more.
fn bytes_of(paths: &[PathBuf], excluded: &Excluded, has_ended: &dyn Fn() -> bool) -> Option<u64> {
    let mut sum = 0u64;
    let mut add = |path: &Path| {
        let bytes = fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default();
        sum = sum.saturating_add(bytes);
        !has_ended()
    };
    for path in paths {
        let going_on = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => files::walk(path, excluded).all(|found| match found {
                Found::File(path) => add(&path),
                _ => true,
            }),
            Ok(metadata) if metadata.is_file() => add(path),
            // A pipe, the standard input, or nothing at all.
            _ => false,
        };
        if !going_on {
            return None;
        }
    }
    Some(sum)
}

/// A reader whose bytes count.
pub(super) struct Counted<'p, R> {
    pub(super) input: R,
    pub(super) bar: &'p ProgressBar,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        self.bar.inc(count as u64);
        Ok(count)
    }
}
