from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.web_tier import WebTierConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.target_group import TargetGroup
from lib.constructs.web_tier import WebTier
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.serving import KEY, balancer, forwarding, network, rules, statements

Synthesize = Callable[[], Synthesized]

INSTANCES = {"type": "instance", "protocol": "HTTP", "port": 8080, "health_check": {"port": 8081}}


def tier(stack: TerraformStack, arguments: Any = None, **config: Any) -> WebTier:
    given = {"network": network(stack), "key": KEY, **(arguments or {})}
    return WebTier(stack, "Web", config=WebTierConfig.model_validate(config), **given)


def test_instances_ask_for_tokens_and_have_encrypted_volumes(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, {"tags": {"Team": "shop"}}, user_data="#!/bin/sh\n")
    made = synthesize()
    template = made.resource("aws_launch_template")
    assert template["metadata_options"] == {
        "http_endpoint": "enabled",
        "http_tokens": "required",
        "http_put_response_hop_limit": 1,
    }
    (device,) = template["block_device_mappings"]
    assert device == {
        "device_name": "/dev/xvda",
        "ebs": {
            "encrypted": "true",
            "kms_key_id": KEY.arn,
            "volume_size": 20,
            "volume_type": "gp3",
            "delete_on_termination": "true",
        },
    }
    assert base64.b64decode(template["user_data"]) == b"#!/bin/sh"
    assert template["image_id"].startswith("resolve:ssm:/aws/service/")
    assert template["monitoring"] == {"enabled": True}
    tags = {"Team": "shop", "Name": "shop-web"}
    assert [each["resource_type"] for each in template["tag_specifications"]] == [
        "instance",
        "volume",
        "network-interface",
    ]
    assert all(each["tags"] == tags for each in template["tag_specifications"])
    made.assert_no_findings()


def test_the_group_replaces_instances_and_leaves_their_number_alone(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    tier(stack)
    made = synthesize()
    group = made.resource("aws_autoscaling_group")
    assert (group["min_size"], group["max_size"], group["desired_capacity"]) == (2, 6, 2)
    assert group["lifecycle"] == {"ignore_changes": ["desired_capacity"]}
    assert (group["health_check_type"], group["max_instance_lifetime"]) == ("EC2", 30 * 86400)
    assert group["instance_refresh"] == {
        "strategy": "Rolling",
        "preferences": {
            "min_healthy_percentage": 100,
            "max_healthy_percentage": 110,
            "instance_warmup": "180",
            "auto_rollback": False,
        },
    }
    template = made.address_of("aws_launch_template")
    assert group["launch_template"] == {"id": f"${{{template}.id}}", "version": f"${{{template}.latest_version}}"}
    assert group["tag"] == [{"key": "Name", "value": "shop-web", "propagate_at_launch": False}]
    assert len(group["enabled_metrics"]) == 8
    assert not {"target_group_arns", "mixed_instances_policy", "depends_on"} & set(group)
    policy = made.resource("aws_autoscaling_policy")["target_tracking_configuration"]
    assert policy == {
        "target_value": 60,
        "predefined_metric_specification": {"predefined_metric_type": "ASGAverageCPUUtilization"},
    }


def test_an_image_of_ones_own_can_be_rolled_back(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, image_id="ami-0123456789abcdef0", maximum_lifetime_days=None)
    group = synthesize().resource("aws_autoscaling_group")
    assert group["instance_refresh"]["preferences"]["auto_rollback"] is True
    assert "max_instance_lifetime" not in group


def test_a_fixed_number_is_kept_by_terraform(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, capacity={"initial": 3, "cpu_target_percent": None})
    made = synthesize()
    group = made.resource("aws_autoscaling_group")
    assert group["desired_capacity"] == 3
    assert "lifecycle" not in group
    assert not made.count("aws_autoscaling_policy")


def test_several_types_share_a_template(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, instance_types=["t3.small", "t3a.small"], on_demand_base=1, on_demand_percent=50)
    group = synthesize().resource("aws_autoscaling_group")
    assert "launch_template" not in group
    mixed = group["mixed_instances_policy"]
    assert [each["instance_type"] for each in mixed["launch_template"]["override"]] == ["t3.small", "t3a.small"]
    assert mixed["instances_distribution"] == {
        "on_demand_allocation_strategy": "prioritized",
        "on_demand_base_capacity": 1,
        "on_demand_percentage_above_base_capacity": 50,
        "spot_allocation_strategy": "price-capacity-optimized",
    }
    assert group["capacity_rebalance"] is True


def test_the_balancer_reaches_instances_and_they_answer_it_only(stack: TerraformStack, synthesize: Synthesize) -> None:
    target = balancer(stack, **forwarding(web=INSTANCES)).target_groups["web"]
    made_tier = tier(stack, {"targets": {"web": target}}, capacity={"requests_per_target": 500})
    made = synthesize()
    groups = {
        group["name"]: f"${{aws_security_group.{name}.id}}"
        for name, group in made.resources("aws_security_group").items()
    }
    lb, members = groups["shop-web-balancer"], groups["shop-web"]
    inside = {
        rule["from_port"]: rule for rule in rules(made, "ingress").values() if rule["security_group_id"] == members
    }
    assert set(inside) == {8080, 8081}
    assert all(rule["referenced_security_group_id"] == lb for rule in inside.values())
    outside = {rule["from_port"]: rule for rule in rules(made, "egress").values() if rule["security_group_id"] == lb}
    assert {port: rule["referenced_security_group_id"] for port, rule in outside.items()} == {
        8080: members,
        8081: members,
    }
    group = made.resource("aws_autoscaling_group")
    assert group["health_check_type"] == "ELB"
    assert group["depends_on"] == [made.address_of("aws_lb_listener", port=443)]
    follow = made.resource("aws_autoscaling_policy", name="requests-web")["target_tracking_configuration"]
    metric = follow["predefined_metric_specification"]
    assert metric["predefined_metric_type"] == "ALBRequestCountPerTarget"
    assert made.address_of("aws_lb") in metric["resource_label"]
    assert made_tier.security_group.inline is False
    made.assert_no_findings()


def test_instances_may_write_logs_and_metrics_and_what_is_given(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(sid="Own", actions=["s3:GetObject"], resources=["arn:aws:s3:::assets/*"])
    tier(stack, {"statements": [own]})
    made = synthesize()
    found = statements(made.resource("aws_iam_role_policy")["policy"])
    assert list(found) == ["WriteLogs", "SendMetrics", "Own"]
    assert found["WriteLogs"]["Resource"] == f"${{{made.address_of('aws_cloudwatch_log_group')}.arn}}:*"
    assert found["SendMetrics"]["Condition"] == {"StringEquals": {"cloudwatch:namespace": "CWAgent"}}
    attached = made.resource("aws_iam_role_policy_attachment")["policy_arn"]
    assert attached == "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    assert made.resource("aws_cloudwatch_log_group")["kms_key_id"] == KEY.arn


def test_a_key_that_admits_auto_scaling_passes_the_rules(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, {"key": EncryptionKey(stack, "Key", purpose="web", users=["autoscaling", "logs"])})
    synthesize().assert_no_findings()


def test_a_key_that_does_not_is_found(stack: TerraformStack, synthesize: Synthesize) -> None:
    tier(stack, {"key": EncryptionKey(stack, "Key", purpose="web", users=["logs"])})
    assert [finding.rule for finding in synthesize().findings()] == ["key-refuses-autoscaling"]


def test_everything_that_does_not_fit_is_told_at_once(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        tier(
            stack,
            {
                "network": network(stack, subnets={}),
                "targets": {"api": TargetGroup.from_existing("arn:x", balancer_group_id="sg-1")},
            },
        )
    assert [problem.where for problem in caught.value.problems] == ["shop/Web.targets.api", "shop/Web.network"]


def test_requests_are_counted_where_there_is_a_target_group(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="no requests are counted"):
        tier(stack, capacity={"requests_per_target": 1})
