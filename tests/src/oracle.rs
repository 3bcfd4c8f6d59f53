//! The live oracle: upstream's own code in a Go program (`tests/oracle`), asked in batches.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use base64::Engine;
use serde_json::{Value, json};

/// The built program.
pub struct Oracle(PathBuf);

impl Oracle {
    /// Builds the program; `None` if this machine has no Go.
    ///
    /// # Panics
    /// If there is Go and the program does not build.
    pub fn build() -> Option<Self> {
        Command::new("go").arg("version").output().ok().filter(|output| output.status.success())?;
        let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/oracle");
        let source = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("oracle");
        let status =
            Command::new("go").args(["build", "-trimpath", "-o"]).arg(&program).arg(".").current_dir(source).status();
        assert!(status.is_ok_and(|status| status.success()), "tests/oracle does not build");
        Some(Self(program))
    }

    /// Sends a line for each question to a subcommand and gives its answers, in order.
    ///
    /// # Panics
    /// If the program fails or answers another number of lines.
    pub fn ask(&self, subcommand: &str, questions: &[Value]) -> Vec<Value> {
        let mut child = Command::new(&self.0)
            .arg(subcommand)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the oracle starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        let lines: String = questions.iter().map(|question| format!("{question}\n")).collect();
        let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
        let output = child.wait_with_output().expect("the oracle ends");
        writer.join().expect("the questions are written").expect("the oracle reads them");
        assert!(output.status.success(), "the oracle failed");
        let answers: Vec<Value> = String::from_utf8(output.stdout)
            .expect("the oracle answers in UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).expect("the oracle answers in JSON"))
            .collect();
        assert_eq!(answers.len(), questions.len());
        answers
    }
}

/// A question about an object's bytes.
pub fn about(id: u64, bytes: &[u8]) -> Value {
    json!({"id": id, "raw_b64": base64::engine::general_purpose::STANDARD.encode(bytes)})
}
