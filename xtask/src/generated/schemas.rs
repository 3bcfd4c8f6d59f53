//! JSON Schemas of what goes in and comes out.

use guardrails_core::rules;
use serde_json::{Value, json};

/// The verdict's JSON as a schema.
pub fn verdict() -> Value {
    let ids: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    let string = json!({"type": "string"});
    let strings = json!({"type": "array", "items": {"type": "string"}});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A verdict of guardrails",
        "type": "object",
        "required": ["schema", "object", "status", "findings"],
        "additionalProperties": false,
        "properties": {
            "input": {
                "description": "Where the object stands; from the command line alone.",
                "type": "object",
                "required": ["path", "document", "line"],
                "additionalProperties": false,
                "properties": {"path": string, "document": {"type": "integer", "minimum": 1}, "item": {"type": "integer", "minimum": 0}, "line": {"type": "integer", "minimum": 1}}
            },
            "schema": {"const": "guardrails/v1"},
            "object": {
                "type": "object",
                "additionalProperties": false,
                "properties": {"apiVersion": string, "kind": string, "namespace": string, "name": string}
            },
            "status": {"enum": ["allowed", "denied", "not-judged", "error"]},
            "allowed": {"type": "boolean"},
            "podSecurity": {"type": "array", "items": {
                "type": "object",
                "required": ["mode", "level", "version", "allowed"],
                "additionalProperties": false,
                "properties": {
                    "mode": {"enum": ["enforce", "audit", "warn"]},
                    "level": {"enum": ["privileged", "baseline", "restricted"]},
                    "version": {"type": "string", "pattern": "^v1\\.[0-9]+$"},
                    "allowed": {"type": "boolean"},
                    "reason": string,
                    "detail": string
                }
            }},
            "findings": {"type": "array", "items": {
                "type": "object",
                "required": ["rule", "source", "effect", "message", "fields"],
                "additionalProperties": false,
                "properties": {
                    "rule": {"enum": ids},
                    "source": {"enum": ["pod-security", "virtual-nodes", "azure-policy"]},
                    "effect": {"enum": ["deny", "audit", "warn"]},
                    "message": string,
                    "fields": strings,
                    "containers": strings,
                    "details": {"type": "object", "minProperties": 1},
                    "implied": {"const": true},
                    "fidelity": {"const": "documented"}
                }
            }},
            "notes": strings,
            "placement": {"type": "object", "additionalProperties": {"enum": ["must", "can", "cannot"]}},
            "error": {
                "type": "object",
                "required": ["kind", "message"],
                "additionalProperties": false,
                "properties": {
                    "kind": {"enum": ["syntax", "encoding", "duplicate-key", "type", "value", "depth", "size", "alias", "unsupported", "missing-kind", "unknown-kind", "api-version", "many-objects", "no-object", "io", "policy"]},
                    "message": string,
                    "field": string,
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1},
                    "offset": {"type": "integer", "minimum": 0}
                }
            }
        }
    })
}

/// Our own policy document as a schema, for editors.
pub fn policy() -> Value {
    let level = json!({"enum": ["privileged", "baseline", "restricted"]});
    let version = json!({"type": "string", "pattern": "^(latest|v1\\.(0|[1-9][0-9]*))$"});
    let names = json!({"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": true});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A policy of guardrails",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "additionalProperties": false,
        "properties": {
            "apiVersion": {"const": "guardrails/v1"},
            "kind": {"const": "Policy"},
            "kubernetesVersion": {"type": "string", "pattern": "^v1\\.(0|[1-9][0-9]*)$"},
            "podSecurity": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "enforce": level, "enforceVersion": version,
                    "audit": level, "auditVersion": version,
                    "warn": level, "warnVersion": version,
                    "exemptions": {
                        "type": "object",
                        "additionalProperties": false,
                        "properties": {"namespaces": names, "usernames": names, "runtimeClasses": names}
                    }
                }
            },
            "azure": azure(),
            "safeguards": safeguards(),
            "unsupported": {"enum": ["error", "note"], "description": "what becomes of constraints and policies that cannot be judged"},
            "placement": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "nodes": {"description": "classes, pools, or the list that `kubectl get nodes -o json` prints"},
                    "refused": {"enum": ["deny", "warn"]},
                    "void": {"enum": ["deny", "warn", "off"]}
                }
            }
        }
    })
}

/// One of Azure's initiatives, and what is known of the cluster.
fn azure() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "minProperties": 1,
        "dependentRequired": {"effect": ["initiative"], "parameters": ["initiative"]},
        "properties": {
            "initiative": {"enum": ["baseline", "restricted", "deployment-safeguards"]},
            "effect": {"enum": ["audit", "deny", "disabled"], "description": "the initiative's own default, audit, where it is absent"},
            "parameters": {"type": "object", "description": "values of the initiative's other parameters"},
            "cluster": {"type": "string", "pattern": "^/subscriptions/", "description": "the cluster's id, for scopes and exemptions of assignments"},
            "location": {"type": "string", "minLength": 1, "description": "the cluster's region, for selectors and overrides of assignments"},
            "time": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}", "description": "when it is asked, in UTC: exemptions expire"}
        }
    })
}

/// What AKS Deployment Safeguards does.
fn safeguards() -> Value {
    json!({
        "type": "object",
        "required": ["level"],
        "additionalProperties": false,
        "properties": {
            "level": {"enum": ["Warn", "Enforce"]},
            "pssLevel": {"enum": ["Privileged", "Baseline", "Restricted"]},
            "excludedNamespaces": {"type": "array", "items": {"type": "string", "pattern": "^[a-z0-9-]+$"}}
        }
    })
}
