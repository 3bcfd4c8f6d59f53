"""What a program that is checked by mypy writes: every name with its type."""

from typing import Literal, Optional

import k8s_guardrails as g


def use(manifest: bytes) -> Optional[str]:
    policy: g.Policy = g.Policy.pod_security("restricted", version="v1.36")
    policy = g.Policy.load([{"apiVersion": "guardrails/v1", "kind": "Policy"}])
    verdict: g.Verdict = policy.evaluate(manifest, namespace="shop", namespace_labels={"team": "a"})
    status: Literal["allowed", "denied", "not-judged", "error"] = verdict.status
    results: tuple[g.PodSecurityResult, ...] = verdict.pod_security
    for finding in verdict.findings:
        rule: str = finding.rule
        fields: tuple[str, ...] = finding.fields
        print(rule, fields, status, results[0].level)
    for each in policy.evaluate_all([manifest, {"apiVersion": "v1"}]):
        error: Optional[g.ManifestError] = each.error
        line: Optional[int] = error.line if error else None
        print(line)
    review: g.Review = policy.review({"kind": "AdmissionReview"})
    print(review.response["response"], review.verdict.allowed, [rule.id for rule in g.rules()])
    return verdict.reason
