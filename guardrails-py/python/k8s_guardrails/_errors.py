"""The exceptions."""

import json
from typing import Optional


class ManifestError(ValueError):
    """A manifest that could not be read: never "allowed", and always a reason to stop.

    Its text is a sentence for people that begins with the place. For programs:

    kind     what is wrong: "syntax", "encoding", "duplicate-key", "type", "value", "depth", "size", "alias",
             "unsupported", "missing-kind", "unknown-kind", "api-version", "many-objects", "no-object"
    message  the sentence without its place
    field    the field's path, such as "spec.containers[0].securityContext"; None if it concerns the whole
    line     the line in the text, from 1; None if it did not come from a text
    column   the character in the line, from 1; or None
    offset   the byte in the text, from 0; or None
    """

    kind: str
    message: str
    field: Optional[str]
    line: Optional[int]
    column: Optional[int]
    offset: Optional[int]

    def __init__(self, text: str, verdict: str) -> None:
        super().__init__(text, verdict)
        error = json.loads(verdict)["error"]
        self.kind = error["kind"]
        self.message = error["message"]
        self.field = error.get("field")
        self.line = error.get("line")
        self.column = error.get("column")
        self.offset = error.get("offset")

    def __str__(self) -> str:
        return str(self.args[0])

    def to_json(self) -> str:
        """The error as one line of JSON, as a verdict of status "error"."""
        return str(self.args[1])


class PolicyError(ValueError):
    """A policy that could not be read, or a level or version that does not exist: a sentence that names the place."""
