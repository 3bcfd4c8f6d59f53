//! Containers of all three sorts: they share their fields.

use super::maker::Lit::{Absent, Null, Raw, Text};
use super::maker::{Field, Maker, Topic};
use super::security::{self, Settled};
use super::value::Value;
use super::words;

const HOST_PORT: Field = Field {
    topic: Topic::HostPorts,
    fine: &[Absent, Raw("0"), Null, Raw("-0")],
    bad: &[
        Raw("80"),
        Raw("443"),
        Raw("10"),
        Raw("8080"),
        Raw("9090"),
        Raw("-1"),
        Raw("65535"),
        Raw("65536"),
        Raw("2147483647"),
        Raw("-2147483648"),
    ],
};
const PROBE_HOST: Field = Field {
    topic: Topic::HostProbes,
    fine: &[Absent, Text(""), Null],
    bad: &[Text("127.0.0.1"), Text("localhost"), Text("example.com"), Text("::1"), Text(" "), Text("a\"b"), Text("ⓗ")],
};

pub(super) fn container(maker: &mut Maker, settled: Settled) -> Value {
    let mut c = Value::map();
    if !maker.rng.chance(2) {
        c.put("name", words::name(&mut maker.rng));
    }
    if !maker.rng.chance(3) {
        c.put("image", words::image(&mut maker.rng));
    }
    c.put_some("securityContext", security::container_context(maker, settled));
    c.put_some("ports", ports(maker));
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if maker.elaborate() || maker.breaks(Topic::HostProbes) {
            c.put(probe, handler(maker));
        }
    }
    if maker.elaborate() || maker.breaks(Topic::HostProbes) {
        let mut lifecycle = Value::map();
        for hook in ["postStart", "preStop"] {
            if maker.rng.chance(60) {
                lifecycle.put(hook, handler(maker));
            }
        }
        c.put("lifecycle", lifecycle);
    }
    unjudged(maker, &mut c);
    c
}

fn ports(maker: &mut Maker) -> Option<Value> {
    let count = if maker.elaborate() || maker.breaks(Topic::HostPorts) { maker.rng.range(1, 4) } else { 0 };
    maker.list(count, |maker| {
        let mut port = Value::map();
        if !maker.rng.chance(4) {
            port.put("containerPort", *maker.rng.pick(&[80, 443, 8080, 9090, 53]));
        }
        port.put_some("hostPort", maker.field(&HOST_PORT));
        if maker.rng.chance(30) {
            port.put("protocol", maker.rng.text(&["TCP", "UDP"]));
        }
        if maker.rng.chance(10) {
            port.put("hostIP", "127.0.0.1");
        }
        port
    })
}

/// A probe, or a lifecycle handler: what sets them apart nobody judges.
fn handler(maker: &mut Maker) -> Value {
    let mut handler = Value::map();
    let both = maker.rng.chance(8);
    let sort = maker.rng.below(4);
    if sort == 0 || both {
        let mut get = Value::map();
        get.put("port", 8080);
        get.put_some("host", maker.field(&PROBE_HOST));
        if maker.rng.chance(40) {
            get.put("path", "/healthz");
        }
        handler.put("httpGet", get);
    }
    if sort == 1 || both {
        let mut socket = Value::map();
        socket.put("port", if maker.rng.chance(50) { "http".into() } else { Value::from(9090) });
        socket.put_some("host", maker.field(&PROBE_HOST));
        handler.put("tcpSocket", socket);
    }
    match sort {
        2 => handler.put("exec", Value::map().with("command", vec!["cat".into(), "/tmp/ok".into()])),
        3 if maker.rng.chance(20) => handler.put("httpGet", Value::Null),
        _ => {}
    }
    handler
}

fn unjudged(maker: &mut Maker, c: &mut Value) {
    if maker.elaborate() {
        let count = maker.rng.range(1, 3);
        c.put("command", (0..count).map(|_| words::word(&mut maker.rng).into()).collect::<Vec<Value>>());
    }
    if maker.elaborate() {
        let count = maker.rng.range(1, 8);
        c.put_some(
            "env",
            maker.list(count, |maker| {
                let variable = Value::map().with("name", words::plain_name(&mut maker.rng).to_uppercase());
                match maker.rng.below(5) {
                    0 => variable.with(
                        "valueFrom",
                        Value::map().with("fieldRef", Value::map().with("fieldPath", "metadata.name")),
                    ),
                    1 => variable,
                    _ => variable.with("value", words::word(&mut maker.rng)),
                }
            }),
        );
    }
    if maker.elaborate() {
        let cpu = maker.rng.pick(&[Raw("\"100m\""), Raw("\"1\""), Raw("2"), Raw("0.5"), Null]).value();
        let mut limits =
            Value::map().with("memory", Value::quantity(maker.rng.text(&["64Mi", "1Gi", "128974848", "1e3"])));
        limits.put_some("cpu", cpu);
        c.put("resources", Value::map().with("limits", limits));
    }
    if maker.elaborate() {
        let name = words::plain_name(&mut maker.rng);
        c.put("volumeMounts", vec![Value::map().with("name", name).with("mountPath", "/data").with("readOnly", true)]);
    }
    if maker.elaborate() {
        c.put("imagePullPolicy", maker.rng.text(&["Always", "IfNotPresent", "Never"]));
    }
    if maker.elaborate() {
        c.put("restartPolicy", "Always");
    }
}
