use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1IngressHttpsOnly",
    title: "Ingress by HTTPS alone",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "An Ingress must not be served in the clear, as far as its controller can be told: Azure's \
        Application Gateway, named by the annotation `kubernetes.io/ingress.class`, needs `spec.tls` or a certificate \
        of its own; nginx, named by `spec.ingressClassName` or else by the annotation, needs a certificate and to send \
        everybody from http to https.\n\nnginx sends everybody on if `force-ssl-redirect` is `true`, and also if \
        every rule has a host and `ssl-redirect` is not `false`. Other controllers are not judged.",
    remedy: "Set `spec.tls`, and for nginx the annotation `nginx.ingress.kubernetes.io/force-ssl-redirect: \"true\"`.",
    fields: FIELDS,
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "ingress-https-only",
    version: 1,
    definitions: &[],
    parameters: &[],
    examples: EXAMPLES,
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |_| Ok(Arc::new(HttpsOnly)),
};

pub(super) const RULE_V2: Rule = Rule {
    id: "K8sAzureV2IngressHttpsOnly",
    title: "Ingress by HTTPS alone",
    scope: Scope::Constraint(&TEMPLATE_V2),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 1a5b4dca 9.0.0: parameters and description",
    documentation: "As version 1.\n\nThe text of this version of the template is not public: it has the same kinds \
        and parameters as the version before and is taken to judge alike.",
    remedy: "Set `spec.tls`, and for nginx the annotation `nginx.ingress.kubernetes.io/force-ssl-redirect: \"true\"`.",
    fields: FIELDS,
    ..BASE
};

static TEMPLATE_V2: Template = Template {
    alias: "ingress-https-only",
    version: 2,
    definitions: &[Definition { id: "1a5b4dca-0b6f-4cf5-907c-56316bc1bf3d", version: "9.0.0" }],
    parameters: &[],
    examples: EXAMPLES,
    needs: Needs::METADATA.and(Needs::OTHER_KINDS),
    compile: |_| Ok(Arc::new(HttpsOnly)),
};

const FIELDS: &[&str] = &[
    "spec.tls",
    "spec.ingressClassName",
    "spec.rules[*].host",
    "metadata.annotations[kubernetes.io/ingress.class]",
    "metadata.annotations[appgw.ingress.kubernetes.io/appgw-ssl-certificate]",
    "metadata.annotations[nginx.ingress.kubernetes.io/force-ssl-redirect]",
    "metadata.annotations[nginx.ingress.kubernetes.io/ssl-redirect]",
    "metadata.annotations[nginx.ingress.kubernetes.io/auth-tls-secret]",
    "metadata.annotations[nginx.ingress.kubernetes.io/ssl-passthrough]",
];

const EXAMPLES: &[ConstraintExample] = &[
    ConstraintExample {
        title: "nginx with a certificate, for a host",
        parameters: "{}",
        object: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {ingressClassName: nginx, \
                 tls: [{hosts: [shop.example]}], rules: [{host: shop.example}]}}",
        messages: &[],
    },
    ConstraintExample {
        title: "nginx for any host",
        parameters: "{}",
        object: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec: {ingressClassName: nginx, \
                 tls: [{hosts: [shop.example]}], rules: [{http: {paths: []}}]}}",
        messages: &["Ingress should allow https only. tls configuration and annotation \
             nginx.ingress.kubernetes.io/force-ssl-redirect=true are required for web"],
    },
    ConstraintExample {
        title: "an application gateway without a certificate",
        parameters: "{}",
        object: "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web, annotations: \
                 {kubernetes.io/ingress.class: azure/application-gateway}}, spec: {}}",
        messages: &["Ingress should allow https only. tls configuration is required for web"],
    },
];

#[derive(Debug)]
struct HttpsOnly;

const CLASS: &str = "kubernetes.io/ingress.class";

/// Whether nginx serves the Ingress.
fn is_of_nginx(subject: Subject<'_>) -> bool {
    match subject.view.details.other.ingress.class {
        Some(class) => subject.text.is(class, "nginx"),
        None => subject.annotation_is(CLASS, "nginx"),
    }
}

/// Whether nginx sends everybody to https.
fn redirects(subject: Subject<'_>) -> bool {
    let ingress = subject.view.details.other.ingress;
    subject.annotation_is("nginx.ingress.kubernetes.io/force-ssl-redirect", "true")
        || ingress.rules > 0
            && ingress.without_host.is_none()
            && !subject.annotation_is("nginx.ingress.kubernetes.io/ssl-redirect", "false")
}

/// Whether nginx has a certificate, or leaves that to those behind it.
fn has_certificate(subject: Subject<'_>) -> bool {
    subject.view.details.other.ingress.tls
        || subject.annotation("nginx.ingress.kubernetes.io/auth-tls-secret").is_some()
        || subject.annotation_is("nginx.ingress.kubernetes.io/ssl-passthrough", "true")
}

impl Check for HttpsOnly {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        // Others have kinds of this name too.
        let known = ["networking.k8s.io", "extensions"].iter().any(|group| subject.view.group_is(subject.text, group));
        if subject.implied || !known || !subject.is_of_kind("Ingress") || !subject.has_name() {
            return;
        }
        if is_of_nginx(subject) && !(redirects(subject) && has_certificate(subject)) {
            hits.forbidden(Place::Object, Leaf::field("spec.tls"), Value::None);
        }
        if subject.annotation_is(CLASS, "azure/application-gateway")
            && !subject.view.details.other.ingress.tls
            && subject.annotation("appgw.ingress.kubernetes.io/appgw-ssl-certificate").is_none()
        {
            hits.missing(Place::Object, "spec.tls");
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.object_name();
        out.write_str("Ingress should allow https only. tls configuration ")?;
        match hit.tag {
            Tag::Forbidden => {
                let annotation = "nginx.ingress.kubernetes.io/force-ssl-redirect=true";
                write!(out, "and annotation {annotation} are required for {name}")
            }
            Tag::Missing => write!(out, "is required for {name}"),
        }
    }
}
