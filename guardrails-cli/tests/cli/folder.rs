//! Folders to check, and the command run over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use guardrails_cli::{Colours, run};
use tempfile::TempDir;

/// A pod that the restricted level has nothing against.
pub(crate) const GOOD: &str = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"good"},"spec":{
  "securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
  "containers":[{"name":"c","image":"i","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}}"#;

/// A pod that every level refuses.
pub(crate) const BAD: &str =
    r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"bad"},"spec":{"hostPID":true,"containers":[]}}"#;

/// An object that no rule looks at.
pub(crate) const SERVICE: &str =
    r#"{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[]}}"#;

/// A folder that goes away at the end of the test.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A folder with these files.
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, text) in files {
            let path = folder.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// What a file holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        if name.is_empty() { self.0.path().to_owned() } else { self.0.path().join(name) }
    }

    /// Runs `check` as a process that stands in the folder, as a person would: what it says does not depend
    /// on where the folder lies.
    pub(crate) fn check_inside(&self, arguments: &[&str]) -> Outcome {
        self.run_inside(&[&["check"], arguments].concat())
    }

    /// Runs any command there.
    pub(crate) fn run_inside(&self, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_k8s-guardrails"));
        let output = command.args(arguments).current_dir(self.0.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let status = u8::try_from(output.status.code().unwrap()).unwrap();
        Outcome { status, output: text(output.stdout), errors: text(output.stderr) }
    }

    /// Runs `check` in this process, with arguments in which `@` stands for the folder.
    pub(crate) fn check(&self, arguments: &[&str]) -> Outcome {
        let folder = self.0.path().to_str().unwrap();
        let arguments = arguments.iter().map(|argument| argument.replace('@', folder));
        let all: Vec<String> = ["k8s-guardrails".to_owned(), "check".to_owned()].into_iter().chain(arguments).collect();
        let outcome = command(&all, "");
        // What tests compare must not depend on where the folder lies.
        let shorten = |text: String| text.replace(folder, "@");
        Outcome { output: shorten(outcome.output), errors: shorten(outcome.errors), ..outcome }
    }
}

/// What a command has said, and its exit status.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: u8,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Outcome {
    /// The report's lines of JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The report without its line ends, which depend on the length of paths.
    pub(crate) fn flat(&self) -> String {
        self.output.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The last line of the report: the counts.
    pub(crate) fn counts(&self) -> &str {
        self.output.lines().last().unwrap_or_default()
    }
}

/// Runs the whole command line.
pub(crate) fn command(arguments: &[impl AsRef<str>], input: &str) -> Outcome {
    let arguments: Vec<&str> = arguments.iter().map(AsRef::as_ref).collect();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let status = run(arguments, &mut input.as_bytes(), &mut output, &mut errors, Colours::NONE);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { status, output: text(output), errors: text(errors) }
}

/// Runs `check` over the standard input.
pub(crate) fn check_input(input: &str, arguments: &[&str]) -> Outcome {
    command(&[&["k8s-guardrails", "check", "-"], arguments].concat(), input)
}

/// The manifests that the documentation uses.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/manifests")
}

/// Compares with a file of `tests/golden`; `UPDATE_GOLDEN=1` writes it instead, to be looked at.
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == text,
        "{name} differs; UPDATE_GOLDEN=1 writes it anew. It should be:\n{expected}\nand is:\n{text}"
    );
}
