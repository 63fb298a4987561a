"""A topic whose policy does not admit a service that publishes to it."""

from __future__ import annotations

from collections.abc import Iterator

from ..deliveries import Delivery, deliveries
from ..document import Document
from ..finding import Severity
from ..policy import admits_service, policies_on
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in deliveries(document):
        topic = delivery.target
        if topic.kind == "aws_sns_topic" and _refuses(document, delivery):
            yield Hit(topic.address, f"{delivery.service} may not publish to it, and {delivery.source} does")


def _refuses(document: Document, delivery: Delivery) -> bool:
    policies = policies_on(document, delivery.target, "aws_sns_topic_policy", "arn")
    if not policies:
        return delivery.needs_policy
    return all(
        policy is not None and not admits_service(policy, delivery.service, "sns:Publish") for policy in policies
    )


RULE = Rule(
    id="topic-refuses-service",
    severity=Severity.ERROR,
    title="a topic that does not admit a service that publishes to it",
    why="S3 refuses the notification at apply; other services lose their messages without a word.",
    remedy="Allow the service sns:Publish in the topic's policy.",
    examine=_check,
)
