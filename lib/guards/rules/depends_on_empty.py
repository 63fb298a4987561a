"""An order of deployment that came to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for block in (*document.resources, *document.data):
        if block.get("depends_on") == []:
            yield Hit(block.address, "depends_on is an empty list")


RULE = Rule(
    id="depends-on-empty",
    severity=Severity.WARNING,
    title="an empty depends_on",
    why="A construct in depends_on is dropped without a word: it orders nothing.",
    remedy="Name the resources themselves.",
    items=("D3#3b",),
    examine=_check,
)
