//! Azure's built-in policies about objects in a cluster: a table that `cargo xtask gen` makes of `xtask/data`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::assignments::{Nature, Parameter, Versions};

/// The table, read when a policy first asks for it.
static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| serde_json::from_str(include_str!("catalogue.json")).unwrap_or_default());

/// Every built-in definition and initiative that this version knows.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Catalogue {
    /// Azure's repository, its commit and its date.
    pub(crate) source: String,
    /// Each kind of parameter once; the definitions name them by number.
    shapes: Vec<Parameter>,
    pub(crate) definitions: Vec<BuiltIn>,
    pub(crate) initiatives: Vec<Initiative>,
    /// Definitions that change objects instead of judging them.
    mutations: Vec<String>,
    /// Deprecated definitions of the time before templates had addresses.
    legacy: Vec<String>,
    /// Definitions about the cluster as a resource of Azure.
    other_modes: Vec<String>,
}

/// A built-in definition whose template Gatekeeper runs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BuiltIn {
    pub(crate) id: String,
    pub(crate) template: String,
    /// The version of the template behind each version of the definition that Azure still offers.
    pub(crate) versions: BTreeMap<String, u32>,
    pub(crate) api_groups: Value,
    pub(crate) kinds: Value,
    parameters: BTreeMap<String, usize>,
    values: Map<String, Value>,
    /// The version of the template that these parameters and values are for.
    edition: u32,
    /// What older versions of the template take instead.
    #[serde(default)]
    editions: BTreeMap<String, Edition>,
}

/// What a version of a template takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Edition {
    parameters: BTreeMap<String, usize>,
    values: Map<String, Value>,
}

/// What a definition takes from an assignment, and what it makes of it for the template.
pub(crate) struct Takes<'b> {
    pub(crate) parameters: BTreeMap<String, Parameter>,
    /// Expressions over the parameters.
    pub(crate) values: &'b Map<String, Value>,
}

/// A built-in initiative.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Initiative {
    pub(crate) id: String,
    /// Our short name for it.
    pub(crate) name: String,
    pub(crate) version: String,
    /// Versions that Azure still offers and whose members are not published.
    older_versions: Vec<String>,
    parameters: BTreeMap<String, usize>,
    pub(crate) members: Vec<CatalogueMember>,
}

/// A member of a built-in initiative.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CatalogueMember {
    pub(crate) definition: String,
    pub(crate) version: String,
    pub(crate) reference: String,
    pub(crate) parameters: Map<String, Value>,
}

/// The version under which this library has what a version of a template says today: Azure edits some in place.
pub(crate) fn as_of_today(template: &str, version: u32) -> u32 {
    match (template, version) {
        // Spread constraints satisfy it now, and its message says so.
        ("pod-enforce-antiaffinity", 1) => 2,
        (_, version) => version,
    }
}

/// The table.
pub(crate) fn catalogue() -> &'static Catalogue {
    &CATALOGUE
}

impl Catalogue {
    /// The built-in definition with this id, in lower case.
    pub(crate) fn definition(&self, id: &str) -> Option<&BuiltIn> {
        self.definitions.iter().find(|definition| definition.id == id)
    }

    /// The built-in initiative with this id, in lower case.
    pub(crate) fn initiative(&self, id: &str) -> Option<&Initiative> {
        self.initiatives.iter().find(|initiative| initiative.id == id)
    }

    /// What a built-in definition that runs no template does, if the table knows it.
    pub(crate) fn nature(&self, id: &str) -> Option<Nature> {
        let is_in = |list: &[String]| list.iter().any(|known| known == id);
        match () {
            () if is_in(&self.mutations) => Some(Nature::Mutation),
            () if is_in(&self.legacy) => Some(Nature::Unsupported("it brings a template of its own, of the old form")),
            () if is_in(&self.other_modes) => Some(Nature::OtherMode),
            () => None,
        }
    }

    fn parameters(&self, shapes: &BTreeMap<String, usize>) -> BTreeMap<String, Parameter> {
        let shape = |(name, n): (&String, &usize)| Some((name.clone(), self.shapes.get(*n)?.clone()));
        shapes.iter().filter_map(shape).collect()
    }
}

impl BuiltIn {
    /// What a version of its template takes; none if that is not public.
    pub(crate) fn takes(&self, edition: u32) -> Option<Takes<'_>> {
        let (shapes, values) = match self.editions.get(&edition.to_string()) {
            Some(older) => (&older.parameters, &older.values),
            None if edition == self.edition => (&self.parameters, &self.values),
            None => return None,
        };
        Some(Takes { parameters: catalogue().parameters(shapes), values })
    }

    pub(crate) fn known_versions(&self) -> Versions<'_> {
        Versions::of(self.versions.keys())
    }
}

impl Initiative {
    pub(crate) fn parameters(&self) -> BTreeMap<String, Parameter> {
        catalogue().parameters(&self.parameters)
    }

    pub(crate) fn known_versions(&self) -> Versions<'_> {
        Versions::of(self.older_versions.iter().chain([&self.version]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let catalogue = catalogue();
        assert_eq!((catalogue.definitions.len(), catalogue.initiatives.len()), (54, 5));
        assert_eq!((catalogue.mutations.len(), catalogue.legacy.len(), catalogue.other_modes.len()), (19, 2, 46));
        for definition in &catalogue.definitions {
            assert!(definition.takes(definition.edition).is_some(), "{}", definition.template);
            assert!(definition.versions.values().any(|edition| *edition == definition.edition));
            let taken = definition.takes(definition.edition).unwrap();
            assert_eq!(
                taken.parameters.len(),
                definition.parameters.len(),
                "{}: a shape is missing",
                definition.template
            );
        }
        for member in catalogue.initiatives.iter().flat_map(|initiative| &initiative.members) {
            let known = catalogue.definition(&member.definition).is_some();
            assert!(known || catalogue.nature(&member.definition).is_some(), "{}", member.reference);
        }
    }

    #[test]
    fn the_rules_and_the_table_say_the_same() {
        let mut compared = 0;
        for rule in crate::rules::azure::RULES {
            let template = rule.template().unwrap();
            for named in template.definitions {
                let Some(known) = catalogue().definition(named.id) else {
                    let is_old = matches!(catalogue().nature(named.id), Some(Nature::Unsupported(_)));
                    assert!(is_old, "{}: {}", rule.id, named.id);
                    continue;
                };
                assert_eq!(known.template, template.alias, "{}", rule.id);
                let number = named.version.trim_end_matches("-deprecated");
                let version = *known.versions.get(number).unwrap_or_else(|| panic!("{}: {number}", rule.id));
                let ours = [version, as_of_today(template.alias, version)];
                assert!(ours.contains(&template.version.into()), "{}", rule.id);
                let taken = known.takes(version).unwrap();
                for value in taken.values.keys() {
                    let is_known = template.parameters.iter().any(|parameter| parameter.name == value);
                    assert!(is_known, "{}: the definition sets {value}", rule.id);
                }
                compared += 1;
            }
        }
        assert!(compared > 10);
    }
}
