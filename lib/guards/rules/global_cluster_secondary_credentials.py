"""Credentials on a cluster that follows the primary of a global database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..global_databases import secondaries_of_global_databases
from ..rule import Context, Hit, Rule
from ..values import is_empty

_CREDENTIALS: Final = ("master_username", "master_password", "master_password_wo")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for cluster in secondaries_of_global_databases(document):
        given = [name for name in _CREDENTIALS if not is_empty(cluster.get(name))]
        if given:
            yield Hit(cluster.address, f"{', '.join(given)} on a secondary of a global database")


RULE = Rule(
    id="global-cluster-secondary-credentials",
    severity=Severity.ERROR,
    title="credentials on a secondary of a global database",
    why="A secondary has those of its primary; AWS refuses a cluster that brings its own.",
    remedy="Leave them out on every member but the primary.",
    items=("D1#5",),
    examine=_check,
)
