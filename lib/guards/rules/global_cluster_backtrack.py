"""Backtrack on a member of a global database."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..global_databases import members_of_global_databases
from ..rule import Context, Hit, Rule
from ..values import number


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for cluster in members_of_global_databases(document):
        if number(cluster.get("backtrack_window")):
            yield Hit(cluster.address, "backtrack_window is set on a member of a global database")


RULE = Rule(
    id="global-cluster-backtrack",
    severity=Severity.ERROR,
    title="backtrack on a member of a global database",
    why="Neither validate nor plan sees it; AWS refuses: Backtrack is not supported for global databases.",
    remedy="Leave backtrack_window out.",
    items=("D1#5",),
    examine=_check,
)
