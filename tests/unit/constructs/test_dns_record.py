from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.dns_record import DnsRecordConfig
from lib.constructs.dns_record import DnsRecord
from lib.constructs.hosted_zone import HostedZone
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
ZONE = HostedZone.from_existing("Z2FDTNDATAQYW2", "shop.corp.net")
ALIAS = {"dns_name": "web.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K"}


def config(**fields: Any) -> DnsRecordConfig:
    return DnsRecordConfig.model_validate(fields)


def test_values_have_a_ttl(stack: TerraformStack, synthesize: Synthesize) -> None:
    record = DnsRecord(stack, "Web", zone=ZONE, config=config(name="www", values=["192.0.2.1", "192.0.2.2"]))
    assert synthesize().resource("aws_route53_record") == {
        "zone_id": "Z2FDTNDATAQYW2",
        "name": "www.shop.corp.net",
        "type": "A",
        "records": ["192.0.2.1", "192.0.2.2"],
        "ttl": 300,
        "allow_overwrite": False,
    }
    assert record.fqdn


def test_an_alias_has_none(stack: TerraformStack, synthesize: Synthesize) -> None:
    DnsRecord(stack, "Apex", zone=ZONE, config=config(alias=ALIAS, type="AAAA"))
    assert synthesize().resource("aws_route53_record") == {
        "zone_id": "Z2FDTNDATAQYW2",
        "name": "shop.corp.net",
        "type": "AAAA",
        "alias": {
            "name": "web.elb.amazonaws.com",
            "zone_id": "Z35SXDOTRQ7X7K",
            "evaluate_target_health": True,
        },
        "allow_overwrite": False,
    }


@pytest.mark.parametrize(
    ("routing", "expected"),
    [
        (
            {"policy": "failover", "role": "PRIMARY"},
            {"failover_routing_policy": {"type": "PRIMARY"}, "set_identifier": "primary"},
        ),
        (
            {"policy": "weighted", "weight": 0, "set_identifier": "old"},
            {"weighted_routing_policy": {"weight": 0}, "set_identifier": "old"},
        ),
        (
            {"policy": "latency", "region": "eu-west-1"},
            {"latency_routing_policy": {"region": "eu-west-1"}, "set_identifier": "eu-west-1"},
        ),
    ],
)
def test_a_policy_comes_with_what_tells_the_records_apart(
    routing: dict[str, Any], expected: dict[str, Any], stack: TerraformStack, synthesize: Synthesize
) -> None:
    DnsRecord(stack, "Web", zone=ZONE, config=config(alias=ALIAS, routing=routing, health_check_id="0a1b2c3d"))
    found = synthesize().resource("aws_route53_record")
    assert {key: value for key, value in found.items() if key.endswith(("_policy", "identifier"))} == expected
    assert found["health_check_id"] == "0a1b2c3d"


@pytest.mark.parametrize("name", ["shop.corp.net", "www.shop.corp.net"])
def test_the_domain_does_not_stand_twice_in_a_name(name: str, stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        DnsRecord(stack, "Web", zone=ZONE, config=config(name=name, values=["192.0.2.1"]))
    (problem,) = caught.value.problems
    assert (problem.where, problem.got) == ("shop/Web.name", name)


def test_a_name_that_is_known_at_deploy_time_only_is_taken_as_it_is(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    name = "${aws_acm_certificate.x.domain}"
    DnsRecord(stack, "Proof", zone=ZONE, config=config(name=name, type="CNAME", values=["_x.acm.aws"]))
    assert synthesize().resource("aws_route53_record")["name"] == name
