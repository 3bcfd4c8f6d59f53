"""The command that comes with the package."""

import json
import subprocess
import sys

POD = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"hostPID": True}})


def command(*arguments, text=POD):
    run = subprocess.run(
        [sys.executable, "-m", "k8s_guardrails", *arguments], input=text, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout, run.stderr


def test_the_exit_status_tells():
    status, output, _ = command("check", "-", "--pod-security", "baseline", "--format", "jsonl")
    assert status == 1 and json.loads(output)["status"] == "denied"
    assert command("check", "-", "--pod-security", "privileged:latest")[0] in (0, 2)
    assert command("check", "-", text="")[0] == 2
    status, _, errors = command("chekc")
    assert status == 2 and "Usage: k8s-guardrails" in errors
    assert command("--version")[1].startswith("k8s-guardrails ")
