"""Files are read piece by piece, and their verdicts come as they are ready."""

import gc
import io
import json
import os
import pathlib
import random
import subprocess
import sys
import threading

import pytest

import k8s_guardrails as g

MANIFESTS = pathlib.Path(__file__).parents[2] / "tests" / "manifests"
POLICY = g.Policy.pod_security("restricted")
PODS = [json.loads((MANIFESTS / f"{name}.json").read_text()) for name in ("typical", "failing", "nothing")]
LINES = "".join(json.dumps(pod) + "\n" for pod in PODS)
LIST = json.dumps({"apiVersion": "v1", "kind": "List", "items": PODS[:2] * 3}, indent=2)
YAML = "---\napiVersion: v1\nkind: Pod\nspec: {hostPID: true}\n--- # next\napiVersion: v1\nkind: Pod\nspec: 5\n---\nkind: [é\n"
REVIEW = json.dumps({"kind": "AdmissionReview", "request": {"uid": "7", "object": PODS[1]}})


class Slow:
    """A file that gives as little as it likes at a time."""

    def __init__(self, text, chance):
        self.file = io.StringIO(text) if isinstance(text, str) else io.BytesIO(text)
        self.chance = chance

    def read(self, size):
        return self.file.read(self.chance.randint(1, min(size, 300)))


def told(manifests, **context):
    return [verdict.to_json() for verdict in POLICY.evaluate_all(manifests, **context)]


@pytest.mark.parametrize("text", [LINES, LIST, YAML, REVIEW, LINES + "nonsense\n" + LINES, LINES[:-40], "", " \n", "é"])
def test_a_file_has_the_verdicts_of_its_text(text):
    expected = told(text)
    assert told(io.StringIO(text)) == told(io.BytesIO(text.encode())) == expected
    for seed in range(20):
        assert told(Slow(text, random.Random(seed))) == told(Slow(text.encode(), random.Random(seed))) == expected
    context = {"namespace": "shop", "namespace_labels": {"team": "a"}}
    assert told(io.StringIO(text), **context) == told(text, **context)


def test_real_files_are_read(tmp_path):
    path = tmp_path / "pods.jsonl"
    path.write_text(LINES * 200)
    for mode in ("r", "rb"):
        with open(path, mode) as file:
            assert told(file) == told(LINES) * 200


def test_verdicts_come_before_the_file_ends():
    reader, writer = os.pipe()
    with open(reader, "rb", buffering=0) as file, open(writer, "wb", buffering=0) as pipe:
        verdicts = POLICY.evaluate_all(file)
        for pod in PODS:
            pipe.write(json.dumps(pod).encode() + b"\n")
            assert next(verdicts).to_json() == told(json.dumps(pod))[0]


def test_what_read_raises_is_raised():
    class Broken:
        def __init__(self, answers):
            self.answers = iter(answers)

        def read(self, size):
            answer = next(self.answers)
            if isinstance(answer, Exception):
                raise answer
            return answer

    verdicts = POLICY.evaluate_all(Broken([LINES, OSError("the disk is gone")]))
    assert [next(verdicts).status for _ in PODS] == ["allowed", "denied", "not-judged"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(verdicts)
    assert list(verdicts) == []
    for wrong in (None, 5, [b"x"]):
        with pytest.raises(TypeError, match=r"^read\(\) gave"):
            next(POLICY.evaluate_all(Broken([wrong])))
    assert [v.error.kind for v in POLICY.evaluate_all(Broken(["\ud800", ""]))] == ["encoding"]


def test_verdicts_that_nobody_takes_leave_nothing_behind():
    def threads():
        return len(os.listdir("/proc/self/task"))

    before = threads()
    for _ in range(50):
        verdicts = POLICY.evaluate_all(io.StringIO(LINES * 1_000))
        next(verdicts)
        del verdicts
    gc.collect()
    for _ in range(1_000):
        if threads() <= before:
            break
        threading.Event().wait(0.01)
    assert threads() <= before


def test_many_files_at_once():
    streams = [POLICY.evaluate_all(Slow(LINES * 5, random.Random(seed))) for seed in range(20)]
    expected = told(LINES) * 5
    for n in range(len(expected)):
        assert all(next(stream).to_json() == expected[n] for stream in streams)
    assert all(next(stream, None) is None for stream in streams)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_fork_does_not_wait_for_a_thread_it_does_not_have():
    program = """
import io, os, sys, k8s_guardrails as g
verdicts = g.Policy.pod_security("baseline").evaluate_all(io.StringIO('{"apiVersion":"v1","kind":"Pod"}\\n' * 100_000))
next(verdicts)
child = os.fork()
if not child:
    try:
        list(verdicts)
    except RuntimeError as error:
        os._exit(7 if "process" in str(error) else 1)
    os._exit(1)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
assert sum(1 for _ in verdicts) == 99_999
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True, timeout=60)


def test_memory_does_not_grow_with_the_file():
    program = """
import json, resource, sys, k8s_guardrails as g

class File:
    \"\"\"A list of so many pods, or as many lines.\"\"\"

    def __init__(self, pod, count, is_list):
        self.pod, self.left, self.is_list, self.begun = pod, count, is_list, False

    def read(self, size):
        if not self.begun:
            self.begun = True
            return '{"apiVersion":"v1","kind":"List","items":[\\n' if self.is_list else " "
        if self.left < 0:
            return ""
        several = min(self.left, max(1, size // len(self.pod)))
        self.left -= several
        if several:
            return (self.pod + "\\n") * several if not self.is_list else (self.pod + ",\\n") * several
        self.left = -1
        return self.pod + ("]}" if self.is_list else "")

pod = open(sys.argv[1]).read().strip().replace("\\n", " ")
policy = g.Policy.pod_security("restricted")
count = int(sys.argv[2])
for is_list in (False, True):
    assert sum(verdict.status == "allowed" for verdict in policy.evaluate_all(File(pod, count, is_list))) == count + 1
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""

    def most(count):
        arguments = [sys.executable, "-c", program, str(MANIFESTS / "typical.json"), str(count)]
        return int(subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=300).stdout)

    # 2.5 MB and 125 MB, twice each; in kilobytes.
    few, many = most(1_000), most(50_000)
    assert many < few + 12_000, (few, many)
