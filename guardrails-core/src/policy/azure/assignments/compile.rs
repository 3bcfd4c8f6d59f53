//! From assignments to constraints.

use serde_json::{Map, Value};

use super::cluster::{Answer, Cluster};
use super::constraint::{Parts, constraint};
use super::definition::{Definition, Nature, Set, Template, is_pinned};
use super::documents::{Assignment, Exemption, Member};
use super::effect::{Effect, overridden, overridden_version};
use super::expression::evaluate;
use super::id::PolicyId;
use super::notes::{Notes, Unsupported};
use super::parameters::bind;
use super::{Assignments, Compiled};
use crate::policy::PolicyError;
use crate::policy::azure::catalogue::catalogue;

/// Finds the kind of the constraints of a template of Azure's at a version, if this library has it.
pub(crate) type KindOf<'k> = &'k dyn Fn(&str, u32) -> Option<&'static str>;

impl Assignments {
    /// Turns the assignments into constraints, for a cluster of which this is known.
    ///
    /// # Errors
    /// A policy that is not known or not supported, unless `unsupported` asks for a note; parameters that do
    /// not fit their definition; effects that make no sense; each with its place.
    pub(crate) fn compile(
        self,
        cluster: &Cluster,
        unsupported: Unsupported,
        kind_of: KindOf<'_>,
    ) -> Result<Compiled, PolicyError> {
        let mut run = Run { all: &self, cluster, kind_of, notes: Notes::new(unsupported), constraints: Vec::new() };
        for assignment in &self.assignments {
            run.assignment(assignment)?;
        }
        run.name_strangers();
        Ok(Compiled { constraints: run.constraints, notes: run.notes.sentences() })
    }
}

struct Run<'r> {
    all: &'r Assignments,
    cluster: &'r Cluster,
    kind_of: KindOf<'r>,
    notes: Notes,
    constraints: Vec<(String, Value)>,
}

/// A definition that an assignment brings in: itself, or a member of its initiative.
struct Item<'i> {
    assignment: &'i Assignment,
    /// The member's name in the initiative; empty where the definition itself is assigned.
    reference: &'i str,
    /// What messages call it.
    name: String,
    policy: &'i PolicyId,
    version: Option<&'i str>,
    parameters: Map<String, Value>,
    /// Where the parameters stand.
    place: String,
}

impl<'r> Run<'r> {
    fn assignment(&mut self, assignment: &'r Assignment) -> Result<(), PolicyError> {
        if !self.is_in_force(assignment)? {
            return Ok(());
        }
        if !assignment.policy.is_initiative {
            return self.definition(assignment);
        }
        let set = match self.set(assignment)? {
            Ok(set) => set,
            Err(why) => return self.notes.give_up(&assignment.name, &assignment.place, &why),
        };
        let place = format!("{}parameters", assignment.place);
        let parameters = bind(&set.parameters, &assignment.parameters, &place)?;
        let (mut skipped, mut strangers) = (0_usize, 0_usize);
        let is_meant = |it: &&Member| assignment.members.is_none_or(|only| only.contains(&it.reference.as_str()));
        for member in set.members.iter().filter(is_meant) {
            if self.is_stranger(&member.policy) {
                strangers = strangers.saturating_add(1);
                continue;
            }
            let mut item = Item {
                assignment,
                reference: &member.reference,
                name: format!("{}/{}", assignment.name, member.reference),
                policy: &member.policy,
                version: member.version.as_deref(),
                parameters: Map::new(),
                place: format!("{}{}.parameters", assignment.place, member.reference),
            };
            if let Some(definition) = self.find(&item)? {
                if matches!(definition.nature, Nature::OtherMode) {
                    skipped = skipped.saturating_add(1);
                    continue;
                }
                item.parameters = evaluated(member, &parameters, &item.place)?;
                self.item(&item, &definition)?;
            }
        }
        if skipped.saturating_add(strangers) == set.members.len() {
            self.notes.skip(&assignment.name);
        } else if strangers > 0 {
            self.notes.say(format!(
                "{strangers} skipped of `{}`, as none of the built-in policies about objects in a cluster, as of {}",
                assignment.name,
                catalogue().source
            ));
        }
        Ok(())
    }

    /// Whether a member of an initiative is a policy of Azure's that the table does not have: of another mode,
    /// or newer than the table.
    fn is_stranger(&self, policy: &PolicyId) -> bool {
        let given = || self.all.definitions.contains_key(&policy.key);
        let known = || catalogue().definition(policy.name()).is_some() || catalogue().nature(policy.name()).is_some();
        policy.is_built_in && !known() && !given()
    }

    fn definition(&mut self, assignment: &'r Assignment) -> Result<(), PolicyError> {
        let item = Item {
            assignment,
            reference: "",
            name: assignment.name.clone(),
            policy: &assignment.policy,
            version: assignment.version.as_deref(),
            parameters: assignment.parameters.clone(),
            place: format!("{}parameters", assignment.place),
        };
        match self.find(&item)? {
            Some(Definition { nature: Nature::OtherMode, .. }) => {
                self.notes.skip(&item.name);
                Ok(())
            }
            Some(definition) => self.item(&item, &definition),
            None => Ok(()),
        }
    }

    /// Whether an assignment is for this cluster at all.
    fn is_in_force(&mut self, assignment: &Assignment) -> Result<bool, PolicyError> {
        let name = &assignment.name;
        let mut excluded = Answer::No;
        for scope in &assignment.not_scopes {
            excluded = excluded.or(self.cluster.is_in(scope));
        }
        let selectors = format!("{}resourceSelectors", assignment.place);
        let selected = self.cluster.is_selected(&assignment.selectors, &selectors)?;
        let why = match (self.cluster.is_in(&assignment.scope), excluded, selected) {
            (Answer::No, _, _) => "it is for another scope",
            (_, Answer::Yes, _) => "its notScopes leave the cluster out",
            (_, _, Answer::No) => "its resourceSelectors leave the cluster out",
            (_, excluded, selected) => {
                if excluded == Answer::Unknown {
                    let why = "whether the cluster is in them is not known (azure.cluster)";
                    self.notes.say(format!("the notScopes of `{name}` were not applied: {why}"));
                }
                if selected == Answer::Unknown {
                    let why = "whether they take the cluster is not known (azure.location)";
                    self.notes.say(format!("the resourceSelectors of `{name}` were not applied: {why}"));
                }
                if assignment.needs_enrolment {
                    let why = "is not known: it was taken as enforced";
                    self.notes.say(format!("whether the cluster has enrolled in `{name}` {why}"));
                }
                return Ok(true);
            }
        };
        self.notes.say(format!("`{name}` was not checked: {why}"));
        Ok(false)
    }

    /// The initiative that is assigned: a document of it, or Azure's table; else why there is none.
    fn set(&self, assignment: &Assignment) -> Result<Result<Set, String>, PolicyError> {
        let pin = match overridden_version(assignment, "", self.cluster)? {
            Ok(version) => version.or_else(|| assignment.version.clone()),
            Err(why) => return Ok(Err(why.into())),
        };
        let given = self.all.sets.get(&assignment.policy.key);
        Ok(match given {
            Some(set) if is_pinned(set.version.as_ref(), pin.as_deref()) => Ok(Set::of(set)),
            _ if assignment.policy.is_built_in => Set::built_in(&assignment.policy, pin.as_deref()),
            Some(_) => Err(format!("its document is of another version than `{}`", pin.unwrap_or_default())),
            None => Err(format!(
                "the initiative `{}` is not given; put its document beside (`az policy set-definition show`)",
                assignment.policy.key
            )),
        })
    }

    /// The definition of an item: a document of it, or Azure's table. None if it is given up.
    fn find(&mut self, item: &Item<'_>) -> Result<Option<Definition>, PolicyError> {
        let pin = match overridden_version(item.assignment, item.reference, self.cluster)? {
            Ok(version) => version.or_else(|| item.version.map(String::from)),
            Err(why) => {
                self.notes.give_up(&item.name, &item.assignment.place, why)?;
                return Ok(None);
            }
        };
        let pin = pin.as_deref();
        let given = self.all.definitions.get(&item.policy.key);
        let found = match given {
            Some(document) if is_pinned(document.version.as_ref(), pin) => Ok(Definition::of(document)),
            _ if item.policy.is_built_in => Definition::built_in(item.policy, pin),
            Some(_) => Err(format!("its document is of another version than `{}`", pin.unwrap_or_default())),
            None => Err(format!(
                "the definition `{}` is not given; put its document beside (`az policy definition show`)",
                item.policy.key
            )),
        };
        match found {
            Ok(definition) => Ok(Some(definition)),
            Err(why) => self.notes.give_up(&item.name, &item.assignment.place, &why).map(|()| None),
        }
    }

    fn item(&mut self, item: &Item<'_>, definition: &Definition) -> Result<(), PolicyError> {
        match &definition.nature {
            Nature::OtherMode => Ok(()),
            Nature::Judges(template) => self.judge(item, definition, template),
            Nature::Mutation => self.mutation(item),
            Nature::Unsupported(why) => self.notes.give_up(&item.name, &item.assignment.place, why),
        }
    }

    /// A policy that changes objects: this library does not, but for what Deployment Safeguards documents.
    fn mutation(&mut self, item: &Item<'_>) -> Result<(), PolicyError> {
        let effect = item.parameters.get("effect").and_then(Value::as_str).unwrap_or("Mutate");
        match effect.eq_ignore_ascii_case("disabled") {
            true => self.notes.disable(&item.name),
            false => {
                self.notes.give_up(&item.name, &item.assignment.place, "it changes objects before they are judged")?
            }
        }
        Ok(())
    }

    fn judge(&mut self, item: &Item<'_>, definition: &Definition, template: &Template) -> Result<(), PolicyError> {
        let Item { assignment, reference, name, .. } = item;
        let parameters = bound(item, definition)?;
        let failed = |why: String| PolicyError::new(format!("{}: {why}", item.place));
        let value = |value: &Value| evaluate(value, &parameters).map_err(failed);
        let written = Effect::parse(&value(&template.effect)?).map_err(failed)?;
        let effect = overridden(written, assignment, reference, self.cluster, &mut self.notes)?;
        if let Some(parameter) = definition.parameters.get("effect").filter(|_| effect != written) {
            let checked = parameter.check("effect", &effect.name().into());
            checked.map_err(|why| PolicyError::new(format!("{}overrides: {why}", assignment.place)))?;
        }
        let values = without_nulls(value(&template.values.clone().into())?);
        let mut target = match value(&template.target.clone().into())? {
            Value::Object(target) => target,
            _ => Map::new(),
        };
        let warn = target.remove("warn").is_some_and(|warn| warn == true);
        let Some(action) = effect.action(assignment.is_enforced, warn) else {
            self.notes.disable(name);
            return Ok(());
        };
        if self.is_exempt(assignment, reference, name)? {
            return Ok(());
        }
        let Some(kind) = (self.kind_of)(&template.name, template.version) else {
            let why = format!("its template, {} v{}, is not supported", template.name, template.version);
            return self.notes.give_up(name, &assignment.place, &why);
        };
        if template.has_conditions {
            self.notes.say(format!("`{name}` asks more of the cluster than that it is one; that was taken as given"));
        }
        let identity = [assignment.id.as_str(), *reference, item.policy.name()];
        let parts = Parts { kind, identity, action, target: &target, parameters: values };
        self.constraints.push((format!("{}`{name}`: ", assignment.place), constraint(parts)));
        Ok(())
    }

    /// Whether an exemption takes an item out. One of which that is not known is named and not applied.
    fn is_exempt(&mut self, assignment: &Assignment, reference: &str, name: &str) -> Result<bool, PolicyError> {
        let of_it = |it: &&Exemption| {
            let named = it.references.is_empty() || it.references.contains(&reference.to_lowercase());
            it.assignment == assignment.id && named
        };
        for exemption in self.all.exemptions.iter().filter(of_it) {
            match self.exempts(exemption, assignment)? {
                Answer::Yes => {
                    self.notes
                        .say(format!("`{name}` was not checked: the exemption `{}` takes it out", exemption.name));
                    return Ok(true);
                }
                Answer::Unknown => self.notes.say(format!(
                    "the exemption `{}` of `{name}` was not applied: that depends on azure.cluster, azure.location or \
                     azure.time, which are not known",
                    exemption.name
                )),
                Answer::No => {}
            }
        }
        Ok(false)
    }

    fn exempts(&self, exemption: &Exemption, assignment: &Assignment) -> Result<Answer, PolicyError> {
        let scope = match Cluster::covers(&exemption.scope, &assignment.scope) {
            true => Answer::Yes,
            false => self.cluster.is_in(&exemption.scope),
        };
        let time = match (&exemption.expires, &self.cluster.time) {
            (None, _) => Answer::Yes,
            (Some(expires), Some(now)) => Answer::of(now < expires),
            (Some(_), None) => Answer::Unknown,
        };
        let selectors = format!("{}resourceSelectors", exemption.place);
        Ok(scope.and(time).and(self.cluster.is_selected(&exemption.selectors, &selectors)?))
    }

    /// Names the exemptions of assignments that were not given.
    fn name_strangers(&mut self) {
        let known = |it: &Exemption| self.all.ids.contains(&it.assignment);
        for exemption in self.all.exemptions.iter().filter(|it| !known(it)) {
            self.notes.say(format!("the exemption `{}` is of an assignment that was not given", exemption.name));
        }
    }
}

/// The parameters of an item, checked. An initiative may hand an effect to a member that does not offer it, as
/// Azure's own for Deployment Safeguards does: then that is what is meant.
fn bound(item: &Item<'_>, definition: &Definition) -> Result<Map<String, Value>, PolicyError> {
    let mut given = item.parameters.clone();
    let is_member = !item.reference.is_empty() && definition.parameters.contains_key("effect");
    let handed = given.get("effect").filter(|_| is_member).and_then(|effect| Effect::parse(effect).ok());
    if handed.is_some() {
        given.remove("effect");
    }
    let mut parameters = bind(&definition.parameters, &given, &item.place)?;
    if let Some(effect) = handed {
        parameters.insert("effect".into(), effect.name().into());
    }
    Ok(parameters)
}

/// The parameters that an initiative hands to a member.
fn evaluated(member: &Member, parameters: &Map<String, Value>, place: &str) -> Result<Map<String, Value>, PolicyError> {
    let value = |(name, value): (&String, &Value)| {
        let value = evaluate(value, parameters).map_err(|why| PolicyError::new(format!("{place}.{name}: {why}")))?;
        Ok((name.clone(), value))
    };
    member.parameters.iter().map(value).collect()
}

/// A value that is null is none: the add-on's constraints leave it out.
fn without_nulls(values: Value) -> Value {
    match values {
        Value::Object(values) => Value::Object(values.into_iter().filter(|(_, value)| !value.is_null()).collect()),
        other => other,
    }
}
