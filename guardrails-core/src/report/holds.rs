//! The page "What holds where".

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use crate::placement::NodeClass;
use crate::rules::{Fidelity, Rule, Source, rules};

/// Guardrails of a cluster that no field of a pod names.
const BESIDE_PODS: [(&str, [&str; 4]); 3] = [
    ("NetworkPolicy", ["enforced", "enforced", "void", "void"]),
    ("Agents that run as DaemonSets (policy, sensors, logs, CSI)", ["enforced", "enforced", "void", "void"]),
    ("IPv6", ["enforced", "enforced", "refused", "refused"]),
];

/// Writes the page "What holds where" as Markdown: every guardrail that this library knows against the classes
/// of nodes, what is known of the classes, and the sources.
///
/// # Errors
/// Those of the sink.
pub fn write_what_holds_where(out: &mut dyn Write) -> fmt::Result {
    out.write_str(
        "# What holds where\n\n\
         A pod may satisfy a policy and still get nothing of it, because the node it runs on does not do what it says.\n\
         *enforced*: the node does it. *refused*: the node does not run such a pod. *void*: the node runs the pod and does\n\
         nothing of it. *unknown*: nobody has measured or documented it. A star marks what rests on documentation alone.\n",
    )?;
    let of = |source: Source| rules().iter().copied().filter(move |rule| rule.source == source);
    table("Pod Security Standards", of(Source::PodSecurity), out)?;
    table("What virtual nodes refuse or leave void", of(Source::VirtualNodes), out)?;
    header("Beside pods", out)?;
    for (what, holds) in BESIDE_PODS {
        writeln!(out, "| {what} | {}* |", holds.join(" | "))?;
    }
    out.write_str(
        "\nAKS documentation, virtual nodes, limitations; microsoft/virtualnodesOnAzureContainerInstances, README.\n",
    )?;
    for class in NodeClass::ALL {
        write!(out, "\n## Labels of {class}\n\n| label | value | known from |\n|---|---|---|\n")?;
        for label in class.labels() {
            writeln!(out, "| `{}` | {label} | {} |", label.key, label.source)?;
        }
    }
    out.write_str(
        "\nAny other label may have been added by a user, and never keeps a pod off a class in this library's eyes.\n",
    )?;
    write_sources(out)
}

fn header(title: &str, out: &mut dyn Write) -> fmt::Result {
    write!(out, "\n## {title}\n\n| guardrail |")?;
    NodeClass::ALL.iter().try_for_each(|class| write!(out, " {class} |"))?;
    out.write_str("\n|---|---|---|---|---|\n")
}

fn table(title: &str, rules: impl Iterator<Item = &'static Rule>, out: &mut dyn Write) -> fmt::Result {
    header(title, out)?;
    for rule in rules {
        write!(out, "| [{}](rules/{}.md) |", rule.title, rule.id)?;
        for class in NodeClass::ALL {
            let star =
                if rule.fidelity == Fidelity::Documented || class == NodeClass::VirtualNodeV2 { "*" } else { "" };
            write!(out, " {}{star} |", rule.on(class).holds.name())?;
        }
        out.write_str("\n")?;
    }
    Ok(())
}

/// Every source that a cell rests on, each once.
fn write_sources(out: &mut dyn Write) -> fmt::Result {
    let cells = rules().iter().flat_map(|rule| NodeClass::ALL.map(|class| rule.on(class).source));
    let sources: BTreeSet<&str> = cells.filter(|source| !source.is_empty()).collect();
    out.write_str("\n## Sources\n\n")?;
    sources.iter().try_for_each(|source| writeln!(out, "- {source}"))
}
