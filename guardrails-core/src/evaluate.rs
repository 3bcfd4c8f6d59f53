//! The ways in: from bytes to the verdict.

use crate::constraints::Expansion;
use crate::context::Context;
use crate::input::document::{Document, Reading, read_document};
use crate::input::error::{ErrorKind, ManifestError};
use crate::input::kinds::Class;
use crate::input::{Reader, defaults};
use crate::judge::Judge;
use crate::policy::{Checks, Policy};
use crate::rules::{Subject, api_server};
use crate::scratch::Scratch;
use crate::verdict::{Backing, Note, Outcome, Verdict};
#[cfg(feature = "k8s-openapi")]
use crate::view::Needs;
use crate::view::{Kind, Text, View, Wants};

impl Policy {
    /// Judges one object as a person or a pipeline writes it: JSON or YAML bytes, given the defaults
    /// that the API server would fill in where a rule can see the difference.
    ///
    /// # Errors
    /// The object could not be read as Kubernetes reads it, or readers disagree on it; there are several
    /// objects or none; its namespace is not the context's. An error is never "allowed".
    ///
    /// ```
    /// # use guardrails_core::{Context, ErrorKind, Level, Policy, Scratch, Version};
    /// let policy = Policy::pod_security(Level::Restricted, Version::v1(36));
    /// let mut scratch = Scratch::new();
    /// let twice = br#"{"apiVersion":"v1","kind":"Pod","spec":{"hostPID":true,"hostPID":false}}"#;
    /// let error = policy.evaluate(twice, Context::default(), &mut scratch).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::DuplicateKey);
    /// assert_eq!(error.field(), "spec.hostPID");
    /// ```
    pub fn evaluate<'v>(
        &'v self,
        manifest: &'v [u8],
        context: Context<'v>,
        scratch: &'v mut Scratch,
    ) -> Result<Verdict<'v>, ManifestError> {
        self.read_and_judge(manifest, context, scratch, Reading::Manifest)
    }

    /// Judges one object literally: no defaults. This is what Pod Security's evaluator itself would say.
    ///
    /// # Errors
    /// As [`evaluate`](Self::evaluate).
    pub fn as_given<'v>(
        &'v self,
        object: &'v [u8],
        context: Context<'v>,
        scratch: &'v mut Scratch,
    ) -> Result<Verdict<'v>, ManifestError> {
        self.read_and_judge(object, context, scratch, Reading::AsGiven)
    }

    /// Judges a borrowed object of the `k8s-openapi` crate: a Pod or one of the eight workload kinds. No
    /// string is copied, unless the policy asks for placement or has constraints: they look at so many fields that the
    /// object is written down as JSON for them, in the scratch.
    ///
    /// # Errors
    /// The object's namespace is not the context's.
    #[cfg(feature = "k8s-openapi")]
    pub fn evaluate_object<'v, O: crate::Workload>(
        &'v self,
        object: &'v O,
        context: Context<'v>,
        scratch: &'v mut Scratch,
    ) -> Result<Verdict<'v>, ManifestError> {
        if self.beyond().is_some_and(|it| it.placement.is_some() || it.needs() != Needs::NONE) {
            return self.evaluate_written(object, context, scratch);
        }
        let Scratch { reader, outcome, .. } = scratch;
        let mut strings = crate::view::Strings::new();
        let facts = crate::input::k8s_openapi::facts(object);
        let with_pod = self.looks_beyond_facts() || facts.meets(self.evaluated.concern) || cfg!(debug_assertions);
        crate::input::k8s_openapi::fill(object, &mut reader.view, &mut strings, with_pod);
        debug_assert!(reader.view.facts().within(facts), "{:?} has not told what there is in the pod", facts);
        self.judge_view(Backing::Table(strings), &mut reader.view, outcome, context, Reading::Manifest)
    }

    /// Whether more than Pod Security's checks, and of these more than are known beforehand, looks at pods.
    #[cfg(feature = "k8s-openapi")]
    fn looks_beyond_facts(&self) -> bool {
        self.beyond().is_some_and(|it| it.from_labels.is_some() || !it.constraints.is_empty())
            || !self.exemptions.runtime_classes.is_empty()
    }

    #[cfg(feature = "k8s-openapi")]
    fn evaluate_written<'v, O: crate::Workload>(
        &'v self,
        object: &'v O,
        context: Context<'v>,
        scratch: &'v mut Scratch,
    ) -> Result<Verdict<'v>, ManifestError> {
        let Scratch { reader, outcome, typed, .. } = scratch;
        typed.clear();
        serde_json::to_writer(&mut *typed, object).map_err(|error| {
            ManifestError::new(ErrorKind::Value, format!("the object cannot be written down: {error}"))
        })?;
        // A typed object has no fields but its type's.
        self.prepare(reader, Reading::AsGiven);
        let document = read_document(typed, Reading::Manifest, reader)?;
        let text = Backing::Buffer(document.json.unwrap_or_default());
        self.judge_view(text, &mut reader.view, outcome, context, Reading::Manifest)
    }

    fn read_and_judge<'v>(
        &'v self,
        manifest: &'v [u8],
        context: Context<'v>,
        scratch: &'v mut Scratch,
        reading: Reading,
    ) -> Result<Verdict<'v>, ManifestError> {
        self.prepare(&mut scratch.reader, reading);
        let document = read_document(manifest, reading, &mut scratch.reader)?;
        self.judge_document(document, context, scratch, reading)
    }

    /// Judges what has been read into the scratch.
    fn judge_document<'v>(
        &'v self,
        document: Document<'v>,
        context: Context<'v>,
        scratch: &'v mut Scratch,
        reading: Reading,
    ) -> Result<Verdict<'v>, ManifestError> {
        one_object(document.class)?;
        let Scratch { reader, outcome, .. } = scratch;
        #[cfg(feature = "yaml")]
        let backing = document.json.unwrap_or_else(|| reader.tape.arena());
        #[cfg(not(feature = "yaml"))]
        let backing = document.json.unwrap_or_default();
        self.judge_view(Backing::Buffer(backing), &mut reader.view, outcome, context, reading)
    }

    /// Judges a view that has been filled.
    pub(crate) fn judge_view<'v>(
        &'v self,
        backing: Backing<'v>,
        view: &'v mut View,
        outcome: &'v mut Outcome,
        context: Context<'v>,
        reading: Reading,
    ) -> Result<Verdict<'v>, ManifestError> {
        outcome.clear();
        check_namespace(view, backing.text(), context)?;
        let beyond = self.beyond.as_deref();
        if reading == Reading::Manifest {
            defaults::fill_in(view, backing.text());
            if let Some(beyond) = beyond {
                beyond.change(view, backing.text(), context.namespace, &mut outcome.changes);
            }
        }
        let others = context.run.map(|run| &run.others);
        let subject = Subject { namespace: context.namespace, others, ..Subject::new(view, backing.text()) };
        let labelled = beyond.and_then(|it| it.label_checks(subject, context, outcome));
        let checks = labelled.as_ref().unwrap_or(&self.evaluated);
        let places = beyond.is_some_and(|it| it.beyond().placement.is_some());
        let asks = !checks.list.is_empty() || labelled.is_some() || places;
        let mut judged = view.object.kind != Kind::Other && asks;
        if judged && view.has_pod {
            self.judge_pod(checks, subject, outcome, context.namespace);
            if let Some(beyond) = beyond {
                beyond.judge_placement(checks, subject, outcome);
            }
        }
        outcome.judge_manifest(api_server::effects(self), subject);
        let Context { namespace, input, .. } = context;
        if let Some(beyond) = beyond {
            let expansion = if reading == Reading::Manifest { Expansion::Always } else { Expansion::None };
            judged |= beyond.judge_constraints(subject, context, expansion, outcome);
            beyond.settle(subject, outcome, input);
        }
        let outcome = outcome.keep(labelled);
        let checks = if self.takes_labels() { &outcome.labelled } else { &self.evaluated };
        Ok(Verdict { checks, namespace, input, judged, others, ..self.verdict(backing, view, outcome) })
    }

    /// Whether levels come from the labels of namespaces.
    pub(crate) fn takes_labels(&self) -> bool {
        self.beyond().is_some_and(|it| it.from_labels.is_some())
    }

    /// A verdict of this policy, of which nothing but the outcome is known.
    pub(crate) fn verdict<'v>(&'v self, backing: Backing<'v>, view: &'v View, outcome: &'v Outcome) -> Verdict<'v> {
        let beyond = self.beyond();
        Verdict {
            backing,
            view,
            outcome,
            checks: &self.evaluated,
            placement: beyond.and_then(|it| it.placement.as_ref()),
            constraints: beyond.map(|it| it.constraints.as_slice()).unwrap_or_default(),
            policy_notes: beyond.map(|it| it.notes.as_slice()).unwrap_or_default(),
            namespace: None,
            input: None,
            others: None,
            adjustments: beyond.and_then(|it| it.adjustments.as_ref()),
            judged: false,
            expansion: None,
        }
    }

    /// Tells the reader what to read for this policy.
    pub(crate) fn prepare(&self, reader: &mut Reader, reading: Reading) {
        let beyond = self.beyond.as_deref();
        let wants = beyond.map(Judge::wants).unwrap_or_default();
        // What comes literally has been through the server, or is to be read as its evaluator reads it.
        let wants = Wants { types: reading == Reading::Manifest, ..wants };
        reader.want(wants, beyond.map(Judge::read_whole));
    }

    /// Runs the checks unless the namespace or the runtime class is exempt.
    fn judge_pod(&self, checks: &Checks, subject: Subject<'_>, outcome: &mut Outcome, namespace: Option<&str>) {
        let Subject { view, text, .. } = subject;
        let own = view.object.namespace;
        let in_namespace = |exempt: &String| match own.is_empty() {
            true => namespace == Some(exempt),
            false => text.is(own, exempt),
        };
        if own.is_empty() && namespace.is_none() && !self.exemptions.namespaces.is_empty() {
            outcome.notes.push(Note::NamespaceUnknown);
        }
        if self.exemptions.namespaces.iter().any(in_namespace) {
            outcome.notes.push(Note::ExemptNamespace);
            return;
        }
        if !self.exempts_runtime_class(subject, outcome) {
            outcome.judge(checks, subject);
        }
    }

    /// Whether the pod's runtime class is exempt, which the verdict then notes.
    pub(crate) fn exempts_runtime_class(&self, subject: Subject<'_>, outcome: &mut Outcome) -> bool {
        let Subject { view, text, .. } = subject;
        let class = view.pod.runtime_class;
        let exempt = !class.is_empty() && self.exemptions.runtime_classes.iter().any(|exempt| text.is(class, exempt));
        if exempt {
            outcome.notes.push(Note::ExemptRuntimeClass);
        }
        exempt
    }
}

/// Refuses a List where one object was expected.
pub(crate) fn one_object(class: Class) -> Result<(), ManifestError> {
    let message = "this is a List of objects, and one object was expected";
    match class {
        Class::List => Err(ManifestError::new(ErrorKind::ManyObjects, message)),
        _ => Ok(()),
    }
}

/// An object's own namespace wins; a different one in the context is a mistake, as it is for kubectl.
fn check_namespace(view: &View, text: Text<'_>, context: Context<'_>) -> Result<(), ManifestError> {
    let own = view.object.namespace;
    match context.namespace {
        Some(namespace) if !own.is_empty() && !text.is(own, namespace) => {
            let own = text.show(own);
            let message = format!("the object is for the namespace `{own}`, and `{namespace}` was asked for");
            Err(ManifestError::new(ErrorKind::Value, message).at("metadata.namespace".into(), None))
        }
        _ => Ok(()),
    }
}
