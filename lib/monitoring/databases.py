"""What is watched of an Aurora cluster.

Source: Amazon Aurora User Guide, "Amazon CloudWatch metrics for Amazon Aurora".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..config.monitoring import DatabaseAlarms
from .description import MIB, Alarm, Metric, Query

# To Metrics Insights, not to a database.
_LAG: Final = "SELECT MAX(AuroraGlobalDBReplicationLag) FROM \"AWS/RDS\" WHERE DBClusterIdentifier = '{}'"


def alarms(subject: str, cluster_id: str, config: DatabaseAlarms, *, is_secondary: bool) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        cluster_id: Its identifier.
        config: When they go off.
        is_secondary: Whether it has its data from another region's.
    """
    yield Alarm(
        key="cpu",
        what=f"The processors of {subject} are busy",
        reading=_of("CPUUtilization", cluster_id, "Maximum"),
        config=config.cpu_percent,
        missing="missing",
    )
    yield Alarm(
        key="connections",
        what=f"{subject} has many connections",
        reading=_of("DatabaseConnections", cluster_id, "Maximum"),
        config=config.connections_count,
        missing="missing",
    )
    yield Alarm(
        key="free-memory",
        what=f"{subject} is short of memory",
        reading=_of("FreeableMemory", cluster_id, "Minimum"),
        comparison="<",
        config=config.free_memory_mib,
        missing="missing",
        scale=MIB,
    )
    if is_secondary:
        yield Alarm(
            key="replication-lag",
            what=f"{subject} is behind the primary region",
            # A question and no metric: it is published by SourceRegion too, which a switchover changes.
            reading=Query(_LAG.format(cluster_id)),
            config=config.replication_lag_ms,
            # After a switchover it is the primary region's, and has none.
            missing="notBreaching",
        )


def _of(name: str, cluster_id: str, statistic: str) -> Metric:
    return Metric("AWS/RDS", name, {"DBClusterIdentifier": cluster_id}, statistic)
