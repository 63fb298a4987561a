"""What an EKS cluster on Fargate looks like."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Network
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from ..aws_facts import ADOT_COLLECTOR_IMAGE, EKS_DEFAULT_VERSION
from ..model import Distinct, Model, like, refuse
from .retention import RetentionDays

LogType = Literal["api", "audit", "authenticator", "controllerManager", "scheduler"]
LOG_TYPES: Final[tuple[LogType, ...]] = ("api", "audit", "authenticator", "controllerManager", "scheduler")

SYSTEM_NAMESPACE: Final = "kube-system"

# Source: Amazon EKS User Guide, "Create access entries". Checked 2026-11-22.
_RESERVED_GROUPS: Final = ("system:", "eks:", "aws:", "amazon:", "iam:")

# Addresses that are nobody's on the internet. Source: RFC 1918, RFC 6598.
_PRIVATE: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")))

Namespace = Annotated[
    str,
    # Source: RFC 1123 as Kubernetes applies it to namespaces.
    like(
        r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?",
        "1 to 63 lower-case letters, digits and hyphens, none at an end, such as fraud-detection",
        "is no Kubernetes namespace",
    ),
]

KubernetesVersion = Annotated[str, like(r"1\.[0-9]{2}", "such as 1.36", "is no Kubernetes version")]


def _grantable(group: str) -> str:
    """Not beginning with ``system:``, ``eks:``, ``aws:``, ``amazon:`` or ``iam:``."""
    if group.startswith(_RESERVED_GROUPS):
        raise refuse(
            "EKS refuses groups of Kubernetes' and its own",
            got=group,
            expected=f"a name that begins with none of {', '.join(_RESERVED_GROUPS)}",
            remedy="give an access policy such as AmazonEKSClusterAdminPolicy, or bind a group of your own",
        )
    return group


class EndpointConfig(Model):
    """Who can reach the Kubernetes API; whoever can still needs an access entry."""

    public_cidrs: Distinct[IPv4Network] = Field(default=(), max_length=40)
    """Addresses on the internet that can reach it; none by default, and never all of them."""

    private_cidrs: Distinct[IPv4Network] | None = None
    """Addresses that can reach it inside the VPC and its peers, besides pods; None for those of the VPC."""

    @field_validator("public_cidrs")
    @classmethod
    def _named_and_public(cls, cidrs: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        """Not the whole internet, and no addresses of private networks, which EKS refuses."""
        for cidr in cidrs:
            if cidr.prefixlen == 0:
                raise refuse(
                    "opens the Kubernetes API to the whole internet",
                    got=str(cidr),
                    expected="the addresses of your offices and pipelines, such as 203.0.113.5/32",
                    remedy="name them, or leave public_cidrs out and come through the VPC",
                )
            if any(cidr.overlaps(private) for private in _PRIVATE):
                raise refuse(
                    "EKS refuses private addresses for the public endpoint",
                    got=str(cidr),
                    expected="addresses as the internet sees them",
                    remedy="move it to private_cidrs",
                )
        return cidrs


class AccessEntryConfig(Model):
    """What one IAM role or user may do in the cluster."""

    principal_arn: Annotated[
        str,
        # Sessions and groups are refused by EKS; a token is known when it is deployed.
        like(
            r".*\$\{.*|arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/\S+",
            "such as arn:aws:iam::123456789012:role/admins",
            "is no IAM role or user",
        ),
    ]
    """The role or user."""

    kubernetes_groups: Distinct[Annotated[str, AfterValidator(_grantable)]] = ()
    """Groups that Kubernetes' own role bindings grant something to."""

    policies: dict[Annotated[str, like(r"AmazonEKS\w+Policy", "such as AmazonEKSViewPolicy")], Distinct[Namespace]] = (
        Field(default_factory=dict)
    )
    """EKS access policies by name, such as ``AmazonEKSViewPolicy``, with their namespaces; none for the cluster."""


class NamespaceConfig(Model):
    """Which pods of a namespace run on Fargate."""

    labels: dict[str, str] = Field(default_factory=dict)
    """Labels that a pod must carry, all of them, five unless AWS raised the quota; without any, every pod does."""


class AddonConfig(Model):
    """One EKS add-on."""

    version: Annotated[str, like(r"v\d+(\.\d+)+-eksbuild\.\d+", "such as v1.13.1-eksbuild.1")] | None = None
    """Its version, such as ``v1.13.1-eksbuild.1``; None for the default of the cluster's Kubernetes version."""

    configuration: dict[str, Any] = Field(default_factory=dict)
    """Its settings, as its JSON schema has them (``aws eks describe-addon-configuration``)."""

    on_create: Literal["NONE", "OVERWRITE"] = "OVERWRITE"
    """What happens to settings that are there already when it is installed."""

    on_update: Literal["NONE", "OVERWRITE", "PRESERVE"] = "OVERWRITE"
    """What happens to settings that were changed in the cluster when it is updated."""


class AddonsConfig(Model):
    """The add-ons that every cluster has."""

    vpc_cni: AddonConfig = AddonConfig()
    """Pod networking; Fargate brings its own, nodes added later need it."""

    kube_proxy: AddonConfig = AddonConfig()
    """Service networking; Fargate brings its own, nodes added later need it."""

    coredns: AddonConfig = AddonConfig()
    """Names inside the cluster; told to run on Fargate."""

    @field_validator("coredns")
    @classmethod
    def _on_fargate(cls, coredns: AddonConfig) -> AddonConfig:
        """Not on nodes, which there are none of."""
        if coredns.configuration.get("computeType", "Fargate") != "Fargate":
            raise refuse(
                "the cluster has no nodes: CoreDNS would wait for one until the deployment times out",
                got=f"computeType = {coredns.configuration['computeType']}",
                expected="Fargate",
                remedy="leave computeType out",
            )
        return coredns


class PodLogsConfig(Model):
    """Where the output of pods goes."""

    enabled: bool = True
    """Whether it goes to CloudWatch Logs."""

    retention_days: RetentionDays = 365
    """Days that it is kept."""


class ContainerInsightsConfig(Model):
    """Metrics of pods: a collector in a namespace of its own."""

    enabled: bool = True
    """Whether there are a Fargate profile, a role and a log group for the collector."""

    retention_days: RetentionDays = 365
    """Days that the records are kept which CloudWatch makes metrics of."""

    namespace: Namespace = "container-insights"
    """The collector's namespace."""

    image: str = Field(default=ADOT_COLLECTOR_IMAGE, min_length=1)
    """The collector; a copy in a registry of yours where the VPC has no way out."""


class EksConfig(Model):
    """What a cluster looks like."""

    version: KubernetesVersion = EKS_DEFAULT_VERSION
    """Kubernetes version; raise it by one minor version at a time."""

    support: Literal["STANDARD", "EXTENDED"] = "STANDARD"
    """At the end of standard support: upgraded by AWS, or kept for a year more at six times the price."""

    endpoint: EndpointConfig = EndpointConfig()
    """Who can reach the Kubernetes API."""

    log_types: Distinct[LogType] = LOG_TYPES
    """Which logs of the control plane are written."""

    log_retention_days: RetentionDays = 365
    """Days that logs of the control plane are kept."""

    access: dict[Annotated[str, like(r"[a-zA-Z0-9_-]{1,60}", "such as admins")], AccessEntryConfig] = Field(
        default_factory=dict,
        examples=[
            {
                "admins": {
                    "principal_arn": "arn:aws:iam::123456789012:role/admins",
                    "policies": {"AmazonEKSClusterAdminPolicy": []},
                }
            }
        ],
    )
    """Who may do what, by a name of your choice."""

    creator_is_admin: bool = False
    """Whether who makes the cluster administers it, besides `access`; a later change has no effect."""

    namespaces: dict[Namespace, NamespaceConfig] = Field(
        default_factory=lambda: {name: NamespaceConfig() for name in ("payment", "fraud-detection", "reporting")}
    )
    """Namespaces whose pods run on Fargate, each with a profile; that of ``kube-system`` is always there.

    A cluster has ten profiles unless AWS raised the quota.
    """

    addons: AddonsConfig = AddonsConfig()
    """Add-ons."""

    load_balancer_controller: bool = True
    """Whether there is a role for the AWS Load Balancer Controller, in ``kube-system``."""

    pod_logs: PodLogsConfig = PodLogsConfig()
    """Where the output of pods goes."""

    container_insights: ContainerInsightsConfig = ContainerInsightsConfig()
    """Metrics of pods."""

    prevent_destroy: bool = False
    """Whether Terraform refuses every plan that would destroy the cluster."""

    @property
    def profiles(self) -> dict[str, NamespaceConfig]:
        """Every namespace that has a Fargate profile."""
        own = {self.container_insights.namespace: NamespaceConfig()} if self.container_insights.enabled else {}
        return {SYSTEM_NAMESPACE: NamespaceConfig(), **self.namespaces, **own}

    @model_validator(mode="after")
    def _profiles_apart(self) -> EksConfig:
        """No namespace of the user's is one that the library has a profile for."""
        made = {SYSTEM_NAMESPACE, *([self.container_insights.namespace] if self.container_insights.enabled else [])}
        if twice := sorted(made & set(self.namespaces)):
            raise refuse(
                "this namespace has a Fargate profile already",
                got=", ".join(twice),
                expected=f"names other than {', '.join(sorted(made))}",
                remedy="leave it out",
                where="namespaces",
            )
        return self

    @model_validator(mode="after")
    def _one_entry_a_principal(self) -> EksConfig:
        """EKS has one access entry for a role or user."""
        counted = Counter(entry.principal_arn for entry in self.access.values())
        for principal, count in counted.items():
            if count > 1:
                names = [name for name, entry in self.access.items() if entry.principal_arn == principal]
                raise refuse(
                    "EKS takes one access entry for a principal",
                    got=f"{principal} in {', '.join(names)}",
                    remedy="put its groups and policies into one entry",
                    where="access",
                )
        return self
