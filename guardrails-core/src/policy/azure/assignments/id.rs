//! Ids of definitions and initiatives. Azure does not mind their case.

/// The id of a definition or an initiative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PolicyId {
    /// The whole id in lower case, without a version.
    pub(super) key: String,
    pub(super) is_initiative: bool,
    /// Whether Azure brings it.
    pub(super) is_built_in: bool,
    /// The version, where the id ends in one.
    pub(super) version: Option<String>,
}

/// Azure's ids in lower case.
pub(super) fn lower(id: &str) -> String {
    id.to_lowercase()
}

impl PolicyId {
    /// Reads an id; none if it is of something else.
    pub(super) fn parse(id: &str) -> Option<Self> {
        let id = lower(id.trim_end_matches('/'));
        let (id, version) = match id.rsplit_once("/versions/") {
            Some((id, version)) => (id.to_owned(), Some(version.to_owned())),
            None => (id, None),
        };
        let (scope, rest) = id.split_once("/providers/microsoft.authorization/")?;
        let (kind, name) = rest.split_once('/')?;
        let is_initiative = match kind {
            "policydefinitions" => false,
            "policysetdefinitions" => true,
            _ => return None,
        };
        let is_built_in = scope.is_empty();
        (!name.is_empty() && !name.contains('/')).then_some(Self { key: id, is_initiative, is_built_in, version })
    }

    pub(super) fn built_in_initiative(name: &str) -> Self {
        let key = format!("/providers/microsoft.authorization/policysetdefinitions/{name}");
        Self { key, is_initiative: true, is_built_in: true, version: None }
    }

    pub(super) fn built_in_definition(name: &str) -> Self {
        let key = format!("/providers/microsoft.authorization/policydefinitions/{name}");
        Self { key, is_initiative: false, is_built_in: true, version: None }
    }

    /// The last part: a GUID where Azure brings the policy.
    pub(super) fn name(&self) -> &str {
        self.key.rsplit('/').next().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_taken_apart() {
        let built_in =
            PolicyId::parse("/PROVIDERS/Microsoft.Authorization/policyDefinitions/95EDB821-x/versions/9.2.0").unwrap();
        assert_eq!(built_in.version.as_deref(), Some("9.2.0"));
        assert_eq!(PolicyId { version: None, ..built_in }, PolicyId::built_in_definition("95edb821-x"));
        let own = "/subscriptions/s/providers/Microsoft.Authorization/policySetDefinitions/Mine";
        let own = PolicyId::parse(own).unwrap();
        assert!(own.is_initiative && !own.is_built_in && own.name() == "mine");
        for bad in [
            "",
            "95edb821",
            "/providers/Microsoft.Authorization/policyAssignments/a",
            "/providers/Microsoft.Authorization/policyDefinitions/",
            "/subscriptions/s",
            "/providers/Microsoft.Authorization/policyDefinitions/a/b",
        ] {
            assert_eq!(PolicyId::parse(bad), None, "{bad}");
        }
    }
}
