"""Policies and verdicts are shared between threads."""

import json
import pathlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import k8s_guardrails as g

MANIFESTS = pathlib.Path(__file__).parents[2] / "tests" / "manifests"


def test_threads_share_policies_and_verdicts():
    policy = g.Policy.pod_security("restricted")
    texts = [(MANIFESTS / f"{name}.json").read_bytes() for name in ("typical", "failing", "large")]
    inputs = texts + [json.loads(text) for text in texts]
    expected = [policy.evaluate(it).to_json() for it in inputs]
    shared = [policy.evaluate(it) for it in inputs]
    start = threading.Barrier(8)

    def work(_):
        start.wait()
        for _ in range(200):
            assert [policy.evaluate(it).to_json() for it in inputs] == expected
            assert [verdict.to_json() for verdict in shared] == expected
        return len([verdict.findings for verdict in shared])

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [len(inputs)] * 8


def test_other_threads_run_while_a_large_input_is_judged():
    policy = g.Policy.pod_security("restricted")
    pod = (MANIFESTS / "large.json").read_bytes().replace(b"\n", b" ")
    stream = b"\n".join([pod] * 3_000)
    done = threading.Event()
    beats = []

    def beat():
        while not done.wait(0.001):
            beats.append(1)

    interval = sys.getswitchinterval()
    # With the lock held, the other thread would not run before this one lets go of it.
    sys.setswitchinterval(1000)
    other = threading.Thread(target=beat)
    other.start()
    try:
        verdicts = policy.evaluate_all(stream)
        first = next(verdicts)
        seen = len(beats)
    finally:
        sys.setswitchinterval(interval)
        done.set()
        other.join()
    assert seen > 5, "no other thread ran meanwhile"
    assert first.status in ("allowed", "denied")
    assert sum(1 for _ in verdicts) == 2_999
