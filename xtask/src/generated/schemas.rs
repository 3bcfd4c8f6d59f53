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
                    "source": {"enum": ["pod-security", "virtual-nodes", "api-server"]},
                    "effect": {"enum": ["deny", "audit", "warn"]},
                    "message": string,
                    "fields": strings,
                    "containers": strings,
                    "suggestion": {"description": "What may have been meant by a field that does not exist.", "type": "string"},
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
                    "fromNamespaceLabels": {"description": "levels come from the labels of namespaces", "type": "boolean"},
                    "defaults": {
                        "description": "what counts where a namespace's labels say nothing",
                        "type": "object",
                        "additionalProperties": false,
                        "properties": {
                            "enforce": level, "enforceVersion": version,
                            "audit": level, "auditVersion": version,
                            "warn": level, "warnVersion": version
                        }
                    },
                    "exemptions": {
                        "type": "object",
                        "additionalProperties": false,
                        "properties": {"namespaces": names, "usernames": names, "runtimeClasses": names}
                    }
                }
            },
            "namespaces": {"type": "array", "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": false,
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "labels": {"type": "object", "additionalProperties": {"type": "string"}}
                }
            }},
            "unknownFields": {
                "description": "What a field that does not exist leads to; warn if nothing is said.",
                "enum": ["deny", "warn", "ignore"]
            },
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
