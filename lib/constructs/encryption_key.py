"""A KMS key whose policy admits the services that have to use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from cdktf_cdktf_provider_aws.kms_alias import KmsAlias
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.encryption_key import EncryptionKeyConfig
from ..iam import Statement, from_source, policy
from ..naming import Names
from .location import Location, locate
from .log_delivery import delivered_by_own_account
from .publishers import key_statement

KeyUser = Literal["alarms", "autoscaling", "backup", "dms", "events", "events_to_topics", "log_delivery", "logs", "sns"]


class KeyLike(Protocol):
    """Any key that a construct can encrypt with."""

    @property
    def arn(self) -> str:
        """The key's ARN."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingKey:
    """A key made elsewhere; whoever made it answers for its policy."""

    arn: str


@checked
class EncryptionKey(Construct):
    """A customer managed KMS key with rotation, an alias, and a policy that names the services that use it.

    IAM policies of the account govern everyone else, as AWS advises (the root statement). A service that is not
    admitted by the policy fails only at its first use, which no plan and no emulator shows.

    Attributes:
        key: The key.
        alias: Its alias.

    Source: AWS Key Management Service Developer Guide, "Key policies"; CloudWatch Logs User Guide, "Encrypt log
    data"; Amazon S3 and VPC guides for log delivery; Amazon EC2 Auto Scaling User Guide, "Required AWS KMS key policy
    for use with encrypted volumes"; Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys
    and costs".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        users: Sequence[KeyUser] = (),
        config: EncryptionKeyConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the key.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it encrypts, such as ``logs``; part of its alias.
            users: AWS services that use it on their own behalf. ``alarms``, ``backup``, ``dms`` and
                ``events_to_topics`` publish to topics that it encrypts; ``events`` is EventBridge's for buses and
                queues. What DynamoDB and AWS Backup encrypt with it they reach through the role that asks.
            config: How it behaves.
            names: Makes the alias.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or EncryptionKeyConfig()
        where = locate(self, provider, names)
        self.key = KmsKey(
            self,
            "Key",
            description=f"{where.names.prefix}: {purpose}",
            enable_key_rotation=True,
            rotation_period_in_days=config.rotation_days,
            deletion_window_in_days=config.deletion_window_days,
            multi_region=config.multi_region,
            policy=policy([administered_by_iam(where), *(each for user in users for each in _USERS[user](where))]),
            provider=provider,
        )
        self._arn = self.key.arn
        self.alias = KmsAlias(
            self,
            "Alias",
            name=f"alias/{where.names.regional(purpose, 'kms_alias')}",
            target_key_id=self.key.key_id,
            provider=provider,
        )

    @property
    def arn(self) -> str:
        """The key's ARN."""
        return self._arn

    @staticmethod
    def from_existing(arn: str) -> ExistingKey:
        """A key made elsewhere, to be given where a key is wanted."""
        return ExistingKey(arn)


def administered_by_iam(where: Location) -> Statement:
    """The root statement: IAM policies of the account govern the key."""
    return Statement(
        sid="AdministeredByIam",
        actions=["kms:*"],
        resources=["*"],
        principals={"AWS": f"arn:{where.partition}:iam::{where.account_id}:root"},
    )


def _logs(where: Location) -> Statement:
    return Statement(
        sid="CloudWatchLogs",
        actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        resources=["*"],
        principals={"Service": f"logs.{where.region}.amazonaws.com"},
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": where.arn("logs", "log-group:*")}},
    )


def _log_delivery(where: Location) -> Statement:
    return Statement(
        sid="LogDelivery",
        actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        resources=["*"],
        principals={"Service": "delivery.logs.amazonaws.com"},
        conditions=delivered_by_own_account(where),
    )


# For buses encrypted with the key, and for queues that EventBridge sends to. Source: Amazon EventBridge User Guide,
# "Encrypting event buses with AWS KMS keys"; its calls for a queue carry the rule's ARN. Checked 2026-11-22.
def _events(where: Location) -> Statement:
    return Statement(
        sid="EventBridge",
        actions=["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"],
        resources=["*"],
        principals={"Service": "events.amazonaws.com"},
        conditions=from_source(where.account_id, where.arn("events", "*")),
    )


# For queues that topics send to.
def _sns(where: Location) -> Statement:
    return Statement(
        sid="Sns",
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        principals={"Service": "sns.amazonaws.com"},
        conditions=from_source(where.account_id, where.arn("sns", "*")),
    )


# Auto Scaling launches instances as its service-linked role, which IAM policies of the account do not reach. The role
# comes into being with an account's first group, and KMS refuses a policy with a principal that does not exist yet: so
# the role is named in a condition.
def _autoscaling(where: Location) -> list[Statement]:
    role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
    own = {
        "kms:CallerAccount": where.account_id,
        "aws:PrincipalArn": f"arn:{where.partition}:iam::{where.account_id}:{role}",
    }
    return [
        Statement(
            sid="AutoScaling",
            actions=["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            resources=["*"],
            principals={"AWS": "*"},
            conditions={"StringEquals": own},
        ),
        Statement(
            sid="AutoScalingVolumes",
            actions=["kms:CreateGrant"],
            resources=["*"],
            principals={"AWS": "*"},
            conditions={"StringEquals": own, "Bool": {"kms:GrantIsForAWSResource": "true"}},
        ),
    ]


_USERS: Final[dict[KeyUser, Callable[[Location], list[Statement]]]] = {
    "alarms": lambda where: [key_statement("alarms", where)],
    "autoscaling": _autoscaling,
    "backup": lambda where: [key_statement("backup", where)],
    "dms": lambda where: [key_statement("dms", where)],
    "events": lambda where: [_events(where)],
    "events_to_topics": lambda where: [key_statement("events", where)],
    "log_delivery": lambda where: [_log_delivery(where)],
    "logs": lambda where: [_logs(where)],
    "sns": lambda where: [_sns(where)],
}
