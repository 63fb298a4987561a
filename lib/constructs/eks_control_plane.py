"""The control plane of an EKS cluster: encrypted, logged, private, and open to whom an access entry names."""

from __future__ import annotations

from cdktf import Fn, TerraformLocal, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.eks_access_entry import EksAccessEntry
from cdktf_cdktf_provider_aws.eks_access_policy_association import (
    EksAccessPolicyAssociation,
    EksAccessPolicyAssociationAccessScope,
)
from cdktf_cdktf_provider_aws.eks_cluster import (
    EksCluster,
    EksClusterAccessConfig,
    EksClusterEncryptionConfig,
    EksClusterEncryptionConfigProvider,
    EksClusterUpgradePolicy,
    EksClusterVpcConfig,
)
from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from constructs import Construct

from ..config.eks import EksConfig
from ..config.security_group import Rule
from ..iam import Statement, policy, service_trust
from .encryption_key import KeyLike
from .location import Location
from .network import NetworkLike
from .security_group import SecurityGroup


class EksControlPlane(Construct):
    """The control plane of a cluster, who gets in, and what IAM knows its tokens by.

    Attributes:
        cluster: The cluster.
        role: The cluster's role.
        log_group: Where it logs; None without log types.
        security_group: What its endpoint in the VPC stands behind, besides EKS's own group.
        access_entries: Access entries by name.
        oidc_provider: What IAM knows its tokens by.
        oidc_issuer: The issuer of its tokens, without ``https://``.

    Source: Amazon EKS User Guide, "Amazon EKS cluster IAM role", "Cluster API server endpoint", "Send control plane
    logs to CloudWatch Logs", "Grant IAM users access to Kubernetes with EKS access entries".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        purpose: str,
        network: NetworkLike,
        key: KeyLike,
        config: EksConfig,
        where: Location,
    ) -> None:
        """Makes the control plane.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            name: The cluster's name.
            purpose: What the names of its role and security group are made of.
            network: Its network interfaces stand in the private subnets.
            key: Encrypts the Kubernetes API's data and the logs.
            config: What it looks like.
            where: Its provider, region and names.
        """
        super().__init__(scope, construct_id)
        self._where, self._purpose = where, purpose
        self.role = self._make_role()
        role_policy = self._allow(key)
        self.log_group = self._make_log_group(name, key, config) if config.log_types else None
        self.security_group = self._guard_endpoint(network, config)
        public = [str(cidr) for cidr in config.endpoint.public_cidrs]
        self.cluster = EksCluster(
            self,
            "Cluster",
            name=name,
            role_arn=self.role.arn,
            version=config.version,
            vpc_config=EksClusterVpcConfig(
                subnet_ids=network.subnet_ids("private"),
                security_group_ids=[self.security_group.id],
                endpoint_private_access=True,
                endpoint_public_access=bool(public),
                public_access_cidrs=public or None,
            ),
            access_config=EksClusterAccessConfig(
                authentication_mode="API",
                bootstrap_cluster_creator_admin_permissions=config.creator_is_admin,
            ),
            encryption_config=EksClusterEncryptionConfig(
                resources=["secrets"], provider=EksClusterEncryptionConfigProvider(key_arn=key.arn)
            ),
            upgrade_policy=EksClusterUpgradePolicy(support_type=config.support),
            enabled_cluster_log_types=list(config.log_types) or None,
            # They come as add-ons, CoreDNS told to run on Fargate.
            bootstrap_self_managed_addons=False,
            lifecycle=TerraformResourceLifecycle(
                prevent_destroy=config.prevent_destroy or None,
                # Meant for the moment when the cluster is made: the provider would replace it for a change.
                ignore_changes=["access_config[0].bootstrap_cluster_creator_admin_permissions"],
            ),
            # EKS uses its role to the end, and makes the log group itself, unencrypted, if it comes first.
            depends_on=[role_policy, *([self.log_group] if self.log_group else [])],
            provider=where.provider,
        )
        self.access_entries = self._admit(config)
        issuer = self.cluster.identity.get(0).oidc.get(0).issuer
        self.oidc_provider = IamOpenidConnectProvider(
            self,
            "OidcProvider",
            url=issuer,
            client_id_list=["sts.amazonaws.com"],
            # IAM trusts the issuer's certificate by its authority: no thumbprints.
            provider=where.provider,
        )
        # A local, so that policies which hold it stay readable as JSON.
        self.oidc_issuer: str = TerraformLocal(self, "OidcIssuer", Fn.replace(issuer, "https://", "")).as_string

    def _make_role(self) -> IamRole:
        return IamRole(
            self,
            "Role",
            name=self._where.names.account_wide(f"{self._purpose}-cluster"),
            # AWS documents no condition on the source that EKS would meet here.
            assume_role_policy=service_trust("eks.amazonaws.com"),
            provider=self._where.provider,
        )

    def _allow(self, key: KeyLike) -> IamRolePolicy:
        """The least that AWS documents for a cluster, which manages no load balancers of the old kind."""
        return IamRolePolicy(
            self,
            "RolePolicy",
            name="control-plane",
            role=self.role.name,
            policy=policy(
                [
                    Statement(
                        sid="TagNodes",
                        actions=["ec2:CreateTags"],
                        resources=[self._where.arn("ec2", "instance/*")],
                        conditions={"ForAnyValue:StringLike": {"aws:TagKeys": "kubernetes.io/cluster/*"}},
                    ),
                    # EC2 knows no resources for what only describes.
                    Statement(
                        sid="LookAtNodes",
                        actions=[
                            "ec2:DescribeAvailabilityZones",
                            "ec2:DescribeDhcpOptions",
                            "ec2:DescribeInstances",
                            "ec2:DescribeInstanceTopology",
                            "ec2:DescribeNetworkInterfaces",
                            "ec2:DescribeVpcs",
                        ],
                        resources=["*"],
                    ),
                    # The data itself is encrypted with a grant that EKS makes when the cluster is created.
                    Statement(sid="LookAtKey", actions=["kms:DescribeKey", "kms:ListGrants"], resources=[key.arn]),
                ]
            ),
            provider=self._where.provider,
        )

    def _make_log_group(self, name: str, key: KeyLike, config: EksConfig) -> CloudwatchLogGroup:
        return CloudwatchLogGroup(
            self,
            "LogGroup",
            name=f"/aws/eks/{name}/cluster",
            retention_in_days=config.log_retention_days,
            kms_key_id=key.arn,
            provider=self._where.provider,
        )

    def _guard_endpoint(self, network: NetworkLike, config: EksConfig) -> SecurityGroup:
        cidrs = (network.cidr,) if config.endpoint.private_cidrs is None else config.endpoint.private_cidrs
        return SecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=network.vpc_id,
            purpose=f"{self._purpose}-endpoint",
            description="The Kubernetes API inside the VPC",
            ingress=[Rule(description=f"HTTPS from {cidr}", cidr=str(cidr)) for cidr in cidrs],
            names=self._where.names,
            provider=self._where.provider,
        )

    def _admit(self, config: EksConfig) -> dict[str, EksAccessEntry]:
        entries = {}
        for name, entry in config.access.items():
            entries[name] = EksAccessEntry(
                self,
                f"Access-{name}",
                cluster_name=self.cluster.name,
                principal_arn=entry.principal_arn,
                kubernetes_groups=list(entry.kubernetes_groups) or None,
                type="STANDARD",
                provider=self._where.provider,
            )
            for policy_name, namespaces in entry.policies.items():
                EksAccessPolicyAssociation(
                    self,
                    f"AccessPolicy-{name}-{policy_name}",
                    cluster_name=self.cluster.name,
                    principal_arn=entries[name].principal_arn,
                    policy_arn=f"arn:{self._where.partition}:eks::aws:cluster-access-policy/{policy_name}",
                    access_scope=EksAccessPolicyAssociationAccessScope(
                        type="namespace" if namespaces else "cluster", namespaces=list(namespaces) or None
                    ),
                    provider=self._where.provider,
                )
        return entries
