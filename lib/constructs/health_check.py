"""A Route 53 health check, and the alarm that tells when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_health_check import Route53HealthCheck
from constructs import Construct

from ..arguments import checked
from ..config.health_check import AlarmHealthCheck, CalculatedHealthCheck, HttpsHealthCheck
from ..naming import Names
from .location import locate
from .route53_alarms import HEALTH, alarm_on, locate_global


class HealthCheckLike(Protocol):
    """Any health check that a record can depend on."""

    @property
    def id(self) -> str:
        """The health check's id."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingHealthCheck:
    """A health check made elsewhere."""

    id: str


@checked
class HealthCheck(Construct):
    """A Route 53 health check of one of three kinds, and the alarm that tells when it fails.

    Checkers reach public endpoints only: what is private is checked by a CloudWatch alarm. Route 53 has the metrics of
    all health checks in us-east-1, so the alarm and its topics are there, wherever the stack is. A topic that is
    encrypted needs a key that admits CloudWatch.

    Attributes:
        check: The health check.
        alarm: The alarm; None without topics, and for a check that is disabled.

    Source: Amazon Route 53 Developer Guide, "Types of Amazon Route 53 health checks", "Monitoring health checks using
    CloudWatch".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        config: HttpsHealthCheck | CalculatedHealthCheck | AlarmHealthCheck,
        alarm_topic_arns: Sequence[str] = (),
        global_provider: AwsProvider | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the health check.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it checks, such as ``web``; part of its name and the alarm's.
            config: What is checked, and how.
            alarm_topic_arns: SNS topics in us-east-1 that are told when it fails and when it is well again.
            global_provider: Makes the alarm; a provider for us-east-1, needed where `provider` is for another region.
            names: Makes the names.
            provider: The provider that makes the health check.

        Raises:
            ConfigurationError: There are topics, and no provider for us-east-1.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self.check = Route53HealthCheck(
            self,
            "Check",
            disabled=config.disabled,
            invert_healthcheck=config.inverted,
            tags={"Name": where.names.regional(purpose)},
            provider=provider,
            **_settings(config),
        )
        self.alarm: CloudwatchMetricAlarm | None = None
        if alarm_topic_arns and not config.disabled:
            place = locate_global(self, provider, global_provider, where.names)
            self.alarm = alarm_on(
                self,
                "Alarm",
                HEALTH,
                name=place.names.regional(f"{purpose}-unhealthy"),
                description=f"Route 53 finds {purpose} unhealthy",
                dimensions={"HealthCheckId": self.check.id},
                topic_arns=alarm_topic_arns,
                provider=place.provider,
            )

    @property
    def id(self) -> str:
        """The health check's id."""
        return self.check.id

    @staticmethod
    def from_existing(health_check_id: str) -> ExistingHealthCheck:
        """A health check made elsewhere, to be given where a health check is wanted."""
        return ExistingHealthCheck(health_check_id)


def _settings(config: HttpsHealthCheck | CalculatedHealthCheck | AlarmHealthCheck) -> dict[str, Any]:
    if isinstance(config, CalculatedHealthCheck):
        return {
            "type": "CALCULATED",
            "child_healthchecks": list(config.children),
            "child_health_threshold": config.healthy_threshold,
        }
    if isinstance(config, AlarmHealthCheck):
        return {
            "type": "CLOUDWATCH_METRIC",
            "cloudwatch_alarm_name": config.alarm_name,
            "cloudwatch_alarm_region": config.alarm_region,
            "insufficient_data_health_status": config.insufficient_data,
            "triggers": dict(config.read_again_on) or None,
        }
    return {
        "type": "HTTPS_STR_MATCH" if config.search_string else "HTTPS",
        "fqdn": config.fqdn,
        "ip_address": str(config.ip_address) if config.ip_address else None,
        "port": config.port,
        "resource_path": config.path,
        "search_string": config.search_string,
        "request_interval": config.interval_seconds,
        "failure_threshold": config.failure_threshold,
        "measure_latency": config.measure_latency,
        "regions": list(config.regions) or None,
        "enable_sni": config.enable_sni,
    }
