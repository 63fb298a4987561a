"""An event bus whose key does not admit EventBridge."""

from __future__ import annotations

from collections.abc import Iterator

from ..document import Document
from ..finding import Severity
from ..keys import key_of, key_policy
from ..policy import admits_service
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for bus in document.of("aws_cloudwatch_event_bus"):
        key = key_of(document, bus.get("kms_key_identifier"))
        policy = key_policy(document, key) if key else None
        if policy is not None and not admits_service(
            policy, "events.amazonaws.com", "kms:GenerateDataKey", "kms:Decrypt"
        ):
            yield Hit(bus.address, "its key does not admit events.amazonaws.com")


RULE = Rule(
    id="key-refuses-event-bus",
    severity=Severity.ERROR,
    title="an event bus whose key does not admit EventBridge",
    why="EventBridge cannot read the events it keeps, and drops them.",
    remedy="Allow events.amazonaws.com kms:DescribeKey, kms:GenerateDataKey and kms:Decrypt in the key's policy.",
    examine=_check,
)
