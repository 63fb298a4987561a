"""What flows from which resource to which: read from the arguments in which Terraform has it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from ..guards.document import Document, Resource
from ..guards.values import has_token

_ADDRESS: Final = re.compile(r"(?<![\w.])(?:data\.)?[A-Za-z]\w*\.[A-Za-z_][\w-]*")


class Sort(StrEnum):
    """What flows; the value is its text in the legend."""

    REQUEST = "Requests"
    DATA = "Data and replication"
    EVENT = "Events"
    ALARM = "Alarms and notifications"


@dataclass(frozen=True, slots=True)
class Link:
    """A resource from which something flows to another."""

    source: Resource
    target: Resource
    sort: Sort


@dataclass(frozen=True, slots=True)
class _Told:
    """Where a kind of resource tells of a flow: the argument of its source and that of its target; "" is itself."""

    kind: str
    source: str
    target: str
    sort: Sort


_R, _D, _E, _A = Sort.REQUEST, Sort.DATA, Sort.EVENT, Sort.ALARM
_TOLD: Final = (
    _Told("aws_route53_record", "", "alias.name", _R),
    _Told("aws_cloudfront_distribution", "", "origin.domain_name", _R),
    _Told("aws_wafv2_web_acl_association", "web_acl_arn", "resource_arn", _R),
    _Told("aws_lb_listener", "load_balancer_arn", "", _R),
    _Told("aws_lb_listener", "", "default_action.target_group_arn", _R),
    _Told("aws_lb_listener", "", "default_action.forward.target_group.arn", _R),
    _Told("aws_lb_listener_rule", "listener_arn", "action.target_group_arn", _R),
    _Told("aws_lb_listener_rule", "listener_arn", "action.forward.target_group.arn", _R),
    _Told("aws_lb_target_group_attachment", "target_group_arn", "target_id", _R),
    _Told("aws_autoscaling_group", "target_group_arns", "", _R),
    _Told("aws_autoscaling_attachment", "lb_target_group_arn", "autoscaling_group_name", _R),
    _Told("aws_ecs_service", "load_balancer.target_group_arn", "", _R),
    _Told("aws_apigatewayv2_integration", "api_id", "integration_uri", _R),
    _Told("aws_api_gateway_integration", "rest_api_id", "uri", _R),
    _Told("aws_lambda_alias", "", "function_name", _R),
    _Told("aws_lambda_event_source_mapping", "event_source_arn", "function_name", _E),
    _Told("aws_cloudwatch_event_bus", "", "dead_letter_config.arn", _E),
    _Told("aws_cloudwatch_event_rule", "event_bus_name", "", _E),
    _Told("aws_cloudwatch_event_archive", "event_source_arn", "", _E),
    _Told("aws_cloudwatch_event_target", "rule", "arn", _E),
    _Told("aws_sns_topic_subscription", "topic_arn", "endpoint", _E),
    _Told("aws_dynamodb_table_replica", "global_table_arn", "", _D),
    _Told("aws_dms_replication_task", "source_endpoint_arn", "replication_instance_arn", _D),
    _Told("aws_dms_replication_task", "replication_instance_arn", "target_endpoint_arn", _D),
    _Told("aws_dms_endpoint", "", "server_name", _D),
    _Told("aws_s3_bucket_replication_configuration", "bucket", "rule.destination.bucket", _D),
    _Told("aws_s3_bucket_logging", "bucket", "target_bucket", _D),
    _Told("aws_lb", "", "access_logs.bucket", _D),
    _Told("aws_vpc_peering_connection_accepter", "vpc_peering_connection_id", "", _D),
    _Told("aws_vpc_peering_connection_accepter", "", "vpc_peering_connection_id", _D),
    _Told("aws_backup_selection", "resources", "plan_id", _D),
    _Told("aws_backup_plan", "", "rule.target_vault_name", _D),
    _Told("aws_backup_plan", "rule.target_vault_name", "rule.copy_action.destination_vault_arn", _D),
    _Told("aws_backup_vault_notifications", "backup_vault_name", "sns_topic_arn", _A),
    _Told("aws_dms_event_subscription", "source_ids", "sns_topic_arn", _A),
    _Told("aws_cloudwatch_metric_alarm", "dimensions", "", _A),
    _Told("aws_cloudwatch_metric_alarm", "", "alarm_actions", _A),
    _Told("aws_cloudwatch_composite_alarm", "", "alarm_actions", _A),
)  # fmt: skip

# What a program reaches through its environment and its role.
_REACHED: Final = {
    "aws_dynamodb_table": _D,
    "aws_s3_bucket": _D,
    "aws_kinesis_stream": _E,
    "aws_cloudwatch_event_bus": _E,
    "aws_sqs_queue": _E,
    "aws_sns_topic": _E,
    "aws_sfn_state_machine": _R,
    "aws_lambda_function": _R,
}


def links(document: Document) -> Iterator[Link]:
    """All flows that the arguments tell of, in the order of the file.

    Args:
        document: The configuration.
    """
    for told in _TOLD:
        for resource in document.of(told.kind):
            for source in _ends(document, resource, told.source):
                for target in _ends(document, resource, told.target):
                    yield Link(source, target, told.sort)
    yield from _global_databases(document)
    yield from _migration_targets(document)
    yield from _programs(document)


def references(document: Document, value: Any) -> tuple[Resource, ...]:
    """The resources that a value names anywhere in it, each once.

    Args:
        document: The configuration.
        value: An argument, of whatever shape.
    """
    text = value if isinstance(value, str) else json.dumps(value)
    if not has_token(text):
        return ()
    found = (document.at(address) for address in _ADDRESS.findall(text))
    return tuple({each.address: each for each in found if each}.values())


def _ends(document: Document, resource: Resource, path: str) -> tuple[Resource, ...]:
    if not path:
        return (resource,)
    *outer, name = path.split(".")
    return tuple(end for block in resource.blocks(*outer) for end in references(document, block.get(name)))


def _global_databases(document: Document) -> Iterator[Link]:
    """The first cluster with credentials is the one that is written to; the others are its copies."""
    for database in document.of("aws_rds_global_cluster"):
        clusters = document.attached("aws_rds_cluster", "global_cluster_identifier", database)
        primary = next((each for each in clusters if each.get("master_username")), None)
        if primary:
            yield Link(database, primary, Sort.DATA)
            yield from (Link(primary, each, Sort.DATA) for each in clusters if each is not primary)


def _migration_targets(document: Document) -> Iterator[Link]:
    """An endpoint that reads from a secret where it is to connect: to the database that the secret's value names."""
    for endpoint in document.of("aws_dms_endpoint"):
        for secret in references(document, endpoint.get("secrets_manager_arn")):
            for version in document.attached("aws_secretsmanager_secret_version", "secret_id", secret):
                named = references(document, [version.get("secret_string"), version.get("secret_string_wo")])
                for target in named:
                    if target.kind in ("aws_rds_global_cluster", "aws_rds_cluster", "aws_db_instance"):
                        yield Link(endpoint, target, Sort.DATA)


def _programs(document: Document) -> Iterator[Link]:
    """What functions and containers reach: by what their environment names and what their role admits."""
    for program in document.of("aws_lambda_function", "aws_ecs_service"):
        parts = (program, *references(document, program.get("task_definition")))
        named: list[Any] = [part.get("environment") for part in parts]
        named += [part.get("container_definitions") for part in parts]
        for part in parts:
            for role in references(document, [part.get("role"), part.get("task_role_arn")]):
                named += [each.get("policy") for each in document.attached("aws_iam_role_policy", "role", role)]
        for target in references(document, named):
            if target.kind in _REACHED and target is not program:
                yield Link(program, _nearest(document, program, target), _REACHED[target.kind])


def _nearest(document: Document, program: Resource, table: Resource) -> Resource:
    """A table's replica in the program's region, where there is one: both have the same name."""
    replicas = document.attached("aws_dynamodb_table_replica", "global_table_arn", table)
    region = document.region_of(program)
    return next((each for each in replicas if document.region_of(each) == region), table)
