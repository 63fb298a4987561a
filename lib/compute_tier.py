"""What runs in one region of an environment, on what the environment remembers."""

from __future__ import annotations

from constructs import Construct

from .constructs.container_registry import ContainerRegistry
from .constructs.eks_fargate import EksFargate
from .data_tier import DataTier
from .iam import Statement
from .regional import Regional
from .settings import TapSettings


class ComputeTier(Construct):
    """What runs in one region of an environment, on what the environment remembers.

    Attributes:
        registry: The repositories of container images; None where there are none.
        cluster: The EKS cluster; None where there is none.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: TapSettings,
        region: Regional,
        data: DataTier,
        is_primary: bool,
    ) -> None:
        """Makes it.

        Args:
            scope: The stack.
            construct_id: Its id there.
            settings: What the environment is made of.
            region: Where it runs.
            data: What the environment remembers.
            is_primary: Whether it is the primary region.
        """
        super().__init__(scope, construct_id)
        self._settings = settings
        self._region = region
        features = settings.features
        has_cluster = features.cluster and (is_primary or features.secondary_cluster)
        self.registry = self._make_registry() if features.registry and is_primary else None
        self.cluster = self._make_cluster(data) if has_cluster else None

    def _make_registry(self) -> ContainerRegistry:
        return ContainerRegistry(
            self,
            "Registry",
            key=self._region.key,
            config=self._settings.registry,
            names=self._region.names,
            provider=self._region.provider,
        )

    def _make_cluster(self, data: DataTier) -> EksFargate:
        payments = _may_use(self._region, data)
        namespace = "payment"
        granted = {namespace: {"payments": payments}} if namespace in self._settings.cluster.namespaces else {}
        return EksFargate(
            self,
            "Cluster",
            network=self._region.network,
            key=self._region.key,
            service_accounts=granted if payments else None,
            config=self._settings.cluster,
        )


def _may_use(region: Regional, data: DataTier) -> list[Statement]:
    """What a program of payments may do: write the table, and put events on the bus of its region."""
    table = [*data.table.read_statements(), *data.table.write_statements()] if data.table else []
    if region.bus is None:
        return table
    announce = Statement(sid="PutEvents", actions=["events:PutEvents"], resources=[region.bus.arn])
    return [*table, announce]
