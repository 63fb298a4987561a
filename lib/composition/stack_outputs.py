"""What an environment gives out: names, addresses and ids, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from ..constructs.aurora_global import AuroraGlobal
from ..constructs.dns_failover import DnsFailover
from ..constructs.dns_record import HostedZoneLike, whole_name
from ..outputs import Output
from ..settings import TapSettings
from .compute_tier import ComputeTier
from .data_tier import DataTier
from .migration_functions import MigrationFunctions
from .regional import Regional


def environment_outputs(settings: TapSettings) -> Iterator[tuple[str, Output]]:
    """Which environment it is, and where."""
    yield "environment_suffix", Output(settings.environment_suffix, "Which environment this is")
    yield "aws_region", Output(settings.aws_region, "The primary region")
    if settings.secondary_aws_region:
        yield "secondary_aws_region", Output(settings.secondary_aws_region, "The secondary region")


def regional_outputs(region: Regional, prefix: str, where: str) -> Iterator[tuple[str, Output]]:
    """What there is in one region.

    Args:
        region: The region.
        prefix: What the names begin with; empty for the primary region.
        where: ``primary`` or ``secondary``.
    """
    network = region.network
    yield f"{prefix}vpc_id", Output(network.vpc_id, f"The VPC of the {where} region")
    yield f"{prefix}kms_key_arn", Output(region.key.arn, f"The encryption key of the {where} region")
    for tier in network.subnets:
        yield (
            f"{prefix}{tier}_subnet_ids",
            Output(network.subnet_ids(tier), f"The {tier} subnets of the {where} region"),
        )
    topics = {"critical": region.alarms.critical, "warning": region.alarms.warning}
    for severity, topic in topics.items():
        yield f"{prefix}{severity}_topic_arn", Output(topic.arn, f"Hears {severity} alarms of the {where} region")
    if region.bus:
        yield f"{prefix}event_bus_name", Output(region.bus.name, f"The event bus of the {where} region")
    if region.vault:
        yield f"{prefix}backup_vault_name", Output(region.vault.name, f"The backup vault of the {where} region")


def _cluster_outputs(database: AuroraGlobal) -> Iterator[tuple[str, Output]]:
    for prefix, cluster in zip(("", "secondary_"), database.clusters, strict=False):
        where = "secondary" if prefix else "primary"
        yield f"{prefix}database_cluster_id", Output(cluster.identifier, f"The cluster of the {where} region")
        yield f"{prefix}database_reader_endpoint", Output(cluster.reader_endpoint, f"Read in the {where} region")
    if database.global_cluster:
        yield "global_database_id", Output(database.global_cluster.id, "The database over both regions")


def data_outputs(data: DataTier) -> Iterator[tuple[str, Output]]:
    """What the environment remembers with."""
    if data.database:
        yield "database_endpoint", Output(data.database.endpoint, "Where the database is written")
        yield "database_port", Output(data.database.port, "The port of the database")
        yield "database_secret_arn", Output(data.database.connection.secret.arn, "What a client of the database needs")
        yield from _cluster_outputs(data.database)
    if data.table:
        yield "table_name", Output(data.table.name, "The table of payments, in both regions")
    for purpose, secret in data.secrets.items():
        name = f"{purpose.replace('-', '_')}_secret_arn"
        yield name, Output(secret.arn, f"The secret {purpose} in the primary region")


def dns_outputs(zone: HostedZoneLike, failover: DnsFailover) -> Iterator[tuple[str, Output]]:
    """The name that leads to the environment.

    Args:
        zone: Its zone.
        failover: Its records.
    """
    yield "host_name", Output(failover.fqdn, "The name that leads to the environment")
    routed = whole_name(failover.config.routed_name, zone.domain)
    yield "failover_host_name", Output(routed, "The name whose records fail over; another one during a migration")
    yield "hosted_zone_id", Output(zone.zone_id, "The zone of both names")


def compute_outputs(compute: ComputeTier, prefix: str) -> Iterator[tuple[str, Output]]:
    """What runs in one region.

    Args:
        compute: What runs there.
        prefix: What the names begin with; empty for the primary region.
    """
    where = "secondary" if prefix else "primary"
    if compute.front_door:
        balancer = compute.front_door.balancer
        yield f"{prefix}load_balancer_dns_name", Output(balancer.dns_name, f"The load balancer of the {where} region")
    if compute.payments:
        yield f"{prefix}payments_function_arn", Output(compute.payments.arn, f"Takes payments in the {where} region")
    if compute.registry:
        for name, url in compute.registry.urls.items():
            yield f"{prefix}{name.replace('-', '_')}_repository_url", Output(url, f"Where images of {name} are pushed")
    if compute.cluster:
        yield f"{prefix}cluster_name", Output(compute.cluster.name, f"The EKS cluster of the {where} region")
        yield f"{prefix}kubeconfig_command", Output(compute.cluster.kubeconfig_command, "Signs kubectl in")
        for name, text in compute.cluster.manifests.items():
            yield f"{prefix}{name}_manifest", Output(text, "To be applied with kubectl apply -f -")


def migration_outputs(functions: MigrationFunctions) -> Iterator[tuple[str, Output]]:
    """What is invoked beside a migration."""
    for task, validation in functions.validations.items():
        name = f"{task.replace('-', '_')}_validation_function_arn"
        yield name, Output(validation.arn, f"Compares source and target of {task}")
    for task, rollback in functions.rollbacks.items():
        name = f"{task.replace('-', '_')}_rollback_function_arn"
        yield name, Output(rollback.arn, f"Goes back to the old system of {task}")
