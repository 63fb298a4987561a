"""A role that its service may not assume."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...aws_facts import DMS_ROLE_NAMES
from ..document import Document
from ..finding import Severity
from ..policy import admits_service, policy_of
from ..rule import Context, Hit, Rule

# Resource, argument -> the service that assumes the role; a star stands for its region.
_USED: Final = (
    ("aws_backup_selection", "iam_role_arn", "backup.amazonaws.com"),
    ("aws_cloudwatch_event_target", "role_arn", "events.amazonaws.com"),
    ("aws_db_instance", "monitoring_role_arn", "monitoring.rds.amazonaws.com"),
    ("aws_dms_endpoint", "secrets_manager_access_role_arn", "dms.*.amazonaws.com"),
    ("aws_ecs_task_definition", "execution_role_arn", "ecs-tasks.amazonaws.com"),
    ("aws_ecs_task_definition", "task_role_arn", "ecs-tasks.amazonaws.com"),
    ("aws_eks_cluster", "role_arn", "eks.amazonaws.com"),
    ("aws_eks_fargate_profile", "pod_execution_role_arn", "eks-fargate-pods.amazonaws.com"),
    ("aws_eks_node_group", "node_role_arn", "ec2.amazonaws.com"),
    ("aws_flow_log", "iam_role_arn", "vpc-flow-logs.amazonaws.com"),
    ("aws_iam_instance_profile", "role", "ec2.amazonaws.com"),
    ("aws_lambda_function", "role", "lambda.amazonaws.com"),
    ("aws_rds_cluster_instance", "monitoring_role_arn", "monitoring.rds.amazonaws.com"),
)


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for role, service, user in sorted(set(_uses(document)), key=str):
        found = document.at(role)
        policy = policy_of(document, found.get("assume_role_policy")) if found else None
        if policy is not None and not admits_service(policy, service, "sts:AssumeRole"):
            yield Hit(role, f"{service} may not assume it, and {user} needs that")


def _uses(document: Document) -> Iterator[tuple[str, str, str]]:
    for kind, argument, service in _USED:
        for resource in document.of(kind):
            if role := document.find(resource.get(argument), "aws_iam_role"):
                yield role.address, service, kind
    for role in document.of("aws_iam_role"):
        if role.get("name") in DMS_ROLE_NAMES:
            yield role.address, "dms.amazonaws.com", "DMS"


RULE = Rule(
    id="role-refuses-service",
    severity=Severity.ERROR,
    title="a role that its service may not assume",
    why="AWS refuses the resource at apply, or does nothing with it.",
    remedy="Name the service as principal of sts:AssumeRole in assume_role_policy.",
    items=("D2#6",),
    examine=_check,
)
