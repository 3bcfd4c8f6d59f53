//! What a run over several objects knows beside the one at hand: the others.

use crate::context::Context;
use crate::input::document::Reading;
use crate::input::error::ManifestError;
use crate::policy::{Namespaces, Policy};
use crate::verdict::{Backing, Outcome, Verdict};
use crate::view::{Needs, Others, Text, View};

/// The other objects of a run that answers may depend on: Namespaces with their labels, and what constraints ask for
/// (Services, workloads). It also knows what has been said once a run already. Memory is bounded: beyond 64 MiB of
/// names and selectors no further object is taken up, and what depends on it is said to be undecided.
///
/// ```
/// use guardrails_core::{Context, Inventory, Policy, Scratch};
/// let policy = Policy::load(r#"{"apiVersion":"constraints.gatekeeper.sh/v1beta1","kind":"K8sAzureV1UniqueServiceSelector",
///     "metadata":{"name":"unique"},"spec":{}}"#)?;
/// let service = |name: &str| format!(r#"{{"apiVersion":"v1","kind":"Service","metadata":{{"name":"{name}","namespace":"shop"}},
///     "spec":{{"selector":{{"app":"web"}},"ports":[{{"port":80}}]}}}}"#);
/// let (one, two) = (service("one"), service("two"));
/// let mut inventory = Inventory::default();
/// let mut scratch = Scratch::new();
/// // What comes later counts as well: it is taken up first.
/// policy.look_ahead(one.as_bytes(), Context::default(), &mut scratch, &mut inventory)?;
/// policy.look_ahead(two.as_bytes(), Context::default(), &mut scratch, &mut inventory)?;
/// policy.evaluate_all_in(one.as_bytes(), Context::default(), &mut scratch, &mut inventory, |_, result| {
///     let verdict = result.unwrap();
///     let finding = verdict.findings().next().unwrap().to_string();
///     assert_eq!(finding, "same selector as service <two> in namespace <shop> with overlapping ports.");
/// })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    pub(crate) namespaces: Namespaces,
    pub(crate) others: Others,
    /// The rules that have said once that they can't decide.
    said: Vec<&'static str>,
}

impl Inventory {
    /// Takes up an object that goes to this namespace if it names none.
    pub(crate) fn note(&mut self, view: &View, text: Text<'_>, namespace: Option<&str>) {
        self.namespaces.note(view, text);
        if view.wants.azure.has(Needs::INVENTORY) {
            self.others.note(view, text, namespace);
        }
    }

    /// Judges what has been read into the view, and takes it up.
    pub(crate) fn judge(
        &mut self,
        policy: &Policy,
        backing: Backing<'_>,
        view: &mut View,
        outcome: &mut Outcome,
        (context, reading): (Context<'_>, Reading),
        tell: impl FnOnce(Result<Verdict<'_>, ManifestError>),
    ) {
        self.note(view, backing.text(), context.namespace);
        let context = Context { run: Some(self), ..context };
        let result = policy.judge_view(backing, view, outcome, context, reading);
        let said = result.as_ref().map(Verdict::said).unwrap_or_default();
        tell(result);
        self.say(said);
    }

    /// The rules that have said already what they say once a run.
    pub(crate) fn said(&self) -> &[&'static str] {
        &self.said
    }

    /// Remembers what has been said.
    pub(crate) fn say(&mut self, rules: Said) {
        self.said.extend(rules);
    }

    /// Forgets what has been said, but not the objects.
    pub(crate) fn forget_said(&mut self) {
        self.said.clear();
    }
}

/// Rules that have said what they say once a run.
pub(crate) type Said = smallvec::SmallVec<[&'static str; 2]>;

impl Verdict<'_> {
    /// The rules that say here what they say once a run.
    pub(crate) fn said(&self) -> Said {
        let found = self.found();
        let records = found.records.iter().filter(|record| record.constraint.is_some());
        let of_run = records.filter(|record| {
            let failure = found.failure(record, self.subject(), self.constraints);
            let (check, hit) = (failure.check, failure.hits.first());
            check.zip(hit).is_some_and(|(check, hit)| check.is_undecided(hit) && check.speaks_of_run())
        });
        of_run.map(|record| record.rule.id).collect()
    }
}
