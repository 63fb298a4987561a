"""What is watched of an EKS cluster on Fargate.

Source: AWS Containers blog, "Proactive Amazon EKS monitoring with Amazon CloudWatch Operator and AWS Control Plane
metrics", on namespace AWS/EKS from Kubernetes 1.28 on; the collector's configuration in `eks_manifests`. Checked
2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config.monitoring import ClusterAlarms
from .description import Alarm, Graph, Metric


def alarms(subject: str, name: str, config: ClusterAlarms, *, container_insights: bool) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        name: Its name.
        config: When they go off.
        container_insights: Whether pods are measured by the collector.
    """
    yield Alarm(
        key="api-5xx",
        what=f"The Kubernetes API of {subject} answers with errors",
        reading=_of("apiserver_request_total_5XX", name, "Sum"),
        config=config.api_5xx_count,
        missing="notBreaching",
    )
    yield Alarm(
        key="pending-pods",
        what=f"Pods of {subject} find no place",
        # Fargate has a scheduler of its own: what waits at the other one is in no profile.
        reading=_of("scheduler_pending_pods_UNSCHEDULABLE", name, "Minimum"),
        config=config.pending_pods_count,
        missing="notBreaching",
    )
    if not container_insights:
        return
    for key, what, metric, alarm_config in (
        ("pod-cpu", "processors", "pod_cpu_utilization_over_pod_limit", config.pod_cpu_percent),
        ("pod-memory", "memory", "pod_memory_utilization_over_pod_limit", config.pod_memory_percent),
    ):
        dimensions = {"ClusterName": name, "LaunchType": "fargate"}
        yield Alarm(
            key=key,
            what=f"A pod of {subject} uses nearly all {what} that it may",
            reading=Metric("ContainerInsights", metric, dimensions, "Maximum"),
            config=alarm_config,
            missing="notBreaching",  # without pods that have limits there are none
        )


def graphs(name: str) -> Iterator[Graph]:
    """What else is worth seeing of it."""
    yield Graph(
        title="Requests to the Kubernetes API", readings={"requests": _of("apiserver_request_total", name, "Sum")}
    )


def _of(metric: str, name: str, statistic: str) -> Metric:
    return Metric("AWS/EKS", metric, {"ClusterName": name}, statistic)
