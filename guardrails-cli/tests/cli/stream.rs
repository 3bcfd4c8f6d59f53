//! Streams: in order, as they come, until nobody reads any more.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::rc::Rc;

use guardrails_cli::{Colours, DENIED, FAILED, PIPE_CLOSED, run};

use crate::folder::{BAD, GOOD};

const ARGUMENTS: [&str; 5] = ["k8s-guardrails", "check", "-", "--format", "jsonl"];

/// An object in one line.
fn line(object: &str) -> String {
    format!("{}\n", object.replace('\n', ""))
}

/// Gives the rest of one line a read, and notes how many verdicts were out before each line.
struct Slow {
    lines: Vec<String>,
    rest: Vec<u8>,
    output: Rc<RefCell<Vec<u8>>>,
    seen: Rc<RefCell<Vec<usize>>>,
}

impl Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() {
            let verdicts = self.output.borrow().iter().filter(|byte| **byte == b'\n').count();
            self.seen.borrow_mut().push(verdicts);
            self.rest = self.lines.pop().unwrap_or_default().into_bytes();
        }
        Ok(give(&mut self.rest, buffer))
    }
}

/// Moves as much as fits.
fn give(from: &mut Vec<u8>, buffer: &mut [u8]) -> usize {
    let count = from.len().min(buffer.len());
    buffer[..count].copy_from_slice(&from[..count]);
    from.drain(..count);
    count
}

struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn verdicts_come_before_more_is_read() {
    let (output, seen) = (Rc::default(), Rc::default());
    let lines = vec![line(BAD), line(GOOD), line(BAD)];
    let mut input = Slow { lines, rest: Vec::new(), output: Rc::clone(&output), seen: Rc::clone(&seen) };
    let status = run(ARGUMENTS, &mut input, &mut Shared(Rc::clone(&output)), &mut Vec::new(), Colours::NONE);
    assert_eq!(status, DENIED);
    let seen = seen.borrow();
    assert_eq!(seen[..4], [0, 1, 2, 3], "verdicts that were out before each read");
}

/// The same object over and over, without an end.
struct Endless {
    object: Vec<u8>,
    at: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.object[self.at % self.object.len()];
            self.at += 1;
        }
        Ok(buffer.len())
    }
}

/// Takes so many bytes, then fails.
struct Closing {
    left: usize,
    with: io::ErrorKind,
}

impl Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(self.with.into());
        }
        let taken = bytes.len().min(self.left);
        self.left -= taken;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_endless_stream_ends_with_its_reader() {
    for format in ["text", "json", "jsonl"] {
        let mut input = Endless { object: line(BAD).into_bytes(), at: 0 };
        let mut errors = Vec::new();
        let arguments = ["k8s-guardrails", "check", "-", "--format", format];
        let mut output = Closing { left: 1000, with: io::ErrorKind::BrokenPipe };
        assert_eq!(run(arguments, &mut input, &mut output, &mut errors, Colours::NONE), PIPE_CLOSED);
        assert_eq!(String::from_utf8(errors).unwrap(), "");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_said() {
    let mut errors = Vec::new();
    let mut output = Closing { left: 10, with: io::ErrorKind::StorageFull };
    let status = run(ARGUMENTS, &mut GOOD.as_bytes(), &mut output, &mut errors, Colours::NONE);
    assert_eq!(status, FAILED);
    assert!(String::from_utf8(errors).unwrap().starts_with("error: the report could not be written: "));
}

/// Fails at its end.
struct Failing(Vec<u8>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            return Err(io::Error::other("the disk is gone"));
        }
        Ok(give(&mut self.0, buffer))
    }
}

#[test]
fn a_stream_that_breaks_off_is_an_error() {
    let mut output = Vec::new();
    let mut input = Failing(line(BAD).into_bytes());
    let status = run(ARGUMENTS, &mut input, &mut output, &mut Vec::new(), Colours::NONE);
    assert_eq!(status, FAILED);
    let output = String::from_utf8(output).unwrap();
    let (verdict, error) = output.trim_end().split_once('\n').unwrap();
    assert!(verdict.contains(r#""status":"denied""#), "{verdict}");
    assert!(error.contains(r#""kind":"io","message":"this cannot be read: the disk is gone""#), "{error}");
}
