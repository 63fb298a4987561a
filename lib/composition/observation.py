"""What is watched of an environment in one of its regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from constructs import Construct

from ..constructs.certificate import Certificate, CertificateLike
from ..constructs.dns_failover import DnsFailover
from ..constructs.migration import Migration
from ..constructs.monitoring import Monitoring
from ..settings import TapSettings
from .compute_tier import ComputeTier
from .data_tier import DataTier
from .front_door import FrontDoor
from .migration_functions import MigrationFunctions
from .regional import Regional


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What there is to be watched.

    Attributes:
        data: What the environment remembers.
        compute: What runs in the region.
        migration: What migrates an old database into the region; None for nothing.
        functions: The functions beside it.
        failover: The name whose health checks the region shows; None for none.
    """

    data: DataTier
    compute: ComputeTier
    migration: Migration | None
    functions: MigrationFunctions | None
    failover: DnsFailover | None


def observe(
    scope: Construct, *, settings: TapSettings, region: Regional, others: Sequence[str], seen: Observed
) -> Monitoring:
    """Watches whatever there is in a region.

    Args:
        scope: The stack.
        settings: What the environment is made of.
        region: The region.
        others: The environment's other regions.
        seen: What there is.
    """
    monitoring = Monitoring(
        scope,
        f"{region.node.id}Monitoring",
        topic=region.alarms.critical,
        warning_topic=region.alarms.warning,
        config=settings.monitoring,
        names=region.names,
        provider=region.provider,
    )
    _watch_compute(monitoring, settings, seen.compute)
    _watch_data(monitoring, settings, region, others, seen.data)
    if region.undelivered:
        monitoring.monitor_dead_letters(region.undelivered, name="undelivered-events")
    if region.vault:
        monitoring.monitor_vault(region.vault)
    if seen.migration:
        monitoring.monitor_migration(seen.migration)
    for name, function in seen.functions.by_name.items() if seen.functions else ():
        monitoring.monitor_function(function, name=name)
    for name, check in seen.failover.checks.items() if seen.failover else ():
        if check.alarm is None:  # it is disabled, or nobody in us-east-1 could be told
            continue
        monitoring.monitor_health_check(check, name=f"health-check-{name}")
    return monitoring


def _watch_compute(monitoring: Monitoring, settings: TapSettings, compute: ComputeTier) -> None:
    if compute.front_door:
        monitoring.monitor_load_balancer(compute.front_door.balancer)
        if certificate := _certificate(compute.front_door):
            monitoring.monitor_certificate(certificate)
    if compute.payments:
        monitoring.monitor_function(compute.payments.function, name="payments")
    if compute.service:
        counted = settings.service_cluster.container_insights != "disabled"
        monitoring.monitor_service(compute.service, container_insights=counted)
    if compute.cluster:
        measured = compute.cluster.insights_log_group is not None
        monitoring.monitor_cluster(compute.cluster, container_insights=measured)


def _certificate(door: FrontDoor) -> CertificateLike | None:
    given = door.balancer.config.certificate_arn
    return door.certificate or (Certificate.from_existing(given) if given else None)


def _watch_data(
    monitoring: Monitoring, settings: TapSettings, region: Regional, others: Sequence[str], data: DataTier
) -> None:
    if data.database and data.database.cluster_in(region.names.region):
        monitoring.monitor_database(data.database)
    if table := data.table_in(region):
        monitoring.monitor_table(
            table,
            indexes=list(settings.table.global_indexes),
            replica_regions=others if table.replica else (),
        )
