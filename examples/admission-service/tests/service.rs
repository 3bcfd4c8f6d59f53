//! The service over TLS on the loopback address: its answers, and a bounded load.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use guardrails_core::Policy;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Connections at the same time, and requests on each.
const CONNECTIONS: usize = 4;
const REQUESTS: usize = 1_000;

/// A service that runs, and what a client needs to trust it.
struct Running {
    address: SocketAddr,
    tls: TlsConnector,
    handle: Handle<SocketAddr>,
}

async fn start() -> Running {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (made.cert.pem().into_bytes(), made.signing_key.serialize_pem().into_bytes());
    let tls = RustlsConfig::from_pem(certificate, key).await.unwrap();
    let mut trusted = RootCertStore::empty();
    trusted.add(made.cert.der().clone()).unwrap();
    let client = ClientConfig::builder().with_root_certificates(trusted).with_no_client_auth();

    let policy = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline, warn: restricted}\n";
    let app = admission_service::app(Policy::load(policy).unwrap());
    let handle = Handle::new();
    let server = axum_server::bind_rustls("127.0.0.1:0".parse().unwrap(), tls).handle(handle.clone());
    tokio::spawn(server.serve(app.into_make_service()));
    let address = handle.listening().await.unwrap();
    Running { address, tls: TlsConnector::from(Arc::new(client)), handle }
}

impl Running {
    async fn connect(&self) -> SendRequest<Full<Bytes>> {
        let tcp = TcpStream::connect(self.address).await.unwrap();
        let tls = self.tls.connect(ServerName::try_from("localhost").unwrap(), tcp).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(tls)).await.unwrap();
        tokio::spawn(connection);
        sender
    }
}

async fn send(to: &mut SendRequest<Full<Bytes>>, method: &str, path: &str, body: Bytes) -> (StatusCode, Bytes) {
    to.ready().await.unwrap();
    let request = Request::builder().method(method).uri(path).header("host", "localhost");
    let response = to.send_request(request.body(Full::new(body)).unwrap()).await.unwrap();
    (response.status(), response.into_body().collect().await.unwrap().to_bytes())
}

fn review(uid: &str, spec: Value) -> Bytes {
    let object = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec});
    let resource = json!({"group": "", "version": "v1", "resource": "pods"});
    let request = json!({"uid": uid, "resource": resource, "name": "web", "namespace": "shop", "operation": "CREATE", "object": object});
    json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).to_string().into()
}

#[tokio::test]
async fn reviews_are_answered() {
    let running = start().await;
    let mut connection = running.connect().await;
    assert_eq!(send(&mut connection, "GET", "/healthz", Bytes::new()).await, (StatusCode::OK, "ok\n".into()));

    // What a real API server has sent.
    let recorded = std::fs::read("../../tests/manifests/admission-review.json").unwrap();
    let uid = serde_json::from_slice::<Value>(&recorded).unwrap()["request"]["uid"].clone();
    let (status, body) = send(&mut connection, "POST", "/validate", recorded.into()).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &answer["response"]["uid"]), (StatusCode::OK, &uid));

    let (_, body) = send(&mut connection, "POST", "/validate", review("7", json!({"hostPID": true}))).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&answer["response"]["uid"], &answer["response"]["allowed"]), (&json!("7"), &json!(false)));
    let message = answer["response"]["status"]["message"].as_str().unwrap();
    assert!(message.contains("host namespaces (hostPID=true)"), "{message}");

    // What can't be read is refused; what can't be answered is no answer.
    let (status, body) = send(&mut connection, "POST", "/validate", review("8", json!({"hostPID": "yes"}))).await;
    let answer: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((status, &answer["response"]["allowed"]), (StatusCode::OK, &json!(false)));
    assert_eq!(send(&mut connection, "POST", "/validate", "{}".into()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(send(&mut connection, "GET", "/validate", Bytes::new()).await.0, StatusCode::METHOD_NOT_ALLOWED);

    let (_, metrics) = send(&mut connection, "GET", "/metrics", Bytes::new()).await;
    let metrics = String::from_utf8(metrics.into()).unwrap();
    for line in
        ["{outcome=\"denied\"} 1", "{outcome=\"unreadable\"} 1", "{outcome=\"unanswerable\"} 1", "_seconds_count 4"]
    {
        assert!(metrics.contains(line), "{line} is not in {metrics}");
    }

    let large = vec![b' '; 9 * 1024 * 1024];
    assert_eq!(send(&mut connection, "POST", "/validate", large.into()).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    running.handle.graceful_shutdown(Some(Duration::from_secs(5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_request_under_load_gets_its_own_answer() {
    let running = Arc::new(start().await);
    let start = Instant::now();
    let mut clients = Vec::new();
    for client in 0..CONNECTIONS {
        let running = Arc::clone(&running);
        clients.push(tokio::spawn(async move {
            let mut connection = running.connect().await;
            let mut took = Vec::with_capacity(REQUESTS);
            for n in 0..REQUESTS {
                let (uid, denied) = (format!("{client}-{n}"), n % 3 == 0);
                let sent = Instant::now();
                let asked = review(&uid, json!({"hostPID": denied, "containers": [{"name": "web", "image": "web"}]}));
                let (status, body) = send(&mut connection, "POST", "/validate", asked).await;
                took.push(sent.elapsed());
                let answer: Value = serde_json::from_slice(&body).unwrap();
                assert_eq!((status, &answer["response"]["uid"]), (StatusCode::OK, &json!(uid)));
                assert_eq!(answer["response"]["allowed"], json!(!denied), "{uid}");
            }
            took
        }));
    }
    let mut took = Vec::new();
    for client in clients {
        took.extend(client.await.unwrap());
    }
    let seconds = start.elapsed().as_secs_f64();
    took.sort_unstable();
    assert_eq!(took.len(), CONNECTIONS * REQUESTS);
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    println!("{:.0} reviews a second; half within {:?}, 99 % within {:?}", took.len() as f64 / seconds, at(50), at(99));

    let (_, metrics) = send(&mut running.connect().await, "GET", "/metrics", Bytes::new()).await;
    let metrics = String::from_utf8(metrics.into()).unwrap();
    assert!(metrics.contains(&format!("guardrails_review_seconds_count {}\n", took.len())), "{metrics}");
    running.handle.graceful_shutdown(Some(Duration::from_secs(5)));
}
