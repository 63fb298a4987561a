"""A pinned engine version of DMS."""

from __future__ import annotations

from collections.abc import Iterator

from ...aws_facts import DMS_CREATION_ENDS
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import literal, numbers_of


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for instance in document.of("aws_dms_replication_instance"):
        version = literal(document.resolve(instance.get("engine_version")))
        ends = DMS_CREATION_ENDS.get(version)
        known_to_live = numbers_of(version) > min(map(numbers_of, DMS_CREATION_ENDS))
        if known_to_live and (ends is None or ends > context.today):
            until = f"; it can be created until {ends}" if ends else ""
            yield Hit(instance.address, f"engine_version is pinned to {version}{until}")


RULE = Rule(
    id="dms-engine-version-pinned",
    severity=Severity.WARNING,
    title="a pinned DMS engine version",
    why="DMS withdraws versions within two years, and the configuration cannot be deployed anew from then on.",
    remedy="Leave engine_version out, or take it as a setting.",
    items=("D1#7",),
    examine=_check,
)
