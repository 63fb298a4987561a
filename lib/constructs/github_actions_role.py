"""The role that workflows of GitHub deploy with, without a key that is kept anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.github_actions import GithubActionsConfig
from ..iam import Statement, policy
from ..naming import Names
from .location import Location, locate

ISSUER: Final = "token.actions.githubusercontent.com"
AUDIENCE: Final = "sts.amazonaws.com"


@checked
class GithubActionsRole(Construct):
    """A role that named workflows of GitHub assume with the token of their run, and nobody else.

    Both the audience and the whole subject of the token have to be equal to what is expected: the repository and what
    the workflow runs for, without wildcards. Workflows of a pull request run its code: what they may do should end at
    an account of their own, or at a permissions boundary.

    Attributes:
        role: The role.
        openid_provider: GitHub as an identity provider of the account; None where the account has it already.
        attachments: The attachments of its managed policies, by ARN.
        policy: What it may do beside them; None where there is nothing.

    Source: IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM"; AWS CLI reference,
    "update-open-id-connect-provider-thumbprint" (AWS trusts the issuer by its certificate authority, so there is no
    thumbprint); README of aws-actions/configure-aws-credentials 6.2.3, "Claims and scoping permissions". Checked
    2026-11-22.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: GithubActionsConfig,
        purpose: str = "github-actions",
        statements: Sequence[Statement] = (),
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the role.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            config: Which workflows may assume it, and what it may do.
            purpose: What it is for; part of its name.
            statements: What it may do beside its managed policies.
            names: Makes its name.
            provider: A provider of the account; which region does not matter.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self.openid_provider = (
            IamOpenidConnectProvider(
                self, "Provider", url=f"https://{ISSUER}", client_id_list=[AUDIENCE], provider=provider
            )
            if config.make_provider
            else None
        )
        self.role = IamRole(
            self,
            "Role",
            name=where.names.account_wide(purpose),
            assume_role_policy=policy([_assumed_by(self._issuer_arn(where), config.subjects)]),
            permissions_boundary=config.permissions_boundary_arn,
            max_session_duration=config.session_minutes * 60,
            provider=provider,
        )
        self.attachments = {
            arn: IamRolePolicyAttachment(
                self, f"Policy-{_account_and_name(arn)}", role=self.role.name, policy_arn=arn, provider=provider
            )
            for arn in config.policy_arns
        }
        self.policy = (
            IamRolePolicy(
                self, "Policy", name=purpose, role=self.role.name, policy=policy(statements), provider=provider
            )
            if statements
            else None
        )

    @property
    def name(self) -> str:
        """The role's name."""
        return self.role.name

    @property
    def arn(self) -> str:
        """The role's ARN."""
        return self.role.arn

    def _issuer_arn(self, where: Location) -> str:
        if self.openid_provider:
            return self.openid_provider.arn
        return f"arn:{where.partition}:iam::{where.account_id}:oidc-provider/{ISSUER}"


def _account_and_name(policy_arn: str) -> str:
    """What tells a policy from all others, as part of an id: ``aws-PowerUserAccess``."""
    account, _, path = policy_arn.split(":", 4)[4].partition(":policy/")
    return "-".join((account, *path.split("/")))


def _assumed_by(issuer_arn: str, subjects: Sequence[str]) -> Statement:
    return Statement(
        sid="AssumedByWorkflows",
        actions=["sts:AssumeRoleWithWebIdentity"],
        principals={"Federated": issuer_arn},
        conditions={"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subjects}},
    )
