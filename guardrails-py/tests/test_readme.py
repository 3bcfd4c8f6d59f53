"""The Python in the documents runs, and says what it should."""

import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parents[2]


@pytest.mark.parametrize("page", ["README.md", "guardrails-py/README.md"])
def test_every_block_runs(page, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, page, "exec"), {})
    assert "hostNamespaces host namespaces (hostPID=true)" in capsys.readouterr().out


def test_the_help_reads_well():
    import k8s_guardrails as g

    for thing in [g] + [getattr(g, name) for name in g.__all__]:
        assert thing.__doc__ and thing.__doc__.strip()[0].isupper() and ".\n" in thing.__doc__ + "\n"
    for cls in (g.Policy, g.Verdict, g.Finding, g.PodSecurityResult, g.Review, g.Rule):
        assert cls.__module__ == "k8s_guardrails"
        for name in vars(cls):
            assert name.startswith("_") or getattr(cls, name).__doc__, f"{cls.__name__}.{name}"
