"""What is watched of an SQS queue.

Source: Amazon SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS".
"""

from __future__ import annotations

from collections.abc import Iterator

from ..config.monitoring import DeadLetterAlarms, QueueAlarms
from .description import Alarm, Graph, Metric


def alarms(subject: str, name: str, config: QueueAlarms) -> Iterator[Alarm]:
    """The alarms of a queue that is worked off.

    Args:
        subject: What it is called.
        name: Its name.
        config: When they go off.
    """
    yield Alarm(
        key="oldest",
        what=f"Messages in {subject} wait long",
        reading=_of("ApproximateAgeOfOldestMessage", name),
        config=config.oldest_age_seconds,
        missing="notBreaching",  # SQS stops counting in a queue that nobody uses
    )


def dead_letter_alarms(subject: str, name: str, config: DeadLetterAlarms) -> Iterator[Alarm]:
    """The alarms of a dead-letter queue.

    Args:
        subject: What it is called.
        name: Its name.
        config: When they go off.
    """
    yield Alarm(
        key="messages",
        what=f"Messages in {subject} were given up",
        # Not those sent: what SQS itself moves into a dead-letter queue does not count as sent.
        reading=_of("ApproximateNumberOfMessagesVisible", name),
        config=config.messages_count,
        missing="notBreaching",
    )


def graphs(name: str) -> Iterator[Graph]:
    """What else is worth seeing of a queue that is worked off."""
    yield Graph(title="Messages", readings={"waiting": _of("ApproximateNumberOfMessagesVisible", name)})


def _of(metric: str, name: str) -> Metric:
    return Metric("AWS/SQS", metric, {"QueueName": name}, "Maximum")
