"""Every public name of the contract, called at least once."""

import io
import json
import pickle

import pytest

import k8s_guardrails as g

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"hostPID": True, "containers": [{"name": "web", "image": "web", "ports": [{"hostPort": 80}]}]},
}
TEXT = json.dumps(POD)
POLICY = {"apiVersion": "guardrails/v1", "kind": "Policy", "podSecurity": {"enforce": "baseline", "warn": "restricted"}}
REVIEW = {
    "apiVersion": "admission.k8s.io/v1",
    "kind": "AdmissionReview",
    "request": {
        "uid": "7",
        "resource": {"group": "", "version": "v1", "resource": "pods"},
        "name": "web",
        "operation": "CREATE",
        "object": POD,
    },
}


@pytest.fixture(name="policy")
def baseline() -> g.Policy:
    return g.Policy.pod_security("baseline", "v1.36")


def test_every_name_is_there():
    assert g.__all__ == sorted(g.__all__)
    for name in g.__all__:
        assert getattr(g, name).__doc__, name


def test_a_verdict_has_all_its_parts(policy):
    v = policy.evaluate(TEXT.encode(), namespace="shop", namespace_labels={"team": "a"})
    assert (v.status, v.allowed, v.placement, v.notes, v.error) == ("denied", False, {}, (), None)
    assert v.object == {"apiVersion": "v1", "kind": "Pod", "namespace": "shop", "name": "web"}
    assert v.reason == "host namespaces, hostPort"
    assert v.detail == 'host namespaces (hostPID=true), hostPort (container "web" uses hostPort 80)'
    [enforced] = v.pod_security
    assert (enforced.mode, enforced.level, enforced.version, enforced.allowed) == ("enforce", "baseline", "v1.36", False)
    assert (enforced.reason, enforced.detail) == (v.reason, v.detail)
    finding = v.findings[1]
    assert (finding.rule, finding.source, finding.effect) == ("hostPorts", "pod-security", "deny")
    assert finding.message == 'hostPort (container "web" uses hostPort 80)'
    assert finding.fields == ("spec.containers[0].ports[0].hostPort",)
    assert finding.containers == ("web",)
    assert (finding.details, finding.implied, finding.fidelity) == ({}, False, "exact")
    assert "hostPorts" in repr(finding) and "denied" in repr(v)
    assert json.loads(v.to_json())["status"] == "denied"


def test_findings_tell_what_covers_them():
    covered = {"rules": ["hostNamespaces"], "reason": "an agent", "owner": "team-shop"}
    exception = {"apiVersion": "guardrails/v1", "kind": "Exception", "objects": [{"kind": "Pod", "name": "*"}], **covered}
    odd = {**POD, "spec": {"hostPID": True, "hostNetwrk": True}}
    endless = {**POLICY, "exceptions": {"expiresRequired": False}}
    verdict = g.Policy.load([endless, exception]).evaluate(odd)
    told = {finding.rule: finding for finding in verdict.findings}
    agreed = told["hostNamespaces"].exception
    assert (agreed["owner"], agreed["reason"], agreed["effect"]) == ("team-shop", "an agent", "deny")
    agreed.clear()
    assert told["hostNamespaces"].exception and told["hostNamespaces"].baseline is None
    assert told["unknownField"].exception is None and "hostNetwork" in told["unknownField"].suggestion


def test_an_allowed_pod_has_no_reason(policy):
    v = policy.evaluate({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "quiet"}})
    assert (v.status, v.allowed, v.reason, v.detail, v.findings) == ("allowed", True, None, None, ())
    assert policy.evaluate({"apiVersion": "v1", "kind": "ConfigMap"}).status == "not-judged"


def test_placement_is_told_if_the_policy_asks():
    policy = g.Policy.load({**POLICY, "placement": {"nodes": ["linux", "virtual-node"]}})
    assert policy.evaluate(POD).placement == {"linux": "must", "virtual-node": "cannot"}


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, lambda text: text.decode(), json.loads])
def test_every_kind_of_input_has_the_same_answer(policy, kind):
    assert policy.evaluate(kind(TEXT.encode())).to_json() == policy.evaluate(TEXT).to_json()
    [one] = policy.evaluate_all(kind(TEXT.encode()))
    assert one.to_json() == policy.evaluate(TEXT).to_json()
    review = policy.review(kind(json.dumps(REVIEW).encode()))
    assert review.to_json() == policy.review(REVIEW).to_json()


def test_a_verdict_keeps_its_answer_when_the_input_changes(policy):
    changing, pod = bytearray(TEXT.encode()), json.loads(TEXT)
    verdicts = [policy.evaluate(changing), policy.evaluate(pod), policy.evaluate(memoryview(changing))]
    changing[:] = b" " * len(changing)
    pod["spec"].clear()
    for verdict in verdicts:
        assert verdict.to_json() == policy.evaluate(TEXT).to_json()


def test_policies_load_from_text_dict_and_list():
    text = json.dumps(POLICY)
    answers = {g.Policy.load(it).evaluate(POD).to_json() for it in (text, text.encode(), POLICY, [POLICY], [text])}
    assert len(answers) == 1
    nodes = {"apiVersion": "guardrails/v1", "kind": "Policy", "placement": {"nodes": ["linux"]}}
    both = g.Policy.load([POLICY, nodes]).evaluate(POD)
    assert both.placement == {"linux": "must"} and both.reason


@pytest.mark.parametrize(
    "documents, message",
    [
        ({"apiVersion": "guardrails/v1", "kind": "Policy", "podSecurity": {"enforce": "x"}}, "podSecurity.enforce"),
        ({**POLICY, "more": 1}, "more: unknown field"),
        ({**POLICY, "podSecurity": {"enforce": float("nan")}}, "cannot be written as JSON"),
        ("", "no policy document"),
        ([], "checks nothing"),
        (None, "no policy document"),
        (7, "expected"),
    ],
)
def test_wrong_policies_are_errors(documents, message):
    with pytest.raises(g.PolicyError, match=message) as caught:
        g.Policy.load(documents)
    assert isinstance(caught.value, ValueError)


def test_unknown_levels_and_versions_are_errors():
    with pytest.raises(g.PolicyError, match="unknown level `strict`"):
        g.Policy.pod_security("strict")
    with pytest.raises(g.PolicyError, match="the newest known is v1.37"):
        g.Policy.pod_security("baseline", "v1.99")
    for wrong, what in [((None,), "level"), ((3,), "level"), (("baseline", None), "version")]:
        with pytest.raises(g.PolicyError, match=f"^expected a string as {what}$"):
            g.Policy.pod_security(*wrong)
    with pytest.raises(TypeError):
        g.Policy()


def test_errors_tell_their_place(policy):
    twice = b'{"apiVersion":"v1","kind":"Pod",\n "spec":{"hostPID":true,"hostPID":false}}'
    with pytest.raises(g.ManifestError) as caught:
        policy.evaluate(twice)
    e = caught.value
    assert isinstance(e, ValueError)
    assert (e.kind, e.field, e.line, e.column, e.offset) == ("duplicate-key", "spec.hostPID", 2, 25, 57)
    assert e.message == "the key `hostPID` stands twice in this object"
    assert str(e) == f"line 2, column 25: spec.hostPID: {e.message}"
    assert json.loads(e.to_json())["error"]["kind"] == "duplicate-key"
    again = pickle.loads(pickle.dumps(e))
    assert (str(again), again.kind, again.offset) == (str(e), e.kind, e.offset)


FOREIGN = "expected an object, found %s, which JSON does not have; objects of the Kubernetes client go through "


@pytest.mark.parametrize(
    "manifest, kind, message",
    [
        (b"", "no-object", "there is no object in it"),
        ("", "no-object", "there is no object in it"),
        (None, "no-object", "there is no object in it"),
        (5, "type", "expected an object, found a number"),
        (True, "type", "expected an object, found a boolean"),
        ([], "type", "expected an object, found a list"),
        (object(), "type", FOREIGN % "an object"),
        (set(), "type", FOREIGN % "a set"),
        (float("nan"), "type", FOREIGN % "a nan"),
        ({}, "missing-kind", "the object has no `kind`"),
        (b"\xff", "encoding", "line 1, column 1: this is not UTF-8"),
        ("\ud800", "encoding", "line 1, column 1: this is not UTF-8"),
        ("{", "syntax", "line 1, column 2: "),
        ({"apiVersion": "v1", "kind": "List", "items": [POD]}, "many-objects", "this is a List of objects"),
        ({"apiVersion": "apps/v1", "kind": "Pod"}, "unknown-kind", "`apps/v1` has no kind `Pod`"),
        ({**POD, "metadata": {"name": "a", "namespace": "b"}}, "value", "metadata.namespace: "),
    ],
)
def test_bad_input_is_an_error_and_never_allowed(policy, manifest, kind, message):
    with pytest.raises(g.ManifestError) as caught:
        policy.evaluate(manifest, namespace="shop")
    assert caught.value.kind == kind and str(caught.value).startswith(message)
    if not isinstance(manifest, (str, bytes, dict, list, set)):
        (verdict,) = policy.evaluate_all(manifest)
        assert (verdict.status, str(verdict.error)) == ("error", str(caught.value))


@pytest.mark.parametrize("review", [None, 5, [], {}, {"kind": "Pod"}])
def test_reviews_in_memory_have_no_lines(policy, review):
    with pytest.raises(g.ManifestError) as caught:
        policy.review(review)
    assert caught.value.line is None and "line" not in str(caught.value)


@pytest.mark.parametrize(
    "context, message",
    [
        ({"namespace": 3}, "expected a string as namespace"),
        ({"namespace_labels": "a=b"}, "expected strings as labels"),
        ({"namespace_labels": {"a": 1}}, "expected strings as labels"),
    ],
)
def test_a_wrong_context_is_an_error(policy, context, message):
    for judge in (policy.evaluate, policy.evaluate_all):
        with pytest.raises(g.ManifestError, match=f"^{message}$") as caught:
            judge(POD, **context)
        assert caught.value.kind == "type"


def test_many_objects_come_one_by_one(policy):
    bad = "---\napiVersion: v1\nkind: Pod\nspec: {hostPID: maybe}\n"
    good = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: quiet}\n"
    verdicts = list(policy.evaluate_all(good + bad + good))
    assert [v.status for v in verdicts] == ["allowed", "error", "allowed"]
    error = verdicts[1]
    assert (error.allowed, error.reason, error.findings) == (None, None, ())
    assert isinstance(error.error, g.ManifestError) and error.error.field == "spec.hostPID"
    assert error.to_json() == error.error.to_json()
    listed = {"apiVersion": "v1", "kind": "PodList", "items": [POD, {"metadata": {"name": "x"}}, {"spec": 5}]}
    assert [v.status for v in policy.evaluate_all(listed)] == ["denied", "allowed", "error"]
    assert [v.status for v in policy.evaluate_all(io.BytesIO(TEXT.encode() * 2))] == ["denied", "denied"]
    assert [v.status for v in policy.evaluate_all(REVIEW)] == ["denied"]
    assert list(policy.evaluate_all("")) == []


def test_no_more_is_taken_than_is_asked_for(policy):
    taken = []

    def manifests():
        for n, manifest in enumerate([POD, TEXT, b"{", "\ud800", POD]):
            taken.append(n)
            yield manifest

    verdicts = policy.evaluate_all(manifests())
    assert taken == []
    assert next(verdicts).status == "denied" and taken == [0]
    assert [v.status for v in verdicts] == ["denied", "error", "error", "denied"]


def test_a_review_has_a_response(policy):
    r = policy.review(REVIEW)
    assert (r.allowed, r.verdict.status) == (False, "denied")
    assert r.response["response"]["uid"] == "7" and r.response["response"]["allowed"] is False
    assert json.loads(r.to_json()) == r.response
    broken = json.loads(json.dumps(REVIEW))
    broken["request"]["object"]["spec"] = 5
    r = policy.review(broken)
    assert (r.allowed, r.verdict.status, r.response["response"]["allowed"]) == (False, "error", False)
    for nobody in ({}, b"{}", None, {"request": float("nan")}):
        with pytest.raises(g.ManifestError):
            policy.review(nobody)


def test_rules_tell_everything():
    rules = g.rules()
    ports = next(rule for rule in rules if rule.id == "hostPorts")
    assert (ports.source, ports.level, ports.nodes, ports.fidelity) == ("pod-security", "baseline", (), "exact")
    assert ports.title and ports.documentation and ports.remedy and ports.upstream and ports.fields
    assert ports.revisions[0]["from"] == "v1.0" and ports.examples[0]["pod"]
    assert "hostPorts" in repr(ports)
    assert len({rule.id for rule in rules}) == len(rules)


def test_nothing_can_be_changed(policy):
    verdict = policy.evaluate(POD)
    for thing in (verdict, verdict.findings[0], verdict.pod_security[0], g.rules()[0]):
        with pytest.raises(AttributeError):
            thing.rule = thing.status = thing.id = thing.mode = "other"
