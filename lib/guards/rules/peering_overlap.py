"""A peering of two networks whose addresses overlap."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for peering in document.of("aws_vpc_peering_connection"):
        vpcs = [document.find(peering.get(argument), "aws_vpc") for argument in ("vpc_id", "peer_vpc_id")]
        ranges = [_range(document.resolve(vpc.get("cidr_block"))) for vpc in vpcs if vpc]
        known = [each for each in ranges if each]
        if len(known) == 2 and known[0].overlaps(known[1]):
            yield Hit(peering.address, f"{known[0]} and {known[1]} overlap")


def _range(cidr: object) -> IPv4Network | None:
    try:
        return IPv4Network(cidr) if isinstance(cidr, str) else None
    except ValueError:
        return None


RULE = Rule(
    id="peering-overlap",
    severity=Severity.ERROR,
    title="a peering of overlapping networks",
    why="AWS lets the peering fail after it was requested.",
    remedy="Give each network addresses of its own.",
    examine=_check,
)
