"""The surface Python, for `cargo xtask identity`: see README.md."""

import base64
import functools
import json
import sys

import k8s_guardrails as g
from k8s_guardrails import _native


@functools.lru_cache(maxsize=None)
def policy(text):
    return g.Policy.load(text)


def answer(question):
    way, manifest = question["way"], base64.b64decode(question["manifest"])
    if way == "rules":
        return _native.rules_json().replace("\n", "")
    if way.endswith("-object"):
        way, manifest = way.removesuffix("-object"), json.loads(manifest)
    context = {"namespace": question.get("namespace"), "namespace_labels": question.get("namespaceLabels")}
    try:
        asked = policy(question["policy"])
        if way == "evaluate":
            return asked.evaluate(manifest, **context).to_json()
        if way == "evaluate-all":
            return "\t".join(verdict.to_json() for verdict in asked.evaluate_all(manifest, **context))
        review = asked.review(manifest)
        return review.verdict.to_json() if way == "review-verdict" else review.to_json()
    except g.ManifestError as error:
        return error.to_json()
    except g.PolicyError as error:
        return "policy error: " + str(error).replace("\n", " ")


for line in sys.stdin.buffer:
    sys.stdout.buffer.write(answer(json.loads(line)).encode() + b"\n")
