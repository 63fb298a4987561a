"""A queue whose policy does not admit a service that sends to it."""

from __future__ import annotations

from collections.abc import Iterator

from ..deliveries import Delivery, deliveries
from ..document import Document
from ..finding import Severity
from ..policy import admits_service, policies_on
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in deliveries(document):
        queue = delivery.target
        if queue.kind == "aws_sqs_queue" and _refuses(document, delivery):
            yield Hit(queue.address, f"{delivery.service} may not send to it, and {delivery.source} does")


def _refuses(document: Document, delivery: Delivery) -> bool:
    policies = policies_on(document, delivery.target, "aws_sqs_queue_policy", "queue_url")
    return all(
        policy is not None and not admits_service(policy, delivery.service, "sqs:SendMessage") for policy in policies
    )


RULE = Rule(
    id="queue-refuses-service",
    severity=Severity.ERROR,
    title="a queue that does not admit a service that sends to it",
    why="A queue without a policy admits its own account's principals and no service: messages are lost.",
    remedy="Allow the service sqs:SendMessage in the queue's policy.",
    examine=_check,
)
