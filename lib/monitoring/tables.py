"""What is watched of a DynamoDB table.

Source: Amazon DynamoDB Developer Guide, "DynamoDB metrics and dimensions". Checked 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..config.monitoring import TableAlarms
from .description import Alarm, Metric, Query

_NAMESPACE = "AWS/DynamoDB"

# System errors are published by operation only; an alarm takes ten metrics, which are these.
_OPERATIONS: Final = (
    "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "TransactGetItems",
    "TransactWriteItems", "UpdateItem",
)  # fmt: skip


def alarms(
    subject: str, name: str, config: TableAlarms, *, indexes: Sequence[str], replica_regions: Sequence[str]
) -> Iterator[Alarm]:
    """Its alarms.

    Args:
        subject: What it is called.
        name: Its name.
        config: When they go off.
        indexes: The names of its global indexes, whose throttles are not the table's.
        replica_regions: The regions to which what is written here is replicated.
    """
    for verb, metric, alarm_config in (
        ("read", "ReadThrottleEvents", config.read_throttles_count),
        ("write", "WriteThrottleEvents", config.write_throttles_count),
    ):
        for index in ("", *indexes):
            dimensions = {"TableName": name, **({"GlobalSecondaryIndexName": index} if index else {})}
            yield Alarm(
                key="-".join(part for part in (f"{verb}-throttles", index) if part),
                what=f"DynamoDB turns {verb}s of {subject}{f', index {index},' if index else ''} away",
                reading=Metric(_NAMESPACE, metric, dimensions, "Sum"),
                config=alarm_config,
                missing="notBreaching",  # published where it is not zero
            )
    errors = {
        f"m{number}": Metric(_NAMESPACE, "SystemErrors", {"TableName": name, "Operation": operation}, "Sum")
        for number, operation in enumerate(_OPERATIONS)
    }
    yield Alarm(
        key="system-errors",
        what=f"DynamoDB fails at requests to {subject}",
        # Those without errors have no values, and a sum with one that has none would have none either.
        reading=Query(" + ".join(f"FILL({metric}, 0)" for metric in errors), errors),
        config=config.system_errors_count,
        missing="notBreaching",
    )
    for region in replica_regions:
        yield Alarm(
            key=f"replication-{region}",
            what=f"{subject} is replicated to {region} slowly",
            reading=Metric(_NAMESPACE, "ReplicationLatency", {"TableName": name, "ReceivingRegion": region}, "Average"),
            config=config.replication_latency_ms,
            missing="notBreaching",  # nothing was written
        )
