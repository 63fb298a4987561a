"""A DNS record of any routing policy."""

from __future__ import annotations

from typing import Any, Protocol

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_record import (
    Route53Record,
    Route53RecordAlias,
    Route53RecordFailoverRoutingPolicy,
    Route53RecordLatencyRoutingPolicy,
    Route53RecordWeightedRoutingPolicy,
)
from constructs import Construct

from ..arguments import checked
from ..config.dns_names import is_token
from ..config.dns_record import DnsRecordConfig, FailoverRouting, LatencyRouting, WeightedRouting
from ..model import refuse


class HostedZoneLike(Protocol):
    """Any hosted zone that a record can be put into."""

    @property
    def zone_id(self) -> str:
        """The zone's id."""
        ...

    @property
    def domain(self) -> str:
        """The zone's domain, as a literal."""
        ...


@checked
class DnsRecord(Construct):
    """A DNS record: an alias or values, by itself or one of a failover, weighted or latency set.

    It never takes over a record that it finds: Terraform would then delete at the end what it had not made.

    Attributes:
        record: The record.

    Source: Amazon Route 53 API Reference, "ResourceRecordSet".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        zone: HostedZoneLike,
        config: DnsRecordConfig,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the record.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            zone: The zone it is put into.
            config: What it says, and when it is answered with.
            provider: The provider that makes it.

        Raises:
            ConfigurationError: Its name ends in the domain of the zone, which would stand there twice.
        """
        super().__init__(scope, construct_id)
        self.record = Route53Record(
            self,
            "Record",
            zone_id=zone.zone_id,
            name=_whole_name(self.node.path, config.name, zone.domain),
            type=config.type,
            records=list(config.values) or None,
            ttl=config.ttl,
            alias=Route53RecordAlias(
                name=config.alias.dns_name,
                zone_id=config.alias.zone_id,
                evaluate_target_health=config.alias.evaluate_target_health,
            )
            if config.alias
            else None,
            health_check_id=config.health_check_id,
            set_identifier=config.routing.identifier,
            allow_overwrite=False,
            provider=provider,
            **_policy(config),
        )

    @property
    def fqdn(self) -> str:
        """The record's whole name."""
        return self.record.fqdn


def whole_name(name: str, domain: str) -> str:
    """A name within a zone with the zone's domain after it."""
    return f"{name}.{domain}" if name else domain


def _whole_name(path: str, name: str, domain: str) -> str:
    if is_token(name):
        return name
    if name == domain or name.endswith(f".{domain}"):
        raise refuse(
            "the zone's domain would stand twice in the record's name",
            got=name,
            expected=f"a name within {domain}, such as www; empty for {domain} itself",
            remedy="leave the domain out",
            where=f"{path}.name",
        )
    return whole_name(name, domain)


def _policy(config: DnsRecordConfig) -> dict[str, Any]:
    routing = config.routing
    if isinstance(routing, FailoverRouting):
        return {"failover_routing_policy": Route53RecordFailoverRoutingPolicy(type=routing.role)}
    if isinstance(routing, WeightedRouting):
        return {"weighted_routing_policy": Route53RecordWeightedRoutingPolicy(weight=routing.weight)}
    if isinstance(routing, LatencyRouting):
        return {"latency_routing_policy": Route53RecordLatencyRoutingPolicy(region=routing.region)}
    return {}
