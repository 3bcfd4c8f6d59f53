//! `admission-service POLICY CERTIFICATE KEY [ADDRESS]`: serves reviews over TLS, by default on port 8443 of every interface.
//!
//! POLICY is a file of policy documents, CERTIFICATE and KEY are PEM files, as cert-manager writes them. SIGTERM lets what is
//! under way come to its end.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use guardrails_core::Policy;
use tokio::signal::unix::{SignalKind, signal};

const USAGE: &str = "usage: admission-service POLICY CERTIFICATE KEY [ADDRESS]";

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().context(USAGE);
    let (policy, certificate, key) = (next()?, next()?, next()?);
    let address: SocketAddr = next().unwrap_or_else(|_| "0.0.0.0:8443".into()).parse().context("ADDRESS")?;

    let documents = std::fs::read(&policy).with_context(|| policy.clone())?;
    let policy = Policy::load(documents).with_context(|| policy.clone())?;
    // The only provider there is: this fails if somebody has installed one before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let tls = RustlsConfig::from_pem_file(&certificate, &key).await.context("the certificate or its key")?;

    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone()));
    eprintln!("listening on https://{address}/validate");
    let service = admission_service::app(policy).into_make_service();
    axum_server::bind_rustls(address, tls).handle(handle).serve(service).await.context("serving")
}

/// Waits for SIGTERM, as Kubernetes sends it, and gives what is under way ten seconds.
async fn stop_on_signal(handle: Handle<SocketAddr>) {
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        terminate.recv().await;
        handle.graceful_shutdown(Some(Duration::from_secs(10)));
    }
}
