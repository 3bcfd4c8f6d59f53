//! Whom constraints allow more than others.

use super::Set;
use super::exclusions::plain;
use super::parameters::Parameters;
use super::template::{Parameter, ParameterType};
use crate::rules::Subject;

/// `allowedUsers`, as the templates about nodes and labels mean it; the definitions' defaults differ.
pub(super) const ALLOWED_USERS: Parameter = Parameter {
    name: "allowedUsers",
    holds: ParameterType::TEXTS,
    default: "",
    meaning: "names of users who may do it",
};

/// `allowedGroups`, likewise.
pub(super) const ALLOWED_GROUPS: Parameter = Parameter {
    name: "allowedGroups",
    holds: ParameterType::TEXTS,
    default: "",
    meaning: "groups whose members may do it",
};

/// The groups of an administrator: as such an object is judged that nobody has sent yet.
const ADMINISTRATOR: [&str; 2] = ["system:masters", "system:authenticated"];

/// Users and groups by name.
#[derive(Debug)]
pub(super) struct Requesters {
    users: Set<Box<str>>,
    groups: Set<Box<str>>,
}

impl Requesters {
    pub(super) fn new(parameters: &Parameters<'_>) -> Self {
        let set = |name: &str| parameters.texts(name).map(Box::from).collect();
        Self { users: set("allowedUsers"), groups: set("allowedGroups") }
    }

    /// Whether the one who sends the object is among them; `None` if the request does not say who that is.
    pub(super) fn include(&self, subject: Subject<'_>) -> Option<bool> {
        let request = &subject.view.request;
        if !request.present {
            return Some(ADMINISTRATOR.iter().any(|group| self.groups.contains(*group)));
        }
        let user = request.user.as_ref()?;
        let named = user.name.is_some_and(|name| self.users.contains(&*plain(subject, name)));
        Some(named || user.groups.iter().any(|group| self.groups.contains(&*plain(subject, *group))))
    }
}
