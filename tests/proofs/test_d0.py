"""The syntax that document 0 corrects."""

from __future__ import annotations

import pytest

from .conftest import Proof


def test_rules_as_dicts_lose_ports_and_peers(proof: Proof) -> None:
    [rule] = proof("rules_as_dicts")
    assert {name: value for name, value in rule.items() if value is not None} == {"protocol": "tcp"}


def test_rules_as_structs_keep_everything(proof: Proof) -> None:
    [rule] = proof("rules_as_structs")
    kept = {name: value for name, value in rule.items() if value is not None}
    assert kept == {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]}


def test_routes_as_dicts_lose_their_destination(proof: Proof) -> None:
    [route] = proof("routes_as_dicts")
    assert set(route.values()) == {None}


def test_a_route_is_a_struct_or_a_resource_of_its_own(proof: Proof) -> None:
    for form in ("routes_as_structs", "routes_in_camel_case"):
        [route] = proof(form)
        assert (route["cidr_block"], route["gateway_id"]) == ("0.0.0.0/0", "igw-1")
    assert proof("separate_route") == {
        "route_table_id": "rtb-1",
        "destination_cidr_block": "0.0.0.0/0",
        "gateway_id": "igw-1",
    }


@pytest.mark.parametrize(
    ("resource", "argument", "lost", "struct"),
    [
        ("security_group.SecurityGroup", "ingress[0]", "from_port, to_port, cidr_blocks", "SecurityGroupIngress"),
        ("route_table.RouteTable", "route[0]", "cidr_block, gateway_id", "RouteTableRoute"),
        ("autoscaling_group.AutoscalingGroup", "tag[0]", "propagate_at_launch", "AutoscalingGroupTag"),
        ("lb_listener.LbListener", "default_action[0]", "target_group_arn", "LbListenerDefaultAction"),
        (
            "cloudwatch_metric_alarm.CloudwatchMetricAlarm",
            "metric_query[0]",
            "return_data",
            "CloudwatchMetricAlarmMetricQuery",
        ),
        (
            "ecr_repository.EcrRepository",
            "encryption_configuration[0]",
            "encryption_type, kms_key",
            "EcrRepositoryEncryptionConfiguration",
        ),
    ],
)
def test_the_library_refuses_a_dict_that_loses_keys(
    proof: Proof, resource: str, argument: str, lost: str, struct: str
) -> None:
    error, message = proof("refused_dicts")[resource]
    assert error == "NestedBlockError"
    assert f"{argument}: a dict in this place loses {lost} without a word" in message
    assert f"import {struct};" in message


def test_the_library_lets_a_dict_pass_that_loses_nothing(proof: Proof) -> None:
    assert proof("right_dicts") == {"path": "/h", "healthy_threshold": 2}


def test_an_instance_profile_is_a_dict_or_a_struct(proof: Proof) -> None:
    found = proof("instance_profiles")
    assert found["import"][0] == "ImportError"
    assert found["resource"][0] == "TypeError"
    assert "LaunchTemplateIamInstanceProfile, Dict[str, Any]" in found["resource"][1]
    assert found["misspelt"][0] == "TypeError"
    assert found["dict"] == found["struct"] == {"iam_instance_profile": {"name": "p"}}


def test_tags_of_an_auto_scaling_group_are_structs(proof: Proof) -> None:
    found = proof("auto_scaling_tags")
    assert found["import"][0] == "ImportError"
    assert found["dicts"][0] == "RuntimeError"
    assert "Missing required properties" in found["dicts"][1]
    assert "'propagateAtLaunch'" in found["dicts"][1]
    assert found["plural"][0] == "TypeError"
    assert found["structs"] == [{"key": "k", "value": "v", "propagate_at_launch": True}]


def test_a_health_check_is_a_dict_or_a_struct(proof: Proof) -> None:
    found = proof("health_checks")
    assert found["import"][0] == "ImportError"
    assert found["list"][0] == "TypeError"
    assert found["list"][1].endswith("got list instead")
    assert found["dict"] == found["struct"] == {"path": "/h", "healthy_threshold": 2}


def test_actions_as_dicts_lose_their_target(proof: Proof) -> None:
    found = proof("listener_actions")
    assert found["import"][0] == "ImportError"
    assert found["dict"] == [{"type": "forward"}]
    assert found["redirect"][0] == "RuntimeError"
    assert "'statusCode'" in found["redirect"][1]
    assert found["struct"] == [{"type": "forward", "target_group_arn": "arn:tg"}]
    assert found["dict in struct"] == [{"type": "redirect", "redirect": {"status_code": "HTTP_301"}}]


def test_alias_and_weight_are_dicts_or_structs(proof: Proof) -> None:
    found = proof("dns_records")
    assert [error for error, _ in found["imports"]] == ["ImportError", "ImportError"]
    assert found["list"][0] == "TypeError"
    assert found["without zone"][0] == "TypeError"
    assert found["dicts"] == found["structs"]
    assert found["dicts"]["alias"] == {"name": "x", "zone_id": "Z2", "evaluate_target_health": True}
    assert found["dicts"]["weighted_routing_policy"] == {"weight": 10}


def test_dimensions_are_a_plain_dict(proof: Proof) -> None:
    found = proof("alarm_dimensions")
    assert found["import"][0] == "ImportError"
    assert found["dict"] == {"LoadBalancer": "app/x"}
    assert found["list"][0] == "TypeError"
    assert found["number"][0] != "nothing"
    assert found["query"] == [{"id": "q", "expression": "1"}]
    assert found["query as struct"] == [{"id": "q", "expression": "1", "return_data": True, "account_id": "1"}]


def test_the_accepter_is_the_class_with_the_a(proof: Proof) -> None:
    found = proof("peering_accepters")
    assert found["import"][0] == "ImportError"
    assert found["struct"][0] == "TypeError"
    assert "'vpc_peering_connection_id'" in found["struct"][1]
    assert found["right"] == {"vpc_peering_connection_id": "pcx-1", "auto_accept": True}


def test_synthesis_for_tests_runs_validations_only_when_asked(proof: Proof) -> None:
    found = proof("synthesis_for_tests")
    assert found["default"] == ["nothing", "True"]
    assert found["validated"][0] == "RuntimeError"
    assert "without a matching provider construct" in found["validated"][1]
