"""A replication instance of a DMS version that cannot be created."""

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
        if _ended(version, context):
            yield Hit(instance.address, f"no replication instance can be created with engine version {version}")


def _ended(version: str, context: Context) -> bool:
    oldest = min(map(numbers_of, DMS_CREATION_ENDS))
    known = DMS_CREATION_ENDS.get(version)
    return known <= context.today if known else () < numbers_of(version) < oldest


RULE = Rule(
    id="dms-engine-version",
    severity=Severity.ERROR,
    title="a DMS engine version that cannot be created",
    why="validate accepts any version; AWS refuses the instance after minutes of other work.",
    remedy="Leave engine_version out, and DMS takes its current default.",
    items=("D1#7",),
    examine=_check,
)
