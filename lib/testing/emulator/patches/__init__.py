"""What moto needs to stand in for AWS when Terraform's AWS provider applies, re-plans and destroys.

One module per AWS service. A patch whose check passes on stock moto has become superfluous: a test says so.
"""

from __future__ import annotations

from .registry import Patch, patches_of

MODULES = (
    "generic",
    "applicationautoscaling",
    "autoscaling",
    "awslambda",
    "backup",
    "backup_restore_testing",
    "budgets",
    "cloudwatch",
    "dms",
    "dms_changes",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "eks_access",
    "eks_addons",
    "elbv2",
    "events",
    "iam",
    "kms",
    "rds",
    "rds_global",
    "route53",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "stepfunctions",
)

__all__ = ["MODULES", "Patch", "apply", "catalogue"]


def catalogue() -> tuple[Patch, ...]:
    """Every patch, in the order in which they are applied."""
    return tuple(patch for name in MODULES for patch in patches_of(name))


def apply() -> None:
    """Patches moto in this process; a second call changes nothing."""
    for patch in catalogue():
        patch.apply()
