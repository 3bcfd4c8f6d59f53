use super::{each, fields};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::{group_version, request as r, user_info};
use crate::input::source::{Frame, Shape, Source};
use crate::view::{Str, User, View};

/// What an admission request asks, its objects not read yet.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request {
    pub(crate) uid: Str,
    pub(crate) name: Str,
    pub(crate) namespace: Str,
    pub(crate) operation: Str,
    /// `requestSubResource`: the one upstream's webhook looks at.
    pub(crate) sub_resource: Str,
    pub(crate) username: Str,
    /// The place of `userInfo`, if it is there.
    pub(crate) user_info: Option<usize>,
    pub(crate) group: Str,
    pub(crate) resource: Str,
    /// The kind that the request names: an object that names none has it.
    pub(crate) kind_group: Str,
    pub(crate) kind_version: Str,
    pub(crate) kind: Str,
    /// The place of `object`, if it is there.
    pub(crate) object: Option<usize>,
    /// The place of `oldObject`, if it is there.
    pub(crate) old_object: Option<usize>,
}

/// The envelope of an AdmissionReview.
#[derive(Clone, Copy, Debug, Default)]
struct Envelope {
    api_version: Str,
    kind: Option<Str>,
    request: bool,
}

/// Reads an AdmissionReview or a bare AdmissionRequest. What was read before a fault stays in `it`: the
/// uid, above all.
pub(crate) fn read_request<S: Source>(source: &mut S, it: &mut Request) -> Read<()> {
    let start = source.mark();
    let mut envelope = Envelope::default();
    let mut frame = Frame::root();
    source.enter_object(&mut frame)?;
    while let Some(field) = source.next_field(&mut frame, &r::FIELDS)? {
        match field {
            r::API_VERSION => envelope.api_version = source.string_or_empty()?,
            // An AdmissionReview's kind is a name; a request's own is a group, version and kind.
            r::KIND if source.shape() == Shape::String => envelope.kind = source.string()?,
            r::REQUEST => {
                envelope.request = fields(source, &r::FIELDS, |source, field| read_field(source, field, it))?;
            }
            _ => read_field(source, field, it)?,
        }
    }
    check_envelope(source, envelope, *it).map_err(|(kind, message)| Fault::new(kind, start, message))
}

fn check_envelope<S: Source>(source: &S, envelope: Envelope, it: Request) -> Result<(), (ErrorKind, &'static str)> {
    let text = source.text();
    match envelope.kind {
        None if it.uid.is_empty() => {
            Err((ErrorKind::MissingKind, "this is neither an AdmissionReview nor an AdmissionRequest"))
        }
        None => Ok(()),
        Some(kind) if !text.is(kind, "AdmissionReview") => {
            Err((ErrorKind::UnknownKind, "expected the kind `AdmissionReview`"))
        }
        Some(_) if !text.is(envelope.api_version, "admission.k8s.io/v1") => {
            Err((ErrorKind::ApiVersion, "expected the apiVersion `admission.k8s.io/v1`"))
        }
        Some(_) if !envelope.request => Err((ErrorKind::NoObject, "the AdmissionReview has no request")),
        Some(_) => Ok(()),
    }
}

fn read_field<S: Source>(source: &mut S, field: u8, it: &mut Request) -> Read<()> {
    match field {
        r::UID => it.uid = source.string_or_empty()?,
        r::NAME => it.name = source.string_or_empty()?,
        r::NAMESPACE => it.namespace = source.string_or_empty()?,
        r::OPERATION => it.operation = source.string_or_empty()?,
        r::REQUEST_SUB_RESOURCE => it.sub_resource = source.string_or_empty()?,
        r::RESOURCE => [it.group, _, it.resource] = read_names(source, group_version::RESOURCE)?,
        r::KIND => [it.kind_group, it.kind_version, it.kind] = read_names(source, group_version::KIND)?,
        r::USER_INFO => {
            let mark = source.mark();
            it.user_info = Some(mark);
            fields(source, &user_info::FIELDS, |source, field| match field {
                user_info::USERNAME => source.string_or_empty().map(|name| it.username = name),
                _ => source.skip(),
            })?;
        }
        r::OBJECT => it.object = pass_object(source)?,
        r::OLD_OBJECT => it.old_object = pass_object(source)?,
        _ => source.skip()?,
    }
    Ok(())
}

/// Reads who asks.
pub(crate) fn read_user<S: Source>(source: &mut S, asked: Request, view: &mut View) -> Read<()> {
    let Some(place) = asked.user_info else { return Ok(()) };
    source.seek(place);
    let mut user = User { is_null: source.shape() == Shape::Null, ..User::default() };
    fields(source, &user_info::FIELDS, |source, field| {
        match field {
            user_info::USERNAME => user.name = source.string()?.filter(|name| !name.is_empty()),
            user_info::GROUPS => each(source, |source| {
                user.groups.push(source.string_or_empty()?);
                Ok(())
            })?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    view.request.user = Some(user);
    Ok(())
}

/// Reads a group, a version, and a kind or a resource.
fn read_names<S: Source>(source: &mut S, last: u8) -> Read<[Str; 3]> {
    let mut names = [Str::EMPTY; 3];
    fields(source, &group_version::FIELDS, |source, field| {
        match field {
            group_version::GROUP => names[0] = source.string_or_empty()?,
            group_version::VERSION => names[1] = source.string_or_empty()?,
            field if field == last => names[2] = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(names)
}

/// Passes over an object that is read later; null is none.
fn pass_object<S: Source>(source: &mut S) -> Read<Option<usize>> {
    let mark = source.mark();
    Ok(source.presence()?.then_some(mark))
}
