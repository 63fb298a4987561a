"""An alias record with a TTL or records of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for record in document.of("aws_route53_record"):
        both = [name for name in ("ttl", "records") if not is_empty(record.get(name))]
        if both and not is_empty(record.get("alias")):
            yield Hit(record.address, f"{' and '.join(both)} beside alias")


RULE = Rule(
    id="record-ttl-with-alias",
    severity=Severity.ERROR,
    title="an alias with a TTL or records",
    why="An alias has those of its target; validate fails.",
    remedy="Leave ttl and records out.",
    items=("D0#7",),
    examine=_check,
)
