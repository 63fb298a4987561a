"""What both functions of a migration may do."""

from __future__ import annotations

from ..iam import Statement
from .references import HasArn


def announce_statements(bus: HasArn | None) -> list[Statement]:
    """Sending events of source ``migration`` to a bus, where there is one."""
    if not bus:
        return []
    return [
        Statement(
            sid="Announce",
            actions=["events:PutEvents"],
            resources=[bus.arn],
            conditions={"StringEquals": {"events:source": "migration"}},
        )
    ]
