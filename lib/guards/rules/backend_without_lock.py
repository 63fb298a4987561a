"""State in S3 without a lock."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, is_true


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for backend in document.backends:
        locks = (is_true(backend.get("use_lockfile")), not is_empty(backend.get("dynamodb_table")))
        if backend.kind == "s3" and not any(locks):
            yield Hit(backend.address, "neither use_lockfile nor dynamodb_table is set")


RULE = Rule(
    id="backend-without-lock",
    severity=Severity.ERROR,
    title="state in S3 without a lock",
    why="S3 locks nothing by itself: two runs at once overwrite each other's state.",
    remedy="Set use_lockfile, with Terraform 1.10 or later.",
    items=("D1#2", "D3#2"),
    examine=_check,
)
