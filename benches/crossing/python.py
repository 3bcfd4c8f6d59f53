"""What Python takes for the inputs that the bindings are measured with: `python.py ROUNDS FILE...`."""

import json
import sys
import time

import k8s_guardrails

RUNS = [None] * 500


def nanoseconds(call, argument, rounds):
    """The best round, without what the loop itself takes."""

    def best(call):
        found = float("inf")
        for _ in range(rounds):
            start = time.thread_time_ns()
            for _ in RUNS:
                call(argument)
            found = min(found, (time.thread_time_ns() - start) / len(RUNS))
        return found

    def empty():
        found = float("inf")
        for _ in range(rounds):
            start = time.thread_time_ns()
            for _ in RUNS:
                pass
            found = min(found, (time.thread_time_ns() - start) / len(RUNS))
        return found

    return best(call) - empty()


def main():
    evaluate = k8s_guardrails.Policy.pod_security("restricted").evaluate
    for path in sys.argv[2:]:
        with open(path, "rb") as file:
            text = file.read()
        inputs = {"bytes": text, "str": text.decode(), "dict": json.loads(text)}
        for what, manifest in inputs.items():
            ns = nanoseconds(evaluate, manifest, int(sys.argv[1]))
            print(json.dumps({"file": path, "what": what, "ns": ns}))
        # What Python takes to call anything that is not written in Python.
        print(json.dumps({"file": path, "what": "a call of len", "ns": nanoseconds(len, text, int(sys.argv[1]))}))


main()
