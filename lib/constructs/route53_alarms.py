"""Alarms on Route 53's metrics, which are in one region only whatever the region of a stack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..aws_facts import GLOBAL_REGION
from ..config.alarm import AlarmConfig
from ..model import refuse
from ..monitoring.description import Alarm, Comparison, Metric, Missing
from ..naming import Names
from .location import Location, locate
from .metric_alarm import make_alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What an alarm watches.

    Attributes:
        metric: The metric of namespace ``AWS/Route53``.
        statistic: How its values of one period are summed up.
        comparison: How that compares with the threshold in an alarm.
        config: When it goes off.
        missing: What a period without values means.
    """

    metric: str
    statistic: Literal["Minimum", "Maximum"]
    comparison: Comparison
    config: AlarmConfig
    missing: Missing


# 1 while healthy, every minute. Source: Amazon Route 53 Developer Guide, "Monitoring health checks using CloudWatch".
HEALTH: Final = Watch(
    metric="HealthCheckStatus",
    statistic="Minimum",
    comparison="<",
    config=AlarmConfig(threshold=1, period_seconds=60, evaluation_periods=1),
    missing="breaching",
)
# 1 while something is wrong, some hours apart. Source: Amazon Route 53 Developer Guide, "Monitoring hosted zones using
# Amazon CloudWatch".
DNSSEC: Final = tuple(
    Watch(
        metric=metric,
        statistic="Maximum",
        comparison=">=",
        config=AlarmConfig(threshold=1, period_seconds=3600, evaluation_periods=1),
        missing="ignore",
    )
    for metric in ("DNSSECInternalFailure", "DNSSECKeySigningKeysNeedingAction")
)


def locate_global(
    scope: Construct, provider: AwsProvider | None, global_provider: AwsProvider | None, names: Names | None
) -> Location:
    """Where Route 53 keeps what belongs to no region, with the provider that makes it there.

    Args:
        scope: The construct that needs it.
        provider: The construct's own provider.
        global_provider: One for us-east-1, where the own one is for another region.
        names: Makes the names.

    Raises:
        ConfigurationError: Neither provider is for us-east-1.
    """
    # The names' region is that of the own provider.
    named = names.in_region("") if names and global_provider else names
    found = locate(scope, global_provider or provider, named)
    if found.region != GLOBAL_REGION:
        raise refuse(
            f"Route 53 has its metrics, query logs and signing keys in {GLOBAL_REGION} only",
            got=f"a provider for {found.region}",
            expected=f"a provider for {GLOBAL_REGION}",
            remedy=f'give global_provider=AwsProvider(..., region="{GLOBAL_REGION}", alias="global")',
            where=f"{scope.node.path}.global_provider",
        )
    return found


def alarm_on(
    scope: Construct,
    construct_id: str,
    watch: Watch,
    *,
    name: str,
    description: str,
    dimensions: Mapping[str, str],
    topic_arns: Sequence[str],
    provider: AwsProvider | None,
) -> CloudwatchMetricAlarm:
    """Makes an alarm that tells of both its beginning and its end.

    Args:
        scope: The construct it belongs to.
        construct_id: Its id there.
        watch: What it watches.
        name: Its name.
        description: What is wrong while it is in alarm.
        dimensions: Whose metric it is.
        topic_arns: Who is told, in us-east-1.
        provider: A provider for us-east-1.
    """
    described = Alarm(
        key=watch.metric,
        what=description,
        reading=Metric("AWS/Route53", watch.metric, dimensions, watch.statistic),
        comparison=watch.comparison,
        config=watch.config,
        missing=watch.missing,
    )
    return make_alarm(scope, construct_id, described, name=name, topic_arns=topic_arns, provider=provider)
