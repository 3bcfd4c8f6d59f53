//! The pod itself: its spec and the metadata that checks look at.

use super::container;
use super::maker::Lit::{Absent, Bool, Null, Text};
use super::maker::{Field, Lit, Maker, Topic};
use super::rng::Rng;
use super::security::{self, Settled};
use super::value::Value;
use super::volume;
use super::words;

const HOST_NAMESPACE: Field =
    Field { topic: Topic::HostNamespaces, fine: &[Absent, Bool(false), Null], bad: &[Bool(true), Bool(true), Absent] };

const APP_ARMOR_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";
const SECCOMP_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";

const FINE_PROFILES: &[Lit] =
    &[Text("runtime/default"), Text("localhost/"), Text("localhost/profile"), Text("docker/default")];
const BAD_PROFILES: &[Lit] = &[
    Text("unconfined"),
    Text("unconfined"),
    Text("docker/default"),
    Text("Runtime/Default"),
    Text("localhost"),
    Text(""),
    Null,
    Text(" runtime/default"),
];

/// A pod's metadata and spec, as a Pod or a template holds them. Either may be
/// missing altogether.
pub(super) fn pod(maker: &mut Maker) -> (Option<Value>, Option<Value>) {
    let spec = match maker.rng.below(100) {
        0 => maker.rng.pick(&[Absent, Null]).value(),
        1 => Some(Value::map()),
        _ => Some(spec(maker)),
    };
    let names = spec.as_ref().map(container_names).unwrap_or_default();
    let metadata = match maker.rng.below(30) {
        0 => maker.rng.pick(&[Absent, Null]).value(),
        _ => Some(metadata(maker, &names)),
    };
    (metadata, spec)
}

fn spec(maker: &mut Maker) -> Value {
    let mut spec = Value::map();
    for namespace in ["hostNetwork", "hostPID", "hostIPC"] {
        spec.put_some(namespace, maker.field(&HOST_NAMESPACE));
    }
    // Each lifts some checks, so each goes with what those checks refuse.
    let unmasked = maker.breaks(Topic::ProcMount) || maker.breaks(Topic::NonRoot);
    if maker.rng.chance(if unmasked { 40 } else { 6 }) {
        spec.put_some("hostUsers", maker.rng.pick(&[Bool(false), Bool(false), Bool(true), Null]).value());
    }
    let linux_only = maker.breaks(Topic::Capabilities) || maker.breaks(Topic::Seccomp);
    if maker.rng.chance(if linux_only { 40 } else { 6 }) {
        spec.put("os", operating_system(&mut maker.rng));
    }
    let settled = Settled { non_root: maker.rng.chance(70), seccomp: maker.rng.chance(70) };
    spec.put_some("securityContext", security::pod_context(maker, settled));
    let (init, main, ephemeral) = container_counts(&mut maker.rng);
    for (field, count) in [("initContainers", init), ("containers", main), ("ephemeralContainers", ephemeral)] {
        let containers = maker.list(count, |maker| container::container(maker, settled));
        spec.put_some(field, containers);
    }
    repeat_names(&mut maker.rng, &mut spec);
    spec.put_some("volumes", volume::volumes(maker));
    unjudged(maker, &mut spec);
    spec
}

fn operating_system(rng: &mut Rng) -> Value {
    match rng.below(10) {
        0 => Value::Null,
        1 => Value::map(),
        2 => Value::map().with("name", Value::Null),
        3 => Value::map().with("name", rng.text(&["Windows", "windows ", "", "darwin"])),
        4 | 5 => Value::map().with("name", "linux"),
        _ => Value::map().with("name", "windows"),
    }
}

fn container_counts(rng: &mut Rng) -> (usize, usize, usize) {
    let main = match rng.below(100) {
        0..4 => 0,
        4..64 => 1,
        64..94 => rng.range(2, 3),
        _ => rng.range(4, 9),
    };
    let init = if rng.chance(22) { rng.range(1, 2) } else { 0 };
    let ephemeral = if rng.chance(8) { rng.range(1, 2) } else { 0 };
    (init, main, ephemeral)
}

/// Now and then a container takes another's name: details list both.
fn repeat_names(rng: &mut Rng, spec: &mut Value) {
    let names = container_names(spec);
    if names.len() < 2 || !rng.chance(8) {
        return;
    }
    let name = rng.pick(&names).clone();
    if let Some(Value::List(containers)) = spec.get_mut("containers")
        && let Some(Value::Map(entries)) = containers.last_mut()
    {
        entries.retain(|(key, _)| key != "name");
        entries.insert(0, ("name".to_owned(), name.into()));
    }
}

fn container_names(spec: &Value) -> Vec<String> {
    let lists = ["initContainers", "containers", "ephemeralContainers"];
    let containers = lists.iter().filter_map(|list| match spec.get(list) {
        Some(Value::List(items)) => Some(items),
        _ => None,
    });
    let names = containers.flatten().map(|container| match container.get("name") {
        Some(Value::Text(name)) => name.clone(),
        _ => String::new(),
    });
    names.collect()
}

fn metadata(maker: &mut Maker, containers: &[String]) -> Value {
    let mut metadata = Value::map();
    if !maker.rng.chance(5) {
        metadata.put("name", words::plain_name(&mut maker.rng));
    }
    if maker.elaborate() {
        let labels = maker.text_map(3);
        metadata.put("labels", labels);
    }
    metadata.put_some("annotations", annotations(maker, containers));
    if maker.elaborate() {
        metadata
            .put("creationTimestamp", if maker.rng.chance(50) { Value::Null } else { "2024-05-01T10:00:00Z".into() });
    }
    metadata
}

/// Annotations on which `AppArmor` and the old seccomp check depend, and others.
pub(super) fn annotations(maker: &mut Maker, containers: &[String]) -> Option<Value> {
    let mut annotations = if maker.elaborate() { maker.text_map(2) } else { Value::map() };
    for (topic, prefix) in [(Topic::AppArmor, APP_ARMOR_PREFIX), (Topic::Seccomp, SECCOMP_PREFIX)] {
        if maker.rng.chance(5) || maker.breaks(topic) {
            for _ in 0..maker.rng.range(1, 2) {
                let container = if !containers.is_empty() && maker.rng.chance(75) {
                    maker.rng.pick(containers).clone()
                } else {
                    words::name(&mut maker.rng)
                };
                let value = profile_text(maker, topic);
                put_once(&mut annotations, &format!("{prefix}{container}"), value);
            }
        }
    }
    if maker.rng.chance(3) || maker.breaks(Topic::Seccomp) {
        let value = profile_text(maker, Topic::Seccomp);
        put_once(&mut annotations, SECCOMP_POD, value);
    }
    if maker.rng.chance(2) {
        annotations.put("container.apparmor.security.beta.kubernetes.io", "unconfined");
    }
    if annotations.is_empty_map() {
        return match maker.rng.below(20) {
            0 => Some(Value::Null),
            1 => Some(annotations),
            _ => None,
        };
    }
    Some(annotations)
}

fn profile_text(maker: &mut Maker, topic: Topic) -> Value {
    if !maker.breaks(topic) {
        return maker.rng.pick(&FINE_PROFILES[..3]).value().unwrap_or(Value::Null);
    }
    match maker.rng.below(3) {
        0 => words::odd_name(&mut maker.rng).into(),
        _ => maker.rng.pick(BAD_PROFILES).value().unwrap_or(Value::Null),
    }
}

/// Repeated keys are an oddity of their own, made elsewhere.
fn put_once(map: &mut Value, key: &str, value: Value) {
    if map.get(key).is_none() {
        map.put(key, value);
    }
}

fn unjudged(maker: &mut Maker, spec: &mut Value) {
    if maker.elaborate() {
        spec.put("restartPolicy", maker.rng.text(&["Always", "OnFailure", "Never"]));
    }
    if maker.elaborate() {
        spec.put("serviceAccountName", words::plain_name(&mut maker.rng));
        spec.put("automountServiceAccountToken", maker.rng.chance(50));
    }
    if maker.elaborate() {
        let selector = maker.text_map(2);
        spec.put("nodeSelector", selector);
    }
    if maker.elaborate() {
        let toleration = Value::map().with("key", "node").with("operator", "Exists").with("tolerationSeconds", 300);
        spec.put("tolerations", vec![toleration]);
    }
    if maker.elaborate() {
        spec.put("terminationGracePeriodSeconds", *maker.rng.pick(&[0, 1, 30, 3600]));
    }
    if maker.elaborate() {
        let term = Value::map()
            .with("topologyKey", "zone")
            .with("labelSelector", Value::map().with("matchLabels", maker.text_map(1)));
        let anti = Value::map().with("requiredDuringSchedulingIgnoredDuringExecution", vec![term]);
        spec.put("affinity", Value::map().with("podAntiAffinity", anti));
    }
    if maker.elaborate() {
        spec.put("runtimeClassName", maker.rng.text(&["gvisor", "kata", "", "exempt-class"]));
    }
    if maker.elaborate() {
        spec.put("hostAliases", vec![Value::map().with("ip", "10.0.0.1").with("hostnames", vec!["a".into()])]);
        spec.put("shareProcessNamespace", maker.rng.chance(50));
    }
    if maker.rng.chance(4) {
        // Near misses: unknown to the server, whatever they sound like.
        let field = maker.rng.text(&["hostNetworkk", "HostNetwork", "host_network", "privileged"]);
        spec.put(field, true);
    }
}
