//! Volumes: every source the API knows, several at once, and none.

use super::maker::{Maker, Topic};
use super::value::Value;
use super::words;

/// Sources that the restricted level allows.
const ALLOWED: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

/// All others but hostPath, which has a check of its own.
const OTHERS: &[&str] = &[
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "nfs",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
];

pub(super) fn volumes(maker: &mut Maker) -> Option<Value> {
    let wanted = maker.elaborate() || maker.breaks(Topic::Volumes) || maker.breaks(Topic::HostPath);
    let count = if wanted { maker.rng.range(1, 4) } else { 0 };
    maker.list(count, volume)
}

fn volume(maker: &mut Maker) -> Value {
    let mut volume = Value::map();
    if !maker.rng.chance(2) {
        volume.put("name", words::name(&mut maker.rng));
    }
    if maker.breaks(Topic::HostPath) {
        put_source(maker, &mut volume, "hostPath");
        if maker.rng.chance(25) {
            put_source(maker, &mut volume, "emptyDir");
        }
        return volume;
    }
    if maker.breaks(Topic::Volumes) {
        match maker.rng.below(10) {
            0 => {}
            1 => volume.put("madeUp", Value::map()),
            2 => volume.put("emptyDir", Value::Null),
            3 => volume.put("emptydir", Value::map()),
            _ => {
                for _ in 0..maker.rng.range(1, 2) {
                    let source = maker.rng.text(OTHERS);
                    if volume.get(source).is_none() {
                        put_source(maker, &mut volume, source);
                    }
                }
            }
        }
        return volume;
    }
    let source = maker.rng.text(ALLOWED);
    put_source(maker, &mut volume, source);
    if maker.rng.chance(4) {
        volume.put("hostPath", Value::Null);
    }
    volume
}

fn put_source(maker: &mut Maker, volume: &mut Value, source: &str) {
    let empty = maker.rng.chance(35);
    let text = |key: &str, value: &str| Value::map().with(key, value);
    let content = match source {
        _ if empty => Value::map(),
        "hostPath" => {
            let path = maker.rng.text(&["/", "/var/run/docker.sock", "", "/etc"]);
            text("path", path).with("type", maker.rng.text(&["", "Directory", "Socket"]))
        }
        "configMap" => text("name", "settings").with("defaultMode", 420),
        "secret" => text("secretName", "keys").with("optional", true),
        "csi" | "flexVolume" => text("driver", "csi.example.com"),
        "emptyDir" => text("medium", "Memory").with("sizeLimit", Value::quantity("64Mi")),
        "image" => text("reference", "example.com/models:1").with("pullPolicy", "Always"),
        "persistentVolumeClaim" => text("claimName", "data"),
        "downwardAPI" => {
            let field = Value::map().with("fieldPath", "metadata.labels");
            Value::map().with("items", vec![text("path", "labels").with("fieldRef", field)])
        }
        "projected" => {
            let token = text("path", "token").with("expirationSeconds", 3607);
            Value::map().with("sources", vec![Value::map().with("serviceAccountToken", token)])
        }
        "ephemeral" => {
            let storage = Value::map().with("requests", Value::map().with("storage", Value::quantity("1Gi")));
            let claim = Value::map().with("accessModes", vec!["ReadWriteOnce".into()]).with("resources", storage);
            Value::map().with("volumeClaimTemplate", Value::map().with("spec", claim))
        }
        "nfs" | "glusterfs" => text("path", "/export"),
        "iscsi" => text("targetPortal", "10.0.0.1:3260").with("iqn", "iqn.2001-04.com.example:disk").with("lun", 0),
        "fc" => Value::map().with("targetWWNs", vec!["500a0982991b8dc5".into()]).with("lun", 2),
        "gcePersistentDisk" => text("pdName", "disk"),
        _ => Value::map().with("readOnly", true),
    };
    volume.put(source, content);
}
