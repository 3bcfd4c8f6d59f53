"""What verdicts, reviews and rules are made of: the library's JSON, taken apart."""

import copy
import itertools
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Literal, Optional

from ._errors import ManifestError, PolicyError

if TYPE_CHECKING:
    from ._native import Verdict

__all__ = ["Finding", "ManifestError", "PodSecurityResult", "PolicyError", "Review", "Rule", "Told"]
__all__ += ["rules_of", "text_of", "verdicts", "written"]


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found.

    rule        the rule's id, as rules() lists it
    source      whom the rule speaks for: "pod-security", "azure-policy", "virtual-nodes" or "api-server"
    effect      what it leads to: "deny", "audit" or "warn"
    message     the message, in upstream's words
    fields      the paths of the fields that decide, in the object as written, there or not
    containers  the names of the containers concerned
    implied     whether it concerns the pod that a workload will make, and not the workload itself
    fidelity    "exact", or "documented" where the rule was built from documentation alone
    suggestion  what may have been meant, of a field that does not exist; None if nobody knows
    """

    rule: str
    source: Literal["pod-security", "azure-policy", "virtual-nodes", "api-server"]
    effect: Literal["deny", "audit", "warn"]
    message: str
    fields: tuple[str, ...]
    containers: tuple[str, ...]
    implied: bool
    fidelity: Literal["exact", "documented"]
    suggestion: Optional[str]
    _details: Any = field(repr=False, hash=False)
    _exception: Optional[dict[str, str]] = field(repr=False, hash=False)
    _baseline: Optional[dict[str, str]] = field(repr=False, hash=False)

    @property
    def details(self) -> Any:
        """What an Azure template says beside its message, in a new dict; empty if nothing."""
        return copy.deepcopy(self._details)

    @property
    def exception(self) -> Optional[dict[str, str]]:
        """The exception that covers it, in a new dict: "state", "effect" (what it would have been without), "reason",
        "owner", and "ticket" and "expires" if it has them. None if no exception does."""
        return copy.copy(self._exception)

    @property
    def baseline(self) -> Optional[dict[str, str]]:
        """In a new dict, the "effect" that it would have if no baseline had it already; None if none has."""
        return copy.copy(self._baseline)


@dataclass(frozen=True)
class PodSecurityResult:
    """The answer of one Pod Security mode.

    mode     "enforce", "audit" or "warn"
    level    "privileged", "baseline" or "restricted"
    version  the version it was held to, such as "v1.36"; "latest" is resolved
    allowed  whether the level has nothing against the object
    reason   upstream's reasons; None if allowed
    detail   upstream's reasons with their details; None if allowed
    """

    mode: Literal["enforce", "audit", "warn"]
    level: Literal["privileged", "baseline", "restricted"]
    version: str
    allowed: bool
    reason: Optional[str]
    detail: Optional[str]


@dataclass(frozen=True)
class Review:
    """The answer to an admission request: a verdict, and the response to send.

    allowed  whether the request may go through
    verdict  on the object of the request; its status is "error" if it could not be read, which is a denial
    """

    allowed: bool
    verdict: "Verdict"
    _json: str = field(repr=False)

    @property
    def response(self) -> dict[str, Any]:
        """The AdmissionReview to send back, as a new dict."""
        response: dict[str, Any] = json.loads(self._json)
        return response

    def to_json(self) -> str:
        """The AdmissionReview to send back, as one line of JSON."""
        return self._json


@dataclass(frozen=True)
class Rule:
    """A rule: what it asks for, since when, and how to satisfy it.

    id             as findings name it
    title          what it is about, in a few words
    source         whom it speaks for: "pod-security", "azure-policy", "virtual-nodes" or "api-server"
    level          the Pod Security level that brings it in; None if something else does
    nodes          the classes of nodes that bring it in
    fidelity       "exact", or "documented" if it was built from documentation alone
    documentation  what it asks for and why
    remedy         how to satisfy it, in one sentence
    fields         the fields it reads, inside a pod, such as "spec.hostPID"
    upstream       where it comes from: the file in upstream's source, or the page
    """

    id: str
    title: str
    source: Literal["pod-security", "azure-policy", "virtual-nodes", "api-server"]
    level: Optional[Literal["privileged", "baseline", "restricted"]]
    nodes: tuple[str, ...]
    fidelity: Literal["exact", "documented"]
    documentation: str
    remedy: str
    fields: tuple[str, ...]
    upstream: str
    _all: dict[str, Any] = field(repr=False, hash=False)

    @property
    def revisions(self) -> list[dict[str, Any]]:
        """Its revisions, oldest first: a new list of dicts with "from", "change" and "overrides"."""
        return self.to_dict()["revisions"]  # type: ignore[no-any-return]

    @property
    def examples(self) -> list[dict[str, str]]:
        """Objects that pass and fail: a new list of dicts with "title", "from", "pod" (YAML), "expect", "message"."""
        return self.to_dict()["examples"]  # type: ignore[no-any-return]

    def to_dict(self) -> dict[str, Any]:
        """Everything that is known of the rule, in a new dict."""
        return copy.deepcopy(self._all)


class Told:
    """A verdict's JSON, taken apart. Its names are those of the verdict's properties."""

    def __init__(self, text: str, error: Optional[str]) -> None:
        data = json.loads(text)
        self.error = error and ManifestError(error, text)
        self.object = data["object"]
        results = [{"reason": None, "detail": None, **result} for result in data.get("podSecurity", ())]
        self.pod_security = tuple(PodSecurityResult(**result) for result in results)
        enforced = next((result for result in self.pod_security if result.mode == "enforce"), None)
        self.reason = enforced and enforced.reason
        self.detail = enforced and enforced.detail
        self.findings = tuple(map(_finding, data["findings"]))
        self.placement = data.get("placement", {})
        self.notes = tuple(data.get("notes", ()))
        self.shown = f"<Verdict {data['status']} {self.object}>"

    def get(self, name: str) -> Any:
        """One of them, such that nobody can change it here."""
        return copy.copy(getattr(self, name))


def _finding(data: dict[str, Any]) -> Finding:
    return Finding(
        rule=data["rule"],
        source=data["source"],
        effect=data["effect"],
        message=data["message"],
        fields=tuple(data["fields"]),
        containers=tuple(data.get("containers", ())),
        implied=data.get("implied", False),
        fidelity=data.get("fidelity", "exact"),
        suggestion=data.get("suggestion"),
        _details=data.get("details", {}),
        _exception=data.get("exception"),
        _baseline=data.get("baseline"),
    )


def rules_of(text: str) -> list[Rule]:
    """The rules of the library's JSON."""
    plain = ("id", "title", "source", "fidelity", "documentation", "remedy", "upstream")
    return [
        Rule(
            **{name: data[name] for name in plain},
            level=data.get("level"),
            nodes=tuple(data.get("nodes", ())),
            fields=tuple(data["fields"]),
            _all=data,
        )
        for data in json.loads(text)
    ]


def text_of(manifest: Any) -> Optional[bytes]:
    """The bytes of a text; None for anything else. Half of a surrogate pair is left to the reader, which says where it
    stands."""
    if isinstance(manifest, str):
        return manifest.encode("utf-8", "surrogatepass")
    return bytes(manifest) if isinstance(manifest, (bytes, bytearray, memoryview)) else None


def written(value: Any) -> bytes:
    """The JSON of a value. Raises ValueError for what JSON does not have."""
    try:
        return json.dumps(value, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    except Exception as error:
        raise ValueError(f"the object cannot be written as JSON: {error}") from error


Judge = Callable[[Any, Literal["object", "review", "piece"]], Optional[list["Verdict"]]]

# How much of a file is read at once, in characters or bytes.
PIECE = 1 << 18


def verdicts(judge: Judge, manifests: Any) -> Iterator["Verdict"]:
    """The verdicts of one text, dict or file, or of many texts and dicts, of which no more is taken than is asked for."""
    if hasattr(manifests, "read"):
        return _of_file(judge, manifests)
    one = isinstance(manifests, (bytes, bytearray, memoryview, str, dict)) or not isinstance(manifests, Iterable)
    several: Iterable[Any] = iter((manifests,)) if one else manifests
    return itertools.chain.from_iterable(judge(each, _how(each)) or () for each in several)


def _how(manifest: Any) -> Literal["object", "review"]:
    is_review = isinstance(manifest, dict) and dict.get(manifest, "kind") == "AdmissionReview"
    return "review" if is_review else "object"


def _of_file(judge: Judge, file: Any) -> Iterator["Verdict"]:
    """The verdicts of a file, of which a piece is read when those of the last one have been taken."""
    process = os.getpid()
    while True:
        read = file.read(PIECE)
        piece = text_of(read)
        if piece is None:
            raise TypeError(f"read() gave {type(read).__name__}, and neither bytes nor str")
        if os.getpid() != process:
            raise RuntimeError("the verdicts of a file end with the process that began to read it")
        found = judge(piece, "piece")
        if found is None:
            return
        yield from found
        if not piece:
            return
