"""The role that programs of both regions use for what lies in the other one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..errors import ConfigurationError, Problem
from ..iam import Statement, from_source, policy
from ..naming import Names
from .encryption_key import KeyLike
from .event_rule import EventBusLike
from .location import locate
from .parameters import Parameters
from .secret import ReplicatedSecret

RoleService = Literal["ecs-tasks", "events", "lambda", "scheduler", "states"]

# Lambda does not say for which function it assumes a role: there iam:PassRole is what keeps others out.
# Source: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role". Checked 2026-11-22.
_WITHOUT_SOURCE: tuple[RoleService, ...] = ("lambda",)


@checked
class CrossRegionRole(Construct):
    """A role for programs that work in both regions: exactly what is handed in, in the regions where it lies.

    It puts events on buses, reads parameters by their path, reads secrets and their replicas, and decrypts what is
    read by way of those two services alone. IAM is global: one role serves both regions.

    Attributes:
        role: The role.
        policy: What it may do.

    Source: IAM User Guide, "The confused deputy problem"; AWS KMS Developer Guide, "kms:ViaService"; AWS Systems
    Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        services: Sequence[RoleService],
        purpose: str = "cross-region",
        buses: Sequence[EventBusLike] = (),
        parameters: Sequence[Parameters] = (),
        secrets: Sequence[ReplicatedSecret] = (),
        keys: Sequence[KeyLike] = (),
        statements: Sequence[Statement] = (),
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the role.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            services: The AWS services that run the programs.
            purpose: What it is for; part of its name.
            buses: The buses of either region that it puts events on.
            parameters: The parameters of either region that it reads.
            secrets: The secrets that it reads, in each region that has them.
            keys: The keys of either region that encrypt those parameters and secrets.
            statements: What else it may do.
            names: Makes its name.
            provider: The provider of any region.

        Raises:
            ConfigurationError: No service, or nothing to do, or keys for nothing.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        granted = [
            *_put_events(buses),
            *_read_parameters(parameters),
            *_read_secrets(secrets),
            *_decrypt(keys, parameters, secrets),
            *statements,
        ]
        self._refuse_useless(services, granted, keys, bool(parameters or secrets))
        self.role = IamRole(
            self,
            "Role",
            name=where.names.account_wide(purpose),
            assume_role_policy=policy([_assumed_by(service, where.account_id) for service in services]),
            provider=provider,
        )
        self.policy = IamRolePolicy(
            self, "Policy", name=purpose, role=self.role.name, policy=policy(granted), provider=provider
        )

    @property
    def name(self) -> str:
        """The role's name."""
        return self.role.name

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return self.role.arn

    def _refuse_useless(
        self, services: Sequence[RoleService], granted: Sequence[Statement], keys: Sequence[KeyLike], reads: bool
    ) -> None:
        faults = (
            (not services, "no service can assume the role", 'give services, such as ["lambda"]'),
            (not granted, "the role may do nothing", "give buses, parameters, secrets or statements"),
            (
                bool(keys) and not reads,
                "there is nothing that the keys would decrypt",
                "give the parameters or secrets that they encrypt",
            ),
        )
        problems = [Problem(self.node.path, what, remedy=remedy) for found, what, remedy in faults if found]
        if problems:
            raise ConfigurationError(problems)


def _assumed_by(service: RoleService, account_id: str) -> Statement:
    return Statement(
        sid=f"AssumedBy{service.title().replace('-', '')}",
        actions=["sts:AssumeRole"],
        principals={"Service": f"{service}.amazonaws.com"},
        conditions={} if service in _WITHOUT_SOURCE else from_source(account_id),
    )


def _put_events(buses: Sequence[EventBusLike]) -> Iterator[Statement]:
    if buses:
        yield Statement(sid="PutEvents", actions=["events:PutEvents"], resources=[bus.arn for bus in buses])


def _read_parameters(parameters: Sequence[Parameters]) -> Iterator[Statement]:
    if parameters:
        yield Statement(
            sid="ReadParameters",
            actions=["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"],
            # By path asks for the path itself; what lies below may be made later.
            resources=[arn for each in parameters for arn in (each.arn, f"{each.arn}/*")],
        )


def _read_secrets(secrets: Sequence[ReplicatedSecret]) -> Iterator[Statement]:
    if secrets:
        yield Statement(
            sid="ReadSecrets",
            actions=["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
            resources=[arn for secret in secrets for arn in secret.arns.values()],
        )


def _decrypt(
    keys: Sequence[KeyLike], parameters: Sequence[Parameters], secrets: Sequence[ReplicatedSecret]
) -> Iterator[Statement]:
    readers = [
        *(f"ssm.{each.location.region}.amazonaws.com" for each in parameters),
        *(f"secretsmanager.{region}.amazonaws.com" for secret in secrets for region in secret.arns),
    ]
    if keys:
        yield Statement(
            sid="DecryptWhatIsRead",
            actions=["kms:Decrypt"],
            resources=[key.arn for key in keys],
            conditions={"StringEquals": {"kms:ViaService": sorted(set(readers))}},
        )
