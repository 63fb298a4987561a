from __future__ import annotations

import json
from collections.abc import Callable

from cdktf import TerraformStack

from lib.config.events import EventBusConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.event_bus import EventBus
from lib.constructs.queue import Queue
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def test_it_is_archived_and_open_to_its_own_account_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    bus = EventBus(stack, "Bus", purpose="orders")
    made = synthesize()
    assert made.resource("aws_cloudwatch_event_bus") == {"name": "shop-orders"}
    (statement,) = json.loads(made.resource("aws_cloudwatch_event_bus_policy")["policy"])["Statement"]
    assert statement["Principal"]["AWS"].startswith("arn:aws:iam::${data.aws_caller_identity.")
    assert statement["Action"] == "events:PutEvents"
    assert made.resource("aws_cloudwatch_event_archive", name="shop-orders")["retention_days"] == 30
    assert made.count("aws_cloudwatch_event_rule") == 0
    assert (bus.log_group, bus.dead_letters, bus.rules) == (None, None, {})


def test_with_a_key_it_is_encrypted_and_what_cannot_be_read_goes_to_its_queue(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    key = EncryptionKey(stack, "Key", purpose="events", users=["events"])
    queue = Queue(stack, "Undelivered", purpose="undelivered", key=key)
    EventBus(stack, "Bus", purpose="orders", key=key, dead_letters=queue)
    made = synthesize()
    bus = made.resource("aws_cloudwatch_event_bus")
    assert made.address_of("aws_kms_key") in bus["kms_key_identifier"]
    assert made.address_of("aws_sqs_queue") in bus["dead_letter_config"]["arn"]
    sends = json.loads(made.resource("aws_sqs_queue_policy")["policy"])["Statement"][1]
    assert made.address_of("aws_cloudwatch_event_bus") in sends["Condition"]["ArnEquals"]["aws:SourceArn"][0]


def test_without_a_key_nothing_can_be_unreadable(stack: TerraformStack, synthesize: Synthesize) -> None:
    queue = Queue(stack, "Undelivered", purpose="undelivered")
    bus = EventBus(stack, "Bus", purpose="orders", dead_letters=queue, config=EventBusConfig(archive_days=None))
    made = synthesize()
    assert "dead_letter_config" not in made.resource("aws_cloudwatch_event_bus")
    assert made.count("aws_cloudwatch_event_archive") == 0
    assert bus.archive is None
    assert bus.dead_letters is queue


def test_accounts_that_are_named_may_send_too(stack: TerraformStack, synthesize: Synthesize) -> None:
    EventBus(stack, "Bus", purpose="orders", config=EventBusConfig(accounts=("210987654321", "310987654321")))
    made = synthesize()
    _, others = json.loads(made.resource("aws_cloudwatch_event_bus_policy")["policy"])["Statement"]
    assert others["Principal"]["AWS"] == ["arn:aws:iam::210987654321:root", "arn:aws:iam::310987654321:root"]
    assert others["Resource"] == f"${{{made.address_of('aws_cloudwatch_event_bus')}.arn}}"


def test_everything_is_logged_encrypted_where_it_is_asked_for(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="events", users=["events", "logs"])
    bus = EventBus(stack, "Bus", purpose="orders", key=key, config=EventBusConfig(log_retention_days=400))
    made = synthesize()
    group = made.resource("aws_cloudwatch_log_group", name="/aws/events/shop/orders")
    assert group["retention_in_days"] == 400
    assert made.address_of("aws_kms_key") in group["kms_key_id"]
    rule = made.resource("aws_cloudwatch_event_rule", name="shop-log-orders")
    assert json.loads(rule["event_pattern"]) == {"source": [{"prefix": ""}]}
    assert made.address_of("aws_cloudwatch_event_bus") in rule["event_bus_name"]
    assert made.address_of("aws_cloudwatch_log_group") in made.resource("aws_cloudwatch_event_target")["arn"]
    assert bus.log_group
    assert list(bus.rules) == ["log-orders"]


def test_without_a_key_the_log_is_encrypted_with_awss(stack: TerraformStack, synthesize: Synthesize) -> None:
    EventBus(stack, "Bus", purpose="orders", config=EventBusConfig(log_retention_days=400))
    assert "kms_key_id" not in synthesize().resource("aws_cloudwatch_log_group")


def test_a_rule_is_added_under_its_name(stack: TerraformStack, synthesize: Synthesize) -> None:
    bus = EventBus(stack, "Bus", purpose="orders")
    queue = Queue(stack, "Billing", purpose="billing")
    rule = bus.add_rule("bill", pattern={"source": ["shop"]}, target=queue)
    assert bus.rules == {"bill": rule}
    made = synthesize()
    assert made.address_of("aws_cloudwatch_event_rule").startswith("aws_cloudwatch_event_rule.Bus_Rule-bill_Rule")


def test_a_bus_made_elsewhere_is_the_default_one_unless_named(stack: TerraformStack) -> None:
    bus = EventBus.from_existing(stack)
    assert bus.name == "default"
    assert bus.arn.startswith("arn:aws:events:eu-central-1:")
    assert bus.arn.endswith(":event-bus/default")
    assert (bus.policy, bus.dead_letters) == (None, None)
