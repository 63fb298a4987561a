"""What is watched of an ECS service.

Source: Amazon ECS Developer Guide, "Amazon ECS CloudWatch metrics", "Amazon ECS Container Insights metrics".
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config.monitoring import ServiceAlarms
from .description import Alarm, Metric, Query


def alarms(
    subject: str, cluster_name: str, name: str, config: ServiceAlarms, *, container_insights: bool
) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        cluster_name: The name of the cluster that it runs in.
        name: Its name.
        config: When they go off.
        container_insights: Whether the cluster counts its tasks.
    """
    dimensions = {"ClusterName": cluster_name, "ServiceName": name}
    for key, what, metric, alarm_config in (
        ("cpu", "processors", "CPUUtilization", config.cpu_percent),
        ("memory", "memory", "MemoryUtilization", config.memory_percent),
    ):
        yield Alarm(
            key=key,
            what=f"The tasks of {subject} use nearly all their {what}",
            reading=Metric("AWS/ECS", metric, dimensions, "Average"),
            config=alarm_config,
            missing="notBreaching",  # no tasks
        )
    if container_insights:
        counts = {
            key: Metric("ECS/ContainerInsights", metric, dimensions, "Minimum")
            for key, metric in (("desired", "DesiredTaskCount"), ("running", "RunningTaskCount"))
        }
        yield Alarm(
            key="missing-tasks",
            what=f"Tasks of {subject} do not run",
            reading=Query("desired - running", counts),
            config=config.missing_tasks_count,
            missing="notBreaching",
        )
