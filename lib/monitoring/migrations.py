"""What is watched of a migration by DMS.

Source: AWS DMS User Guide, "Monitoring AWS DMS tasks", where FreeableMemory is what could be freed, not what is free.
Checked 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..config.monitoring import MigrationAlarms
from .description import GIB, MIB, Alarm, Metric


def alarms(subject: str, instance_id: str, task_ids: Mapping[str, str], config: MigrationAlarms) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        instance_id: The replication instance's name.
        task_ids: The ends of the ARNs of its tasks, by name.
        config: When they go off.
    """
    instance = {"ReplicationInstanceIdentifier": instance_id}
    yield Alarm(
        key="cpu",
        what=f"The processors of {subject} are busy",
        reading=_of("CPUUtilization", instance, "Average"),
        config=config.cpu_percent,
        missing="missing",
    )
    yield Alarm(
        key="free-storage",
        what=f"{subject} is short of storage",
        reading=_of("FreeStorageSpace", instance, "Minimum"),
        comparison="<",
        config=config.free_storage_gib,
        missing="missing",
        scale=GIB,
    )
    yield Alarm(
        key="free-memory",
        what=f"{subject} is short of memory",
        reading=_of("FreeableMemory", instance, "Minimum"),
        comparison="<",
        config=config.free_memory_mib,
        missing="missing",
        scale=MIB,
    )
    for name, task_id in task_ids.items():
        task = {**instance, "ReplicationTaskIdentifier": task_id}
        for side, metric, alarm_config in (
            ("source", "CDCLatencySource", config.source_latency_seconds),
            ("target", "CDCLatencyTarget", config.target_latency_seconds),
        ):
            yield Alarm(
                key=f"{side}-latency-{name}",
                what=f"Task {name} of {subject} is behind at its {side}",
                reading=_of(metric, task, "Maximum"),
                config=alarm_config,
                missing="notBreaching",  # a task that was stopped has none; of one that failed DMS tells
            )


def _of(name: str, dimensions: Mapping[str, str], statistic: str) -> Metric:
    return Metric("AWS/DMS", name, dimensions, statistic)
