//! JSON Schemas of what goes in and comes out.

use guardrails_core::rules;
use serde_json::{Value, json};

/// The verdict's JSON as a schema.
pub fn verdict() -> Value {
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
                "properties": {
                    "path": string, "document": {"type": "integer", "minimum": 1}, "item": {"type": "integer", "minimum": 0}, "line": {"type": "integer", "minimum": 1},
                    "source": {"description": "the file that the object was made from, as Helm or kustomize says", "type": "string"},
                    "owner": {"type": "object", "required": ["kind", "name"], "additionalProperties": false, "properties": {"kind": string, "name": string}}
                }
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
            "findings": {"type": "array", "items": finding()},
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

/// A finding of a verdict.
fn finding() -> Value {
    let ids: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    let string = json!({"type": "string"});
    let strings = json!({"type": "array", "items": {"type": "string"}});
    let effect = json!({"enum": ["deny", "audit", "warn"]});
    json!({
        "type": "object",
        "required": ["rule", "source", "effect", "message", "fields"],
        "additionalProperties": false,
        "properties": {
            "rule": {"enum": ids},
            "source": {"enum": ["pod-security", "virtual-nodes", "azure-policy", "api-server"]},
            "effect": effect,
            "message": string,
            "fields": strings,
            "containers": strings,
            "suggestion": {"description": "What may have been meant by a field that does not exist.", "type": "string"},
            "details": {"type": "object", "minProperties": 1},
            "implied": {"const": true},
            "fidelity": {"const": "documented"},
            "exception": {
                "description": "who has agreed to the finding, and whether that still holds",
                "type": "object",
                "required": ["state", "effect", "reason", "owner"],
                "additionalProperties": false,
                "properties": {
                    "state": {"enum": ["active", "ending", "expired"]},
                    "effect": effect, "reason": string, "owner": string, "ticket": string, "expires": date()
                }
            },
            "baseline": {
                "description": "the finding is known, and would lead to this if it were new",
                "type": "object",
                "required": ["effect"],
                "additionalProperties": false,
                "properties": {"effect": effect}
            }
        }
    })
}

/// A day.
fn date() -> Value {
    json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
}

/// An exception as a schema, for editors.
pub fn exception() -> Value {
    let text = json!({"type": "string", "minLength": 1});
    let texts = json!({"type": "array", "items": text, "minItems": 1});
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An exception of guardrails",
        "type": "object",
        "required": ["apiVersion", "kind", "rules", "objects", "reason", "owner"],
        "additionalProperties": false,
        "properties": {
            "apiVersion": {"const": "guardrails/v1"},
            "kind": {"const": "Exception"},
            "rules": texts,
            "objects": {
                "description": "each * stands for any characters",
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": false,
                    "properties": {
                        "kind": text, "name": text, "namespace": text,
                        "labels": {"type": "object", "minProperties": 1, "additionalProperties": text},
                        "containers": texts, "images": texts
                    }
                }
            },
            "reason": text, "owner": text, "ticket": text, "expires": date()
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
            "azure": azure(),
            "safeguards": safeguards(),
            "unsupported": {"enum": ["error", "note"], "description": "what becomes of constraints and policies that cannot be judged"},
            "effects": {
                "description": "what findings lead to at the most; the first entry that holds for a finding counts",
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["effect"],
                    "minProperties": 2,
                    "additionalProperties": false,
                    "properties": {
                        "effect": {"enum": ["audit", "warn", "deny"]},
                        "rules": names, "sources": names, "namespaces": names
                    }
                }
            },
            "exceptions": {
                "type": "object",
                "required": ["expiresRequired"],
                "additionalProperties": false,
                "properties": {"expiresRequired": {"type": "boolean"}}
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
