"""What admits AWS services that publish to SNS to a topic and to the key it is encrypted with.

Source: Amazon SNS Developer Guide, "Managing Amazon SNS encryption keys and costs"; Amazon EventBridge User Guide,
"Using resource-based policies"; AWS Backup Developer Guide, "Cross-service confused deputy prevention"; AWS re:Post,
"Why didn't I receive an SNS notification for my CloudWatch alarm trigger?". Checked 2026-11-22.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from ..iam import Statement, from_source
from .location import Location

Publisher = Literal["alarms", "backup", "dms", "events"]


@dataclass(frozen=True, slots=True)
class _Service:
    """A service that publishes.

    Attributes:
        principal: As policies name it.
        source: Service and resource of the ARNs it publishes for; None where it says nothing of them. EventBridge
            does not, and of DMS nothing is documented: with a condition that does not hold, messages are dropped
            without a word, in the topic and in the key.
    """

    principal: str
    source: tuple[str, str] | None


_SERVICES: Final[dict[Publisher, _Service]] = {
    "alarms": _Service("cloudwatch.amazonaws.com", ("cloudwatch", "alarm:*")),
    "backup": _Service("backup.amazonaws.com", ("backup", "backup-vault:*")),
    "dms": _Service("dms.amazonaws.com", None),
    "events": _Service("events.amazonaws.com", None),
}


def publish_statement(publisher: Publisher, where: Location, topic_arn: str) -> Statement:
    """Lets a service publish to a topic, for resources of this account and region alone where it tells them."""
    service = _SERVICES[publisher]
    return Statement(
        sid=f"{publisher.capitalize()}Publish",
        actions=["sns:Publish"],
        resources=[topic_arn],
        principals={"Service": service.principal},
        conditions=from_source(where.account_id, where.arn(*service.source)) if service.source else {},
    )


def key_statement(publisher: Publisher, where: Location) -> Statement:
    """Lets a service use a key for what it publishes; without it messages are dropped without a word."""
    service = _SERVICES[publisher]
    return Statement(
        sid=f"{publisher.capitalize()}Publish",
        actions=["kms:GenerateDataKey*", "kms:Decrypt"],
        resources=["*"],
        principals={"Service": service.principal},
        conditions=from_source(where.account_id) if service.source else {},
    )
