"""A record with a routing policy that does not say which of the set it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty

_POLICIES: Final = (
    "cidr_routing_policy", "failover_routing_policy", "geolocation_routing_policy", "geoproximity_routing_policy",
    "latency_routing_policy", "multivalue_answer_routing_policy", "weighted_routing_policy",
)  # fmt: skip


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for record in document.of("aws_route53_record"):
        used = [policy for policy in _POLICIES if not is_empty(record.get(policy))]
        if used and is_empty(record.get("set_identifier")):
            yield Hit(record.address, f"{used[0]} without set_identifier")


RULE = Rule(
    id="record-without-set-identifier",
    severity=Severity.ERROR,
    title="a routing policy without set_identifier",
    why="Route 53 tells the records of a set apart by it; validate fails without.",
    remedy="Give every record of the set a set_identifier of its own.",
    items=("D0#7",),
    examine=_check,
)
