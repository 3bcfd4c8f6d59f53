//! The tests that should catch a fault, quick ones first.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::tree::Tree;
use crate::workspace;

/// The packages whose tests count. Always named together, so that every stage builds them with the same
/// features and none builds them anew.
const PACKAGES: [&str; 4] = ["-p", "guardrails-core", "-p", "guardrails-tests"];

/// Upstream's own code beside ours, and instructions counted: the tests that can be left out.
const ORACLE: &str = "oracle";
const GROWTH: &str = "growth";

/// A run that takes longer does not end: a fault may make a loop endless.
const PATIENCE: Duration = Duration::from_secs(600);

pub struct Suite<'t> {
    tree: &'t Tree,
    /// The arguments of `cargo test` for one test program each, quick ones first.
    stages: Vec<Vec<String>>,
    oracle_objects: u64,
}

/// What became of a fault.
pub enum Outcome {
    Caught { by: String },
    Passed,
    Unbuilt { log: PathBuf },
}

impl<'t> Suite<'t> {
    pub fn new(tree: &'t Tree, oracle_objects: u64, growth: bool) -> Result<Self> {
        let mut stages = vec![vec!["--lib".to_owned()], vec!["--doc".to_owned()]];
        let folder = tree.folder.join("tests/tests");
        for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let left_out = name == ORACLE && oracle_objects == 0 || name == GROWTH && !growth;
            if path.extension().is_some_and(|ending| ending == "rs") && !left_out {
                stages.push(vec!["--test".to_owned(), name.to_owned()]);
            }
        }
        Ok(Self { tree, stages, oracle_objects })
    }

    /// Runs everything without a fault, and puts the stages in order by the time they take. Gives how many
    /// seconds they take together.
    pub fn must_pass(&mut self) -> Result<u64> {
        // Built first, so that the times are those of the tests.
        let log = self.tree.logs.join("build.log");
        let built = self.cargo_test(&["--no-run".to_owned()], &log)?;
        ensure!(
            built.is_some_and(|status| status.success()),
            "without any fault, it does not build: see {}",
            log.display()
        );
        let mut timed = Vec::new();
        for stage in std::mem::take(&mut self.stages) {
            let started = Instant::now();
            match self.run_stage(&stage, "without-a-fault")? {
                Outcome::Passed => timed.push((started.elapsed(), stage)),
                Outcome::Caught { by } => bail!("without any fault, {by} fails: nothing can be said of the faults"),
                Outcome::Unbuilt { log } => bail!("without any fault, the tests do not build: see {}", log.display()),
            }
        }
        timed.sort();
        let total = timed.iter().map(|(time, _)| time).sum::<Duration>();
        self.stages = timed.into_iter().map(|(_, stage)| stage).collect();
        Ok(total.as_secs())
    }

    /// Runs stage after stage until one fails.
    pub fn run(&self, name: &str) -> Result<Outcome> {
        for stage in &self.stages {
            let outcome = self.run_stage(stage, name)?;
            if !matches!(outcome, Outcome::Passed) {
                return Ok(outcome);
            }
        }
        Ok(Outcome::Passed)
    }

    fn run_stage(&self, stage: &[String], name: &str) -> Result<Outcome> {
        let log = self.tree.logs.join(format!("{name}{}.log", stage.join("")));
        match self.cargo_test(stage, &log)? {
            None => Ok(Outcome::Caught { by: "its not coming to an end".into() }),
            Some(status) if status.success() => Ok(Outcome::Passed),
            Some(_) => verdict(log),
        }
    }

    /// Runs the tests of a stage; `None` if they do not come to an end.
    fn cargo_test(&self, stage: &[String], log: &PathBuf) -> Result<Option<ExitStatus>> {
        workspace::write(log, "")?;
        let out = File::options().append(true).open(log).with_context(|| log.display().to_string())?;
        let child = Command::new("cargo")
            .arg("test")
            .args(PACKAGES)
            .args(stage)
            .current_dir(&self.tree.folder)
            .env("CARGO_TARGET_DIR", &self.tree.target)
            // Nobody looks at these programs with a debugger, and linking them costs most of the time.
            .env("CARGO_PROFILE_DEV_DEBUG", "none")
            .env("GUARDRAILS_ORACLE_OBJECTS", self.oracle_objects.to_string())
            .stderr(out.try_clone()?)
            .stdout(out)
            .process_group(0)
            .spawn()
            .context("cannot start cargo")?;
        wait(child)
    }
}

/// Waits for a program, and ends it and its children when it takes too long.
fn wait(mut child: Child) -> Result<Option<ExitStatus>> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if started.elapsed() > PATIENCE {
            workspace::run(Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]))?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Which test failed, by what was printed.
fn verdict(log: PathBuf) -> Result<Outcome> {
    let printed = workspace::read(&log)?;
    if printed.contains("error: could not compile") {
        return Ok(Outcome::Unbuilt { log });
    }
    let failed = |line: &str| line.strip_prefix("test ")?.strip_suffix(" ... FAILED").map(str::to_owned);
    let panicked = |line: &str| line.split_once("panicked at ").map(|(_, place)| place.to_owned());
    let by = printed.lines().find_map(failed).or_else(|| printed.lines().find_map(panicked));
    Ok(Outcome::Caught { by: by.unwrap_or_else(|| format!("something, see {}", log.display())) })
}
