use super::{details, fields, namespace, other, pod};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::{metadata, object, template, workload};
use crate::input::kinds::{self, Class};
use crate::input::source::{Frame, Shape, Source};
use crate::input::types;
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
            _ => source.skip()?,
        }
        if class.is_none() && !view.object.api_version.is_empty() && !view.object.kind_name.is_empty() {
            class = Some(classify(source, view, start, from));
        }
    }
    let class = class.unwrap_or_else(|| classify(source, view, start, from))?;
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
    if class == Class::Other && view.wants.azure.has(Needs::OTHER_KINDS) {
        source.seek(start);
        other::read(source, view)?;
    }
    if view.wants.types {
        source.seek(start);
        check_types(source, view, from)?;
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

/// Looks through the whole of an object whose type is known.
fn check_types<S: Source>(source: &mut S, view: &mut View, from: Inherited<'_>) -> Read<()> {
    let View { object, unknown, .. } = view;
    let (version, kind) = ((object.api_version, from.api_version), (object.kind_name, from.kind));
    match types::of_kind(source.text(), version, kind) {
        Some(ty) => types::check(source, ty, unknown),
        None => Ok(()),
    }
}

/// Reads an object's own metadata. Its annotations are the pod's if the object is a Pod; as long as the
/// kind is not known they are kept, and [`classify`] forgets them where they are not.
fn read_metadata<S: Source>(source: &mut S, view: &mut View, classified: bool) -> Read<()> {
    let azure = view.wants.azure.has(Needs::METADATA);
    let annotations = !classified || view.object.kind == Kind::Pod;
    fields(source, &metadata::FIELDS, |source, field| {
        match field {
            metadata::NAME => view.object.name = source.string_or_empty()?,
            metadata::NAMESPACE => view.object.namespace = source.string_or_empty()?,
            metadata::ANNOTATIONS if annotations => pod::read_annotations(source, view)?,
            metadata::ANNOTATIONS if azure => {
                details::read_pairs(source, |annotation| view.details.annotations.push(annotation))?;
            }
            metadata::LABELS if azure => details::read_pairs(source, |label| view.details.labels.push(label))?,
            metadata::GENERATE_NAME if azure => view.details.generate_name = source.string_or_empty()?,
            metadata::OWNER_REFERENCES if azure => view.details.owned = details::has_elements(source)?,
            _ => source.skip()?,
        }
        Ok(())
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
        if view.wants.azure.has(Needs::METADATA) {
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
    }
    Ok(())
}

/// Reads `spec` of a known kind.
fn read_spec<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    match view.object.kind {
        Kind::Other | Kind::PodTemplate => source.skip(),
        Kind::Pod => pod::read_spec(source, view),
        Kind::CronJob => {
            fields(source, &workload::FIELDS, |source, field| match field {
                workload::JOB_TEMPLATE => read_job_template(source, view),
                _ => source.skip(),
            })?;
            Ok(())
        }
        _ => read_workload_spec(source, view),
    }
}

fn read_job_template<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &template::FIELDS, |source, field| match field {
        template::SPEC => read_workload_spec(source, view),
        _ => source.skip(),
    })?;
    Ok(())
}

fn read_workload_spec<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &workload::FIELDS, |source, field| match field {
        workload::TEMPLATE => read_template(source, view),
        workload::REPLICAS if view.wants.azure.has(Needs::REPLICAS) => {
            let replicas = source.integer(32)?;
            view.details.replicas = replicas.and_then(|replicas| i32::try_from(replicas).ok());
            Ok(())
        }
        // That of a ReplicationController is of another type.
        workload::SELECTOR
            if view.wants.azure.has(Needs::INVENTORY) && view.object.kind != Kind::ReplicationController =>
        {
            details::read_selector(source, view)
        }
        _ => source.skip(),
    })?;
    Ok(())
}

/// Reads a pod template. In a ReplicationController it is a pointer: without it there is no pod.
fn read_template<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let present = fields(source, &template::FIELDS, |source, field| match field {
        template::METADATA => {
            fields(source, &metadata::FIELDS, |source, field| match field {
                metadata::ANNOTATIONS => pod::read_annotations(source, view),
                metadata::LABELS if view.wants.azure.has(Needs::METADATA) => {
                    details::read_pairs(source, |label| view.details.template_labels.push(label))
                }
                _ => source.skip(),
            })?;
            Ok(())
        }
        template::SPEC => pod::read_spec(source, view),
        _ => source.skip(),
    })?;
    view.has_pod |= present;
    Ok(())
}
