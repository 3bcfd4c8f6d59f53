use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::plain;
use super::parameters::Parameters;
use super::patterns::Pattern;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set};
use crate::policy::PolicyError;
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1DefenderBlockVulnerableImages",
    title: "Vulnerable images",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Defender for Cloud writes what it found in the images of a workload into an annotation; images that \
        were not scanned, or have more findings of some severity than are allowed, are refused. The policy is \
        deprecated.\n\nWithout the annotation everything passes. So does everything as soon as one image is healthy or \
        excluded: the template drops its whole list then, and this rule does as it does.",
    remedy: "Update the image, or have the finding excluded.",
    fields: &["metadata.annotations[azuredefender.io/containers.vulnerability.scan.info]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-no-vulnerable-images",
    version: 1,
    definitions: &[Definition { id: "13cd7ae3-5bc0-4ac4-a62d-4f7c120b9759", version: "2.1.0" }],
    parameters: &[
        Parameter {
            name: "excludedImages",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "patterns of images that are left alone",
        },
        Parameter {
            name: "severityThresholdForExcludingNotPatchableFindings",
            holds: ParameterType::Text,
            default: r#""None""#,
            meaning: "findings without a patch count above this severity: None, Low, Medium or High",
        },
        Parameter {
            name: "excludeFindingIDs",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "findings that do not count",
        },
        Parameter {
            name: "severity",
            holds: ParameterType::Object(&[
                ("High", ParameterType::Number),
                ("Medium", ParameterType::Number),
                ("Low", ParameterType::Number),
            ]),
            default: r#"{"High": 0, "Medium": 0, "Low": 0}"#,
            meaning: "how many findings of each severity are allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "no annotation",
            parameters: "{severity: {High: 0}}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "an image that was not scanned",
            parameters: "{severity: {High: 0}}",
            object: "metadata: {annotations: {azuredefender.io/containers.vulnerability.scan.info: \
                     '{\"containers\":[{\"name\":\"web\",\"image\":{\"name\":\"web\"},\"scanStatus\":\"unscanned\"}]}'}}",
            messages: &[
                "Image <web> under container <web> must be scanned for vulnerabilities by Defender for Cloud before \
                 deployment, additionalData: <None>",
            ],
        },
    ],
    needs: Needs::METADATA,
    compile: |parameters| Ok(Arc::new(VulnerableImages::new(parameters)?)),
};

const SCAN: &str = "azuredefender.io/containers.vulnerability.scan.info";

#[derive(Debug)]
struct VulnerableImages {
    excluded_images: Vec<Pattern>,
    excluded_findings: Set<Box<str>>,
    /// The level up to which findings without a patch don't count; none do if it is not known.
    threshold: Option<u8>,
    /// What is allowed of each severity, where something is said of it.
    allowed: Vec<(&'static str, Json)>,
}

/// How long the annotation may be: the API server takes no longer ones. Each message is made from it anew, so the
/// containers in it are limited too.
const MAX_BYTES: usize = 1 << 18;
const MAX_CONTAINERS: usize = 64;

/// The annotation is larger than this rule reads.
struct TooLarge;

/// What a hit is about.
const VULNERABLE: Value = Value::Name("vulnerable");
const UNSCANNED: Value = Value::Name("unscanned");
const UNDECIDED: Value = Value::Name("undecided");

/// What the annotation says of a container.
struct Scanned {
    container: Json,
    /// Whether it was scanned, and has too many findings.
    vulnerable: bool,
}

/// The level of a severity.
fn level(severity: &Json) -> Option<u8> {
    match severity.as_str()? {
        "None" => Some(0),
        "Low" => Some(1),
        "Medium" => Some(2),
        "High" => Some(3),
        _ => None,
    }
}

/// The elements of a list, or the values of an object, as Rego walks over them.
fn elements(value: Option<&Json>) -> Vec<&Json> {
    match value {
        Some(Json::Array(list)) => list.iter().collect(),
        Some(Json::Object(fields)) => fields.values().collect(),
        _ => Vec::new(),
    }
}

/// Whether a field is there and not false.
fn is_set(value: Option<&Json>) -> bool {
    value.is_some_and(|value| *value != Json::Bool(false))
}

impl VulnerableImages {
    fn new(parameters: &Parameters<'_>) -> Result<Self, PolicyError> {
        let patterns = parameters.texts("excludedImages").map(|it| Pattern::new(it, "excludedImages"));
        let severity = parameters.get("severity");
        let allowed = |name: &'static str| severity.and_then(|it| it.get(name)).map(|allowed| (name, allowed.clone()));
        Ok(Self {
            excluded_images: patterns.collect::<Result<_, _>>()?,
            excluded_findings: parameters.texts("excludeFindingIDs").map(Box::from).collect(),
            threshold: parameters.get("severityThresholdForExcludingNotPatchableFindings").and_then(level),
            allowed: ["High", "Medium", "Low"].into_iter().filter_map(allowed).collect(),
        })
    }

    /// What the annotation says of the images that count; nothing if it is no JSON, as in the template.
    ///
    /// # Errors
    /// It is larger than this rule reads.
    fn scanned(&self, subject: Subject<'_>) -> Result<Vec<Scanned>, TooLarge> {
        let Some(written) = subject.annotation(SCAN) else { return Ok(Vec::new()) };
        let text = plain(subject, written);
        let read: Result<Json, _> = match text.len() {
            0..=MAX_BYTES => serde_json::from_str(&text),
            _ => return Err(TooLarge),
        };
        let deep = |error: &serde_json::Error| error.to_string().starts_with("recursion limit");
        let mut read = match read {
            Err(error) if deep(&error) => return Err(TooLarge),
            read => read.unwrap_or_default(),
        };
        let Some(Json::Array(containers)) = read.get_mut("containers").map(Json::take) else { return Ok(Vec::new()) };
        if !containers.iter().all(|container| self.keeps(container)) {
            return Ok(Vec::new());
        }
        if containers.len() > MAX_CONTAINERS {
            return Err(TooLarge);
        }
        let status = |container: &Json, name: &str| container.get("scanStatus").is_some_and(|it| it == name);
        let scanned = containers.into_iter().filter_map(|container| {
            let vulnerable = status(&container, "unhealthyScan");
            let refused = match vulnerable {
                true => self.has_too_many(&container) && container.pointer("/image/digest").is_some(),
                false => status(&container, "unscanned"),
            };
            (refused && container.get("name").is_some()).then_some(Scanned { container, vulnerable })
        });
        Ok(scanned.collect())
    }

    /// Whether the template keeps an image in its list.
    fn keeps(&self, container: &Json) -> bool {
        let excluded = |name: &Json| {
            name.as_str().is_some_and(|name| self.excluded_images.iter().any(|pattern| pattern.matches(name)))
        };
        let healthy = container.get("scanStatus").is_none_or(|status| status == "healthyScan");
        !healthy && container.pointer("/image/name").is_some_and(|name| !excluded(name))
    }

    fn has_too_many(&self, container: &Json) -> bool {
        let findings: Vec<&Json> =
            elements(container.get("scanFindings")).into_iter().filter(|finding| self.counts(finding)).collect();
        container.get("scanFindings").is_some()
            && self.allowed.iter().any(|(name, allowed)| {
                let count = findings.iter().filter(|it| it.get("severity").is_some_and(|it| it == name)).count();
                // A null comes before every number.
                let count = u32::try_from(count).map_or(f64::INFINITY, f64::from);
                allowed.as_f64().is_none_or(|allowed| count > allowed)
            })
    }

    /// Whether a finding counts.
    fn counts(&self, finding: &Json) -> bool {
        let id = finding.get("id").and_then(Json::as_str);
        let excluded = id.is_some_and(|id| self.excluded_findings.contains(id));
        let level = finding.get("severity").and_then(level);
        let above = level.zip(self.threshold).is_some_and(|(level, threshold)| level > threshold);
        !excluded && (is_set(finding.get("patchable")) || above)
    }
}

impl Check for VulnerableImages {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let Some(at) = subject.annotations().iter().position(|it| subject.text.is(it.key, SCAN)) else { return };
        let place = Place::OwnAnnotation(u32::try_from(at).unwrap_or(u32::MAX));
        let Ok(scanned) = self.scanned(subject) else {
            hits.forbidden(place, Leaf::field(""), UNDECIDED);
            return;
        };
        for (n, scanned) in (0u32..).zip(scanned) {
            hits.forbidden(place, Leaf::element("", n), if scanned.vulnerable { VULNERABLE } else { UNSCANNED });
        }
    }

    fn is_undecided(&self, hit: &Hit) -> bool {
        hit.value == UNDECIDED
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let [n, _] = hit.leaf.indexes;
        let Ok(scanned) = self.scanned(subject) else {
            return write!(out, "not decided here: the annotation {SCAN} is too large to be read");
        };
        let Some(Scanned { container, .. }) = scanned.get(n as usize) else { return Ok(()) };
        let show = |pointer: &str| container.pointer(pointer).map_or(String::new(), |it| Shown::new(it).to_string());
        write!(out, "Image <{}> under container <{}> ", show("/image/name"), show("/name"))?;
        if hit.value == VULNERABLE {
            return write!(
                out,
                "with digest <{}>, has vulnerabilities that must be remediated before deployment. Refer to Defender for \
                 Cloud to view vulnerability data for your image.",
                show("/image/digest")
            );
        }
        let more = if is_set(container.get("additionalData")) { show("/additionalData") } else { "None".into() };
        write!(
            out,
            "must be scanned for vulnerabilities by Defender for Cloud before deployment, additionalData: <{more}>"
        )
    }
}
