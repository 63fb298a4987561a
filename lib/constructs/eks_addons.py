"""The add-ons of an EKS cluster that has Fargate alone."""

from __future__ import annotations

import json

from cdktf_cdktf_provider_aws.eks_addon import EksAddon
from cdktf_cdktf_provider_aws.eks_cluster import EksCluster
from cdktf_cdktf_provider_aws.eks_fargate_profile import EksFargateProfile
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..config.eks import AddonConfig, AddonsConfig


class EksAddons(Construct):
    """The add-ons of a cluster: pod and service networking, and CoreDNS, told to run on Fargate.

    Attributes:
        addons: Add-ons by name: ``vpc-cni``, ``kube-proxy``, ``coredns``.

    Source: Amazon EKS User Guide, "Amazon EKS add-ons", "Get started with AWS Fargate for your cluster".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: EksCluster,
        system_profile: EksFargateProfile,
        config: AddonsConfig,
        provider: AwsProvider | None,
    ) -> None:
        """Installs the add-ons.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            cluster: The cluster.
            system_profile: The Fargate profile of ``kube-system``, where CoreDNS runs.
            config: Their versions and settings.
            provider: The provider of the cluster's region.
        """
        super().__init__(scope, construct_id)
        self._cluster, self._provider = cluster, provider
        self.addons = {
            "vpc-cni": self._install("vpc-cni", config.vpc_cni, config.vpc_cni.configuration),
            "kube-proxy": self._install("kube-proxy", config.kube_proxy, config.kube_proxy.configuration),
            # Its pods need somewhere to run before it counts as installed; the others have none without nodes.
            "coredns": self._install(
                "coredns",
                config.coredns,
                {"computeType": "Fargate", **config.coredns.configuration},
                after=system_profile,
            ),
        }

    def _install(
        self,
        name: str,
        config: AddonConfig,
        configuration: dict[str, object],
        after: EksFargateProfile | None = None,
    ) -> EksAddon:
        return EksAddon(
            self,
            name,
            cluster_name=self._cluster.name,
            addon_name=name,
            addon_version=config.version,
            configuration_values=json.dumps(configuration, sort_keys=True) if configuration else None,
            resolve_conflicts_on_create=config.on_create,
            resolve_conflicts_on_update=config.on_update,
            depends_on=[after] if after else None,
            provider=self._provider,
        )
