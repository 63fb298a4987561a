"""An EKS cluster whose pods run on Fargate: no nodes to patch, every namespace apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from .. import eks_manifests, load_balancer_controller
from ..arguments import checked
from ..config.eks import SYSTEM_NAMESPACE, ContainerInsightsConfig, EksConfig
from ..errors import ConfigurationError, Problem
from ..iam import Statement
from ..naming import Names
from .eks_addons import EksAddons
from .eks_control_plane import EksControlPlane
from .encryption_key import KeyLike
from .fargate_profiles import FargateProfiles
from .location import locate
from .network import NetworkLike
from .pod_role import ExistingCluster, PodRole

ServiceAccounts = Mapping[str, Mapping[str, Sequence[Statement]]]


@checked
class EksFargate(Construct):
    """A private EKS cluster whose pods run on Fargate, a profile for each namespace.

    The same construct makes the cluster of a second region: give it that region's network and key, whose provider and
    names it takes over. What runs in the cluster is not Terraform's: `manifests` has what pods need to log, be measured
    and assume their roles, for ``kubectl apply``.

    Pods need a way out for images and AWS's APIs: NAT gateways, as `Network` makes them by default, or the interface
    endpoints in ``aws_facts.EKS_PRIVATE_ENDPOINTS`` and the S3 gateway. The controller of load balancers is told
    ``enableShield=false``, ``enableWaf=false`` and ``enableWafv2=false`` where there is no way out.

    Zonal shift is not offered, since it does not work with Fargate, nor is deletion protection, which AWS provider 5
    does not know; `prevent_destroy` has Terraform refuse.

    Attributes:
        name: The cluster's name.
        location: Its provider, region and names.
        control_plane: The cluster, its role, logs, security group and access entries.
        fargate: The profiles and the role that pods are started with.
        addons: The add-ons.
        pod_log_group: Where the output of pods goes; None where it goes nowhere.
        insights_log_group: Where the collector writes; None without Container Insights.
        pod_roles: Roles of service accounts, by namespace and name, those of collector and controller too.

    Source: Amazon EKS User Guide, "Simplify compute management with AWS Fargate", "Deploy private clusters with
    limited internet access", "Learn about ... zonal shift in Amazon EKS".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        network: NetworkLike,
        key: KeyLike,
        purpose: str = "eks",
        service_accounts: ServiceAccounts | None = None,
        config: EksConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the cluster.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            network: Where it stands: in the private subnets.
            key: Encrypts the Kubernetes API's data and all logs; its policy admits ``logs``. Whoever deploys may
                ``kms:CreateGrant`` and ``kms:DescribeKey``. With the key the cluster is lost.
            purpose: Part of its name, where a region has more than one.
            service_accounts: What pods may do, by namespace and service account; others have no credentials.
            config: What it looks like.
            names: Makes the names; the network's by default.
            provider: The provider of its region; the network's by default.

        Raises:
            ConfigurationError: The network has no two private subnets, or a service account is in a namespace that has
                no profile, or may do nothing.
        """
        super().__init__(scope, construct_id)
        config = config or EksConfig()
        self.location = where = locate(self, provider or network.location.provider, names or network.location.names)
        accounts = service_accounts or {}
        _refuse_what_never_starts(self.node.path, network, accounts, config)
        self.name = where.names.regional(purpose, "eks_cluster")
        self.control_plane = EksControlPlane(
            self, "ControlPlane", name=self.name, purpose=purpose, network=network, key=key, config=config, where=where
        )
        self.pod_log_group = (
            self._make_log_group("PodLogs", f"/aws/eks/{self.name}/pods", config.pod_logs.retention_days, key)
            if config.pod_logs.enabled
            else None
        )
        self.fargate = FargateProfiles(
            self,
            "Fargate",
            cluster=self.control_plane.cluster,
            name=self.name,
            purpose=purpose,
            subnet_ids=network.subnet_ids("private"),
            namespaces=config.profiles,
            log_group_arn=self.pod_log_group.arn if self.pod_log_group else None,
            where=where,
        )
        self.addons = EksAddons(
            self,
            "Addons",
            cluster=self.control_plane.cluster,
            system_profile=self.fargate.profiles[SYSTEM_NAMESPACE],
            config=config.addons,
            provider=where.provider,
        )
        self.pod_roles: dict[tuple[str, str], PodRole] = {}
        self._manifests: dict[str, list[eks_manifests.Manifest]] = {}
        for namespace, own in accounts.items():
            for account, statements in own.items():
                self._grant(namespace, account, statements)
        self._describe_namespaces(config)
        self._describe_pod_logs()
        if config.load_balancer_controller:
            self._admit_controller()
        self.insights_log_group = (
            self._measure(config.container_insights, key) if config.container_insights.enabled else None
        )

    @property
    def oidc_provider_arn(self) -> str:
        """What IAM knows the cluster's tokens by."""
        return self.control_plane.oidc_provider.arn

    @property
    def oidc_issuer(self) -> str:
        """The issuer of its tokens, without ``https://``."""
        return self.control_plane.oidc_issuer

    @property
    def security_group_id(self) -> str:
        """The security group that EKS makes for the control plane and for every pod on Fargate."""
        return self.control_plane.cluster.vpc_config.cluster_security_group_id

    @property
    def endpoint(self) -> str:
        """The address of the Kubernetes API."""
        return self.control_plane.cluster.endpoint

    @property
    def kubeconfig_command(self) -> str:
        """What has kubectl talk to the cluster."""
        return f"aws eks update-kubeconfig --region {self.location.region} --name {self.name}"

    @property
    def manifests(self) -> dict[str, str]:
        """What has to be applied to the cluster, by what it is for; for outputs, since it refers to resources.

        ``terraform output -raw <name> | kubectl apply -f -`` applies one. ``namespaces`` comes first.
        """
        return {name: eks_manifests.text(objects) for name, objects in self._manifests.items()}

    @staticmethod
    def from_existing(
        scope: Construct,
        *,
        name: str,
        oidc_provider_arn: str,
        oidc_issuer: str,
        security_group_id: str,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> ExistingCluster:
        """A cluster made elsewhere, to be given where a cluster is wanted.

        Args:
            scope: Any construct of the stack.
            name: Its name.
            oidc_provider_arn: What IAM knows its tokens by.
            oidc_issuer: The issuer of its tokens, with or without ``https://``.
            security_group_id: The security group of its pods.
            names: Makes the names of what is put into it.
            provider: The provider of its region.
        """
        return ExistingCluster(
            name=name,
            oidc_provider_arn=oidc_provider_arn,
            oidc_issuer=oidc_issuer.removeprefix("https://"),
            security_group_id=security_group_id,
            location=locate(scope, provider, names),
        )

    def _make_log_group(self, construct_id: str, name: str, retention_days: int, key: KeyLike) -> CloudwatchLogGroup:
        return CloudwatchLogGroup(
            self,
            construct_id,
            name=name,
            retention_in_days=retention_days,
            kms_key_id=key.arn,
            provider=self.location.provider,
        )

    def _grant(self, namespace: str, account: str, statements: Sequence[Statement]) -> PodRole:
        role = PodRole(
            self,
            f"PodRole-{namespace}.{account}",
            cluster=self,
            namespace=namespace,
            service_account=account,
            statements=statements,
        )
        self.pod_roles[namespace, account] = role
        return role

    def _describe_namespaces(self, config: EksConfig) -> None:
        self._manifests["namespaces"] = [
            *map(eks_manifests.namespace, config.namespaces),
            *(
                eks_manifests.service_account(account, namespace, role.arn)
                for (namespace, account), role in self.pod_roles.items()
            ),
        ]

    def _describe_pod_logs(self) -> None:
        if self.pod_log_group:
            self._manifests["pod_logs"] = eks_manifests.pod_logs(
                region=self.location.region, log_group=f"/aws/eks/{self.name}/pods"
            )

    def _admit_controller(self) -> None:
        role = self._grant(
            SYSTEM_NAMESPACE,
            eks_manifests.CONTROLLER,
            load_balancer_controller.statements(
                partition=self.location.partition,
                region=self.location.region,
                account_id=self.location.account_id,
            ),
        )
        self._manifests["load_balancer_controller"] = [
            eks_manifests.service_account(role.service_account, role.namespace, role.arn)
        ]

    def _measure(self, config: ContainerInsightsConfig, key: KeyLike) -> CloudwatchLogGroup:
        group = self._make_log_group(
            "Insights", f"/aws/containerinsights/{self.name}/performance", config.retention_days, key
        )
        # CloudWatch makes the metrics of the records: it needs no right to put metrics, nor one to make the group.
        write = Statement(
            sid="WriteRecords",
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[f"{group.arn}:*"],
        )
        role = self._grant(config.namespace, eks_manifests.COLLECTOR, [write])
        self._manifests["container_insights"] = eks_manifests.container_insights(
            region=self.location.region,
            cluster=self.name,
            namespace=config.namespace,
            image=config.image,
            role_arn=role.arn,
        )
        return group


def _refuse_what_never_starts(path: str, network: NetworkLike, accounts: ServiceAccounts, config: EksConfig) -> None:
    problems = []
    if len(subnets := network.subnet_ids("private")) < 2:
        problems.append(
            Problem(
                f"{path}.network",
                "a cluster needs private subnets in two zones or more",
                got=f"{len(subnets)} private subnets",
                remedy="give a network with a private tier",
            )
        )
    problems += [
        Problem(
            f"{path}.service_accounts.{namespace}",
            "has no Fargate profile: its pods would wait for a node for ever",
            expected=f"one of {', '.join(config.profiles)}",
            remedy="add it to the namespaces of the cluster",
        )
        for namespace in accounts
        if namespace not in config.profiles
    ]
    problems += [
        Problem(
            f"{path}.service_accounts.{namespace}.{account}",
            "has no statements: AWS refuses a policy without any",
            remedy="say what its pods may do, or leave it out",
        )
        for namespace, own in accounts.items()
        for account, statements in own.items()
        if not statements
    ]
    if problems:
        raise ConfigurationError(problems)
