"""A hosted zone or alias target that stands for one to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..domains import is_reserved_domain
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import literal

_PLACEHOLDER: Final = re.compile(r"(?i)0{6}|123456|ABCDEF|X{4}|EXAMPLE|PLACEHOLDER|CHANGE_?ME|YOUR|DUMMY|TODO|<")


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for record in document.of("aws_route53_record", "aws_route53_zone_association"):
        if _PLACEHOLDER.search(literal(record.get("zone_id"))):
            yield Hit(record.address, f"zone_id is the placeholder {record.get('zone_id')}")
        for alias in record.blocks("alias"):
            if _PLACEHOLDER.search(literal(alias.get("zone_id"))):
                yield Hit(record.address, f"the zone_id of alias is the placeholder {alias.get('zone_id')}")
            elif is_reserved_domain(literal(alias.get("name"))) and not str(alias.get("name")).endswith(
                "amazonaws.com"
            ):
                yield Hit(record.address, f"the target of alias is the placeholder {alias.get('name')}")


RULE = Rule(
    id="placeholder-target",
    severity=Severity.ERROR,
    title="a placeholder for a hosted zone or alias target",
    why="validate and plan accept any zone id; AWS finds no such zone.",
    remedy="Refer to the zone or load balancer, or make the record optional.",
    items=("D2#7",),
    examine=_check,
)
