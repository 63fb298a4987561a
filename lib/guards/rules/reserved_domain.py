"""A zone, record or certificate of a domain that nobody can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..domains import is_reserved_domain
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import is_empty, literal, strings

# Resource -> argument with a domain, or a list of them.
_NAMING: Final = (
    ("aws_acm_certificate", "domain_name"),
    ("aws_acm_certificate", "subject_alternative_names"),
    ("aws_api_gateway_domain_name", "domain_name"),
    ("aws_cloudfront_distribution", "aliases"),
    ("aws_ses_domain_identity", "domain"),
)


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for address, name in _names(document):
        if is_reserved_domain(literal(document.resolve(name))):
            yield Hit(address, f"{document.resolve(name)} is a reserved domain")


def _names(document: Document) -> Iterator[tuple[str, object]]:
    for zone in document.of("aws_route53_zone"):
        if is_empty(zone.get("vpc")):  # A private zone may have any name.
            yield zone.address, zone.get("name")
    for record in document.of("aws_route53_record"):
        if not document.find(record.get("zone_id"), "aws_route53_zone"):
            yield record.address, record.get("name")
    for kind, argument in _NAMING:
        for resource in document.of(kind):
            for name in strings(resource.get(argument)):
                yield resource.address, name


RULE = Rule(
    id="reserved-domain",
    severity=Severity.ERROR,
    title="a domain that nobody can have",
    why="Route 53 answers `is reserved by AWS!`, and no certificate for it is ever validated.",
    remedy="Take a domain of your own as a setting, without a default.",
    items=("D1#8",),
    examine=_check,
)
