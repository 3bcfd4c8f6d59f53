//! The command as a process.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::folder::{BAD, Folder, GOOD};

/// How many lines the long stream has.
const LINES: usize = 100_000;

fn spawn(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_k8s-guardrails"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// An object in one line, with a number as its name and a kilobyte that no rule reads.
fn numbered(object: &str, number: usize) -> String {
    let annotation = "x".repeat(1000);
    let metadata = format!(r#""metadata":{{"name":"pod-{number}","annotations":{{"note":"{annotation}"}}}}"#);
    let (before, rest) = object.split_once(r#""metadata":"#).unwrap();
    let (_, after) = rest.split_once('}').unwrap();
    format!("{before}{metadata}{after}\n").replace("\n  ", "")
}

#[cfg(target_os = "linux")]
fn peak_kilobytes(child: &Child) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Streams so many lines through the command, and gives its peak of memory.
#[cfg(target_os = "linux")]
fn peak_of_lines(count: usize) -> usize {
    let mut child = spawn(&["check", "-", "--format", "jsonl"]);
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        for number in 0..count {
            let object = if number % 3 == 0 { BAD } else { GOOD };
            input.write_all(numbered(object, number).as_bytes()).unwrap();
        }
    });
    let mut peak = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 0..count {
        let line = lines.next().unwrap().unwrap();
        let place = format!(r#"{{"input":{{"path":"-","document":{},"line":{}}},"#, number + 1, number + 1);
        assert!(line.starts_with(&place) && line.contains(&format!(r#""name":"pod-{number}""#)), "{line}");
        let status = if number % 3 == 0 { r#""status":"denied""# } else { r#""status":"allowed""# };
        assert!(line.contains(status), "{line}");
        // The last look is before the end, while the process is still there.
        if number % 10_000 == 0 || number + 1_000 == count {
            peak = peak.max(peak_kilobytes(&child));
        }
    }
    assert!(lines.next().is_none());
    writer.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn a_stream_of_any_length_in_order_with_the_same_memory() {
    let (half, whole) = (peak_of_lines(LINES / 2), peak_of_lines(LINES));
    assert!(whole < 20 * 1024, "{whole} KiB for {LINES} lines of more than a kilobyte each");
    assert!(whole < half + 512, "{half} KiB for half of the lines, {whole} KiB for all");
}

/// Streams so much YAML through the command, and gives its peak of memory.
#[cfg(target_os = "linux")]
fn peak_of_yaml(head: &'static str, item: &'static str, tail: &'static str, count: usize) -> usize {
    let mut child = spawn(&["check", "-", "--format", "jsonl", "--pod-security", "baseline"]);
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        let items = [item, "  # ", &"x".repeat(1000), "\n"].concat();
        input.write_all(head.as_bytes()).unwrap();
        (0..count).for_each(|_| input.write_all(items.as_bytes()).unwrap());
        input.write_all(tail.as_bytes()).unwrap();
    });
    let mut peak = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 0..count {
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains(r#""status":"allowed""#), "{line}");
        if number + 1_000 == count {
            peak = peak_kilobytes(&child);
        }
    }
    assert!(lines.next().is_none());
    writer.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn yaml_of_any_length_with_the_same_memory() {
    let list = ("apiVersion: v1\nitems:\n", "- apiVersion: v1\n  kind: Pod\n", "kind: List\n");
    let documents = ("", "---\napiVersion: v1\nkind: Pod\n", "---\n");
    for (head, item, tail) in [list, documents] {
        // More than 3 MiB both, from where on Lists are read item by item.
        let (some, many) = (peak_of_yaml(head, item, tail, 6_000), peak_of_yaml(head, item, tail, 24_000));
        assert!(many < 24 * 1024, "{many} KiB for 24,000 items of more than a kilobyte each");
        assert!(many < some + 1024, "{some} KiB for 6,000 items, {many} KiB for 24,000: {head}");
    }
}

/// Has the command check a folder of so many files, and gives its peak of memory.
#[cfg(target_os = "linux")]
fn peak_of_files(count: usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..count {
        let part = folder.path().join(format!("{:03}", number / 500));
        if number % 500 == 0 {
            fs::create_dir(&part).unwrap();
        }
        let object = if number % 3 == 0 { BAD } else { GOOD };
        fs::write(part.join(format!("{number:06}.json")), numbered(object, number)).unwrap();
    }
    let mut child = spawn(&["check", folder.path().to_str().unwrap(), "--format", "jsonl"]);
    let mut peak = 0;
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    for number in 0..count {
        let line = lines.next().unwrap().unwrap();
        assert!(line.contains(&format!(r#"/{number:06}.json""#)) && line.contains(&format!(r#""pod-{number}""#)));
        if number + 1_000 == count {
            peak = peak_kilobytes(&child);
        }
    }
    assert!(lines.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_of_any_size_in_order_with_the_same_memory() {
    let (some, many) = (peak_of_files(5_000), peak_of_files(20_000));
    assert!(many < 20 * 1024, "{many} KiB for 20,000 files");
    assert!(many < some + 1024, "{some} KiB for 5,000 files, {many} KiB for 20,000");
}

#[test]
fn a_closed_pipe_ends_it_quietly() {
    let mut child = spawn(&["check", "-"]);
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || while input.write_all(numbered(BAD, 1).as_bytes()).is_ok() {});
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut heading = String::new();
    output.read_line(&mut heading).unwrap();
    assert_eq!(heading, "stdin:1  Pod pod-1  denied\n");
    drop(output);
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(141), ""));
    writer.join().unwrap();
}

#[test]
fn outputs_that_are_no_terminal_have_no_colours() {
    let outcome = Folder::new(&[("b/a.json", BAD)]).check_inside(&["."]);
    assert_eq!((outcome.status, outcome.errors.as_str()), (1, ""));
    assert!(outcome.output.starts_with("b/a.json:1  Pod bad  denied\n"));
    assert!(!outcome.output.contains('\u{1b}'));
}

#[test]
#[cfg(unix)]
fn what_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let folder = Folder::new(&[("open/a.json", GOOD), ("closed/b.json", GOOD), ("open/secret.yaml", GOOD)]);
    let allow = |name: &str, mode| fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).unwrap();
    allow("", 0o755);
    allow("closed", 0o000);
    allow("open/secret.yaml", 0o000);
    // To root nothing is closed: then somebody else has to try, with a copy that all may start.
    let is_root = fs::read_dir(folder.path("closed")).is_ok();
    let program = folder.path("k8s-guardrails");
    fs::copy(env!("CARGO_BIN_EXE_k8s-guardrails"), &program).unwrap();
    let check = |name: &str| {
        let mut command = Command::new(&program);
        if is_root {
            command.uid(65534).gid(65534);
        }
        command.arg("check").arg(folder.path(name)).current_dir("/");
        let output = loop {
            match command.output() {
                // Another test's process may still hold the copy open for an instant.
                Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => thread::yield_now(),
                output => break output.unwrap(),
            }
        };
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for name in ["", "closed", "closed/b.json", "open/secret.yaml"] {
        let (status, output) = check(name);
        assert_eq!(status, Some(2), "{name}: {output}");
        assert!(output.contains("error: there is no permission to read this"), "{name}: {output}");
    }
    let (_, output) = check("");
    assert!(output.ends_with("1 object judged: 0 denied; 2 errors\n"), "{output}");
    allow("closed", 0o755);
}
