"""What runs in one region of an environment, on what the environment remembers."""

from __future__ import annotations

from constructs import Construct

from ..config.ecs_service import EcsServiceConfig
from ..config.target_group import TargetType
from ..constructs.container_registry import ContainerRegistry
from ..constructs.dns_record import HostedZoneLike
from ..constructs.ecs_cluster import EcsCluster
from ..constructs.ecs_service import EcsService
from ..constructs.eks_fargate import EksFargate
from ..constructs.payment_api import PaymentApi
from ..constructs.references import Reference
from ..constructs.target_group import TargetGroup
from ..constructs.web_tier import WebTier
from ..iam import Statement
from ..settings import TapSettings
from .data_tier import DataTier
from .front_door import FrontDoor
from .regional import Regional


class ComputeTier(Construct):
    """What runs in one region of an environment, on what the environment remembers.

    Attributes:
        payments: The function that takes payments; None where there is none.
        front_door: What requests come in by; None where there is nothing.
        web_tier: Instances behind the load balancer; None where there are none.
        service: A service of containers; None where there is none.
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
        zone: HostedZoneLike | None,
        is_primary: bool,
    ) -> None:
        """Makes it.

        Args:
            scope: The stack.
            construct_id: Its id there.
            settings: What the environment is made of.
            region: Where it runs.
            data: What the environment remembers.
            zone: A zone that answers on the internet; None for none.
            is_primary: Whether it is the primary region.
        """
        super().__init__(scope, construct_id)
        self._settings = settings
        self._region = region
        self._is_primary = is_primary
        features = settings.features
        has_cluster = features.cluster and (is_primary or features.secondary_cluster)
        self.payments = self._take_payments(data) if features.payments else None
        self.front_door = self._make_front_door(zone) if features.load_balancer else None
        self.web_tier = self._make_web_tier() if features.web_tier else None
        self.service = self._make_service(settings.service, data) if settings.service else None
        self.registry = self._make_registry() if features.registry and is_primary else None
        self.cluster = self._make_cluster(data) if has_cluster else None

    def _take_payments(self, data: DataTier) -> PaymentApi | None:
        region = self._region
        table = data.table_in(region)
        if table is None or region.bus is None:
            return None
        return PaymentApi(
            self,
            "Payments",
            # The replica has the table's name, in its own region.
            table=Reference(arn=region.network.location.arn("dynamodb", f"table/{table.name}"), name=table.name),
            bus=region.bus,
            key=region.key,
            table_key=region.key,
            config=self._settings.payments,
            names=region.names,
            provider=region.provider,
        )

    def _make_front_door(self, zone: HostedZoneLike | None) -> FrontDoor:
        own = self._settings.load_balancer if self._is_primary else self._settings.secondary
        return FrontDoor(
            self,
            "FrontDoor",
            settings=self._settings,
            region=self._region,
            certificate_arn=own.certificate_arn,
            zone=zone,
            payments=self.payments,
        )

    def _targets(self, kind: TargetType) -> dict[str, TargetGroup]:
        groups = self.front_door.balancer.target_groups if self.front_door else {}
        return {key: group for key, group in groups.items() if group.config.type == kind}

    def _make_web_tier(self) -> WebTier:
        return WebTier(
            self,
            "WebTier",
            network=self._region.network,
            key=self._region.key,
            targets=self._targets("instance"),
            tags=self._settings.default_tags,
            config=self._settings.web_tier,
        )

    def _make_service(self, config: EcsServiceConfig, data: DataTier) -> EcsService:
        region = self._region
        cluster = EcsCluster(
            self,
            "Services",
            key=region.key,
            config=self._settings.service_cluster,
            names=region.names,
            provider=region.provider,
        )
        return EcsService(
            self,
            "Service",
            cluster=cluster,
            network=region.network,
            key=region.key,
            purpose="service",
            # A target group is answered by the container that is called as it is.
            targets={key: group for key, group in self._targets("ip").items() if key in config.containers},
            statements=_may_use(region, data),
            config=config,
        )

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
