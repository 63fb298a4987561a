"""A public zone for a domain that only private zones can serve."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, literal


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for zone in document.of("aws_route53_zone"):
        name = literal(zone.get("name"))
        if is_empty(zone.get("vpc")) and name.rstrip(".").endswith((".internal", ".local")):
            yield Hit(zone.address, f"the public zone {name} cannot be resolved by anyone")


RULE = Rule(
    id="internal-zone-public",
    severity=Severity.WARNING,
    title="a public zone for an internal domain",
    why="It can be created, and nothing on the internet delegates to it.",
    remedy="Make it a private zone with a vpc block, or use a registered domain.",
    items=("D1#8",),
    examine=_check,
)
