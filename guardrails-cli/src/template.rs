//! What `explain` says of a constraint template.

use std::fmt::{self, Write};

use guardrails_core::{ConstraintExample, Template};

use crate::explain::heading;
use crate::words::Paint;

/// Writes the definitions that use a template, its parameters and its examples.
pub(crate) fn write(template: &Template, out: &mut String, paint: Paint) -> fmt::Result {
    heading(out, paint, "Definitions")?;
    if template.definitions.is_empty() {
        writeln!(out, "  no built-in definition uses this version")?;
    }
    for definition in template.definitions {
        writeln!(out, "  {} {}", definition.id, definition.version)?;
    }
    heading(out, paint, "Parameters")?;
    if template.parameters.is_empty() {
        writeln!(out, "  none")?;
    }
    for parameter in template.parameters {
        writeln!(out, "  {}: {}", paint.bold(parameter.name), parameter.meaning)?;
        write!(out, "      {}", parameter.holds)?;
        match parameter.default.is_empty() {
            true => writeln!(out, ", required by the definition")?,
            false => writeln!(out, ", {} where an assignment says nothing", parameter.default)?,
        }
    }
    heading(out, paint, "Examples")?;
    template.examples.iter().try_for_each(|example| write_example(example, out, paint))
}

fn write_example(example: &ConstraintExample, out: &mut String, paint: Paint) -> fmt::Result {
    let verdict = if example.messages.is_empty() { paint.green("passes") } else { paint.red("fails") };
    writeln!(out, "  {verdict}: {}", example.title)?;
    writeln!(out, "      {} {}", paint.dim("parameters"), example.parameters)?;
    for line in example.object.lines() {
        writeln!(out, "      {line}")?;
    }
    example.messages.iter().try_for_each(|message| writeln!(out, "    {} {message}", paint.dim("=>")))
}
