"""One DNS record: what it says, and when Route 53 answers with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, refuse
from .dns_names import HOST_PATTERN, RecordName, ZoneId, is_token
from .scalars import Region

RecordType = Literal["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"]

TTL_SECONDS: Final = 300
# So that clients notice soon that another record of the set is answered with; AWS's advice with health checks.
ROUTED_TTL_SECONDS: Final = 60
_LONGEST_TTL: Final = 2_147_483_647
_LONGEST_STRING: Final = 255

SetIdentifier = Annotated[str, Field(min_length=1, max_length=128)]


class SimpleRouting(Model):
    """The one record of its name and type."""

    policy: Literal["simple"] = "simple"
    """Tells the policies apart."""

    @property
    def identifier(self) -> None:
        """There is no set to tell it from."""
        return


class FailoverRouting(Model):
    """One of two: the secondary is answered with while the primary is unhealthy."""

    policy: Literal["failover"] = "failover"
    """Tells the policies apart."""

    role: Literal["PRIMARY", "SECONDARY"]
    """Which of the two it is."""

    set_identifier: SetIdentifier | None = None
    """Tells it from the other; None for its role in lower case."""

    @property
    def identifier(self) -> str:
        """What tells it from the other."""
        return self.set_identifier or self.role.lower()


class WeightedRouting(Model):
    """One of several, answered with as often as its share of the sum of weights says."""

    policy: Literal["weighted"] = "weighted"
    """Tells the policies apart."""

    weight: int = Field(ge=0, le=255)
    """Its weight; 0 for never, unless all are 0."""

    set_identifier: SetIdentifier
    """Tells it from the others."""

    @property
    def identifier(self) -> str:
        """What tells it from the others."""
        return self.set_identifier


class LatencyRouting(Model):
    """One of several, answered with where its region is the fastest to reach."""

    policy: Literal["latency"] = "latency"
    """Tells the policies apart."""

    region: Region
    """The region that its target is in."""

    set_identifier: SetIdentifier | None = None
    """Tells it from the others; None for its region."""

    @property
    def identifier(self) -> str:
        """What tells it from the others."""
        return self.set_identifier or self.region


Routing = Annotated[SimpleRouting | FailoverRouting | WeightedRouting | LatencyRouting, Field(discriminator="policy")]


class AliasConfig(Model):
    """A load balancer, another record of the zone or another AWS resource that a record stands for."""

    dns_name: str = Field(min_length=1, max_length=1024)
    """Its DNS name."""

    zone_id: ZoneId
    """The hosted zone of that name: the load balancer's own attribute, or this zone for a record in it."""

    evaluate_target_health: bool = True
    """Whether the record is unhealthy while its target is."""


class DnsRecordConfig(Model):
    """What a record says, and when Route 53 answers with it."""

    name: RecordName = ""
    """Its name within the zone, such as ``www``; empty for the zone's own. A token is taken for the whole name."""

    type: RecordType = "A"
    """Its type."""

    values: Distinct[str] = ()
    """What it says, such as ``192.0.2.1``; an alias says what its target does."""

    ttl_seconds: int | None = Field(default=None, ge=0, le=_LONGEST_TTL)
    """Seconds that resolvers keep it: None for 300, or 60 with a routing policy. An alias has its target's."""

    alias: AliasConfig | None = None
    """What it stands for, in place of values."""

    routing: Routing = SimpleRouting()
    """Which of several records of the same name and type is answered with."""

    health_check_id: str | None = None
    """The health check that takes it out of its set while unhealthy."""

    @property
    def ttl(self) -> int | None:
        """Seconds that resolvers keep it; None for an alias."""
        if self.alias:
            return None
        default = TTL_SECONDS if self.routing.policy == "simple" else ROUTED_TTL_SECONDS
        return default if self.ttl_seconds is None else self.ttl_seconds

    @model_validator(mode="after")
    def _accepted(self) -> DnsRecordConfig:
        """It is an alias or has values of its type's form, and its routing policy has what it needs."""
        problems = [*self._content(), *self._place(), *self._forms(), *self._policy()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _content(self) -> Iterator[Problem]:
        if bool(self.values) == bool(self.alias):
            yield Problem(
                "",
                "a record is either an alias or has values",
                got=f"{'both' if self.alias else 'neither'}, for the name '{self.name}'",
                expected="one of alias and values",
                remedy="leave one out" if self.alias else "give one of them",
            )
        if self.alias and self.ttl_seconds is not None:
            yield Problem(
                "ttl_seconds",
                "an alias has the TTL of its target",
                got=str(self.ttl_seconds),
                expected="none",
                remedy="leave it out",
            )

    def _place(self) -> Iterator[Problem]:
        if not self.name and self.type == "CNAME":
            yield Problem(
                "type",
                "a zone's own name cannot be a CNAME: it has NS and SOA records, and a CNAME stands alone",
                got="CNAME",
                expected="type A or AAAA",
                remedy="make it an alias, or give the record a name",
            )
        if not self.name and self.type == "NS":
            yield Problem(
                "type",
                "Route 53 makes the name servers of the zone itself",
                got="NS",
                expected="the name of a zone that is delegated",
                remedy="give the record a name",
            )
        if self.type == "NS" and (self.alias or self.routing.policy != "simple"):
            yield Problem(
                "type",
                "name servers can neither be an alias nor have a routing policy",
                got="NS",
                expected="values, with simple routing",
                remedy="write the name servers as values",
            )

    def _forms(self) -> Iterator[Problem]:
        fits, expected = _FORMS[self.type]
        for value in self.values:
            if not is_token(value) and not fits(value):
                yield from refuse(
                    f"is no value of type {self.type}",
                    where="values",
                    got=value,
                    expected=expected,
                    remedy="correct it",
                ).problems
        single = self.type == "CNAME" or self.routing.policy in ("weighted", "latency")
        if single and len(self.values) > 1:
            yield Problem(
                "values",
                "Route 53 takes one value only for a CNAME and for a weighted or latency record",
                got=", ".join(self.values),
                expected="one value",
                remedy="leave the others out, or make a record of the set for each",
            )

    def _policy(self) -> Iterator[Problem]:
        if not isinstance(self.routing, FailoverRouting):
            return
        if self.alias and not self.alias.evaluate_target_health:
            yield Problem(
                "alias.evaluate_target_health",
                "a failover alias has to look at the health of its target",
                got="false",
                expected="true",
                remedy="leave it out",
            )
        if self.routing.role == "PRIMARY" and not self.alias and self.health_check_id is None:
            yield Problem(
                "health_check_id",
                "without a health check the primary record never fails over",
                expected="a health check, or an alias",
                remedy="give the id of a health check",
            )


def _is_address(kind: type[IPv4Address | IPv6Address]) -> Callable[[str], bool]:
    def fits(value: str) -> bool:
        try:
            kind(value)
        except ValueError:
            return False
        return True

    return fits


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda value: bool(re.fullmatch(pattern, value))


def _is_text(value: str) -> bool:
    # Two quotes together end one string of the record and begin the next.
    return bool(value) and all(len(string) <= _LONGEST_STRING for string in value.split('""'))


_NUMBER: Final = r"\d{1,5}"
_HOST: Final = (_matches(HOST_PATTERN), "the name of a host, such as app.corp.net")
_FORMS: Final[dict[RecordType, tuple[Callable[[str], bool], str]]] = {
    "A": (_is_address(IPv4Address), "an IPv4 address, such as 192.0.2.1"),
    "AAAA": (_is_address(IPv6Address), "an IPv6 address, such as 2001:db8::1"),
    "CAA": (
        _matches(r'(0|128) (issue|issuewild|iodef) "[^"]*"'),
        'flags, a tag and a quoted value, such as 0 issue "amazon.com"',
    ),
    "CNAME": _HOST,
    "MX": (_matches(rf"{_NUMBER} {HOST_PATTERN}"), "a priority and a host, such as 10 mail.corp.net"),
    "NS": _HOST,
    "SRV": (
        _matches(rf"{_NUMBER} {_NUMBER} {_NUMBER} ({HOST_PATTERN}|\.)"),
        "priority, weight, port and host, such as 1 10 5269 xmpp.corp.net",
    ),
    "TXT": (_is_text, 'strings of at most 255 characters, joined by ""'),
}
