//! The bar of a run that takes long: on a terminal, and nowhere else.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::folder::GOOD;

/// A terminal: what a program sees of it, and what a person sees.
fn terminal() -> (File, File) {
    let person: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&person).unwrap();
    unlockpt(&person).unwrap();
    let name = ptsname(&person, Vec::new()).unwrap();
    let program = OpenOptions::new().read(true).write(true).open(name.to_str().unwrap()).unwrap();
    (program, person.into())
}

/// Everything that came to the terminal until no program has it any more.
fn seen(mut person: File) -> String {
    let (mut seen, mut buffer) = (Vec::new(), [0; 4096]);
    // Once the last program has closed it, reading fails.
    while let Ok(count @ 1..) = person.read(&mut buffer) {
        seen.extend_from_slice(&buffer[..count]);
    }
    String::from_utf8(seen).unwrap()
}

/// Checks an object on the standard input, after which nothing comes for so long. `output` and `errors` may be
/// terminals.
fn check(pause: Duration, output: impl Into<Stdio>, errors: impl Into<Stdio>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k8s-guardrails"));
    command.args(["check", "-"]).env("TERM", "xterm").stdin(Stdio::piped()).stdout(output).stderr(errors);
    let mut child = command.spawn().unwrap();
    // The command's ends of the terminals go with it.
    drop(command);
    let mut input = child.stdin.take().unwrap();
    input.write_all(GOOD.as_bytes()).unwrap();
    thread::sleep(pause);
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

const LONG: Duration = Duration::from_millis(1_600);

#[test]
fn a_long_run_shows_how_far_it_is_and_cleans_up() {
    let (program, person) = terminal();
    let reader = thread::spawn(|| seen(person));
    check(LONG, Stdio::null(), program);
    let seen = reader.join().unwrap();
    assert!(seen.contains(&format!("{} B checked in ", GOOD.len())), "{seen:?}");
    let (_, after) = seen.rsplit_once("checked in ").unwrap();
    assert!(after.contains("\u{1b}[2K"), "the line is cleared at the end: {seen:?}");
}

#[test]
fn a_report_on_the_same_terminal_stays_whole() {
    let (program, person) = terminal();
    let reader = thread::spawn(|| seen(person));
    check(LONG, program.try_clone().unwrap(), program);
    let seen = reader.join().unwrap();
    assert!(seen.contains("checked in "), "{seen:?}");
    assert!(seen.ends_with("\u{1b}[2K1 object judged: \u{1b}[1m\u{1b}[32m0 denied\u{1b}[0m\r\n"), "{seen:?}");
}

#[test]
fn a_short_run_shows_none() {
    let (program, person) = terminal();
    let reader = thread::spawn(|| seen(person));
    check(Duration::ZERO, Stdio::null(), program);
    assert_eq!(reader.join().unwrap(), "");
}

#[test]
fn errors_that_go_elsewhere_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors");
    check(LONG, Stdio::null(), File::create(&path).unwrap());
    assert_eq!(std::fs::read_to_string(path).unwrap(), "");
}
