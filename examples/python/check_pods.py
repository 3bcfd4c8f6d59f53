#!/usr/bin/env python3
"""Checks what `kubectl get pods -A -o json` prints, of any size, and prints a table.

    kubectl get namespaces -o json > namespaces.json
    kubectl get pods -A -o json | ./check_pods.py --level restricted --namespaces namespaces.json

The list is read piece by piece and each pod is judged as it comes: memory holds one pod, not the cluster.
Exit status: 0 nothing is denied, 1 something is, 2 something could not be read.
"""

import argparse
import json
import sys
from typing import Any, Iterator, TextIO

import k8s_guardrails

CHUNK = 1 << 16


def unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, if no key stands twice in it: readers differ in which of them counts."""
    found = dict(members)
    if len(found) < len(members):
        raise ValueError("a key stands twice in one object")
    return found


def items(stream: TextIO) -> Iterator[dict[str, Any]]:
    """The elements of a List's `items`, one by one. Raises ValueError for what is no such list."""
    decode = json.JSONDecoder(object_pairs_hook=unique).raw_decode
    text, at = "", 0

    def more() -> bool:
        nonlocal text, at
        chunk = stream.read(CHUNK)
        text, at = text[at:] + chunk, 0
        return chunk != ""

    def skip(characters: str) -> str:
        """The next character that is none of these; none at the end."""
        nonlocal at
        while True:
            while at < len(text) and text[at] in characters:
                at += 1
            if at < len(text) or not more():
                return text[at : at + 1]

    def value() -> Any:
        nonlocal at
        while True:
            try:
                found, end = decode(text, at)
                # A number at the end of what is there may go on.
                if end < len(text) or not more():
                    at = end
                    return found
            except json.JSONDecodeError:
                if not more():
                    raise

    space = " \t\r\n"
    if skip(space) != "{":
        raise ValueError("expected a List, as `kubectl get -o json` prints it")
    at += 1
    while skip(space + ",") not in ("}", ""):
        key = value()
        if skip(space) != ":":
            raise ValueError(f"expected `:` after {key!r}")
        at += 1
        if key == "items" and skip(space) == "[":
            at += 1
            while skip(space + ",") != "]":
                if not (text[at:] or more()):
                    raise ValueError("the list breaks off")
                yield value()
            at += 1
        else:
            skip(space)
            value()
    if not text[at:]:
        raise ValueError("the list breaks off")


def main() -> int:
    """Reads the arguments and the list, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pods", nargs="?", type=argparse.FileType("r", encoding="utf-8"), default=sys.stdin)
    parser.add_argument("--level", default="restricted")
    parser.add_argument("--policy", type=argparse.FileType("r", encoding="utf-8"), help="a policy file, for --level")
    parser.add_argument("--namespaces", type=argparse.FileType("r", encoding="utf-8"), help="the namespaces, for labels")
    options = parser.parse_args()
    try:
        policy = (
            k8s_guardrails.Policy.load(options.policy.read())
            if options.policy
            else k8s_guardrails.Policy.pod_security(options.level)
        )
        metadata = [item["metadata"] for item in items(options.namespaces)] if options.namespaces else []
        labels = {it["name"]: it.get("labels", {}) for it in metadata}
        return table(policy, options.pods, labels)
    except ValueError as error:
        print(f"check_pods: {error}", file=sys.stderr)
        return 2


def table(policy: k8s_guardrails.Policy, pods: TextIO, labels: dict[str, dict[str, str]]) -> int:
    """Prints a line for each pod that is not allowed, and what there was in all. Gives the exit status."""
    counts = {"allowed": 0, "denied": 0, "not-judged": 0, "error": 0}
    print(f"{'NAMESPACE':20} {'POD':40} {'STATUS':8} WHY")
    for pod in items(pods):
        # A List's items may leave their kind to the list.
        pod = {"apiVersion": "v1", "kind": "Pod", **pod}
        metadata = pod.get("metadata") or {}
        namespace, name = metadata.get("namespace"), metadata.get("name")
        try:
            verdict = policy.evaluate(pod, namespace=namespace, namespace_labels=labels.get(str(namespace)))
            status, why = str(verdict.status), [finding.message for finding in verdict.findings]
        except k8s_guardrails.ManifestError as error:
            status, why = "error", [str(error)]
        counts[status] += 1
        if status in ("denied", "error"):
            for line in why:
                print(f"{namespace or '-':20} {name or '-':40} {status:8} {line}")
                namespace, name, status = " ", " ", " "
    print(", ".join(f"{count} {status}" for status, count in counts.items() if count) or "no pods")
    return 2 if counts["error"] else int(counts["denied"] > 0)


if __name__ == "__main__":
    sys.exit(main())
