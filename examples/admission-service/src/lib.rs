//! A validating webhook: AdmissionReviews in, AdmissionReviews out.
//!
//! `POST /validate` answers a review, `GET /healthz` says that the process lives, `GET /metrics` counts for Prometheus. What
//! cannot be answered is no 200, so that the API server's `failurePolicy: Fail` refuses the object.

mod metrics;

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use guardrails_core::{Policy, Scratch};

use metrics::{Metrics, Outcome};

/// An object of the API server has at most 3 MiB; an update brings the old one along, and JSON around both.
const MOST_BYTES: usize = 8 * 1024 * 1024;

struct Service {
    policy: Policy,
    metrics: Metrics,
}

/// The service for a policy.
pub fn app(policy: Policy) -> Router {
    let service = Arc::new(Service { policy, metrics: Metrics::default() });
    Router::new()
        .route("/validate", post(validate))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/metrics", get(metrics))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(service)
}

thread_local! {
    /// Each worker judges with memory of its own. Judging takes microseconds and never waits, so it needs no other thread.
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch::new());
}

async fn validate(State(service): State<Arc<Service>>, review: Bytes) -> Response {
    let start = Instant::now();
    let (outcome, status, body) = SCRATCH.with_borrow_mut(|scratch| answer(&service.policy, &review, scratch));
    service.metrics.count(outcome, start.elapsed());
    (status, [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn answer(policy: &Policy, review: &[u8], scratch: &mut Scratch) -> (Outcome, StatusCode, String) {
    let answered = policy.review(review, scratch);
    let Ok(review) = answered else {
        // Nobody can be answered without a uid.
        let error = answered.map_or_else(|error| error.to_json(), |_| String::new());
        return (Outcome::Unanswerable, StatusCode::BAD_REQUEST, error);
    };
    let outcome = match review.verdict() {
        Err(_) => Outcome::Unreadable,
        Ok(verdict) if verdict.is_allowed() => Outcome::Allowed,
        Ok(_) => Outcome::Denied,
    };
    let mut response = String::new();
    match review.write_response(&mut response) {
        Ok(()) => (outcome, StatusCode::OK, response),
        Err(error) => (Outcome::Unanswerable, StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    }
}

async fn metrics(State(service): State<Arc<Service>>) -> Response {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], service.metrics.to_string()).into_response()
}
