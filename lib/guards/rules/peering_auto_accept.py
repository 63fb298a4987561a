"""A peering that the requester shall accept in another region."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, is_true


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for peering in document.of("aws_vpc_peering_connection"):
        if is_true(peering.get("auto_accept")) and not is_empty(peering.get("peer_region")):
            yield Hit(peering.address, f"auto_accept with peer_region {peering.get('peer_region')!r}")


RULE = Rule(
    id="peering-auto-accept",
    severity=Severity.ERROR,
    title="auto_accept on the requester of a cross-region peering",
    why="It passes validate and plan; only the other region can accept the peering, and apply fails.",
    remedy="Accept it with aws_vpc_peering_connection_accepter and the provider of the peer's region.",
    items=("D0#9",),
    examine=_check,
)
