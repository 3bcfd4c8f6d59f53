use serde::Deserialize;
use std::collections::BTreeMap;

use crate::policy::PolicyError;

/// A label selector as Kubernetes writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Selector {
    #[serde(default)]
    match_labels: Option<BTreeMap<String, String>>,
    #[serde(default)]
    match_expressions: Option<Vec<Expression>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Expression {
    key: String,
    operator: Operator,
    #[serde(default)]
    values: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

impl Selector {
    /// Checks that each operator has the values it needs, as the API server does.
    pub(super) fn check(&self, place: &str) -> Result<(), PolicyError> {
        for (n, expression) in self.match_expressions.iter().flatten().enumerate() {
            let wants = matches!(expression.operator, Operator::In | Operator::NotIn);
            let has = expression.values.as_ref().is_some_and(|values| !values.is_empty());
            if wants != has {
                let what = if wants { "needs values" } else { "takes no values" };
                let message = format!("{place}.matchExpressions[{n}]: the operator {:?} {what}", expression.operator);
                return Err(PolicyError::new(message));
            }
        }
        Ok(())
    }

    /// Whether labels match: `value` gives the value of a label.
    pub(super) fn matches(&self, value: impl Fn(&str, &dyn Fn(&str) -> bool) -> Option<bool>) -> bool {
        let labels = self.match_labels.iter().flatten();
        let all_labels = labels.into_iter().all(|(key, wanted)| value(key, &|it| it == wanted) == Some(true));
        all_labels
            && self.match_expressions.iter().flatten().all(|it| {
                let listed = |value: &str| it.values.iter().flatten().any(|other| other == value);
                let found = value(&it.key, &listed);
                match it.operator {
                    Operator::In => found == Some(true),
                    Operator::NotIn => found != Some(true),
                    Operator::Exists => found.is_some(),
                    Operator::DoesNotExist => found.is_none(),
                }
            })
    }

    /// Whether every object matches.
    pub(super) fn is_empty(&self) -> bool {
        self.match_labels.iter().flatten().next().is_none() && self.match_expressions.iter().flatten().next().is_none()
    }
}
