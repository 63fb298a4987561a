"""The Fargate profiles of an EKS cluster, and the role that its pods are started with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.eks_cluster import EksCluster
from cdktf_cdktf_provider_aws.eks_fargate_profile import EksFargateProfile, EksFargateProfileSelector
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from constructs import Construct

from ..config.eks import NamespaceConfig
from ..iam import Statement, policy, service_trust
from .location import Location


class FargateProfiles(Construct):
    """A Fargate profile for each of some namespaces, and one role that all their pods are started with.

    EKS makes one profile of a cluster at a time, and the provider waits for that by itself.

    Attributes:
        role: Pulls images and writes the output of pods; the pods themselves cannot use it.
        profiles: Profiles by namespace.

    Source: Amazon EKS User Guide, "Amazon EKS Pod execution IAM role", "Define which pods use AWS Fargate when
    launched".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: EksCluster,
        name: str,
        purpose: str,
        subnet_ids: Sequence[str],
        namespaces: Mapping[str, NamespaceConfig],
        log_group_arn: str | None,
        where: Location,
    ) -> None:
        """Makes the role and the profiles.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            cluster: The cluster.
            name: Its name, as a literal.
            purpose: What the role's name is made of.
            subnet_ids: Where pods run: subnets without a route to an internet gateway.
            namespaces: Which namespaces, and which of their pods.
            log_group_arn: Where the output of pods goes; None for nowhere.
            where: Its provider, region and names.
        """
        super().__init__(scope, construct_id)
        self._where = where
        self.role = self._make_role(name, purpose)
        permissions = [self._let_start(), *([self._let_log(log_group_arn)] if log_group_arn else [])]
        self.profiles = {
            namespace: EksFargateProfile(
                self,
                f"Profile-{namespace}",
                cluster_name=cluster.name,
                fargate_profile_name=namespace,
                pod_execution_role_arn=self.role.arn,
                subnet_ids=list(subnet_ids),
                selector=[EksFargateProfileSelector(namespace=namespace, labels=chosen.labels or None)],
                # Pods start as soon as their profile is there.
                depends_on=permissions,
                provider=where.provider,
            )
            for namespace, chosen in namespaces.items()
        }

    def _make_role(self, cluster_name: str, purpose: str) -> IamRole:
        return IamRole(
            self,
            "Role",
            name=self._where.names.account_wide(f"{purpose}-pods"),
            assume_role_policy=service_trust(
                "eks-fargate-pods.amazonaws.com",
                {"ArnLike": {"aws:SourceArn": self._where.arn("eks", f"fargateprofile/{cluster_name}/*")}},
            ),
            provider=self._where.provider,
        )

    def _let_start(self) -> IamRolePolicyAttachment:
        return IamRolePolicyAttachment(
            self,
            "Start",
            role=self.role.name,
            policy_arn=f"arn:{self._where.partition}:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy",
            provider=self._where.provider,
        )

    def _let_log(self, log_group_arn: str) -> IamRolePolicy:
        write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        return IamRolePolicy(
            self,
            "Log",
            name="write-logs",
            role=self.role.name,
            policy=policy([Statement(sid="WriteLogs", actions=write, resources=[f"{log_group_arn}:*"])]),
            provider=self._where.provider,
        )
