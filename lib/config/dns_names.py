"""Text that Route 53 takes: domains, names of records, hosts, hosted zone ids."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from ..aws_facts import HEALTH_CHECKER_REGIONS, PRIVATE_DOMAINS
from ..guards.domains import is_reserved_domain
from ..model import like, refuse

# What is known at deploy time only: a token of a text, or of a list of texts.
_UNRESOLVED: Final = r".*[$#]\{.*"
_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
RECORD_LABEL: Final = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_DOMAIN: Final = rf"(?=.{{1,253}}$)({_LABEL}\.)+[a-z]([a-z0-9-]{{0,61}}[a-z0-9])"
HOST_PATTERN: Final = rf"(?i:(?=.{{1,254}}$)({RECORD_LABEL}\.)*{RECORD_LABEL}\.?)"


def is_token(text: str) -> bool:
    """Whether the text is known at deploy time only."""
    return bool(re.fullmatch(_UNRESOLVED, text, re.DOTALL))


def _obtainable(domain: str) -> str:
    """No reserved domain (example.com, test, amazonaws.com), and none for private use (local, internal)."""
    if is_reserved_domain(domain) or domain.endswith(tuple(f".{private}" for private in PRIVATE_DOMAINS)):
        raise refuse(
            "is a domain that nobody can have in public",
            got=domain,
            expected="a domain that you have registered, or one below it",
            remedy="take one of your own, or make the zone a private one",
        )
    return domain


def _reachable(host: str) -> str:
    """No host that stands for one to be filled in, or that no checker can resolve."""
    return host if is_token(host) or host.lower().endswith(".amazonaws.com") else _obtainable(host)


def _has_checkers(region: str) -> str:
    """Where Route 53 has health checkers."""
    if region not in HEALTH_CHECKER_REGIONS:
        raise refuse(
            "Route 53 has no health checkers there",
            got=region,
            expected=f"one of {', '.join(HEALTH_CHECKER_REGIONS)}",
            remedy="take one of them",
        )
    return region


PrivateDomain = Annotated[
    str, like(_DOMAIN, "a domain in lower case, such as payments.corp.net", "is no domain of a hosted zone")
]

PublicDomain = Annotated[PrivateDomain, AfterValidator(_obtainable)]

PublicHost = Annotated[
    str,
    like(rf"{_UNRESOLVED}|(?i:{_DOMAIN})", "the name of a host, such as app.corp.net", "is no host on the internet"),
    AfterValidator(_reachable),
]

RecordName = Annotated[
    str,
    like(
        rf"{_UNRESOLVED}|(\*|(\*\.)?({RECORD_LABEL}\.)*{RECORD_LABEL})?",
        "a name within the zone in lower case, such as www or *.app; empty for the zone's own",
        "is no name of a record",
    ),
]

ZoneId = Annotated[
    str,
    like(
        rf"{_UNRESOLVED}|Z[A-Z0-9]{{1,31}}", "the id of a hosted zone, such as Z2FDTNDATAQYW2", "is no hosted zone id"
    ),
]

CheckerRegion = Annotated[str, AfterValidator(_has_checkers)]
