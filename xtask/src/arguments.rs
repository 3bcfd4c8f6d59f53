//! What stands on the command line, taken piece by piece; what nobody takes is an error.

use std::str::FromStr;

use anyhow::{Result, anyhow, bail};

pub struct Arguments(Vec<String>);

impl Arguments {
    pub fn of_process() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// Nothing at all: to call one command from another.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Takes the command, which comes first.
    pub fn command(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    /// Takes `--name`.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|argument| argument != name);
        self.0.len() != before
    }

    /// Takes `--name VALUE`.
    pub fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(at) = self.0.iter().position(|argument| argument == name) else { return Ok(None) };
        self.0.remove(at);
        if at == self.0.len() {
            bail!("{name} needs a value");
        }
        let value = self.0.remove(at);
        value.parse().map(Some).map_err(|_| anyhow!("{name} does not take `{value}`"))
    }

    /// Nothing may be left.
    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(left) => bail!("unknown argument `{left}`; `cargo xtask help` lists what there is"),
        }
    }
}
