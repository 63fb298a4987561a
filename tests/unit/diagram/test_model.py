"""What is read from a configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib.diagram.links import Sort
from lib.diagram.model import Architecture, Vpc, architecture_of
from lib.diagram.pictures import Row
from lib.guards.document import Document
from tests.bad_input import time_limit

Tree = dict[str, dict[str, dict[str, Any]]]

PROVIDERS = {"aws": [{"region": "us-east-1"}, {"alias": "secondary", "region": "us-west-2"}]}
IN_WEST = {"provider": "aws.secondary"}


def read(tree: Tree) -> Architecture:
    return architecture_of(Document({"provider": PROVIDERS, "resource": tree}), "stack")


def flows(tree: Tree) -> list[str]:
    """Each flow as ``source > target``; the region is told where it is not the first."""
    found = read(tree)
    names = [node.picture.label + (" (west)" if node.place.region == "us-west-2" else "") for node in found.nodes]
    return [f"{names[flow.source]} > {names[flow.target]}: {flow.sort.name}" for flow in found.flows]


def at(kind: str, name: str = "x", attribute: str = "arn") -> str:
    return f"${{{kind}.{name}.{attribute}}}"


BALANCED: Tree = {
    "aws_lb": {"x": {"internal": True}},
    "aws_lb_listener": {"x": {"load_balancer_arn": at("aws_lb")}},
    "aws_lb_target_group": {"x": {}},
}
GROUP = at("aws_lb_target_group")
STATEMENT = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": [at("aws_sqs_queue"), at("aws_kms_key")]}

CASES: dict[str, tuple[Tree, list[str]]] = {
    "a listener hands on to a function through its alias": (
        BALANCED
        | {
            "aws_lb_listener_rule": {
                "x": {"listener_arn": at("aws_lb_listener"), "action": [{"target_group_arn": GROUP}]}
            },
            "aws_lb_target_group_attachment": {
                "x": {"target_group_arn": GROUP, "target_id": at("aws_lambda_alias")}
            },
            "aws_lambda_alias": {"x": {"function_name": at("aws_lambda_function", attribute="function_name")}},
            "aws_lambda_function": {"x": {}},
        },
        ["Load balancer > Lambda function: REQUEST"],
    ),
    "a listener's default action leads to a service": (
        BALANCED
        | {
            "aws_lb_listener": {
                "x": {
                    "load_balancer_arn": at("aws_lb"),
                    "default_action": [{"forward": [{"target_group": [{"arn": GROUP}]}]}],
                }
            },
            "aws_ecs_service": {"x": {"load_balancer": [{"target_group_arn": GROUP}]}},
        },
        ["Load balancer > ECS service: REQUEST"],
    ),
    "a group of instances is a target": (
        BALANCED
        | {
            "aws_lb_listener": {
                "x": {"load_balancer_arn": at("aws_lb"), "default_action": {"target_group_arn": GROUP}}
            },
            "aws_autoscaling_group": {"x": {"target_group_arns": [GROUP]}},
        },
        ["Load balancer > Auto Scaling group: REQUEST"],
    ),
    "a name leads to both balancers, and clients to the name": (
        {
            "aws_lb": {"x": {}, "y": IN_WEST},
            "aws_route53_record": {
                "x": {"alias": {"name": at("aws_lb", "x", "dns_name")}},
                "y": {"alias": [{"name": at("aws_lb", "y", "dns_name")}]},
                "proof": {"type": "CNAME"},
            },
        },
        [
            "Clients > Route 53 record: REQUEST",
            "Route 53 record > Load balancer: REQUEST",
            "Route 53 record > Load balancer (west): REQUEST",
        ],
    ),
    "clients come to what the internet reaches": (
        {"aws_lb": {"x": {}, "y": {"internal": True}}, "aws_apigatewayv2_api": {"x": {}}},
        ["Clients > API Gateway: REQUEST", "Clients > Load balancer: REQUEST"],
    ),
    "a function reaches what its environment names": (
        {
            "aws_lambda_function": {"x": {"environment": {"variables": {"TABLE": at("aws_dynamodb_table")}}}},
            "aws_dynamodb_table": {"x": {}},
        },
        ["Lambda function > DynamoDB table: DATA"],
    ),
    "a function reaches what its role admits": (
        {
            "aws_lambda_function": {"x": {"role": at("aws_iam_role")}},
            "aws_iam_role": {"x": {}},
            "aws_iam_role_policy": {"x": {"role": at("aws_iam_role"), "policy": json.dumps({"Statement": STATEMENT})}},
            "aws_sqs_queue": {"x": {}},
            "aws_kms_key": {"x": {}},
        },
        ["Lambda function > SQS queue: EVENT"],
    ),
    "a service reaches what its task names": (
        {
            "aws_ecs_service": {"x": {"task_definition": at("aws_ecs_task_definition")}},
            "aws_ecs_task_definition": {"x": {"container_definitions": json.dumps([{"b": at("aws_s3_bucket")}])}},
            "aws_s3_bucket": {"x": {}},
        },
        ["ECS service > S3 bucket: DATA"],
    ),
    "a function writes to the replica in its own region": (
        {
            "aws_lambda_function": {"x": IN_WEST | {"environment": [{"variables": {"T": at("aws_dynamodb_table")}}]}},
            "aws_dynamodb_table": {"x": {}},
            "aws_dynamodb_table_replica": {"x": IN_WEST | {"global_table_arn": at("aws_dynamodb_table")}},
        },
        [
            "Lambda function (west) > DynamoDB replica (west): DATA",
            "DynamoDB table > DynamoDB replica (west): DATA",
        ],
    ),
    "a rule of a bus is the arrow that leaves it": (
        {
            "aws_cloudwatch_event_bus": {
                "x": {"dead_letter_config": {"arn": at("aws_sqs_queue")}},
                "y": IN_WEST,
            },
            "aws_sqs_queue": {"x": {}},
            "aws_cloudwatch_event_rule": {"x": {"event_bus_name": at("aws_cloudwatch_event_bus")}},
            "aws_cloudwatch_event_target": {
                "x": {"rule": at("aws_cloudwatch_event_rule"), "arn": at("aws_cloudwatch_event_bus", "y")}
            },
        },
        ["Event bus > SQS queue: EVENT", "Event bus > Event bus (west): EVENT"],
    ),
    "a rule of the default bus is a node": (
        {
            "aws_cloudwatch_event_rule": {"x": {"schedule_expression": "rate(1 hour)"}},
            "aws_cloudwatch_event_target": {
                "x": {"rule": at("aws_cloudwatch_event_rule", attribute="name"), "arn": at("aws_sqs_queue")}
            },
            "aws_sqs_queue": {"x": {}},
        },
        ["Event rule > SQS queue: EVENT"],
    ),
    "the cluster with credentials is copied to the others": (
        {
            "aws_rds_global_cluster": {"x": {}},
            "aws_rds_cluster": {
                "y": IN_WEST | {"global_cluster_identifier": at("aws_rds_global_cluster"), "engine": "aurora-mysql"},
                "x": {
                    "global_cluster_identifier": at("aws_rds_global_cluster"),
                    "engine": "aurora-mysql",
                    "master_username": "admin",
                },
            },
        },
        ["Aurora MySQL > Aurora MySQL (west): DATA"],
    ),
    "which cluster is copied is not guessed": (
        {
            "aws_rds_global_cluster": {"x": {}},
            "aws_rds_cluster": {
                "x": {"global_cluster_identifier": at("aws_rds_global_cluster")},
                "y": IN_WEST | {"global_cluster_identifier": at("aws_rds_global_cluster")},
            },
        },
        [],
    ),
    "a migration writes to the database that its secret names": (
        {
            "aws_dms_replication_instance": {"x": {}},
            "aws_dms_endpoint": {
                "from": {"endpoint_type": "source", "server_name": "db.corp.net"},
                "to": {"endpoint_type": "target", "secrets_manager_arn": at("aws_secretsmanager_secret")},
            },
            "aws_dms_replication_task": {
                "x": {
                    "replication_instance_arn": at("aws_dms_replication_instance"),
                    "source_endpoint_arn": at("aws_dms_endpoint", "from"),
                    "target_endpoint_arn": at("aws_dms_endpoint", "to"),
                }
            },
            "aws_secretsmanager_secret": {"x": {}},
            "aws_secretsmanager_secret_version": {
                "x": {
                    "secret_id": at("aws_secretsmanager_secret", attribute="id"),
                    "secret_string_wo": '${jsonencode({"host" = aws_db_instance.x.address, "k" = aws_kms_key.x.arn})}',
                }
            },
            "aws_db_instance": {"x": {}},
            "aws_kms_key": {"x": {}},
        },
        ["Database to migrate > DMS replication: DATA", "DMS replication > RDS instance: DATA"],
    ),
    "backups go to a vault and from there to another": (
        {
            "aws_dynamodb_table": {"x": {}},
            "aws_backup_selection": {"x": {"resources": [at("aws_dynamodb_table")], "plan_id": at("aws_backup_plan")}},
            "aws_backup_plan": {
                "x": {
                    "rule": [
                        {
                            "target_vault_name": at("aws_backup_vault", attribute="name"),
                            "copy_action": [{"destination_vault_arn": at("aws_backup_vault", "y")}],
                        }
                    ]
                }
            },
            "aws_backup_vault": {"x": {}, "y": IN_WEST},
        },
        ["DynamoDB table > Backup vault: DATA", "Backup vault > Backup vault (west): DATA"],
    ),
    "alarms tell a topic, and what they watch leads to them": (
        {
            "aws_cloudwatch_metric_alarm": {
                "x": {
                    "alarm_actions": [at("aws_sns_topic")],
                    "dimensions": {"BackupVaultName": at("aws_backup_vault", attribute="name")},
                },
                "y": {"alarm_actions": [at("aws_sns_topic")]},
            },
            "aws_sns_topic": {"x": {}},
            "aws_backup_vault": {"x": {}},
        },
        ["Alarm > SNS topic: ALARM", "Backup vault > Alarm: ALARM"],
    ),
    "peered networks reach each other": (
        {
            "aws_vpc": {"x": {}, "y": IN_WEST},
            "aws_vpc_peering_connection": {"x": {"vpc_id": at("aws_vpc"), "peer_vpc_id": at("aws_vpc", "y")}},
            "aws_vpc_peering_connection_accepter": {
                "x": IN_WEST | {"vpc_peering_connection_id": at("aws_vpc_peering_connection", attribute="id")}
            },
        },
        ["VPC peering > VPC peering (west): DATA", "VPC peering (west) > VPC peering: DATA"],
    ),
    "what is not drawn may refer to itself in a circle": (
        BALANCED
        | {
            "aws_lb_listener": {
                "x": {"load_balancer_arn": at("aws_lb"), "default_action": {"target_group_arn": GROUP}}
            },
            "aws_lb_target_group_attachment": {"x": {"target_group_arn": GROUP, "target_id": GROUP}},
        },
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_flows(case: str) -> None:
    tree, expected = CASES[case]
    assert flows(tree) == expected


def subnets(vpc: str, **routes: dict[str, str]) -> Tree:
    """A subnet per name, each with a route table of its own; `a` and `b` of a name are in two zones."""
    return {
        "aws_subnet": {
            f"{name}-{zone}": {"vpc_id": at("aws_vpc", vpc, "id"), "availability_zone": f"us-east-1{zone}"}
            for name in routes
            for zone in "ab"
        },
        "aws_route_table": {name: {} for name in routes},
        "aws_route_table_association": {
            f"{name}-{zone}": {
                "subnet_id": at("aws_subnet", f"{name}-{zone}", "id"),
                "route_table_id": at("aws_route_table", name, "id"),
            }
            for name in routes
            for zone in "ab"
        },
        "aws_route": {
            name: {"route_table_id": at("aws_route_table", name, "id")} | route for name, route in routes.items()
        },
    }


NETWORK = subnets(
    "x",
    front={"gateway_id": at("aws_internet_gateway", attribute="id")},
    back={"nat_gateway_id": at("aws_nat_gateway", attribute="id")},
    deep={},
) | {
    "aws_vpc": {"x": {"cidr_block": "10.0.0.0/16"}},
    "aws_internet_gateway": {"x": {"vpc_id": at("aws_vpc")}},
    "aws_nat_gateway": {"x": {"subnet_id": at("aws_subnet", "front-a", "id")}},
}


def places(tree: Tree) -> dict[str, tuple[str, str, Row]]:
    found = read(tree)
    return {node.picture.label: (node.place.region, node.place.vpc, node.place.row) for node in found.nodes}


def test_subnets_tell_the_row() -> None:
    tree = NETWORK | {
        "aws_lb": {"x": {"internal": True, "subnets": [at("aws_subnet", "back-a"), at("aws_subnet", "back-b")]}},
        "aws_db_subnet_group": {"x": {"subnet_ids": [at("aws_subnet", "deep-a")]}},
        "aws_rds_cluster": {"x": {"db_subnet_group_name": at("aws_db_subnet_group"), "engine": "aurora"}},
        "aws_lambda_function": {"in": {"vpc_config": {"subnet_ids": [at("aws_subnet", "back-a")]}}},
        "aws_eks_cluster": {
            "x": {"depends_on": ["aws_subnet.deep-a"], "vpc_config": {"subnet_ids": [at("aws_subnet", "back-b")]}}
        },
        "aws_vpc_endpoint": {
            "s3": {"vpc_id": at("aws_vpc")},
            "ssm": {"vpc_endpoint_type": "Interface", "subnet_ids": [at("aws_subnet", "back-b")]},
        },
    }
    here = "us-east-1", "aws_vpc.x"
    assert places(tree) == {
        "Internet gateway": (*here, Row.GATEWAYS),
        "Gateway endpoint": (*here, Row.GATEWAYS),
        "NAT gateway": (*here, Row.PUBLIC),
        "Load balancer": (*here, Row.PRIVATE),
        "Lambda function": (*here, Row.PRIVATE),
        "EKS cluster": (*here, Row.PRIVATE),
        "VPC endpoint": (*here, Row.PRIVATE),
        "Aurora": (*here, Row.ISOLATED),
    }
    zones = {Row.PUBLIC: 2, Row.PRIVATE: 2, Row.ISOLATED: 2}
    assert read(tree).vpcs == (Vpc("aws_vpc.x", "us-east-1", "VPC 10.0.0.0/16", zones),)


def test_a_subnet_that_gives_public_addresses_is_public() -> None:
    tree: Tree = {
        "aws_vpc": {"x": {}},
        "aws_subnet": {"x": {"vpc_id": at("aws_vpc"), "map_public_ip_on_launch": "true"}},
        "aws_instance": {"x": {"subnet_id": at("aws_subnet")}},
    }
    assert places(tree) == {"EC2 instance": ("us-east-1", "aws_vpc.x", Row.PUBLIC)}
    assert read(tree).vpcs[0].label == "VPC"


def test_without_its_network_a_resource_is_in_one_of_another_stack() -> None:
    tree: Tree = {
        "aws_lb": {"x": {"internal": True, "load_balancer_type": "network", "subnets": ["subnet-1"]}},
        "aws_vpc_peering_connection_accepter": {"x": IN_WEST | {"vpc_peering_connection_id": "pcx-1"}},
    }
    assert places(tree) == {
        "Network load balancer": ("us-east-1", "", Row.PUBLIC),
        "VPC peering": ("us-west-2", "", Row.GATEWAYS),
    }
    assert read(tree).vpcs == (
        Vpc("", "us-east-1", "VPC of another stack", {}),
        Vpc("", "us-west-2", "VPC of another stack", {}),
    )


def test_resources_alike_are_one_node() -> None:
    found = read({"aws_kms_key": {"a": {}, "b": {}, "c": IN_WEST}, "aws_kms_alias": {"a": {}}})
    assert [(node.picture.label, node.place.region, node.count) for node in found.nodes] == [
        ("KMS key", "us-east-1", 2),
        ("KMS key", "us-west-2", 1),
    ]
    assert (found.name, found.regions, found.total) == ("stack", ("us-east-1", "us-west-2"), 4)


def test_what_is_global_is_in_no_region() -> None:
    tree: Tree = {
        "aws_wafv2_web_acl": {"here": {"scope": "REGIONAL"}, "everywhere": {"scope": "CLOUDFRONT"}},
        "aws_cloudfront_distribution": {"x": {"origin": [{"domain_name": "corp.net"}]}},
    }
    found = read(tree)
    assert [(node.picture.label, node.place.region) for node in found.nodes] == [
        ("Clients", ""),
        ("CloudFront", ""),
        ("Web ACL", "us-east-1"),
        ("Web ACL", ""),
    ]
    assert [(flow.source, flow.target, flow.sort) for flow in found.flows] == [(0, 1, Sort.REQUEST)]


def test_a_region_that_nothing_tells_is_said_to_be_unknown() -> None:
    found = architecture_of(Document({"resource": {"aws_kms_key": {"x": {}}}}), "stack")
    assert found.regions == ("Region not known",)


def test_groups_of_subnets_that_name_each_other_have_an_end() -> None:
    groups = {name: {"subnet_ids": [at("aws_db_subnet_group", other, "id")]} for name, other in ("ab", "ba", "cc")}
    cluster = {"db_subnet_group_name": at("aws_db_subnet_group", "a", "name")}
    tree: dict[str, dict[str, dict[str, Any]]] = {"aws_db_subnet_group": groups, "aws_rds_cluster": {"x": cluster}}
    assert [node.place.vpc for node in read(tree).nodes] == [""]
    groups["b"]["subnet_ids"].append(at("aws_subnet", attribute="id"))
    tree |= {"aws_subnet": {"x": {"vpc_id": at("aws_vpc", attribute="id")}}, "aws_vpc": {"x": {}}}
    assert "aws_vpc.x" in [node.place.vpc for node in read(tree).nodes]


def test_what_is_not_drawn_may_lead_to_each_other_in_every_way() -> None:
    targets: dict[str, dict[str, Any]] = {f"t{number}": {} for number in range(18)}
    group = {name: at("aws_lb_target_group", name) for name in targets}
    rules = {
        f"{one}-{other}": {"target_group_arn": group[one], "target_id": group[other]}
        for one in targets
        for other in targets
    }
    rules["end"] = {"target_group_arn": group["t17"], "target_id": at("aws_lambda_function")}
    listener = {"load_balancer_arn": at("aws_lb"), "default_action": [{"target_group_arn": group["t0"]}]}
    tree: Tree = {
        "aws_lb": {"x": {"internal": True}},
        "aws_lb_listener": {"x": listener},
        "aws_lb_target_group": targets,
        "aws_lb_target_group_attachment": rules,
        "aws_lambda_function": {"x": {}},
    }
    with time_limit(60):
        assert "Load balancer > Lambda function: REQUEST" in flows(tree)
