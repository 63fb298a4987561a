"""Records: an alias or values of the type's form, with a routing policy that has what it needs."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.dns_record import DnsRecordConfig, RecordType
from lib.errors import Problem
from lib.model import problems_of

TOKEN = "${TfToken[TOKEN.7]}"
ALIAS = {"dns_name": "web.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K"}
PRIMARY = {"policy": "failover", "role": "PRIMARY"}
SECONDARY = {"policy": "failover", "role": "SECONDARY"}
WEIGHTED = {"policy": "weighted", "weight": 10, "set_identifier": "old"}
LATENCY = {"policy": "latency", "region": "eu-west-1"}

VALUES = {
    "A": (["192.0.2.1"], ["192.0.2.256", "2001:db8::1", "web.corp.net", ""]),
    "AAAA": (["2001:db8::1"], ["192.0.2.1", "2001:db8::g"]),
    "CAA": (['0 issue "amazon.com"', '128 issuewild ";"'], ["amazon.com", "0 issue amazon.com", '1 issue "a"']),
    "CNAME": (["web.corp.net", "Web.corp.net.", "_x.corp.net"], ["a b", "-a.net", "https://web.corp.net", ""]),
    "MX": (["10 mail.corp.net"], ["mail.corp.net", "10 ", "x mail.corp.net"]),
    "NS": (["ns-1.awsdns-1.org."], ["ns 1"]),
    "SRV": (["1 10 5269 xmpp.corp.net", "0 0 0 ."], ["1 10 xmpp.corp.net"]),
    "TXT": (["v=spf1 -all", "a" * 255, 'a""b', f'{"a" * 255}""{"b" * 255}'], ["", "a" * 256]),
}


def refusals(**data: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        DnsRecordConfig.model_validate(data)
    return list(problems_of(caught.value))


def test_every_type_has_a_form_that_is_tried() -> None:
    assert set(VALUES) == set(get_args(RecordType))


def test_route_53_has_every_type() -> None:
    known = Session().get_service_model("route53").shape_for("RRType").enum
    assert set(get_args(RecordType)) <= set(known)


@pytest.mark.parametrize(("kind", "value"), [(kind, one) for kind, (good, _) in VALUES.items() for one in good])
def test_values_of_its_form_are_taken(kind: str, value: str) -> None:
    assert DnsRecordConfig.model_validate({"name": "x", "type": kind, "values": [value]}).values == (value,)


@pytest.mark.parametrize(("kind", "value"), [(kind, one) for kind, (_, bad) in VALUES.items() for one in bad])
def test_other_values_are_refused(kind: str, value: str) -> None:
    (problem,) = refusals(name="x", type=kind, values=[value])
    assert problem.what == f"is no value of type {kind}"
    assert (problem.where, problem.got) == (
        "values",
        value.strip()[:117] + "..." if len(value) > 120 else value.strip(),
    )
    assert problem.expected


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("token", [TOKEN, "#{TfToken[TOKEN.8]}"])
def test_what_is_known_at_deploy_time_only_is_taken(kind: str, token: str) -> None:
    assert DnsRecordConfig.model_validate({"name": "x", "type": kind, "values": [token]}).values == (token,)


@pytest.mark.parametrize(
    ("data", "ttl"),
    [
        ({"values": ["192.0.2.1"]}, 300),
        ({"values": ["192.0.2.1"], "ttl_seconds": 0}, 0),
        ({"values": ["192.0.2.1"], "routing": WEIGHTED}, 60),
        ({"values": ["192.0.2.1"], "routing": WEIGHTED, "ttl_seconds": 30}, 30),
        ({"alias": ALIAS}, None),
    ],
)
def test_how_long_resolvers_keep_it(data: dict[str, Any], ttl: int | None) -> None:
    assert DnsRecordConfig.model_validate(data).ttl == ttl


@pytest.mark.parametrize(
    ("routing", "identifier"),
    [
        ({"policy": "simple"}, None),
        (PRIMARY | {}, "primary"),
        (SECONDARY, "secondary"),
        (PRIMARY | {"set_identifier": "east"}, "east"),
        (WEIGHTED, "old"),
        (LATENCY, "eu-west-1"),
        (LATENCY | {"set_identifier": "west"}, "west"),
    ],
)
def test_what_tells_it_from_the_others_of_its_set(routing: dict[str, Any], identifier: str | None) -> None:
    assert DnsRecordConfig.model_validate({"alias": ALIAS, "routing": routing}).routing.identifier == identifier


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        ({}, "", "a record is either an alias or has values"),
        ({"values": ["192.0.2.1"], "alias": ALIAS}, "", "a record is either an alias or has values"),
        ({"alias": ALIAS, "ttl_seconds": 60}, "ttl_seconds", "an alias has the TTL of its target"),
        ({"type": "CNAME", "values": ["a.net"]}, "type", "a zone's own name cannot be a CNAME: "),
        ({"type": "NS", "values": ["a.net"]}, "type", "Route 53 makes the name servers of the zone itself"),
        ({"name": "x", "type": "NS", "alias": ALIAS}, "type", "name servers can neither be an alias"),
        ({"name": "x", "type": "NS", "values": ["a.net"], "routing": WEIGHTED}, "type", "name servers can neither be"),
        ({"name": "x", "type": "CNAME", "values": ["a.net", "b.net"]}, "values", "Route 53 takes one value only"),
        ({"values": ["192.0.2.1", "192.0.2.2"], "routing": WEIGHTED}, "values", "Route 53 takes one value only"),
        ({"values": ["192.0.2.1", "192.0.2.2"], "routing": LATENCY}, "values", "Route 53 takes one value only"),
        ({"values": ["192.0.2.1"], "routing": PRIMARY}, "health_check_id", "without a health check"),
        (
            {"alias": ALIAS | {"evaluate_target_health": False}, "routing": SECONDARY},
            "alias.evaluate_target_health",
            "a failover alias has to look at the health of its target",
        ),
    ],
)
def test_what_route_53_refuses_is_refused(data: dict[str, Any], where: str, what: str) -> None:
    (problem,) = refusals(**data)
    assert problem.where == where
    assert problem.what.startswith(what)
    assert problem.expected
    assert problem.remedy


@pytest.mark.parametrize(
    "data",
    [
        {"values": ["192.0.2.1"], "routing": PRIMARY, "health_check_id": TOKEN},
        {"values": ["192.0.2.1", "192.0.2.2"], "routing": SECONDARY},
        {"alias": ALIAS, "routing": PRIMARY},
        {"alias": ALIAS | {"evaluate_target_health": False}, "routing": WEIGHTED},
    ],
)
def test_what_route_53_takes_is_taken(data: dict[str, Any]) -> None:
    assert DnsRecordConfig.model_validate(data)


@pytest.mark.parametrize("routing", [{"policy": "weighted", "weight": 1}, {"policy": "failover"}, {"policy": "x"}])
def test_a_policy_needs_what_makes_it(routing: dict[str, Any]) -> None:
    assert refusals(alias=ALIAS, routing=routing)


@given(st.integers(-10, 400))
@settings(deadline=None)
def test_weights_go_from_0_to_255(weight: int) -> None:
    routing = WEIGHTED | {"weight": weight}
    if 0 <= weight <= 255:
        made = DnsRecordConfig.model_validate({"alias": ALIAS, "routing": routing})
        assert made.routing.model_dump()["weight"] == weight
    else:
        (problem,) = refusals(alias=ALIAS, routing=routing)
        assert problem.where == "routing.weighted.weight"


@given(
    values=st.lists(st.sampled_from(["192.0.2.1", "192.0.2.2"]), unique=True),
    alias=st.sampled_from([None, ALIAS]),
    ttl_seconds=st.sampled_from([None, 30]),
    routing=st.sampled_from([{"policy": "simple"}, PRIMARY, SECONDARY, WEIGHTED, LATENCY]),
    health_check_id=st.sampled_from([None, "abc"]),
)
@settings(deadline=None)
def test_every_record_that_is_taken_is_whole(**data: Any) -> None:
    try:
        made = DnsRecordConfig.model_validate(data)
    except ValidationError:
        return
    assert bool(made.values) != bool(made.alias)
    assert (made.ttl is None) == bool(made.alias)
    policy = made.routing.policy
    assert (made.routing.identifier is None) == (policy == "simple")
    assert len(made.values) < 2 or policy in ("simple", "failover")
    if data["routing"] == PRIMARY:
        assert made.alias or made.health_check_id
