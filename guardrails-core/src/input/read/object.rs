use super::{details, namespace, other, pod, typed};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::{metadata, object, template, workload};
use crate::input::kinds::{self, Class};
use crate::input::source::{Frame, Shape, Source};
use crate::input::types::{self, Doubts, Typed};
use crate::view::{Kind, Needs, Str, Text, View};

/// What a list hands down to its items, or a request to its objects.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inherited<'l> {
    pub(crate) api_version: &'l str,
    pub(crate) kind: &'l str,
    /// Whether these count whatever the object says of itself.
    pub(crate) instead: bool,
}

/// What the root of an object says before its content is judged.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    pub(crate) class: Class,
    /// The place of `items`, if there is one.
    pub(crate) items: Option<usize>,
}

/// Parts of an object that came before its kind: passed over once, and read when the kind is known.
#[derive(Clone, Copy, Debug, Default)]
struct Deferred {
    spec: Option<usize>,
    template: Option<usize>,
}

/// Reads an object from its root: identity, and the pod if its kind has one.
pub(crate) fn read_root<S: Source>(source: &mut S, view: &mut View, from: Inherited<'_>) -> Read<Root> {
    let start = source.mark();
    let mut frame = Frame::root();
    let mut items = None;
    let mut deferred = Deferred::default();
    // An error in the kind waits until the rest of the identity is known.
    let mut class = None;
    if source.shape() == Shape::Null {
        return Err(Fault::new(ErrorKind::NoObject, start, "null is no object"));
    }
    source.enter_object(&mut frame)?;
    // Until the kind is known, nothing is checked.
    *source.doubts() = Doubts::default();
    while let Some(field) = source.next_field(&mut frame, &object::FIELDS)? {
        match field {
            // What the request says counts; what the object says need not even be of the right type.
            object::API_VERSION | object::KIND if from.instead && source.shape() != Shape::String => source.skip()?,
            object::API_VERSION => view.object.api_version = source.string_or_empty()?,
            object::KIND => view.object.kind_name = source.string_or_empty()?,
            object::METADATA => read_metadata(source, view, class.is_some())?,
            object::SPEC if class.is_none() => deferred.spec = Some(pass(source)?),
            object::SPEC => read_spec(source, view)?,
            object::TEMPLATE => deferred.template = Some(pass(source)?),
            object::ITEMS => items = Some(pass(source)?),
            _ => match of_kind(view.object.kind) {
                Some(table) => types::pass(source, table.types, field)?,
                None => source.skip()?,
            },
        }
        source.doubts().any |= class.is_none() && !matches!(field, object::API_VERSION | object::KIND | object::SPEC);
        if class.is_none() && !view.object.api_version.is_empty() && !view.object.kind_name.is_empty() {
            class = Some(classify(source, view, start, from));
            source.doubts().checking = checks_types(view);
        }
    }
    let class = class.unwrap_or_else(|| classify(source, view, start, from))?;
    source.doubts().checking = checks_types(view);
    if let (Some(items), false) = (items, matches!(class, Class::List)) {
        let message =
            "only a List has `items` at its root; kubectl would take this object apart and send its items alone";
        return Err(Fault::new(ErrorKind::Unsupported, items, message));
    }
    let end = source.mark();
    if let Some(place) = items {
        source.seek(place);
        match source.shape() {
            Shape::List => {}
            Shape::Null => items = None,
            _ => return Err(source.mistyped("a list")),
        }
    }
    read_deferred(source, view, deferred)?;
    if class == Class::Other && S::wants(view).azure.has(Needs::OTHER_KINDS) {
        source.seek(start);
        other::read(source, view)?;
    }
    if S::wants(view).types {
        check_types(source, view, start, from)?;
        if view.object.kind == Kind::Other && is_namespace(source.text(), view, from) {
            source.seek(start);
            namespace::read_labels(source, view)?;
        }
    }
    source.seek(end);
    Ok(Root { class, items })
}

fn is_namespace(text: Text<'_>, view: &View, from: Inherited<'_>) -> bool {
    let is =
        |own: Str, inherited: &str, name: &str| if own.is_empty() { inherited == name } else { text.is(own, name) };
    is(view.object.kind_name, from.kind, "Namespace") && is(view.object.api_version, from.api_version, "v1")
}

/// Whether types are checked on the way: those of kinds with a pod.
fn checks_types(view: &View) -> bool {
    view.wants.types && view.object.kind != Kind::Other
}

/// Looks through the whole of an object whose type is known, where the first look has left doubts.
fn check_types<S: Source>(source: &mut S, view: &mut View, start: usize, from: Inherited<'_>) -> Read<()> {
    let sure = checks_types(view) && !source.doubts().any;
    if sure && !cfg!(debug_assertions) {
        return Ok(());
    }
    let View { object, unknown, .. } = view;
    let (version, kind) = ((object.api_version, from.api_version), (object.kind_name, from.kind));
    let Some(ty) = types::of_kind(source.text(), version, kind) else { return Ok(()) };
    source.seek(start);
    let checked = types::check(source, ty, unknown);
    debug_assert!(!sure || checked.is_ok() && unknown.list().is_empty(), "the first look has overlooked something");
    checked
}

/// What the fields of a kind's root have to be.
fn of_kind(kind: Kind) -> Option<&'static Typed<object::Names>> {
    Some(match kind {
        Kind::Pod => &object::POD,
        Kind::PodTemplate => &object::POD_TEMPLATE,
        Kind::ReplicationController => &object::CONTROLLER,
        Kind::ReplicaSet => &object::REPLICA_SET,
        Kind::Deployment => &object::DEPLOYMENT,
        Kind::StatefulSet => &object::STATEFUL_SET,
        Kind::DaemonSet => &object::DAEMON_SET,
        Kind::Job => &object::JOB,
        Kind::CronJob => &object::CRON_JOB,
        Kind::Other => return None,
    })
}

/// What the fields of a workload's spec have to be.
fn of_spec(kind: Kind) -> &'static Typed<workload::Names> {
    match kind {
        Kind::ReplicationController => &workload::CONTROLLER,
        Kind::ReplicaSet => &workload::REPLICA_SET,
        Kind::StatefulSet => &workload::STATEFUL_SET,
        Kind::DaemonSet => &workload::DAEMON_SET,
        Kind::Job | Kind::CronJob => &workload::JOB,
        _ => &workload::DEPLOYMENT,
    }
}

/// Reads an object's own metadata. Its annotations are the pod's if the object is a Pod; as long as the
/// kind is not known they are kept, and [`classify`] forgets them where they are not.
fn read_metadata<S: Source>(source: &mut S, view: &mut View, classified: bool) -> Read<()> {
    let azure = S::wants(view).azure.has(Needs::METADATA);
    let annotations = !classified || view.object.kind == Kind::Pod;
    typed(source, &metadata::TYPED, |source, field| {
        match field {
            metadata::NAME => view.object.name = source.string_or_empty()?,
            metadata::NAMESPACE => view.object.namespace = source.string_or_empty()?,
            metadata::ANNOTATIONS if annotations => pod::read_annotations(source, view)?,
            metadata::ANNOTATIONS if azure => {
                details::read_pairs(source, |annotation| view.details.annotations.push(annotation))?;
            }
            metadata::LABELS if azure => details::read_pairs(source, |label| view.details.labels.push(label))?,
            metadata::GENERATE_NAME if azure => view.details.generate_name = source.string_or_empty()?,
            metadata::OWNER_REFERENCES if azure => {
                let mark = source.mark();
                view.details.owned = details::has_elements(source)?;
                return pod::again(source, mark);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(())
}

/// Passes over a value and gives its place.
fn pass<S: Source>(source: &mut S) -> Read<usize> {
    let mark = source.mark();
    source.skip()?;
    Ok(mark)
}

/// Finds what the object is.
fn classify<S: Source>(source: &S, view: &mut View, start: usize, from: Inherited<'_>) -> Read<Class> {
    let text = source.text();
    let spelled = |s: Str, inherited: &str| match s.is_empty() {
        true => inherited.to_owned(),
        false => text.show(s).to_string(),
    };
    let (version, kind) = (view.object.api_version, view.object.kind_name);
    if version.is_empty() || kind.is_empty() || from.instead {
        view.names.set(from.api_version, from.kind);
    }
    let class = match (text.plain(version), text.plain(kind)) {
        _ if from.instead => kinds::classify(from.api_version, from.kind),
        (Some(version), Some(kind)) if !version.is_empty() && !kind.is_empty() => kinds::classify(version, kind),
        _ => kinds::classify(&spelled(version, from.api_version), &spelled(kind, from.kind)),
    };
    let class = class.map_err(|(kind, message)| Fault::new(kind, start, message))?;
    if class == Class::Other {
        view.object.cluster_wide = match view.names.kind.is_empty() {
            true => text.plain(kind).is_some_and(kinds::is_cluster_wide),
            false => kinds::is_cluster_wide(&view.names.kind),
        };
    }
    if let Class::Workload(kind) = class {
        view.object.kind = kind;
        view.has_pod = kind != Kind::ReplicationController;
    }
    if view.object.kind != Kind::Pod {
        if S::wants(view).azure.has(Needs::METADATA) {
            let View { annotations, details, .. } = view;
            details.annotations.extend(annotations.iter().copied());
        }
        view.annotations.clear();
    }
    Ok(class)
}

fn read_deferred<S: Source>(source: &mut S, view: &mut View, deferred: Deferred) -> Read<()> {
    if let Some(spec) = deferred.spec {
        source.seek(spec);
        read_spec(source, view)?;
    }
    if let (Some(template), Kind::PodTemplate) = (deferred.template, view.object.kind) {
        source.seek(template);
        read_template(source, view)?;
    } else if deferred.template.is_some() {
        source.doubts().any = true;
    }
    Ok(())
}

/// Reads `spec` of a known kind.
fn read_spec<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    match view.object.kind {
        Kind::Other | Kind::PodTemplate => {
            source.doubts().any = true;
            source.skip()
        }
        Kind::Pod => pod::read_spec(source, view),
        Kind::CronJob => {
            typed(source, &workload::CRON_JOB, |source, field| match field {
                workload::JOB_TEMPLATE => read_job_template(source, view).map(|()| true),
                _ => Ok(false),
            })?;
            Ok(())
        }
        _ => read_workload_spec(source, view),
    }
}

fn read_job_template<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    typed(source, &template::JOB, |source, field| match field {
        template::SPEC => read_workload_spec(source, view).map(|()| true),
        _ => Ok(false),
    })?;
    Ok(())
}

fn read_workload_spec<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    typed(source, of_spec(view.object.kind), |source, field| {
        match field {
            workload::TEMPLATE => read_template(source, view)?,
            workload::REPLICAS if S::wants(view).azure.has(Needs::REPLICAS) => {
                let replicas = source.integer(32)?;
                view.details.replicas = replicas.and_then(|replicas| i32::try_from(replicas).ok());
            }
            // That of a ReplicationController is of another type.
            workload::SELECTOR
                if S::wants(view).azure.has(Needs::INVENTORY) && view.object.kind != Kind::ReplicationController =>
            {
                let mark = source.mark();
                details::read_selector(source, view)?;
                return pod::again(source, mark);
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(())
}

/// Reads a pod template. In a ReplicationController it is a pointer: without it there is no pod.
fn read_template<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let present = typed(source, &template::POD, |source, field| {
        match field {
            template::METADATA => read_template_metadata(source, view)?,
            template::SPEC => pod::read_spec(source, view)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    view.has_pod |= present;
    Ok(())
}

fn read_template_metadata<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    typed(source, &metadata::TYPED, |source, field| {
        match field {
            metadata::ANNOTATIONS => pod::read_annotations(source, view)?,
            metadata::LABELS if S::wants(view).azure.has(Needs::METADATA) => {
                details::read_pairs(source, |label| view.details.template_labels.push(label))?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(())
}
