from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack

from lib.config.queue import QueueConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.queue import ExistingQueue, Queue, Sender, admit
from lib.iam import Statement
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
RULES = ["arn:aws:events:eu-central-1:123456789012:rule/a", "arn:aws:events:eu-central-1:123456789012:rule/b"]
TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders"


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_sqs_queue_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_with_a_key_it_encrypts_with_kms(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="orders", users=["events"])
    queue = Queue(stack, "Orders", purpose="orders", key=key)
    made = synthesize()
    found = made.resource("aws_sqs_queue", name="shop-orders")
    assert made.address_of("aws_kms_key") in found["kms_master_key_id"]
    assert found["kms_data_key_reuse_period_seconds"] == 300
    assert "sqs_managed_sse_enabled" not in found
    assert queue.name


def test_without_a_key_it_encrypts_with_sqss_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    Queue(stack, "Orders", purpose="orders")
    found = synthesize().resource("aws_sqs_queue")
    assert found["sqs_managed_sse_enabled"] is True
    assert not {"kms_master_key_id", "kms_data_key_reuse_period_seconds"} & set(found)


def test_it_keeps_and_hands_out_as_it_is_told(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = QueueConfig(retention_seconds=600, visibility_timeout_seconds=90, receive_wait_seconds=5)
    Queue(stack, "Orders", purpose="orders", config=config)
    made = synthesize()
    found = made.resource("aws_sqs_queue")
    assert found["message_retention_seconds"] == 600
    assert found["visibility_timeout_seconds"] == 90
    assert found["receive_wait_time_seconds"] == 5
    assert "redrive_policy" not in found
    assert made.count("aws_sqs_queue_redrive_allow_policy") == 0


def test_nobody_from_outside_may_send_and_everybody_over_tls_only(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    Queue(stack, "Orders", purpose="orders", senders=[Sender("events", [])])
    made = statements(synthesize())
    assert list(made) == ["TlsOnly"]
    assert (made["TlsOnly"]["Effect"], made["TlsOnly"]["Principal"], made["TlsOnly"]["Action"]) == (
        "Deny",
        "*",
        "sqs:*",
    )
    assert made["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_services_send_for_the_resources_named_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(sid="Own", actions=["sqs:SendMessage"], resources=["*"], principals={"AWS": "123456789012"})
    queue = Queue(
        stack,
        "Orders",
        purpose="orders",
        senders=[Sender("sns", [TOPIC]), Sender("events", RULES[:1])],
        statements=[own],
    )
    queue.admit(Sender("events", RULES))
    made = statements(synthesize())
    assert list(made) == ["TlsOnly", "EventsSend", "SnsSend", "Own"]
    for sid, service, sources in (("EventsSend", "events", RULES), ("SnsSend", "sns", [TOPIC])):
        assert made[sid]["Principal"] == {"Service": f"{service}.amazonaws.com"}
        assert made[sid]["Action"] == "sqs:SendMessage"
        assert made[sid]["Condition"] == {"ArnEquals": {"aws:SourceArn": sources}}
        assert "aws_sqs_queue.Orders" in made[sid]["Resource"]


def test_its_dead_letters_are_encrypted_as_it_is_and_take_its_messages_alone(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    key = EncryptionKey(stack, "Key", purpose="orders")
    queue = Queue(
        stack,
        "Orders",
        purpose="orders",
        key=key,
        config=QueueConfig(max_receive_count=5, dead_letter_retention_seconds=600_000, key_reuse_seconds=60),
    )
    made = synthesize()
    source, dead = (made.resource("aws_sqs_queue", name=name) for name in ("shop-orders", "shop-orders-dead-letters"))
    assert dead["message_retention_seconds"] == 600_000
    assert dead["kms_master_key_id"] == source["kms_master_key_id"]
    assert dead["kms_data_key_reuse_period_seconds"] == 60
    redrive = json.loads(source["redrive_policy"])
    assert made.address_of("aws_sqs_queue", name="shop-orders-dead-letters") in redrive["deadLetterTargetArn"]
    assert redrive["maxReceiveCount"] == 5
    allowed = made.resource("aws_sqs_queue_redrive_allow_policy")
    assert made.address_of("aws_sqs_queue", name="shop-orders-dead-letters") in allowed["queue_url"]
    allow = json.loads(allowed["redrive_allow_policy"])
    assert allow["redrivePermission"] == "byQueue"
    assert made.address_of("aws_sqs_queue", name="shop-orders") in allow["sourceQueueArns"][0]
    assert made.count("aws_sqs_queue_policy") == 2
    assert queue.dead_letters
    assert queue.dead_letters.dead_letters is None


def test_a_queue_made_elsewhere_is_given_by_its_arn_and_left_alone() -> None:
    queue = Queue.from_existing("arn:aws:sqs:eu-central-1:123456789012:letters")
    admit(queue, Sender("events", RULES))
    admit(None, Sender("events", RULES))
    assert queue == ExistingQueue("arn:aws:sqs:eu-central-1:123456789012:letters")
