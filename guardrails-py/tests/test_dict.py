"""Dicts are read where they lie, with the answer that their JSON has."""

import collections
import copy
import datetime
import enum
import gc
import json
import pathlib
import random

import pytest

import k8s_guardrails as g

MANIFESTS = pathlib.Path(__file__).parents[2] / "tests" / "manifests"
BASE = [json.loads((MANIFESTS / f"{name}.json").read_text()) for name in ("typical", "failing", "large")]
ODD = [None, True, False, 0, 1, -1, 80, 2**31, 2**63, 2**70, 1.0, 0.5, 1e30, "", "0", "true", "é", "\x00", "a" * 300]
ODD += [[], {}, [None], [1], [[]], {"": None}, {"name": 5}, {"type": "Unconfined"}, ["ALL"], [{"name": "x"}], ()]
POLICIES = [
    g.Policy.pod_security("restricted"),
    g.Policy.pod_security("baseline", "v1.20"),
    g.Policy.load(
        """
        apiVersion: guardrails/v1
        kind: Policy
        podSecurity: {enforce: baseline, warn: restricted, exemptions: {namespaces: [kube-system]}}
        placement: {nodes: [linux, windows, virtual-node, virtual-node-v2]}
        """
    ),
]


def places(value, found):
    """Every place in a value: its holder and the key or index there."""
    for key in value if isinstance(value, dict) else range(len(value)):
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            places(value[key], found)
    return found


def mutated(seed):
    chance = random.Random(seed)
    pod = copy.deepcopy(chance.choice(BASE))
    if chance.random() < 0.3:
        template = {"metadata": pod.get("metadata"), "spec": pod.get("spec")}
        pod = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"template": template}}
    for _ in range(chance.choice([0, 1, 1, 2])):
        holder, key = chance.choice(places(pod, []))
        what = chance.random()
        if what < 0.7:
            holder[key] = copy.deepcopy(chance.choice(ODD))
        elif isinstance(holder, dict):
            value = holder.pop(key)
            if what < 0.85:
                holder[chance.choice(["Kind", "apiversion", "hostPID", "privileged", "name", "unknown", key])] = value
        else:
            holder.append(copy.deepcopy(holder[key]))
    return pod


def answer(policy, manifest, namespace):
    try:
        return policy.evaluate(manifest, namespace=namespace).to_json()
    except g.ManifestError as e:
        error = json.loads(e.to_json())
        for place in ("line", "column", "offset"):
            error["error"].pop(place, None)
        return error


@pytest.mark.parametrize("policy", POLICIES)
def test_a_dict_has_the_answer_of_its_json(policy):
    verdicts = errors = 0
    for seed in range(4_000):
        pod = mutated(seed)
        namespace = random.Random(seed).choice([None, "shop", "kube-system"])
        ours, theirs = (answer(policy, it, namespace) for it in (pod, json.dumps(pod)))
        if isinstance(theirs, dict) and "1e+30" in theirs["error"]["message"]:
            continue
        assert ours == theirs, (seed, json.dumps(pod))
        verdicts += isinstance(ours, str)
        errors += isinstance(ours, dict)
    assert verdicts > 1_000 and errors > 300, (verdicts, errors)


def pod(**spec):
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}


def error(manifest):
    with pytest.raises(g.ManifestError) as caught:
        POLICIES[0].evaluate(manifest)
    return caught.value


def test_what_json_cannot_hold_matters_only_where_it_would_be_read():
    plain = POLICIES[0].evaluate(pod())
    odd = {**pod(terminationGracePeriodSeconds=datetime.timedelta(1)), "status": {"startTime": datetime.datetime.now(), "conditions": object()}}
    odd["metadata"] = {"name": "web", "creationTimestamp": datetime.datetime.now(), "labels": {"a": b"b"}}
    assert POLICIES[0].evaluate(odd).to_json() == plain.to_json()
    for value in (datetime.date(2026, 1, 1), b"x", {1}, float("nan"), float("inf"), object(), 1j):
        for manifest in (pod(hostPID=value), pod(containers=value), pod(securityContext=value)):
            e = error(manifest)
            assert e.kind == "type" and e.field in ("spec.hostPID", "spec.containers", "spec.securityContext")
            assert "JSON" in e.message and (e.line, e.column, e.offset) == (None, None, None)
    assert error({**pod(), "metadata": {"name": object()}}).field == "metadata.name"
    assert error({**pod(), "metadata": {"annotations": {5: "x"}}}).kind == "type"
    assert error({**pod(), b"spec": {"hostPID": True}}).kind == "type"


def test_objects_of_the_client_need_its_serializer():
    class V1Pod:
        """What the Kubernetes client gives."""

    assert "sanitize_for_serialization" in error(V1Pod()).message and "V1Pod" in error(V1Pod()).message
    for manifest, key in [
        ({"api_version": "v1", "kind": "Pod"}, "api_version"),
        (pod(host_pid=True), "spec.host_pid"),
        (pod(host_network=None), "spec.host_network"),
        (pod(containers=[{"security_context": {}}]), "spec.containers[0].security_context"),
    ]:
        e = error(manifest)
        assert (e.kind, e.field) == ("unsupported", key)
        assert "sanitize_for_serialization" in e.message and "to_dict()" in e.message
    assert POLICIES[0].evaluate(pod(my_own_key=1)).status == "allowed"


def test_relatives_of_pythons_own_types_are_taken_for_these():
    class Level(str, enum.Enum):
        PRIVILEGED = "Unconfined"

    class Port(enum.IntEnum):
        HTTP = 80

    container = {"name": "c", "ports": ({"hostPort": Port.HTTP},), "securityContext": collections.OrderedDict()}
    ours = pod(securityContext={"seccompProfile": {"type": Level.PRIVILEGED}}, containers=(container,))
    theirs = pod(
        securityContext={"seccompProfile": {"type": "Unconfined"}},
        containers=[{"name": "c", "ports": [{"hostPort": 80}], "securityContext": {}}],
    )
    assert POLICIES[0].evaluate(ours).to_json() == POLICIES[0].evaluate(json.dumps(theirs)).to_json()


def test_dicts_without_end_come_to_an_end():
    endless = pod()
    endless["spec"]["containers"] = endless["items"] = endless["spec"]["affinity"] = endless
    endless["spec"]["securityContext"] = endless["spec"]
    assert error(endless).kind in ("type", "unsupported")
    many = ["x"] * 3_200_000
    assert error(pod(containers=[{"securityContext": {"capabilities": {"add": many}}}])).kind == "size"
    deep = []
    for _ in range(100_000):
        deep = [deep]
    assert POLICIES[0].evaluate(pod(unknown=deep)).status == "allowed"
    assert error(pod(tolerations=deep)).kind == error(pod(containers=deep)).kind == "type"
    listed = {"apiVersion": "v1", "kind": "List"}
    listed["items"] = [listed, pod()]
    assert [v.status for v in POLICIES[0].evaluate_all(listed)] == ["error", "allowed"]


def test_numbers_are_quantities_however_they_are_held():
    class Cores(int):
        """An int with a name."""

        def __repr__(self):
            return "many"

    for policy in POLICIES:
        for amount in (1, 0, -1, 0.5, 1e30, 2**63 - 1, 2**63, 10**40, "1", Cores(3)):
            resources = {"requests": {"cpu": amount, "memory": "1Gi"}, "limits": {"cpu": amount}}
            manifest = pod(containers=[{"name": "c", "image": "c", "resources": resources}])
            ours, theirs = (answer(policy, it, None) for it in (manifest, json.dumps(manifest)))
            if amount != 1e30:
                assert ours == theirs, amount
    assert "thousands of digits" in error(pod(hostUsers=None, terminationGracePeriodSeconds=10**5000)).message


def test_what_a_collection_does_meanwhile_breaks_nothing():
    class Trap:
        """Empties what is read when its garbage is collected."""

        def __init__(self, prey):
            self.prey, self.itself = prey, self

        def __del__(self):
            for thing in self.prey:
                thing.clear()

    threshold = gc.get_threshold()
    for bad in ("\ud800", 10**5000, object(), float("nan")):
        for field in ("runtimeClassName", "terminationGracePeriodSeconds", "hostPID"):
            containers = [{"name": "c" * 99, "image": "i" * 99, "env": [{"name": "a" * 99, "value": "b" * 99}]}]
            manifest = pod(containers=containers, **{"x" * 99: 1, field: bad, "volumes": [{"name": "v" * 99}]})
            Trap([containers, manifest["spec"], manifest["metadata"], manifest])
            gc.set_threshold(1)
            try:
                POLICIES[0].evaluate(manifest)
            except g.ManifestError as e:
                assert e.kind in ("encoding", "type", "missing-kind")
            finally:
                gc.set_threshold(*threshold)
            gc.collect()


def test_lone_surrogates_are_refused_where_they_are_read():
    assert error(pod(runtimeClassName="\ud800")).kind == "encoding"
    assert error({**pod(), "metadata": {"annotations": {"\ud800": "x"}}}).kind == "encoding"
