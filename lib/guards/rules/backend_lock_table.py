"""A lock table where the backend has a lock of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import LOCK_TABLE_DEPRECATED_SINCE
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, is_true, numbers_of
from ..versions import lowest_admitted


def _check(document: Document, context: Context) -> Iterator[Hit]:
    given = numbers_of(context.terraform_version) or lowest_admitted(document.required_version)
    for backend in document.backends:
        table = not is_empty(backend.get("dynamodb_table")) and not is_true(backend.get("use_lockfile"))
        if backend.kind == "s3" and table and given >= LOCK_TABLE_DEPRECATED_SINCE:
            yield Hit(backend.address, "dynamodb_table is the only lock")


RULE = Rule(
    id="backend-lock-table",
    severity=Severity.WARNING,
    title="a lock table alone",
    why="From Terraform 1.11 on dynamodb_table is deprecated, and every init says so.",
    remedy="Set use_lockfile as well, and drop the table when every user has Terraform 1.10.",
    items=("D1#2", "D3#2"),
    examine=_check,
)
