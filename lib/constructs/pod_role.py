"""An IAM role for the pods of one service account (IRSA), the only way to credentials that pods on Fargate have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..iam import Statement, policy
from ..naming import Names
from .location import Location, locate


class ClusterLike(Protocol):
    """Any cluster that pods can run in."""

    @property
    def name(self) -> str:
        """The cluster's name."""
        ...

    @property
    def oidc_provider_arn(self) -> str:
        """What IAM knows the cluster's tokens by."""
        ...

    @property
    def oidc_issuer(self) -> str:
        """The issuer of its tokens, without ``https://``."""
        ...

    @property
    def security_group_id(self) -> str:
        """The security group of its pods on Fargate, for rules that let them in elsewhere."""
        ...

    @property
    def location(self) -> Location:
        """Its provider, region and names."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingCluster:
    """A cluster made elsewhere.

    Attributes:
        name: Its name.
        oidc_provider_arn: What IAM knows its tokens by.
        oidc_issuer: The issuer of its tokens, without ``https://``.
        security_group_id: The security group of its pods.
        location: Its provider, region and names.
    """

    name: str
    oidc_provider_arn: str
    oidc_issuer: str
    security_group_id: str
    location: Location


@checked
class PodRole(Construct):
    """A role that the pods of one service account assume, and no other.

    EKS Pod Identity is not offered: its agent needs nodes, which a cluster on Fargate has none of.

    Attributes:
        role: The role.
        namespace: The service account's namespace.
        service_account: The service account's name.

    Source: Amazon EKS User Guide, "IAM roles for service accounts", "Learn how EKS Pod Identity grants pods access".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: ClusterLike,
        namespace: str,
        service_account: str,
        statements: Sequence[Statement],
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the role.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            cluster: The cluster of the pods.
            namespace: The service account's namespace.
            service_account: The service account's name.
            statements: What its pods may do.
            names: Makes the role's name; the cluster's by default.
            provider: The provider of the cluster's region; the cluster's by default.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider or cluster.location.provider, names or cluster.location.names)
        self.namespace, self.service_account = namespace, service_account
        of_cluster = cluster.name.removeprefix(f"{where.names.prefix}-")
        self.role = IamRole(
            self,
            "Role",
            # The dot costs a hash in the name, and tells namespace a-b with account c from a with b-c.
            name=where.names.account_wide(f"{of_cluster}-{namespace}.{service_account}"),
            assume_role_policy=policy([_assumed_by(cluster, namespace, service_account)]),
            provider=where.provider,
        )
        IamRolePolicy(
            self,
            "Policy",
            name="pods",
            role=self.role.name,
            policy=policy(statements),
            provider=where.provider,
        )

    @property
    def arn(self) -> str:
        """The role's ARN, which the service account is annotated with."""
        return self.role.arn


def _assumed_by(cluster: ClusterLike, namespace: str, service_account: str) -> Statement:
    return Statement(
        sid="AssumedByPods",
        actions=["sts:AssumeRoleWithWebIdentity"],
        principals={"Federated": cluster.oidc_provider_arn},
        conditions={
            "StringEquals": {
                f"{cluster.oidc_issuer}:sub": f"system:serviceaccount:{namespace}:{service_account}",
                f"{cluster.oidc_issuer}:aud": "sts.amazonaws.com",
            }
        },
    )
