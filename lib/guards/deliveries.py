"""Which services send to which topics, queues, functions and buckets of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from .document import Document, Resource
from .values import blocks, is_empty, is_true, literal, strings

_TARGETS: Final = ("aws_sns_topic", "aws_sqs_queue", "aws_lambda_function", "aws_lambda_alias")
_ALARMS: Final = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
_ACTIONS: Final = ("alarm_actions", "ok_actions", "insufficient_data_actions")
# Resource -> path to the argument that names where it sends to, and the service that does it.
_SENDERS: Final = (
    ("aws_s3_bucket_notification", ("topic",), "topic_arn", "s3.amazonaws.com"),
    ("aws_s3_bucket_notification", ("queue",), "queue_arn", "s3.amazonaws.com"),
    ("aws_s3_bucket_notification", ("lambda_function",), "lambda_function_arn", "s3.amazonaws.com"),
    ("aws_backup_vault_notifications", (), "sns_topic_arn", "backup.amazonaws.com"),
    ("aws_budgets_budget", ("notification",), "subscriber_sns_topic_arns", "budgets.amazonaws.com"),
    ("aws_cloudwatch_event_target", ("dead_letter_config",), "arn", "events.amazonaws.com"),
    ("aws_db_event_subscription", (), "sns_topic", "events.rds.amazonaws.com"),
    ("aws_dms_event_subscription", (), "sns_topic_arn", "dms.amazonaws.com"),
    ("aws_sns_topic_subscription", (), "endpoint", "sns.amazonaws.com"),
)
# Their messages pass a topic that has no policy of its own.
_ADMITTED_BY_DEFAULT: Final = ("cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "dms.amazonaws.com")


@dataclass(frozen=True, slots=True)
class Delivery:
    """A service that sends to a resource.

    Attributes:
        source: The address of what makes it send.
        service: The service, as policies name it.
        target: The resource.
    """

    source: str
    service: str
    target: Resource

    @property
    def needs_policy(self) -> bool:
        """Whether the service is refused by a target without a policy."""
        return self.target.kind != "aws_sns_topic" or self.service not in _ADMITTED_BY_DEFAULT


def deliveries(document: Document) -> Iterator[Delivery]:
    """Every service that sends to a topic, a queue or a function, each pair of service and target once."""
    yield from _once(Delivery(*each) for each in _found(document))


def bucket_deliveries(document: Document) -> Iterator[Delivery]:
    """Every service that writes logs to a bucket, each pair of service and bucket once."""
    yield from _once(_bucket_deliveries(document))


def _once(given: Iterable[Delivery]) -> Iterator[Delivery]:
    seen: set[tuple[str, str]] = set()
    for each in given:
        mark = (each.service, each.target.address)
        if mark not in seen:
            seen.add(mark)
            yield each


def _found(document: Document) -> Iterator[tuple[str, str, Resource]]:
    for source, value, service in _named(document):
        target = document.find(value, *_TARGETS)
        if target and target.kind == "aws_lambda_alias":
            target = document.find(target.get("function_name"), "aws_lambda_function")
        if target:
            yield source, service, target


def _named(document: Document) -> Iterator[tuple[str, str, str]]:
    yield from _alarms(document)
    for event in document.of("aws_cloudwatch_event_target"):
        if is_empty(event.get("role_arn")):  # With a role, the role's permissions count.
            yield event.address, str(event.get("arn")), "events.amazonaws.com"
    for kind, path, argument, service in _SENDERS:
        for resource in document.of(kind):
            values = (value for block in resource.blocks(*path) for value in strings(block.get(argument)))
            yield from ((resource.address, value, service) for value in values)
    for subscription in document.of("aws_cloudwatch_log_subscription_filter"):
        yield subscription.address, str(subscription.get("destination_arn")), "logs.amazonaws.com"


def _alarms(document: Document) -> Iterator[tuple[str, str, str]]:
    for alarm in document.of(*_ALARMS):
        for actions in _ACTIONS:
            for value in strings(alarm.get(actions)):
                target = document.find(value, "aws_lambda_function", "aws_lambda_alias")
                service = "lambda.alarms.cloudwatch.amazonaws.com" if target else "cloudwatch.amazonaws.com"
                yield alarm.address, value, service


def _bucket_deliveries(document: Document) -> Iterator[Delivery]:
    for source, value, service in _bucket_writers(document):
        bucket = document.find(value, "aws_s3_bucket")
        if bucket:
            yield Delivery(source, service, bucket)


def _bucket_writers(document: Document) -> Iterator[tuple[str, object, str]]:
    for flow_log in document.of("aws_flow_log"):
        if flow_log.get("log_destination_type") == "s3":
            yield flow_log.address, flow_log.get("log_destination"), "delivery.logs.amazonaws.com"
    for balancer in document.of("aws_lb", "aws_alb"):
        network = literal(balancer.get("load_balancer_type")) == "network"
        service = "delivery.logs.amazonaws.com" if network else "logdelivery.elasticloadbalancing.amazonaws.com"
        for name in ("access_logs", "connection_logs"):
            for logs in blocks(balancer.get(name)):
                if is_true(logs.get("enabled")):
                    yield balancer.address, logs.get("bucket"), service
    for logging in document.of("aws_s3_bucket_logging"):
        yield logging.address, logging.get("target_bucket"), "logging.s3.amazonaws.com"
    for trail in document.of("aws_cloudtrail"):
        yield trail.address, trail.get("s3_bucket_name"), "cloudtrail.amazonaws.com"
