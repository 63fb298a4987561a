from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.lb import Lb

from lib.config.dns_failover import DnsFailoverConfig, DnsTarget
from lib.constructs.dns_failover import DnsFailover
from lib.constructs.hosted_zone import HostedZone
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
ZONE = HostedZone.from_existing("Z2FDTNDATAQYW2", "shop.corp.net")
EAST = DnsTarget(dns_name="east.elb.amazonaws.com", zone_id="Z35SXDOTRQ7X7K", region="us-east-1")
WEST = DnsTarget(dns_name="west.elb.amazonaws.com", zone_id="Z32O12XQLNTSW2", region="eu-west-1")
HOSTS = DnsTarget(dns_name="one.corp.net"), DnsTarget(dns_name="two.corp.net")


def make(
    stack: TerraformStack, primary: DnsTarget = EAST, secondary: DnsTarget | None = WEST, **config: Any
) -> DnsFailover:
    made = DnsFailoverConfig.model_validate({"name": "app", **config})
    return DnsFailover(stack, "App", zone=ZONE, primary=primary, secondary=secondary, config=made)


def records(synthesized: Synthesized) -> dict[str, dict[str, Any]]:
    found = synthesized.resources("aws_route53_record")
    return {key.removeprefix("App_").split("_")[0]: value for key, value in found.items()}


def test_a_pair_fails_over_by_the_health_of_load_balancers_and_checks(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made = make(stack)
    result = synthesize()
    found = records(result)
    assert set(found) == {"Primary", "Secondary"}
    for role, target in (("Primary", EAST), ("Secondary", WEST)):
        record = found[role]
        assert (record["name"], record["type"]) == ("app.shop.corp.net", "A")
        assert record["failover_routing_policy"] == {"type": role.upper()}
        assert record["alias"] == {
            "name": target.dns_name,
            "zone_id": target.zone_id,
            "evaluate_target_health": True,
        }
        address = result.address_of("aws_route53_health_check", type="HTTPS", fqdn=target.dns_name)
        assert record["health_check_id"] == f"${{{address}.id}}"
    combined = result.resource("aws_route53_health_check", type="CALCULATED")
    assert len(combined["child_healthchecks"]) == 2
    assert combined["tags"] == {"Name": "shop-app-shop-corp-net-combined"}
    assert (made.fqdn, set(made.checks), set(made.records)) == (
        "app.shop.corp.net",
        {"primary", "secondary"},
        {"primary", "secondary"},
    )
    assert made.combined


def test_a_load_balancer_is_a_target(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer = Lb(stack, "Lb", internal=False)
    make(stack, DnsFailover.to(balancer, region="us-east-1"), None)
    made = synthesize()
    address = made.address_of("aws_lb")
    record = made.resource("aws_route53_record")
    assert record["alias"]["name"] == f"${{{address}.dns_name}}"
    assert record["alias"]["zone_id"] == f"${{{address}.zone_id}}"
    # With one target nothing is chosen between, and nothing is taken out.
    assert not {"set_identifier", "health_check_id", "failover_routing_policy"} & set(record)
    assert made.resource("aws_route53_health_check")["fqdn"] == f"${{{address}.dns_name}}"


def test_hosts_and_addresses_are_targets_too(stack: TerraformStack, synthesize: Synthesize) -> None:
    DnsFailover(
        stack,
        "App",
        zone=ZONE,
        primary=DnsTarget(dns_name="52.95.110.1"),
        secondary=DnsTarget(dns_name="52.95.110.2"),
        config=DnsFailoverConfig(ttl_seconds=30, combined_check=False),
    )
    made = synthesize()
    found = records(made)
    assert (found["Primary"]["records"], found["Primary"]["ttl"], found["Primary"]["type"]) == (
        ["52.95.110.1"],
        30,
        "A",
    )
    check = made.resource("aws_route53_health_check", ip_address="52.95.110.2")
    assert check["fqdn"] == "shop.corp.net"
    assert made.count("aws_route53_health_check", type="CALCULATED") == 0


def test_hosts_are_led_to_by_cnames(stack: TerraformStack, synthesize: Synthesize) -> None:
    make(stack, *HOSTS)
    found = records(synthesize())
    assert (found["Secondary"]["type"], found["Secondary"]["records"]) == ("CNAME", ["two.corp.net"])
    assert "alias" not in found["Secondary"]


def test_weights_share_the_traffic(stack: TerraformStack, synthesize: Synthesize) -> None:
    make(stack, routing="weighted", secondary_percent=20)
    found = records(synthesize())
    assert found["Primary"]["weighted_routing_policy"] == {"weight": 80}
    assert found["Secondary"]["weighted_routing_policy"] == {"weight": 20}
    assert found["Primary"]["set_identifier"] == "primary"


def test_latency_leads_to_the_nearest(stack: TerraformStack, synthesize: Synthesize) -> None:
    make(stack, routing="latency", health_check=None)
    made = synthesize()
    found = records(made)
    assert found["Primary"]["latency_routing_policy"] == {"region": "us-east-1"}
    assert found["Secondary"]["latency_routing_policy"] == {"region": "eu-west-1"}
    assert "health_check_id" not in found["Primary"]
    assert made.count("aws_route53_health_check") == 0


def test_a_migration_nests_the_pair_in_a_weighted_one(stack: TerraformStack, synthesize: Synthesize) -> None:
    old = {"dns_name": "52.95.110.1"}
    made = make(stack, migration={"old": old, "new_percent": 25})
    result = synthesize()
    found = records(result)
    assert {role: record["name"] for role, record in found.items()} == {
        "Primary": "new.app.shop.corp.net",
        "Secondary": "new.app.shop.corp.net",
        "New": "app.shop.corp.net",
        "Old": "app.shop.corp.net",
    }
    assert (found["New"]["weighted_routing_policy"], found["Old"]["weighted_routing_policy"]) == (
        {"weight": 25},
        {"weight": 75},
    )
    primary = result.address_of("aws_route53_record", failover_routing_policy={"type": "PRIMARY"})
    assert found["New"]["alias"] == {
        "name": f"${{{primary}.fqdn}}",
        "zone_id": ZONE.zone_id,
        "evaluate_target_health": True,
    }
    assert (found["Old"]["records"], found["Old"]["ttl"]) == (["52.95.110.1"], 60)
    assert "old" not in made.checks
    assert made.fqdn == "app.shop.corp.net"


def test_an_old_load_balancer_is_an_alias_and_may_be_checked(stack: TerraformStack, synthesize: Synthesize) -> None:
    check = {"kind": "https", "fqdn": "old.corp.net"}
    old = {"dns_name": "old.elb.amazonaws.com", "zone_id": "Z35SXDOTRQ7X7K", "health_check": check}
    make(stack, migration={"old": old})
    made = synthesize()
    found = records(made)["Old"]
    assert found["alias"]["name"] == "old.elb.amazonaws.com"
    address = made.address_of("aws_route53_health_check", fqdn="old.corp.net")
    assert found["health_check_id"] == f"${{{address}.id}}"


@pytest.mark.parametrize(
    ("targets", "check", "watched"),
    [((EAST, WEST), {}, "CALCULATED"), ((EAST, None), {}, "HTTPS"), ((EAST, None), None, None)],
)
def test_an_old_host_needs_cnames_and_the_new_one_a_check(
    targets: tuple[DnsTarget, DnsTarget | None],
    check: dict[str, Any] | None,
    watched: str | None,
    stack: TerraformStack,
    synthesize: Synthesize,
) -> None:
    make(
        stack,
        *targets,
        health_check=check,
        migration={"old": {"dns_name": "old.corp.net"}, "record_type": "CNAME"},
    )
    made = synthesize()
    found = records(made)
    assert (found["Old"]["type"], found["Old"]["records"]) == ("CNAME", ["old.corp.net"])
    assert found["New"]["type"] == "CNAME"
    assert found["New"]["records"][0].endswith(".fqdn}")
    assert found["New"]["ttl"] == found["Old"]["ttl"] == 60
    assert found["Primary"]["type"] == "A"
    if watched:
        assert made.address_of("aws_route53_health_check", type=watched) in found["New"]["health_check_id"]
    else:
        assert "health_check_id" not in found["New"]


def test_when_the_old_system_is_gone_the_names_stay_as_they_are(stack: TerraformStack, synthesize: Synthesize) -> None:
    make(stack, migration={"new_percent": 100})
    found = records(synthesize())
    assert set(found) == {"Primary", "Secondary", "New"}
    assert found["New"]["weighted_routing_policy"] == {"weight": 100}


def test_a_private_target_is_checked_by_its_alarm(stack: TerraformStack, synthesize: Synthesize) -> None:
    alarm = {"kind": "alarm", "alarm_name": "down", "alarm_region": "eu-west-1"}
    targets = [
        DnsTarget.model_validate({"dns_name": f"{name}.internal", "health_check": alarm}) for name in ("one", "two")
    ]
    make(stack, *targets, health_check=None)
    made = synthesize()
    assert made.count("aws_route53_health_check", type="CLOUDWATCH_METRIC") == 2
    assert made.count("aws_route53_health_check", type="CALCULATED") == 1


def test_alarms_tell_of_every_check(stack: TerraformStack, synthesize: Synthesize) -> None:
    east = add_provider(stack, "us-east-1", alias="global", tags={})
    DnsFailover(
        stack,
        "App",
        zone=ZONE,
        primary=EAST,
        secondary=WEST,
        alarm_topic_arns=["arn:aws:sns:us-east-1:123456789012:alarms"],
        global_provider=east,
    )
    alarms = synthesize().resources("aws_cloudwatch_metric_alarm").values()
    assert sorted(alarm["alarm_name"] for alarm in alarms) == [
        f"shop-shop-corp-net-{role}-unhealthy" for role in ("combined", "primary", "secondary")
    ]


def test_targets_that_cannot_be_routed_to_are_refused_all_at_once(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(stack, HOSTS[0], WEST, health_check=None)
    assert [problem.where for problem in caught.value.problems] == ["shop/App.secondary", "shop/App.health_check"]


def test_a_target_that_no_checker_reaches_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(stack, DnsTarget(dns_name="10.0.0.1"), None)
    (problem,) = caught.value.problems
    assert problem.where == "shop/App.primary.ip_address"
