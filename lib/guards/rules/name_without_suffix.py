"""A resource whose name does not carry the environment's suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...aws_facts import DMS_ROLE_NAMES
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import literal

# Resource -> the argument that names it. Only what two environments in one account would fight over.
_NAMED: Final = {
    "aws_autoscaling_group": "name", "aws_backup_plan": "name", "aws_backup_vault": "name",
    "aws_cloudwatch_dashboard": "dashboard_name", "aws_cloudwatch_event_bus": "name",
    "aws_cloudwatch_event_rule": "name", "aws_cloudwatch_log_group": "name",
    "aws_cloudwatch_metric_alarm": "alarm_name", "aws_db_instance": "identifier", "aws_db_subnet_group": "name",
    "aws_dms_endpoint": "endpoint_id", "aws_dms_replication_instance": "replication_instance_id",
    "aws_dms_replication_task": "replication_task_id", "aws_dynamodb_table": "name", "aws_ecr_repository": "name",
    "aws_ecs_cluster": "name", "aws_eks_cluster": "name", "aws_iam_instance_profile": "name",
    "aws_iam_policy": "name", "aws_iam_role": "name", "aws_kms_alias": "name", "aws_lambda_function": "function_name",
    "aws_launch_template": "name", "aws_lb": "name", "aws_lb_target_group": "name",
    "aws_rds_cluster": "cluster_identifier",
    "aws_rds_global_cluster": "global_cluster_identifier", "aws_s3_bucket": "bucket",
    "aws_secretsmanager_secret": "name", "aws_security_group": "name", "aws_sns_topic": "name",
    "aws_sqs_queue": "name", "aws_ssm_parameter": "name", "aws_wafv2_web_acl": "name",
}  # fmt: skip


def _check(document: Document, context: Context) -> Iterator[Hit]:
    if not context.suffix:
        return
    carries = re.compile(rf"(?i)(?:^|[^a-z0-9]){re.escape(context.suffix)}(?:$|[^a-z0-9])")
    for kind, argument in _NAMED.items():
        for resource in document.of(kind):
            name = literal(document.resolve(resource.get(argument)))
            if name and name not in DMS_ROLE_NAMES and not carries.search(name):
                yield Hit(resource.address, f"{argument} is {name!r}, without the suffix {context.suffix!r}")


RULE = Rule(
    id="name-without-suffix",
    severity=Severity.ERROR,
    title="a name without the environment's suffix",
    why="A second environment in the account fails on it, or takes over the resource of the first.",
    remedy="Make the name with Names, or put the suffix into it.",
    items=("D2#6",),
    examine=_check,
)
