"""A route in a route table without a destination or without a target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty

_DESTINATIONS: Final = ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for table in document.of("aws_route_table", "aws_default_route_table"):
        for route in table.blocks("route"):
            given = {key for key, value in route.items() if not is_empty(value)}
            destinations = given.intersection(_DESTINATIONS)
            if given and not destinations:
                yield Hit(table.address, f"a route has a target ({', '.join(sorted(given))}) and no destination")
            elif destinations and given == destinations:
                yield Hit(table.address, f"the route to {route[min(destinations)]} has no target")


RULE = Rule(
    id="route-incomplete",
    severity=Severity.ERROR,
    title="a route without destination or target",
    why="It passes validate and plan; at apply AWS refuses the route and the table is left tainted.",
    remedy="Use RouteTableRoute, or write one destination and one target.",
    items=("D0#2", "D1#6"),
    examine=_check,
)
