"""Tells whether a Kubernetes workload may run, and why not, with the answer of the real API server.

    import k8s_guardrails as g

    policy = g.Policy.pod_security("restricted", "v1.36")
    verdict = policy.evaluate(manifest, namespace="shop")
    if not verdict.allowed:
        for finding in verdict.findings:
            print(finding.rule, finding.message, finding.fields)

A manifest is JSON or YAML as bytes, bytearray, memoryview or str, or a dict as a JSON reader gives it. What
cannot be read as Kubernetes reads it raises ManifestError; a wrong policy raises PolicyError; both are
ValueErrors. Policies, verdicts and all that they hold never change and may be shared between threads.
"""

from ._errors import ManifestError, PolicyError
from ._model import Finding, PodSecurityResult, Review, Rule, rules_of
from ._native import Policy, Verdict, rules_json

__all__ = [
    "Finding",
    "ManifestError",
    "PodSecurityResult",
    "Policy",
    "PolicyError",
    "Review",
    "Rule",
    "Verdict",
    "rules",
]

for _class in (Finding, ManifestError, PodSecurityResult, PolicyError, Review, Rule):
    # Where people find them.
    _class.__module__ = __name__


def rules() -> list[Rule]:
    """The rules that there are: a new list of Rule."""
    return rules_of(rules_json())
