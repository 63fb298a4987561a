"""What an environment gives out: names, addresses and ids, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator

from .data_tier import DataTier
from .outputs import Output
from .regional import Regional
from .settings import TapSettings


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


def data_outputs(data: DataTier) -> Iterator[tuple[str, Output]]:
    """What the environment remembers with."""
    if data.table:
        yield "table_name", Output(data.table.name, "The table of payments, in both regions")
    for purpose, secret in data.secrets.items():
        name = f"{purpose.replace('-', '_')}_secret_arn"
        yield name, Output(secret.arn, f"The secret {purpose} in the primary region")
