//! What AKS Deployment Safeguards changes in an object before anybody judges it, as it documents it.
//!
//! The documentation says nothing of init containers: they are left alone. Where a container gives its CPU on
//! one side only, the other side becomes equal; memory on one side only stays so.

use crate::policy::Safeguards;
use crate::rules::virtual_nodes::quantity::nanos;
use crate::verdict::{Change, Changes};
use crate::view::{Amounts, ContainerList, Kind, Resources, Str, Text, View};

/// Which kind of pool a node is in.
const POOL_MODE: &str = "kubernetes.azure.com/mode";

/// The taint that keeps others off the nodes of system pools.
const RESERVED_TAINT: &str = "CriticalAddonsOnly";

/// Who owns a workload that is left alone.
const MANAGED_BY: &str = "kubernetes.azure.com/managedby";

/// A quantity that is required or filled in.
struct Level {
    least: Str,
    least_nanos: u128,
    usual: Str,
    /// Whether a side that is missing becomes equal to the other.
    is_mirrored: bool,
}

const CPU: Level = Level { least: Str::MILLI_100, least_nanos: 100_000_000, usual: Str::MILLI_500, is_mirrored: true };

const MEMORY: Level = Level {
    least: Str::MEBI_100,
    least_nanos: 100 * 1_048_576 * 1_000_000_000,
    usual: Str::MEBI_2048,
    is_mirrored: false,
};

impl Safeguards {
    /// Changes an object as the webhook would, and records what it changed.
    pub(crate) fn change(&self, view: &mut View, text: Text<'_>, namespace: Option<&str>, changes: &mut Changes) {
        let own = view.object.namespace;
        let is_excluded = |excluded: &String| match own.is_empty() {
            true => namespace == Some(excluded),
            false => text.is(own, excluded),
        };
        if !self.is_enforced || self.excluded.iter().any(is_excluded) {
            return;
        }
        if !view.details.other.taints.is_empty() {
            free(view, text, changes);
        }
        if !view.has_pod {
            return;
        }
        for n in (0u32..).take(view.containers.list(ContainerList::Main).len()) {
            provide(view, n, text, changes);
        }
        spread(view, text, changes);
    }
}

/// Takes the taint of system pools from a node of another pool.
fn free(view: &mut View, text: Text<'_>, changes: &mut Changes) {
    let details = &mut view.details;
    let is_system = |value: Str| text.is(value, "system") || text.is(value, "System");
    if details.labels.iter().any(|it| text.is(it.key, POOL_MODE) && is_system(it.value)) {
        return;
    }
    let before = details.other.taints.len();
    details.other.taints.retain(|taint| !text.is(taint.key, RESERVED_TAINT));
    if details.other.taints.len() < before {
        changes.push(Change::Taint);
    }
}

/// Gives a container what it does not ask for, and the least where it asks for less.
fn provide(view: &mut View, n: u32, text: Text<'_>, changes: &mut Changes) {
    let View { containers, details, runtime, .. } = view;
    let Some(container) = containers.list(ContainerList::Main).get(n as usize) else { return };
    let Some(it) = details.containers.get_mut(container.details as usize) else { return };
    let cpu = settled(&CPU, it.requests.cpu, it.limits.cpu, text);
    let memory = settled(&MEMORY, it.requests.memory, it.limits.memory, text);
    let mut record = |field: &'static str, before: Option<Str>, after: Option<Str>| {
        if let Some(to) = after.filter(|_| before != after) {
            changes.push(Change::Resource { container: n, field, to });
        }
    };
    record("requests.cpu", it.requests.cpu, cpu.0);
    record("limits.cpu", it.limits.cpu, cpu.1);
    record("requests.memory", it.requests.memory, memory.0);
    record("limits.memory", it.limits.memory, memory.1);
    set(&mut it.requests, cpu.0, memory.0);
    set(&mut it.limits, cpu.1, memory.1);
    if let Some(it) = runtime.containers.get_mut(container.runtime as usize) {
        set_running(&mut it.requests, cpu.0, memory.0);
        set_running(&mut it.limits, cpu.1, memory.1);
    }
}

/// What a request and a limit become.
fn settled(level: &Level, request: Option<Str>, limit: Option<Str>, text: Text<'_>) -> (Option<Str>, Option<Str>) {
    // A quantity that is null is zero.
    let amount = |it: Str| text.plain(it).and_then(nanos).unwrap_or_default();
    let raised = |it: Str| if amount(it) < level.least_nanos { level.least } else { it };
    match (request.map(raised), limit.map(raised)) {
        (None, None) => (Some(level.usual), Some(level.usual)),
        (Some(request), None) => (Some(request), level.is_mirrored.then_some(request)),
        (None, Some(limit)) => (level.is_mirrored.then_some(limit), Some(limit)),
        (Some(request), Some(limit)) if amount(request) > amount(limit) => (Some(limit), Some(limit)),
        both => both,
    }
}

fn set(amounts: &mut Amounts, cpu: Option<Str>, memory: Option<Str>) {
    *amounts = Amounts { cpu, memory, any: amounts.any || cpu.is_some() || memory.is_some() };
}

fn set_running(resources: &mut Resources, cpu: Option<Str>, memory: Option<Str>) {
    resources.cpu = cpu.unwrap_or_default();
    resources.memory = memory.unwrap_or_default();
    resources.any |= cpu.is_some() || memory.is_some();
}

/// Keeps the pods of a workload apart if it does not say how itself.
fn spread(view: &mut View, text: Text<'_>, changes: &mut Changes) {
    let is_workload = matches!(view.object.kind, Kind::Deployment | Kind::StatefulSet | Kind::ReplicaSet);
    let details = &mut view.details;
    let is_managed = details.labels.iter().any(|it| text.is(it.key, MANAGED_BY) && text.is(it.value, "aks"));
    if !is_workload || is_managed || details.anti_affinity || details.spread {
        return;
    }
    let has = |key: &&&str| details.template_labels.iter().any(|it| text.is(it.key, key));
    let known = ["app", "app.kubernetes.io/name"].iter().find(has).copied();
    let new = (!view.object.name.is_empty()).then_some("default-antiaffinity-applabel");
    if let Some(label) = known.or(new) {
        details.anti_affinity = true;
        details.spread = true;
        changes.push(Change::Spread { label });
    }
}
