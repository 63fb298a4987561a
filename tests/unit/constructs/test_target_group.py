from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.constructs.target_group import TargetGroup
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.serving import balancer, forwarding, rules

Synthesize = Callable[[], Synthesized]


@dataclass(frozen=True)
class Function:
    arn: str = "arn:aws:lambda:eu-central-1:123456789012:function:f"


@dataclass(frozen=True)
class Members:
    id: str = "sg-members"


def target(stack: TerraformStack, **config: Any) -> TargetGroup:
    return balancer(stack, **forwarding(web=config)).target_groups["web"]


def test_targets_have_what_they_are_configured_with(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = target(stack, deregistration_delay_seconds=30, cross_zone=False)
    group = synthesize().resource("aws_lb_target_group")
    assert group["deregistration_delay"] == "30"
    assert (group["protocol"], group["port"], group["target_type"]) == ("HTTPS", 443, "ip")
    assert (group["protocol_version"], group["slow_start"]) == ("HTTP1", 0)
    assert group["load_balancing_cross_zone_enabled"] == "false"
    assert "stickiness" not in group
    assert group["health_check"] == {
        "enabled": True,
        "path": "/",
        "matcher": "200",
        "protocol": "HTTPS",
        "port": "traffic-port",
        "interval": 30,
        "timeout": 5,
        "healthy_threshold": 3,
        "unhealthy_threshold": 3,
    }
    assert made.arn_suffix
    assert made.resource_label.count("/") == 1


def test_what_cannot_be_changed_is_in_the_name(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = {"a": {}, "b": {"port": 80}, "c": {"stickiness_seconds": 60}}
    balancer(stack, **forwarding(**config))
    found = synthesize()
    names = {
        group["name"].split("-")[2]: group["name"].split("-")[3]
        for group in found.resources("aws_lb_target_group").values()
    }
    assert names["a"] == names["c"] != names["b"]
    assert found.count("aws_lb_target_group", lifecycle={"create_before_destroy": True}) == 3
    assert found.count("aws_lb_target_group", stickiness={"type": "lb_cookie", "cookie_duration": 60}) == 1


def test_a_function_has_neither_port_nor_vpc(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = target(stack, type="lambda", multi_value_headers=True, health_check={"enabled": False})
    made.attach_function(Function())
    found = synthesize()
    group = found.resource("aws_lb_target_group")
    assert not {"port", "protocol", "protocol_version", "vpc_id", "deregistration_delay", "slow_start"} & set(group)
    assert group["lambda_multi_value_headers_enabled"] is True
    assert group["health_check"]["enabled"] is False
    permission = found.resource("aws_lambda_permission")
    assert permission["principal"] == "elasticloadbalancing.amazonaws.com"
    assert found.address_of("aws_lb_target_group") in permission["source_arn"]
    attachment = found.resource("aws_lb_target_group_attachment")
    assert attachment["target_id"] == Function().arn
    assert attachment["depends_on"] == [found.address_of("aws_lambda_permission")]
    found.assert_no_findings()


def test_a_single_target_is_registered_by_a_key(stack: TerraformStack, synthesize: Synthesize) -> None:
    target(stack).attach("old", "192.0.2.1", port=8443, zone="all")
    attachment = synthesize().resource("aws_lb_target_group_attachment")
    assert (attachment["target_id"], attachment["port"], attachment["availability_zone"]) == ("192.0.2.1", 8443, "all")


def test_targets_are_of_the_groups_type(stack: TerraformStack) -> None:
    groups = balancer(stack, **forwarding(web={}, call={"type": "lambda"})).target_groups
    with pytest.raises(ConfigurationError, match=r"use attach\(\)"):
        groups["web"].attach_function(Function())
    with pytest.raises(ConfigurationError, match=r"use attach_function\(\)"):
        groups["call"].attach("old", "i-1")


def test_the_balancer_reaches_members_on_both_ports_once(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = target(stack, port=8080, health_check={"port": 8081})
    made.admit("web", Members())
    made.admit("web again", Members())
    found = synthesize()
    assert {(rule["from_port"], rule["referenced_security_group_id"]) for rule in rules(found, "egress").values()} == {
        (8080, "sg-members"),
        (8081, "sg-members"),
    }
    assert found.count("aws_vpc_security_group_egress_rule") == 2
    found.assert_no_findings()


def test_one_made_elsewhere_is_opened_by_its_maker() -> None:
    made = TargetGroup.from_existing("arn:x", balancer_group_id="sg-1", target_type="instance", port=80)
    assert (made.arn, made.port, made.health_check_port, made.target_type) == ("arn:x", 80, 80, "instance")
    assert (made.balancer_group_id, made.resource_label, tuple(made.routes)) == ("sg-1", "", ())
    made.admit("web", Members())
    assert TargetGroup.from_existing("arn:x", balancer_group_id="sg-1", health_check_port=81).health_check_port == 81
