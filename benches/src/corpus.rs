//! Pods that nobody wrote and that look as if somebody had: seeded, distinct, mostly allowed. One pod over
//! and over flatters every parser, because the branches are learnt.

/// The pods of the rotation.
pub const COUNT: u64 = 256;

/// Makes the corpus: always the same bytes.
pub fn pods() -> Vec<Vec<u8>> {
    (0..COUNT).map(pod).collect()
}

/// SplitMix64: what a seed means never changes.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Writes objects with their keys as the API server orders them, or sorted, as kubectl's way through maps
/// leaves them.
struct Writer {
    rng: Rng,
    sorted: bool,
}

fn member(key: &str, value: impl AsRef<str>) -> String {
    format!("\"{key}\":{}", value.as_ref())
}

fn text(value: impl AsRef<str>) -> String {
    format!("\"{}\"", value.as_ref().replace('\\', "\\\\").replace('"', "\\\""))
}

fn list(items: Vec<String>) -> String {
    format!("[{}]", items.join(","))
}

const APPS: &[&str] =
    &["orders", "cart", "search", "billing-worker", "gateway", "users-api", "image-resizer", "mail", "catalog", "auth"];
const TEAMS: &[&str] = &["shop", "platform", "data", "observability", "ci"];
const REGISTRIES: &[&str] = &["registry.example.com", "ghcr.io/example", "example.azurecr.io", "quay.io/example-org"];
const LABELS: &[&str] =
    &["app.kubernetes.io/name", "app.kubernetes.io/component", "helm.sh/chart", "tier", "pod-template-hash"];
const NOTES: &[&str] =
    &["prometheus.io/scrape", "checksum/config", "sidecar.istio.io/inject", "example.com/owner", "rollme"];
const SETTINGS: &[&str] =
    &["LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT", "DB_HOST", "CACHE_TTL", "FEATURES", "REGION", "WORKERS"];

impl Writer {
    fn object(&self, mut members: Vec<String>) -> String {
        if self.sorted {
            members.sort();
        }
        format!("{{{}}}", members.join(","))
    }

    fn word(&mut self) -> String {
        let number = self.rng.below(1_000_000);
        format!("{}-{number:x}", self.rng.pick(APPS))
    }

    fn strings(&mut self, keys: &[&str]) -> String {
        let count = 1 + self.rng.below(keys.len() as u64) as usize;
        let members = keys.iter().take(count).map(|key| member(key, text(self.word()))).collect();
        self.object(members)
    }

    fn metadata(&mut self, app: &str, spec: &str) -> String {
        let hash = self.rng.next();
        let mut members = vec![
            member("name", text(format!("{app}-{:08x}-{:05x}", hash as u32, hash >> 44))),
            member("namespace", text(self.rng.pick(TEAMS))),
            member("labels", self.strings(LABELS)),
        ];
        let annotations = self.strings(NOTES);
        members.push(member(
            "annotations",
            match self.rng.chance(15) {
                // What kubectl apply leaves: the object as a string in the object.
                true => {
                    let applied: String = spec.chars().take(600).collect();
                    self.object(vec![member("kubectl.kubernetes.io/last-applied-configuration", text(applied))])
                }
                false => annotations,
            },
        ));
        self.object(members)
    }

    fn environment(&mut self) -> String {
        let count = self.rng.below(SETTINGS.len() as u64) as usize;
        let settings = SETTINGS.iter().take(count).map(|name| {
            let value = match self.rng.below(4) {
                0 => member(
                    "valueFrom",
                    format!("{{\"secretKeyRef\":{{\"name\":{},\"key\":\"password\"}}}}", text(self.word())),
                ),
                1 => member("valueFrom", r#"{"fieldRef":{"apiVersion":"v1","fieldPath":"metadata.name"}}"#),
                _ => member("value", text(format!("http://{}.{}:4317", self.word(), self.rng.pick(TEAMS)))),
            };
            self.object(vec![member("name", text(name)), value])
        });
        list(settings.collect())
    }

    fn probe(&mut self) -> String {
        let handler = match self.rng.below(3) {
            0 => member("httpGet", r#"{"path":"/healthz","port":"http","scheme":"HTTP"}"#),
            1 => member("tcpSocket", r#"{"port":8080}"#),
            _ => member("exec", r#"{"command":["sh","-c","test \"$(cat /tmp/ready)\" = yes"]}"#),
        };
        let period = 5 + self.rng.below(20);
        self.object(vec![handler, member("periodSeconds", period.to_string()), member("failureThreshold", "3")])
    }

    /// What restricted asks for; now and then something is missing or forbidden.
    fn security(&mut self) -> String {
        let mut members = vec![
            member("allowPrivilegeEscalation", if self.rng.chance(96) { "false" } else { "true" }),
            member("readOnlyRootFilesystem", "true"),
            member(
                "capabilities",
                match self.rng.below(30) {
                    0 => r#"{"add":["NET_ADMIN"]}"#,
                    1..=4 => r#"{"add":["NET_BIND_SERVICE"],"drop":["ALL"]}"#,
                    _ => r#"{"drop":["ALL"]}"#,
                },
            ),
        ];
        if self.rng.chance(20) {
            members.push(member("runAsUser", (10_000 + self.rng.below(50_000)).to_string()));
        }
        self.object(members)
    }

    fn container(&mut self, app: &str, init: bool) -> String {
        let tag = format!("{}.{}.{}", self.rng.below(9), self.rng.below(30), self.rng.below(12));
        let mut members = vec![
            member("name", text(app)),
            member("image", text(format!("{}/{app}:{tag}", self.rng.pick(REGISTRIES)))),
            member("env", self.environment()),
            member(
                "resources",
                format!(
                    r#"{{"requests":{{"cpu":"{}m","memory":"{}Mi"}},"limits":{{"memory":"512Mi"}}}}"#,
                    50 + self.rng.below(900),
                    64 + self.rng.below(400)
                ),
            ),
            member(
                "volumeMounts",
                r#"[{"name":"config","mountPath":"/etc/app","readOnly":true},{"name":"tmp","mountPath":"/tmp"}]"#,
            ),
            member("securityContext", self.security()),
            member("imagePullPolicy", "\"IfNotPresent\""),
        ];
        if self.rng.chance(50) {
            members.insert(2, member("args", r#"["--config=/etc/app/config.yaml","--log-level=info"]"#));
        }
        if !init {
            let port = 8_000 + self.rng.below(999);
            let host = if self.rng.chance(2) { ",\"hostPort\":9100" } else { "" };
            members.insert(
                2,
                member("ports", format!(r#"[{{"name":"http","containerPort":{port},"protocol":"TCP"{host}}}]"#)),
            );
            members.push(member("livenessProbe", self.probe()));
            members.push(member("readinessProbe", self.probe()));
        }
        self.object(members)
    }

    fn volumes(&mut self) -> String {
        let name = self.word();
        let mut volumes = vec![
            format!(r#"{{"name":"config","configMap":{{"name":"{name}","defaultMode":420}}}}"#),
            r#"{"name":"tmp","emptyDir":{"sizeLimit":"64Mi"}}"#.into(),
        ];
        if self.rng.chance(40) {
            volumes.push(format!(r#"{{"name":"data","persistentVolumeClaim":{{"claimName":"{name}"}}}}"#));
        }
        if self.rng.chance(60) {
            volumes.push(
                r#"{"name":"kube-api-access","projected":{"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}}],"defaultMode":420}}"#
                    .into(),
            );
        }
        list(volumes)
    }

    fn spec(&mut self, app: &str) -> String {
        let containers = match self.rng.below(10) {
            0..=4 => vec![app],
            5..=8 => vec![app, "sidecar"],
            _ => vec![app, "sidecar", "exporter"],
        };
        let containers = containers.into_iter().map(|name| self.container(name, false)).collect();
        let mut members = vec![
            member("volumes", self.volumes()),
            member("containers", list(containers)),
            member("restartPolicy", "\"Always\""),
            member("terminationGracePeriodSeconds", "30"),
            member("dnsPolicy", "\"ClusterFirst\""),
            member("serviceAccountName", text(app)),
            member(
                "securityContext",
                r#"{"runAsNonRoot":true,"fsGroup":10001,"seccompProfile":{"type":"RuntimeDefault"}}"#,
            ),
            member("schedulerName", "\"default-scheduler\""),
            member(
                "tolerations",
                r#"[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}]"#,
            ),
        ];
        if self.rng.chance(30) {
            members.insert(1, member("initContainers", list(vec![self.container("migrate", true)])));
        }
        if self.rng.chance(40) {
            let term = format!(
                r#"{{"podAntiAffinity":{{"preferredDuringSchedulingIgnoredDuringExecution":[{{"weight":100,"podAffinityTerm":{{"labelSelector":{{"matchLabels":{{"app.kubernetes.io/name":"{app}"}}}},"topologyKey":"kubernetes.io/hostname"}}}}]}}}}"#
            );
            members.push(member("affinity", term));
        }
        self.object(members)
    }
}

/// The pod of a seed.
pub fn pod(seed: u64) -> Vec<u8> {
    let mut writer = Writer { rng: Rng(seed.wrapping_mul(0xD6E8_FEB8_6659_FD93)), sorted: false };
    writer.sorted = writer.rng.chance(40);
    let app = writer.rng.pick(APPS);
    let spec = writer.spec(app);
    let metadata = writer.metadata(app, &spec);
    let pod = writer.object(vec![
        member("kind", "\"Pod\""),
        member("apiVersion", "\"v1\""),
        member("metadata", metadata),
        member("spec", spec),
    ]);
    pod.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pods_are_distinct_of_ordinary_size_and_mostly_allowed() {
        let pods = pods();
        let distinct: std::collections::BTreeSet<_> = pods.iter().collect();
        assert_eq!(distinct.len() as u64, COUNT);
        let mean = pods.iter().map(Vec::len).sum::<usize>() / pods.len();
        assert!((2_800..3_300).contains(&mean), "{mean} bytes");
        let allowed = pods.iter().filter(|pod| crate::work::is_allowed(pod)).count();
        assert!((200..250).contains(&allowed), "{allowed} of {COUNT} allowed");
    }
}
