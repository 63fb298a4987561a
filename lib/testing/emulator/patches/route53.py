"""Route 53."""

from __future__ import annotations

from typing import Any

from moto.route53.models import Route53Backend
from moto.route53.responses import Route53

from .registry import Function, Patch

query_log = Patch(
    "route53.query_log", 'aws_route53_query_log gives and reads the log group\'s ARN without the ":*" that moto wants'
)


@query_log.wraps(Route53Backend)
def _create_query_logging_config(original: Function, self: Any, hosted_zone_id: str, log_group_arn: str) -> Any:
    wanted = log_group_arn if log_group_arn.endswith(":*") else log_group_arn + ":*"
    config = original(self, hosted_zone_id, wanted)
    config.cloud_watch_logs_log_group_arn = log_group_arn
    return config


private_zone = Patch(
    "route53.private_zone", "aws_route53_zone with a vpc block is private, though the provider sends no flag"
)


@private_zone.wraps(Route53)
def _create_hosted_zone(original: Function, self: Any) -> Any:
    if (self.params.get("VPC") or {}).get("VPCId"):
        self.params["HostedZoneConfig"] = {**(self.params.get("HostedZoneConfig") or {}), "PrivateZone": True}
    return original(self)


delegation_sets = Patch("route53.delegation_sets", "a zone's own name servers are no reusable delegation set left over")


@delegation_sets.wraps(Route53Backend, "create_hosted_zone")
def _forget_own_delegation_set(original: Function, self: Any, *arguments: Any, **named: Any) -> Any:
    zone = original(self, *arguments, **named)
    for key in [key for key, item in self.delegation_sets.items() if item is zone.delegation_set and not item.id]:
        del self.delegation_sets[key]
    return zone
