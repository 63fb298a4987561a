"""What is watched of an Application Load Balancer.

Source: Elastic Load Balancing, "CloudWatch metrics for your Application Load Balancer". Checked 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..config.monitoring import LoadBalancerAlarms
from .description import Alarm, Graph, Metric, Missing

_NAMESPACE = "AWS/ApplicationELB"


def alarms(
    subject: str, balancer_suffix: str, group_suffixes: Mapping[str, str], config: LoadBalancerAlarms
) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        balancer_suffix: The end of its ARN.
        group_suffixes: The ends of the ARNs of its target groups that have health checks, by name.
        config: When they go off.
    """
    # Counts are published where they are not zero, and latencies where there are requests.
    quiet: Missing = "notBreaching"
    yield Alarm(
        key="target-5xx",
        what=f"The targets of {subject} answer with errors",
        reading=_of("HTTPCode_Target_5XX_Count", balancer_suffix, "Sum"),
        config=config.target_5xx_count,
        missing=quiet,
    )
    yield Alarm(
        key="balancer-5xx",
        what=f"{subject} itself answers with errors",
        reading=_of("HTTPCode_ELB_5XX_Count", balancer_suffix, "Sum"),
        config=config.balancer_5xx_count,
        missing=quiet,
    )
    yield Alarm(
        key="latency",
        what=f"{subject} answers slowly",
        reading=_of("TargetResponseTime", balancer_suffix, "p99"),
        config=config.latency_p99_seconds,
        missing=quiet,
    )
    for name, suffix in group_suffixes.items():
        yield Alarm(
            key=f"unhealthy-{name}",
            what=f"Targets of {name} behind {subject} are unhealthy",
            reading=Metric(
                _NAMESPACE, "UnHealthyHostCount", {"TargetGroup": suffix, "LoadBalancer": balancer_suffix}, "Maximum"
            ),
            config=config.unhealthy_hosts_count,
            # A group without any target has no values; its requests are errors of the balancer.
            missing=quiet,
        )


def graphs(balancer_suffix: str) -> Iterator[Graph]:
    """What else is worth seeing of it."""
    yield Graph(title="Requests", readings={"requests": _of("RequestCount", balancer_suffix, "Sum")})


def _of(name: str, balancer_suffix: str, statistic: str) -> Metric:
    return Metric(_NAMESPACE, name, {"LoadBalancer": balancer_suffix}, statistic)
