//! Admission: a request in, a response out, as Pod Security admission would give it.

use std::fmt::{self, Write};

use crate::constraints::Expansion;
use crate::context::Context;
use crate::input::Reader;
use crate::input::document::{Reading, json_error, no_object, utf8};
use crate::input::error::{ErrorKind, Fault, ManifestError};
use crate::input::json::Json;
use crate::input::kinds::Class;
use crate::input::read::{self, Inherited, Request};
use crate::input::source::{Keys, Source};
use crate::inventory::Inventory;
use crate::judge::Judge;
use crate::policy::{Checks, FromLabels, Labels, Policy};
use crate::rules::Subject;
use crate::scratch::Scratch;
use crate::update::is_significant;
use crate::verdict::{Backing, Note, Outcome, Verdict};
use crate::view::{Kind, Str, Text, View};

/// The answer to an admission request: a verdict, and the response to send.
///
/// ```
/// # use guardrails_core::{Level, Policy, Scratch, Version};
/// let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
/// let request = r#"{"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"7",
///   "resource":{"group":"","version":"v1","resource":"pods"},"name":"web","operation":"CREATE",
///   "object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostIPC":true}}}}"#;
/// let mut scratch = Scratch::new();
/// let review = policy.review(request.as_bytes(), &mut scratch)?;
/// assert!(!review.is_allowed());
/// let mut response = String::new();
/// review.write_response(&mut response).unwrap();
/// assert!(response.contains(r#"pods \"web\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostIPC=true)"#));
/// # Ok::<(), guardrails_core::ManifestError>(())
/// ```
#[derive(Debug)]
pub struct Review<'v> {
    pub(crate) request: Request,
    pub(crate) text: Text<'v>,
    result: Result<Verdict<'v>, ManifestError>,
}

impl<'v> Review<'v> {
    /// The verdict, or why the object of the request could not be read: that is a denial.
    ///
    /// # Errors
    /// The object could not be read.
    pub fn verdict(&self) -> Result<&Verdict<'v>, &ManifestError> {
        self.result.as_ref()
    }

    /// The verdict by value.
    ///
    /// # Errors
    /// The object could not be read.
    pub fn into_verdict(self) -> Result<Verdict<'v>, ManifestError> {
        self.result
    }

    /// The review without the place of its error: of a request that was written down only to be read here.
    #[must_use]
    pub fn without_position(mut self) -> Self {
        self.result = self.result.map_err(ManifestError::without_position);
        self
    }

    /// Whether the request may go through.
    pub fn is_allowed(&self) -> bool {
        self.result.as_ref().is_ok_and(Verdict::is_allowed)
    }

    /// Writes the AdmissionReview to send back, as one line of JSON.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_response(&self, out: &mut dyn Write) -> fmt::Result {
        crate::report::admission::write_response(self, out)
    }
}

/// What upstream does with a request before it looks at the pod.
enum Path {
    /// Goes through unseen.
    Pass(Note),
    Judge(Kind),
}

impl Policy {
    /// Answers an AdmissionReview (admission.k8s.io/v1) or a bare AdmissionRequest, literally: the
    /// object as it stands, with upstream's admission semantics. The policy counts as a namespace's labels
    /// do: where warn is not set it follows enforce, and a workload is warned, not refused.
    ///
    /// # Errors
    /// No uid could be read, so there is nothing to answer to. Whatever else cannot be read is a denial.
    pub fn review<'v>(&'v self, request: &'v [u8], scratch: &'v mut Scratch) -> Result<Review<'v>, ManifestError> {
        self.review_in(request, scratch, None)
    }

    /// The same as a part of a run.
    pub(crate) fn review_in<'v>(
        &'v self,
        request: &'v [u8],
        scratch: &'v mut Scratch,
        run: Option<&'v Inventory>,
    ) -> Result<Review<'v>, ManifestError> {
        let text = utf8(request)?;
        if matches!(text.trim_matches([' ', '\n', '\r', '\t']), "" | "null") {
            return Err(no_object());
        }
        scratch.reader.view.clear();
        self.prepare(&mut scratch.reader, Reading::AsGiven);
        scratch.outcome.clear();
        let mut asked = Request::default();
        let mut json = Json::new(text, &mut scratch.reader.keys);
        let read = read::read_request(&mut json, &mut asked).and_then(|()| json.end());
        let result = match read.map_err(|fault| json_error(*fault, text, &scratch.reader.view)) {
            Err(error) if asked.uid.is_empty() => return Err(error),
            Ok(()) if asked.uid.is_empty() => {
                return Err(ManifestError::new(ErrorKind::Value, "the request has no uid to answer to"));
            }
            Err(error) => Err(error),
            Ok(()) => self.review_object(asked, text, scratch, run),
        };
        Ok(Review { request: asked, text: Text::Buffer(text), result })
    }

    fn review_object<'v>(
        &'v self,
        asked: Request,
        text: &'v str,
        scratch: &'v mut Scratch,
        run: Option<&'v Inventory>,
    ) -> Result<Verdict<'v>, ManifestError> {
        let Scratch { reader: Reader { view, keys, .. }, old, outcome, .. } = scratch;
        let path = self.path(asked, Text::Buffer(text));
        let (written, labelled) = match path {
            Path::Judge(kind) => {
                let written = if kind == Kind::Pod { &self.reviewed_pods } else { &self.reviewed_workloads };
                (written, self.reviewed_by_labels(asked, kind, Text::Buffer(text), outcome))
            }
            Path::Pass(_) => (&self.reviewed_pods, None),
        };
        let mut judged = match path {
            Path::Pass(note) => {
                outcome.notes.push(note);
                note.is_exemption()
            }
            Path::Judge(kind) => {
                let checks = labelled.as_ref().unwrap_or(written);
                self.judge_request(asked, kind, checks, text, keys, (view, old, outcome))?;
                true
            }
        };
        let namespace = Text::Buffer(text).plain(asked.namespace).filter(|namespace| !namespace.is_empty());
        let beyond = self.beyond.as_deref();
        if let Some(beyond) = beyond.filter(|it| !it.beyond().constraints.is_empty()) {
            judged |= review_constraints(beyond, asked, text, (namespace, run), keys, (view, old, outcome))?;
        }
        note_identity(view, asked, text, keys);
        let backing = Backing::Buffer(text);
        let landing = outcome.placed.landing;
        if let Some(beyond) = beyond {
            let subject = Subject { landing, namespace, ..Subject::new(view, Text::Buffer(text)) };
            beyond.settle(subject, outcome, None);
        }
        let outcome = outcome.keep(labelled);
        let checks = if self.takes_labels() { &outcome.labelled } else { written };
        let expansion = self.beyond().and_then(|it| it.expansions.name(view, Text::Buffer(text)));
        let others = run.map(|run| &run.others);
        Ok(Verdict { checks, namespace, judged, expansion, others, ..self.verdict(backing, view, outcome) })
    }

    /// The checks that the labels of the request's namespace come to, if levels come from labels: a workload
    /// waits for its pods to be enforced.
    fn reviewed_by_labels(&self, asked: Request, kind: Kind, text: Text<'_>, outcome: &mut Outcome) -> Option<Checks> {
        let beyond = self.beyond()?;
        let from_labels = beyond.from_labels.as_ref()?;
        let mut levels = match beyond.namespaces.labels(&text.show(asked.namespace).to_string()).map(Labels::Known) {
            Some(labels) => {
                outcome.label_errors = FromLabels::errors(labels);
                from_labels.of(labels)
            }
            None => {
                outcome.notes.push(Note::LabelsUnknown);
                from_labels.unknown()
            }
        };
        if let Some(enforce) = levels.first_mut().filter(|_| kind != Kind::Pod) {
            *enforce = None;
        }
        Some(outcome.lend(levels))
    }

    /// Upstream's order: what is not judged at all, exempt namespaces, exempt users.
    fn path(&self, asked: Request, text: Text<'_>) -> Path {
        let workload = Kind::WITH_POD.iter().find(|(version, _, resource, _)| {
            let group = version.split_once('/').map_or("", |(group, _)| group);
            text.is(asked.group, group) && text.is(asked.resource, resource)
        });
        let Some((.., kind)) = workload else {
            return Path::Pass(Note::NotAdmitted("Pod Security admission does not look at this resource"));
        };
        if !text.is(asked.operation, "CREATE") && !text.is(asked.operation, "UPDATE") {
            return Path::Pass(Note::NotAdmitted("Pod Security admission looks at CREATE and UPDATE alone"));
        }
        let ignored = |name: &&str| text.is(asked.sub_resource, name);
        if *kind == Kind::Pod && IGNORED_SUB_RESOURCES.iter().any(ignored)
            || *kind != Kind::Pod && !asked.sub_resource.is_empty()
        {
            return Path::Pass(Note::NotAdmitted("Pod Security admission does not look at this subresource"));
        }
        let exempt = |names: &[String], name: Str| !name.is_empty() && names.iter().any(|exempt| text.is(name, exempt));
        if exempt(&self.exemptions.namespaces, asked.namespace) {
            return Path::Pass(Note::ExemptNamespace);
        }
        if exempt(&self.exemptions.usernames, asked.username) {
            return Path::Pass(Note::ExemptUser);
        }
        Path::Judge(*kind)
    }

    fn judge_request(
        &self,
        asked: Request,
        kind: Kind,
        checks: &Checks,
        text: &str,
        keys: &mut Keys,
        (view, old, outcome): (&mut View, &mut View, &mut Outcome),
    ) -> Result<(), ManifestError> {
        let places = self.beyond().is_some_and(|it| it.placement.is_some());
        if checks.is_privileged() && !places && outcome.label_errors.is_empty() {
            return Ok(());
        }
        read_object((asked.object, "object"), asked, kind, text, keys, view)?;
        if kind == Kind::Pod && Text::Buffer(text).is(asked.operation, "UPDATE") {
            old.clear();
            read_object((asked.old_object, "oldObject"), asked, kind, text, keys, old)?;
            if !is_significant(view, old, Text::Buffer(text)) {
                outcome.notes.push(Note::NotAdmitted("Pod Security admission looks at updates of images alone"));
                return Ok(());
            }
        }
        let subject = Subject::new(view, Text::Buffer(text));
        if view.has_pod {
            if !self.exempts_runtime_class(subject, outcome) {
                outcome.judge(checks, subject);
            }
            let enforced = if self.takes_labels() { checks } else { &self.evaluated };
            if let Some(beyond) = &self.beyond {
                beyond.judge_placement(enforced, subject, outcome);
            }
        }
        Ok(())
    }
}

/// Holds the request's object against the constraints, as Gatekeeper's webhook does: whatever its resource.
fn review_constraints(
    beyond: &dyn Judge,
    asked: Request,
    text: &str,
    (namespace, run): (Option<&str>, Option<&Inventory>),
    keys: &mut Keys,
    (view, old, outcome): (&mut View, &mut View, &mut Outcome),
) -> Result<bool, ManifestError> {
    let shown = Text::Buffer(text);
    if shown.is(asked.operation, "DELETE")
        || shown.is(asked.operation, "CONNECT")
        || shown.is(asked.sub_resource, "status")
    {
        outcome.note(Note::NotAdmitted("azure-policy: Gatekeeper's webhook is not asked about such requests"));
        return Ok(false);
    }
    if asked.kind.is_empty() {
        let message = "the request names no `kind`, by which constraints choose what they look at";
        return Err(ManifestError::new(ErrorKind::MissingKind, message).at("request.kind".into(), None));
    }
    if view.object.kind_name.is_empty() {
        view.clear();
        read_any((asked.object, "object"), asked, text, keys, view)?;
    }
    old.clear();
    old.wants = view.wants;
    read_any((asked.old_object, "oldObject"), asked, text, keys, old)?;
    if asked.object.is_none() {
        outcome.note(Note::NO_OBJECT);
        return Ok(false);
    }
    let mut json = Json::new(text, keys);
    read::read_user(&mut json, asked, view).map_err(|fault| json_error(*fault, text, view))?;
    view.request.present = true;
    view.request.namespace = asked.namespace;
    let old = asked.old_object.map(|_| &*old);
    let others = run.map(|run| &run.others);
    let subject = Subject { namespace, old, others, ..Subject::new(view, shown) };
    Ok(beyond.judge_constraints(subject, Context { run, ..Context::default() }, Expansion::Asked, outcome))
}

/// Subresources of pods that cannot change what a pod may do.
const IGNORED_SUB_RESOURCES: [&str; 8] =
    ["exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status"];

/// Reads one of the request's objects, by its place and the name of its field.
fn read_object(
    (place, field): (Option<usize>, &str),
    asked: Request,
    kind: Kind,
    text: &str,
    keys: &mut Keys,
    view: &mut View,
) -> Result<(), ManifestError> {
    let Some(place) = place else {
        let message = format!("the request has no `{field}`");
        return Err(ManifestError::new(ErrorKind::NoObject, message).at(format!("request.{field}"), None));
    };
    let mut json = Json::new(text, keys);
    json.seek(place);
    // An object that names no kind has that of the request; a kind without pods would be none to judge.
    let text_of = Text::Buffer(text);
    let known = Kind::WITH_POD.iter().find(|(api_version, kind, ..)| {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let same_version = text_of.is(asked.kind_group, group) && text_of.is(asked.kind_version, version);
        same_version && text_of.is(asked.kind, kind)
    });
    let from =
        known.map_or(Inherited::default(), |(api_version, kind, ..)| Inherited { api_version, kind, instead: false });
    let read = read::read_root(&mut json, view, from).and_then(|root| match root.class {
        Class::Workload(found) if found == kind => Ok(()),
        _ => Err(Fault::new(ErrorKind::UnknownKind, place, "this is no object of the resource that the request names")),
    });
    read.map_err(|fault| json_error(*fault, text, view))
}

/// Reads one of the request's objects, of whatever kind, as an object of the kind that the request names.
fn read_any(
    (place, field): (Option<usize>, &str),
    asked: Request,
    text: &str,
    keys: &mut Keys,
    view: &mut View,
) -> Result<(), ManifestError> {
    let Some(place) = place else { return Ok(()) };
    let mut json = Json::new(text, keys).with_integral_floats();
    json.seek(place);
    let shown = Text::Buffer(text);
    let kind = shown.show(asked.kind).to_string();
    let api_version = match asked.kind_group.is_empty() {
        true => shown.show(asked.kind_version).to_string(),
        false => format!("{}/{}", shown.show(asked.kind_group), shown.show(asked.kind_version)),
    };
    let from = Inherited { api_version: &api_version, kind: &kind, instead: !kind.is_empty() };
    match read::read_root(&mut json, view, from) {
        Ok(read::Root { class: Class::List | Class::Review, .. }) => {
            let message = format!("`{field}` is no object that a cluster keeps");
            Err(ManifestError::new(ErrorKind::UnknownKind, message).at(format!("request.{field}"), None))
        }
        Ok(_) => Ok(()),
        Err(fault) => Err(json_error(*fault, text, view)),
    }
}

/// Notes who the object is where it has not been read: a request that goes through unseen.
fn note_identity(view: &mut View, asked: Request, text: &str, keys: &mut Keys) {
    let place =
        asked.object.or(asked.old_object).filter(|_| view.object.kind_name.is_empty() && view.names.kind.is_empty());
    if let Some(place) = place {
        let mut json = Json::new(text, keys);
        json.seek(place);
        // What can't be read here has not been judged either.
        let _ = read::read_root(&mut json, view, Inherited::default());
    }
    if view.object.name.is_empty() {
        view.object.name = asked.name;
    }
}
