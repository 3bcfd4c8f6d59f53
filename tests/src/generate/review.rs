//! Admission reviews, and the policies under which they are judged.

use super::json;
use super::maker::Maker;
use super::rng::Rng;
use super::value::Value;
use super::words;
use super::workload::{self, Kind};

const NAMESPACES: &[&str] = &["shop", "kube-system", "ci", "default", "a-b"];
const USERS: &[&str] = &["alice", "system:serviceaccount:kube-system:replicaset-controller", "admin", "bob\u{e9}"];
const RUNTIME_CLASSES: &[&str] = &["exempt-class", "gvisor", "kata"];

const LEVELS: &[&str] = &["privileged", "baseline", "baseline", "restricted", "restricted", "restricted"];
const BAD_LEVELS: &[&str] = &["", "Baseline", "strict", "restricted "];
const BAD_VERSIONS: &[&str] = &["", "v2", "v1", "1.25", "v1.05", "v1.-1", "V1.2", "v1.99999999999999999999"];

/// Subresources that bring a pod, some that do not, and some never heard of.
const SUBRESOURCES: &[&str] = &[
    "ephemeralcontainers",
    "ephemeralcontainers",
    "resize",
    "resize",
    "status",
    "exec",
    "attach",
    "binding",
    "eviction",
    "log",
    "portforward",
    "proxy",
    "scale",
    "unknown",
    "Exec",
];

pub(super) fn review(maker: &mut Maker) -> (String, Vec<u8>) {
    // What passes tells little of modes and exemptions.
    if maker.flawless() && maker.rng.chance(60) {
        maker.hardened = false;
    }
    let policy = policy(&mut maker.rng);
    let policy = json::compact(&policy);
    let request = request(maker);
    let mut review =
        Value::map().with("kind", "AdmissionReview").with("apiVersion", "admission.k8s.io/v1").with("request", request);
    if maker.rng.chance(20) {
        review.shuffle_keys(&mut maker.rng);
    }
    let escapes = *maker.rng.pick(&[0, 0, 0, 5]);
    (policy, json::write(&review, &mut maker.rng, escapes))
}

fn policy(rng: &mut Rng) -> Value {
    let mut policy = Value::map();
    for (mode, version_key, usual) in
        [("enforce", "enforceVersion", 85), ("warn", "warnVersion", 30), ("audit", "auditVersion", 30)]
    {
        if rng.chance(usual) {
            policy.put(mode, if rng.chance(2) { rng.text(BAD_LEVELS) } else { rng.text(LEVELS) });
        }
        if rng.chance(40) {
            policy.put(version_key, version(rng));
        }
    }
    if rng.chance(25) {
        let mut exemptions = Value::map();
        for (key, names) in [("namespaces", NAMESPACES), ("usernames", USERS), ("runtimeClasses", RUNTIME_CLASSES)] {
            if rng.chance(35) {
                let mut names: Vec<Value> = names.iter().map(|&name| name.into()).collect();
                rng.shuffle(&mut names);
                names.truncate(rng.range(0, 2));
                exemptions.put(key, names);
            }
        }
        policy.put("exemptions", exemptions);
    }
    policy
}

fn version(rng: &mut Rng) -> Value {
    match rng.below(20) {
        0..5 => "latest".into(),
        5 => "v1.99".into(),
        6 if rng.chance(40) => rng.text(BAD_VERSIONS).into(),
        _ => format!("v1.{}", rng.range(0, 38)).into(),
    }
}

fn request(maker: &mut Maker) -> Value {
    let kind = Kind::draw(maker);
    let target = target(&mut maker.rng, kind);
    let subresource = match kind {
        Kind::Pod if maker.rng.chance(25) => maker.rng.text(SUBRESOURCES),
        _ if maker.rng.chance(4) => maker.rng.text(&["status", "scale"]),
        _ => "",
    };
    let operation = match subresource {
        "exec" | "attach" | "portforward" | "proxy" if maker.rng.chance(80) => "CONNECT",
        "ephemeralcontainers" | "resize" | "status" if maker.rng.chance(90) => "UPDATE",
        _ => match maker.rng.below(20) {
            0..11 => "CREATE",
            11..18 => "UPDATE",
            18 => "DELETE",
            _ => "CONNECT",
        },
    };
    let namespace = maker.rng.text(NAMESPACES);
    let mut request = Value::map().with("uid", format!("{:032x}", u128::from(maker.rng.next())));
    request.put("kind", target.kind.clone());
    request.put("resource", target.resource.clone());
    put_subresource(&mut maker.rng, &mut request, subresource);
    if maker.rng.chance(80) {
        request.put("requestKind", target.kind);
        request.put("requestResource", target.resource);
    }
    let (object, old) = objects(maker, kind, target.other, operation, subresource);
    match maker.rng.below(20) {
        0..12 => request.put("name", words::plain_name(&mut maker.rng)),
        12 => request.put("name", ""),
        13 => request.put("name", words::odd_name(&mut maker.rng)),
        _ => {}
    }
    if !maker.rng.chance(3) {
        request.put("namespace", namespace);
    }
    request.put("operation", operation);
    let mut user = Value::map();
    if !maker.rng.chance(4) {
        user.put("username", maker.rng.text(USERS));
    }
    if maker.rng.chance(50) {
        user.put("groups", vec!["system:authenticated".into()]);
    }
    request.put("userInfo", user);
    request.put_some("object", object);
    request.put_some("oldObject", old);
    if maker.rng.chance(50) {
        request.put("dryRun", maker.rng.chance(50));
        request.put("options", Value::map().with("kind", "CreateOptions").with("apiVersion", "meta.k8s.io/v1"));
    }
    request
}

/// What a request says it is about.
struct Target {
    kind: Value,
    resource: Value,
    /// The kind of object that comes along, where it is not one of ours.
    other: Option<&'static str>,
}

fn target(rng: &mut Rng, kind: Kind) -> Target {
    let (group, name, resource, other) = match rng.below(60) {
        0 => ("", "Service", "services".to_owned(), Some("Service")),
        1 => ("example.com", "Widget", "widgets".to_owned(), Some("Widget")),
        2 => ("", "ConfigMap", "configmaps".to_owned(), Some("ConfigMap")),
        // At odds with the object: both are wrong, and each counts somewhere.
        3 => ("", "Pod", "pods".to_owned(), None),
        4 => ("apps", "Deployment", "deployments".to_owned(), None),
        5 => ("", kind.name(), "pods".to_owned(), Some("Service")),
        _ => (kind.group(), kind.name(), kind.resource(), None),
    };
    let name_of = |key: &str, value: &str| Value::map().with("group", group).with("version", "v1").with(key, value);
    Target { kind: name_of("kind", name), resource: name_of("resource", &resource), other }
}

/// The server sends both names; upstream reads the one that was requested.
fn put_subresource(rng: &mut Rng, request: &mut Value, subresource: &str) {
    if subresource.is_empty() {
        return;
    }
    let only = rng.below(20);
    if only != 0 {
        request.put("requestSubResource", subresource);
    }
    if only != 1 {
        request.put("subResource", subresource);
    }
}

fn objects(
    maker: &mut Maker,
    kind: Kind,
    other: Option<&'static str>,
    operation: &str,
    subresource: &str,
) -> (Option<Value>, Option<Value>) {
    let mut object = match other {
        Some("Widget") => Value::map().with("apiVersion", "example.com/v1").with("kind", "Widget"),
        Some(name) => Value::map().with("apiVersion", "v1").with("kind", name),
        None => workload::object(maker, kind),
    };
    match maker.rng.below(40) {
        // An object may leave out what the request says already.
        0 | 1 => {
            if let Value::Map(entries) = &mut object {
                entries.retain(|(key, _)| key != "kind" && key != "apiVersion");
            }
        }
        2 => object.put("spec", maker.rng.below(9)),
        _ => {}
    }
    let absent = |rng: &mut Rng| {
        if rng.chance(70) { Some(Value::Null) } else { None }
    };
    match operation {
        "UPDATE" if maker.rng.chance(97) => {
            let old = earlier(maker, &object, subresource);
            (Some(object), Some(old))
        }
        "DELETE" => (absent(&mut maker.rng), Some(object)),
        "CONNECT" => {
            let options =
                Value::map().with("kind", "PodExecOptions").with("apiVersion", "v1").with("command", vec!["sh".into()]);
            (Some(options), absent(&mut maker.rng))
        }
        _ if maker.rng.chance(2) => (absent(&mut maker.rng), None),
        _ => (Some(object), absent(&mut maker.rng)),
    }
}

/// What the object was before an update. Only a change of images, or another
/// number of containers, makes upstream look at a pod again.
fn earlier(maker: &mut Maker, object: &Value, subresource: &str) -> Value {
    let mut old = object.clone();
    if subresource == "ephemeralcontainers" && maker.rng.chance(70) {
        edit_list(&mut old, "ephemeralContainers", &mut |items| items.clear());
        return old;
    }
    let rng = &mut maker.rng;
    let list = rng.text(&["containers", "containers", "initContainers", "ephemeralContainers"]);
    match rng.below(9) {
        0 | 1 => {}
        2 => edit_list(&mut old, list, &mut |items| drop(items.pop())),
        3 => edit_list(&mut old, list, &mut |items| {
            items.push(Value::map().with("name", "gone"));
        }),
        4 => edit_list(&mut old, list, &mut |items| items.reverse()),
        5 => {
            return Value::map().with("kind", "Service").with("apiVersion", "v1");
        }
        6 => return workload::object(maker, Kind::Pod),
        7 => old.put("status", Value::map().with("phase", "Pending")),
        _ => edit_list(&mut old, list, &mut |items| {
            if let Some(Value::Map(entries)) = items.last_mut() {
                entries.retain(|(key, _)| key != "image");
                entries.push(("image".to_owned(), "before:1".into()));
            }
        }),
    }
    old
}

fn edit_list(pod: &mut Value, list: &str, edit: &mut dyn FnMut(&mut Vec<Value>)) {
    if let Some(Value::List(items)) = pod.get_mut("spec").and_then(|spec| spec.get_mut(list)) {
        edit(items);
    }
}
