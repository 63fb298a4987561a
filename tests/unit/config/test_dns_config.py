"""Zones, records, health checks and routing: what Route 53 takes, and what it refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lib.aws_facts import RESERVED_DOMAINS
from lib.config import dns_names
from lib.config.dns import DnsConfig
from lib.config.dns_failover import DnsFailoverConfig, DnsTarget, WeightedMigrationConfig, routing_problems
from lib.config.hosted_zone import HostedZoneConfig
from lib.errors import Problem
from lib.model import Model, problems_of

ADAPTERS: dict[str, TypeAdapter[str]] = {
    name: TypeAdapter(getattr(dns_names, name))
    for name in ("PrivateDomain", "PublicDomain", "PublicHost", "RecordName", "ZoneId", "CheckerRegion")
}
TOKEN = "${TfToken[TOKEN.7]}"

TAKEN = {
    "PrivateDomain": ["corp.internal", "a.local", "example.com", "a.xn--p1ai"],
    "PublicDomain": ["payments.corp.net", "a.io", "internal.corp.net"],
    "PublicHost": ["app.corp.net", "Web-1.eu-west-1.elb.amazonaws.com", TOKEN],
    "RecordName": ["", "www", "*", "*.app", "_dmarc", "a.b-c.d", TOKEN],
    "ZoneId": ["Z2FDTNDATAQYW2", TOKEN],
    "CheckerRegion": ["us-east-1", "sa-east-1"],
}
REFUSED = {
    "PrivateDomain": ["", "internal", "Corp.net", "corp.net.", f"{'a' * 64}.net", f"{'a.' * 126}net", "a b.net"],
    "PublicDomain": ["a.local", "corp.internal", *[f"x.{domain}" for domain in RESERVED_DOMAINS], TOKEN],
    "PublicHost": ["app", "app.internal", "app.example.com", "localhost", "10.0.0.1"],
    "RecordName": ["@", "www.", "WWW", "a..b", "a.*", "-a", "a b", "a" * 64],
    "ZoneId": ["", "2FDT", "/hostedzone/Z2FDTNDATAQYW2", "z2fdtndataqyw2", "Z" * 33],
    "CheckerRegion": ["eu-central-1", ""],
}


def problems(model: type[Model], data: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return list(problems_of(caught.value))


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in TAKEN.items() for value in values])
def test_names_that_are_taken(kind: str, value: str) -> None:
    assert ADAPTERS[kind].validate_python(value) == value


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in REFUSED.items() for value in values])
def test_names_that_are_refused(kind: str, value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ADAPTERS[kind].validate_python(value)
    (problem,) = problems_of(caught.value)
    assert problem.expected
    assert problem.remedy


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("text", ["a" * 20_000, "a." * 10_000, "a-" * 10_000 + ".", "*." * 10_000])
def test_long_text_is_refused_at_once(kind: str, text: str) -> None:
    with pytest.raises(ValidationError):
        ADAPTERS[kind].validate_python(text)


def test_a_zone_is_logged_signed_and_kept_by_default() -> None:
    made = HostedZoneConfig()
    assert (made.query_log.enabled, made.query_log.retention_days, made.query_log.resource_policy) == (True, 365, True)
    assert (made.dnssec.enabled, made.force_destroy, made.caa_issuers) == (True, False, ("amazon.com",))


def test_an_environment_makes_a_public_zone_by_default() -> None:
    made = DnsConfig()
    assert (made.zone, made.zone_id, made.failover.routing) == ("public", None, "failover")
    assert DnsConfig(zone="existing", zone_id="Z2FDTNDATAQYW2").zone_id == "Z2FDTNDATAQYW2"
    assert DnsConfig(zone="existing").zone_id is None


@pytest.mark.parametrize("zone", ["public", "private"])
def test_a_zone_that_is_made_has_no_id(zone: str) -> None:
    (problem,) = problems(DnsConfig, {"zone": zone, "zone_id": "Z2FDTNDATAQYW2"})
    assert problem.remedy == "leave zone_id out to make a zone"


@pytest.mark.parametrize(
    ("fields", "kind", "address"),
    [
        ({"dns_name": "web.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K"}, "A", None),
        ({"dns_name": TOKEN, "zone_id": TOKEN}, "A", None),
        ({"dns_name": "192.0.2.1"}, "A", "192.0.2.1"),
        ({"dns_name": "web.corp.net"}, "CNAME", None),
        ({"dns_name": TOKEN}, "CNAME", None),
    ],
)
def test_what_leads_to_a_target(fields: dict[str, Any], kind: str, address: str | None) -> None:
    target = DnsTarget.model_validate(fields)
    assert target.record_type == kind
    assert (str(target.address) if target.address else None) == address


def test_during_a_migration_an_inner_name_has_the_routing() -> None:
    assert DnsFailoverConfig(name="app").routed_name == "app"
    assert DnsFailoverConfig(name="app", migration=WeightedMigrationConfig()).routed_name == "new.app"
    assert DnsFailoverConfig(migration=WeightedMigrationConfig(inner_label="next")).routed_name == "next"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"old": {"dns_name": "old.corp.net"}}, "a host name is no value of an A record"),
        ({"old": {"dns_name": "192.0.2.1"}, "record_type": "CNAME"}, "an address is no value of a CNAME record"),
        ({"old": {"dns_name": "a b"}}, "is no target"),
    ],
)
def test_an_old_system_that_the_record_cannot_lead_to_is_refused(data: dict[str, Any], what: str) -> None:
    (problem,) = problems(WeightedMigrationConfig, data)
    assert problem.what == what
    assert problem.remedy


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"record_type": "CNAME"},
        {"old": {"dns_name": "192.0.2.1"}},
        {"old": {"dns_name": "old.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K"}},
        {"old": {"dns_name": "old.corp.net"}, "record_type": "CNAME"},
    ],
)
def test_an_old_system_that_the_record_can_lead_to_is_taken(data: dict[str, Any]) -> None:
    assert WeightedMigrationConfig.model_validate(data).new_percent == 0


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"name": TOKEN}, "the name is known at deploy time only"),
        ({"name": "*.app", "migration": {}}, "a wildcard has no inner name"),
        ({"migration": {"inner_label": "new.app"}}, "is no label"),
        ({"migration": {"record_type": "CNAME"}}, "a zone's own name cannot be a CNAME"),
    ],
)
def test_a_name_that_cannot_be_routed_is_refused(data: dict[str, Any], what: str) -> None:
    (problem,) = problems(DnsFailoverConfig, data)
    assert problem.what == what
    assert problem.remedy


BALANCER: dict[str, Any] = {"dns_name": TOKEN, "zone_id": "Z35SXDOTRQ7X7K"}
HOST: dict[str, Any] = {"dns_name": "web.corp.net"}


@pytest.mark.parametrize(
    ("config", "primary", "secondary", "places"),
    [
        ({}, BALANCER, BALANCER, []),
        ({"name": "app"}, HOST, HOST, []),
        ({"name": "app", "health_check": None}, BALANCER, BALANCER, []),
        ({"name": "app", "routing": "latency", "health_check": None}, HOST, None, []),
        ({"name": "app"}, BALANCER, HOST, ["secondary"]),
        ({}, HOST, None, ["primary"]),
        ({"migration": {}}, HOST, None, ["migration.record_type"]),
        ({"name": "app", "migration": {"record_type": "CNAME"}}, HOST, None, []),
        ({"name": "app", "migration": {"record_type": "CNAME"}}, BALANCER, None, []),
        ({"name": "app", "health_check": None}, HOST, HOST, ["health_check"]),
        ({"name": "app", "health_check": None, "routing": "weighted"}, HOST, HOST, []),
        ({"routing": "latency"}, BALANCER, BALANCER | {"region": "us-east-1"}, ["routing"]),
        ({"routing": "latency"}, BALANCER | {"region": "eu-west-1"}, BALANCER | {"region": "eu-west-1"}, ["routing"]),
        ({"routing": "latency"}, BALANCER | {"region": "eu-west-1"}, BALANCER | {"region": "us-east-1"}, []),
        ({"health_check": None}, HOST, BALANCER, ["secondary", "primary", "health_check"]),
    ],
)
def test_targets_that_cannot_be_routed_to(
    config: dict[str, Any], primary: dict[str, Any], secondary: dict[str, Any] | None, places: list[str]
) -> None:
    found = routing_problems(
        DnsFailoverConfig.model_validate(config),
        DnsTarget.model_validate(primary),
        DnsTarget.model_validate(secondary) if secondary else None,
    )
    assert [(one.where, bool(one.expected and one.remedy)) for one in found] == [(place, True) for place in places]


def test_a_target_may_have_a_check_of_its_own() -> None:
    own = HOST | {"health_check": {"kind": "alarm", "alarm_name": "down", "alarm_region": "eu-west-1"}}
    config = DnsFailoverConfig(name="app", health_check=None)
    assert not list(routing_problems(config, DnsTarget.model_validate(own), DnsTarget.model_validate(HOST)))


@given(st.integers(-5, 300))
@settings(deadline=None)
def test_shares_are_percentages(percent: int) -> None:
    for model, field in ((WeightedMigrationConfig, "new_percent"), (DnsFailoverConfig, "secondary_percent")):
        if 0 <= percent <= 100:
            assert getattr(model.model_validate({field: percent}), field) == percent
        else:
            assert problems(model, {field: percent})[0].where == field


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_name_is_either_a_name_or_refused(text: str) -> None:
    try:
        taken = ADAPTERS["RecordName"].validate_python(text)
    except ValidationError:
        return
    assert taken == text
    assert dns_names.is_token(text) or re.fullmatch(r"[a-z0-9_*.-]*", text)
