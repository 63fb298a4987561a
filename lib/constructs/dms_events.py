"""What DMS tells a topic of: events of a replication instance and of its tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cdktf_cdktf_provider_aws.dms_event_subscription import DmsEventSubscription
from constructs import Construct

from .location import Location


class TopicRef(Protocol):
    """Any topic that events can be sent to."""

    @property
    def arn(self) -> str:
        """The topic's ARN."""
        ...


def subscribe(
    scope: Construct,
    kind: str,
    *,
    where: Location,
    purpose: str,
    topic: TopicRef,
    source_type: str,
    source_ids: Sequence[str],
    events: Sequence[str],
) -> DmsEventSubscription:
    """Has DMS tell a topic of events.

    Args:
        scope: The construct that the subscription belongs to.
        kind: Tells it from the others there.
        where: Its provider, region and names.
        purpose: What is migrated; part of its name.
        topic: The topic.
        source_type: ``replication-instance`` or ``replication-task``.
        source_ids: The names of those whose events count.
        events: The categories.
    """
    return DmsEventSubscription(
        scope,
        f"Events-{kind}",
        name=where.names.regional(f"{purpose}-{kind}", "dms_event_subscription"),
        sns_topic_arn=topic.arn,
        source_type=source_type,
        source_ids=list(source_ids),
        event_categories=list(events),
        enabled=True,
        provider=where.provider,
    )
