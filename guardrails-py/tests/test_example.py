"""The example does what it says, on real manifests and on lists of any size."""

import json
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]
SCRIPT = ROOT / "examples" / "python" / "check_pods.py"
PODS = [json.loads((ROOT / "tests" / "manifests" / f"{name}.json").read_text()) for name in ("typical", "failing")]


def check(text, *arguments):
    run = subprocess.run([sys.executable, SCRIPT, *arguments], input=text, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout, run.stderr


def listed(pods, **dump):
    return json.dumps({"apiVersion": "v1", "items": pods, "kind": "List", "metadata": {"resourceVersion": ""}}, **dump)


def test_the_table_names_what_is_denied():
    namespaces = ROOT / "target" / "namespaces.json"
    namespaces.parent.mkdir(exist_ok=True)
    namespaces.write_text(listed([{"metadata": {"name": "shop", "labels": {"team": "a"}}}]))
    for dump in ({}, {"indent": 4}, {"separators": (",", ":")}):
        status, output, errors = check(listed(PODS, **dump), "--level", "baseline", "--namespaces", str(namespaces))
        assert (status, errors) == (1, "")
        assert PODS[1]["metadata"]["name"] in output and "privileged" in output
        assert output.endswith("1 allowed, 1 denied\n")
    assert check(listed([]))[:2] == (0, f"{'NAMESPACE':20} {'POD':40} {'STATUS':8} WHY\nno pods\n")


def test_what_cannot_be_read_is_told():
    status, output, _ = check(listed([{"metadata": {"name": "odd"}, "spec": 5}]))
    assert status == 2 and "spec: expected an object, found a number" in output
    whole = listed(PODS)
    for cut in range(0, len(whole), 97):
        status, _, errors = check(whole[:cut])
        assert status == 2 and errors.startswith("check_pods: "), cut
    twice = '{"items": [{"metadata": {"name": "odd"}, "spec": {"hostPID": true, "hostPID": false}}]}'
    assert check(twice)[::2] == (2, "check_pods: a key stands twice in one object\n")
    assert check(whole, "--level", "strict")[2] == "check_pods: unknown level `strict`: expected privileged, baseline or restricted\n"


def test_memory_holds_one_pod_and_not_the_cluster():
    count = 20_000
    pod = json.dumps(PODS[0])
    process = subprocess.Popen(
        [sys.executable, SCRIPT, "--level", "baseline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.stdin.write('{"apiVersion": "v1", "items": [')
    for n in range(count):
        process.stdin.write((", " if n else "") + pod)
    process.stdin.write('], "kind": "List"}')
    process.stdin.close()
    assert process.stdout.read().endswith(f"{count} allowed\n")
    assert process.wait() == 0
    # In kilobytes; the list has about 50 megabytes.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 100_000
