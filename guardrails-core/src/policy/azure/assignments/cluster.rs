//! Which cluster is asked about: what of it a policy says, and what that decides about scopes.

use serde_json::Value;

use crate::policy::PolicyError;

/// What a policy says of the cluster that it is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cluster {
    /// Its id in Azure, in lower case.
    pub(crate) id: Option<String>,
    /// Its region, in lower case and without blanks.
    pub(crate) location: Option<String>,
    /// When the question is asked: exemptions expire.
    pub(crate) time: Option<Moment>,
}

/// An answer that may need to know more than there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    Unknown,
}

impl Answer {
    pub(super) fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// A moment in UTC as `2026-12-31T23:59:59`: such texts are in order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(String);

impl Moment {
    /// Reads `2026-12-31`, or a time as the Azure CLI prints it: `2026-12-31T00:00:00Z`.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let malformed = || PolicyError::new(format!("`{text}` is no time in UTC such as 2026-12-31T00:00:00Z"));
        let whole = match text.len() {
            10 => format!("{text}T00:00:00"),
            _ => text.get(..19).ok_or_else(malformed)?.replace(['t', ' '], "T"),
        };
        let zone = text.get(19..).unwrap_or_default().trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let is_utc = text.len() == 10 || ["Z", "z", "+00:00", "-00:00"].contains(&zone);
        let form = "0000-00-00T00:00:00";
        let fits = |(c, form): (char, char)| if form == '0' { c.is_ascii_digit() } else { c == form };
        let in_form = whole.len() == form.len() && whole.chars().zip(form.chars()).all(fits);
        let within = |from: usize, least: &str, most: &str| {
            whole.get(from..from.saturating_add(2)).is_some_and(|part| part >= least && part <= most)
        };
        let is_time = within(11, "00", "23") && within(14, "00", "59") && within(17, "00", "60");
        match is_utc && in_form && within(5, "01", "12") && within(8, "01", "31") && is_time {
            true => Ok(Self(whole)),
            false => Err(malformed()),
        }
    }
}

/// Whether an id lies in a scope: is it, or goes on below it.
fn lies_in(id: &str, scope: &str) -> bool {
    let scope = scope.trim_end_matches('/');
    id.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_management_group(scope: &str) -> bool {
    scope.starts_with("/providers/microsoft.management/managementgroups")
}

impl Cluster {
    /// Whether the cluster lies in a scope, given in lower case. Which subscriptions a management group
    /// holds is not known.
    pub(super) fn is_in(&self, scope: &str) -> Answer {
        match &self.id {
            _ if scope.is_empty() => Answer::Yes,
            Some(id) if !is_management_group(scope) => Answer::of(lies_in(id, scope)),
            _ => Answer::Unknown,
        }
    }

    /// Whether one scope covers another whatever the cluster is.
    pub(super) fn covers(scope: &str, other: &str) -> bool {
        !other.is_empty() && lies_in(other, scope)
    }

    /// Whether `resourceSelectors` take the cluster: one of them has to, with all of its selectors.
    pub(super) fn is_selected(&self, selectors: &[Value], place: &str) -> Result<Answer, PolicyError> {
        let mut any = Answer::of(selectors.is_empty());
        for (n, selector) in selectors.iter().enumerate() {
            let list = selector.get("selectors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            any = any.or(self.meets(list, None, &format!("{place}[{n}].selectors"))?);
        }
        Ok(any)
    }

    /// Whether all of these selectors take the cluster and, in overrides, the member of the initiative.
    pub(super) fn meets(
        &self,
        selectors: &[Value],
        reference: Option<&str>,
        place: &str,
    ) -> Result<Answer, PolicyError> {
        let mut all = Answer::Yes;
        for (n, selector) in selectors.iter().enumerate() {
            let place = format!("{place}[{n}]");
            let kind = selector.get("kind").and_then(Value::as_str).unwrap_or_default();
            let subject = match kind.to_ascii_lowercase().as_str() {
                "policydefinitionreferenceid" if reference.is_some() => reference.map(str::to_lowercase),
                "resourcelocation" => self.location.clone(),
                "resourcetype" => Some("microsoft.containerservice/managedclusters".into()),
                // Every cluster has a location.
                "resourcewithoutlocation" => Some("false".into()),
                "userprincipalid" | "groupprincipalid" => None,
                _ => return Err(PolicyError::new(format!("{place}.kind: unknown kind of selector `{kind}`"))),
            };
            all = all.and(selects(selector, subject.as_deref(), &place)?);
        }
        Ok(all)
    }
}

/// Whether `in` or `notIn` of a selector takes a subject, if that is known.
fn selects(selector: &Value, subject: Option<&str>, place: &str) -> Result<Answer, PolicyError> {
    let names = |key: &str| match selector.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(names)) if names.iter().all(Value::is_string) => Ok(Some(names)),
        // The CLI prints both, the one that is not used empty.
        Some(_) => Err(PolicyError::new(format!("{place}.{key}: expected a list of texts"))),
    };
    let holds = |names: &[Value], subject: &str| {
        let plain = |name: &str| name.to_lowercase().replace(' ', "");
        names.iter().filter_map(Value::as_str).any(|name| plain(name) == plain(subject))
    };
    let (inside, outside) = (names("in")?, names("notIn")?);
    let (names, wanted) = match (inside.filter(|names| !names.is_empty()), outside.filter(|names| !names.is_empty())) {
        (Some(names), None) => (names, true),
        (None, Some(names)) => (names, false),
        _ => return Err(PolicyError::new(format!("{place}: one of `in` and `notIn` has to say something"))),
    };
    Ok(subject.map_or(Answer::Unknown, |subject| Answer::of(holds(names, subject) == wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scopes_are_compared_by_whole_names() {
        let id = "/subscriptions/s/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/c";
        let known = Cluster { id: Some(id.into()), ..Cluster::default() };
        assert_eq!(known.is_in("/subscriptions/s/resourcegroups/rg"), Answer::Yes);
        assert_eq!(known.is_in("/subscriptions/s/"), Answer::Yes);
        assert_eq!(known.is_in("/subscriptions/s/resourcegroups/r"), Answer::No);
        assert_eq!(known.is_in("/providers/microsoft.management/managementgroups/m"), Answer::Unknown);
        assert_eq!(Cluster::default().is_in("/subscriptions/s"), Answer::Unknown);
        assert!(Cluster::covers("/subscriptions/s", "/subscriptions/s/resourcegroups/rg"));
        assert!(!Cluster::covers("/subscriptions/s", ""));
    }

    #[test]
    fn times_are_in_order() {
        let moment = |text: &str| Moment::parse(text).unwrap();
        assert!(moment("2026-12-31") < moment("2026-12-31T00:00:01Z"));
        assert_eq!(moment("2026-12-31T10:00:00.1234567Z"), moment("2026-12-31T10:00:00+00:00"));
        for bad in
            ["2026-12-31T00:00:00+02:00", "2026-12-31T00:00:00", "2026-13-01", "31.12.2026", "", "2026-12-31T00:00:00ü"]
        {
            assert!(Moment::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn selectors_need_what_they_ask_for() {
        let west = Cluster { location: Some("westeurope".into()), ..Cluster::default() };
        let by = |kind: &str| json!([{"name": "a", "selectors": [{"kind": kind, "in": ["West Europe", "false"], "notIn": []}]}]);
        let selected = |cluster: &Cluster, value: Value| cluster.is_selected(value.as_array().unwrap(), "p");
        assert_eq!(selected(&west, by("resourceLocation")), Ok(Answer::Yes));
        assert_eq!(
            selected(&west, json!([{"selectors": [{"kind": "resourceLocation", "notIn": ["westeurope"]}]}])),
            Ok(Answer::No)
        );
        assert_eq!(selected(&Cluster::default(), by("resourceLocation")), Ok(Answer::Unknown));
        assert_eq!(selected(&Cluster::default(), by("resourceType")), Ok(Answer::No));
        assert_eq!(selected(&Cluster::default(), json!([])), Ok(Answer::Yes));
        let error = selected(&west, by("policyDefinitionReferenceId")).unwrap_err().to_string();
        assert!(error.contains("p[0].selectors[0].kind: unknown kind"), "{error}");
        let error = selected(&west, json!([{"selectors": [{"kind": "resourceType"}]}])).unwrap_err().to_string();
        assert!(error.contains("p[0].selectors[0]: one of `in` and `notIn`"), "{error}");
    }
}
