from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.alarm_topics import AlarmTopicsConfig
from lib.config.topic import TopicConfig
from lib.constructs.alarm_topics import AlarmTopics
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.publishers import Publisher
from lib.constructs.topic import Topic
from lib.iam import Statement
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/x")
ALL: tuple[Publisher, ...] = ("alarms", "backup", "events")


def statements(synthesized: Synthesized, kind: str = "aws_sns_topic_policy") -> dict[str, Any]:
    policy = json.loads(synthesized.resource(kind)["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_it_is_encrypted_and_signs_with_sha256(stack: TerraformStack, synthesize: Synthesize) -> None:
    topic = Topic(stack, "Orders", purpose="orders", key=KEY)
    made = synthesize()
    assert made.resource("aws_sns_topic") | {"//": None} == {
        "//": None,
        "name": "shop-orders",
        "kms_master_key_id": KEY.arn,
        "signature_version": 2,
    }
    assert made.resource("aws_sns_topic_policy")["arn"] == f"${{{made.address_of('aws_sns_topic')}.arn}}"
    assert topic.arn


def test_it_takes_messages_over_tls_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    Topic(stack, "Orders", purpose="orders", key=KEY)
    made = statements(synthesize())
    assert list(made) == ["TlsOnly"]
    assert (made["TlsOnly"]["Effect"], made["TlsOnly"]["Principal"]) == ("Deny", "*")
    assert made["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert "*" not in made["TlsOnly"]["Action"]  # SNS refuses it


@pytest.mark.parametrize(
    ("publisher", "sid", "service", "source"),
    [
        ("alarms", "AlarmsPublish", "cloudwatch.amazonaws.com", ":alarm:*"),
        ("backup", "BackupPublish", "backup.amazonaws.com", ":backup-vault:*"),
    ],
)
def test_a_service_publishes_for_this_account_and_region_alone(
    publisher: Publisher, sid: str, service: str, source: str, stack: TerraformStack, synthesize: Synthesize
) -> None:
    Topic(stack, "Alarms", purpose="alarms", key=KEY, publishers=[publisher])
    made = statements(synthesize())[sid]
    assert (made["Action"], made["Principal"]) == ("sns:Publish", {"Service": service})
    assert "aws:SourceAccount" in made["Condition"]["StringEquals"]
    arn = made["Condition"]["ArnLike"]["aws:SourceArn"]
    assert arn.startswith(f"arn:aws:{service.split('.')[0]}:eu-central-1:${{data.aws_caller_identity.")
    assert arn.endswith(source)


def test_what_eventbridge_publishes_has_no_condition_since_it_would_be_dropped(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    Topic(stack, "Events", purpose="events", key=KEY, publishers=["events"])
    EncryptionKey(stack, "Key", purpose="events", users=["events_to_topics"])
    made = synthesize()
    for kind in ("aws_sns_topic_policy", "aws_kms_key"):
        admitted = statements(made, kind)["EventsPublish"]
        assert admitted["Principal"] == {"Service": "events.amazonaws.com"}
        assert "Condition" not in admitted


def test_a_key_admits_who_publishes(stack: TerraformStack, synthesize: Synthesize) -> None:
    EncryptionKey(stack, "Key", purpose="alarms", users=["alarms", "backup", "events_to_topics"])
    made = statements(synthesize(), "aws_kms_key")
    assert list(made) == ["AdministeredByIam", "AlarmsPublish", "BackupPublish", "EventsPublish"]
    for sid in ("AlarmsPublish", "BackupPublish"):
        assert made[sid]["Action"] == ["kms:GenerateDataKey*", "kms:Decrypt"]
        assert "aws:SourceAccount" in made[sid]["Condition"]["StringEquals"]


def test_further_statements_stand_in_its_one_policy(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(sid="Own", actions=["sns:Publish"], resources=["*"], principals={"AWS": "123456789012"})
    Topic(stack, "Alarms", purpose="alarms", key=KEY, publishers=["alarms"], statements=[own])
    assert list(statements(synthesize())) == ["TlsOnly", "AlarmsPublish", "Own"]


def test_subscriptions_are_known_by_their_names(stack: TerraformStack, synthesize: Synthesize) -> None:
    told = TopicConfig(emails={"ops": "ops@company.net"}, urls={"ops": "https://events.company.net/x"})
    topic = Topic(stack, "Alarms", purpose="alarms", key=KEY, config=told)
    made = synthesize()
    email = made.resource("aws_sns_topic_subscription", protocol="email")
    assert email["endpoint"] == "ops@company.net"
    assert "endpoint_auto_confirms" not in email
    url = made.resource("aws_sns_topic_subscription", protocol="https")
    assert (url["endpoint"], url["endpoint_auto_confirms"]) == ("https://events.company.net/x", True)
    assert (topic.emails["ops"].node.id, topic.urls["ops"].node.id) == ("Email-ops", "Https-ops")


def test_each_severity_has_a_topic_of_its_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    told = AlarmTopicsConfig(critical=TopicConfig(emails={"on-call": "on-call@company.net"}))
    topics = AlarmTopics(stack, "Alarms", key=KEY, publishers=ALL, config=told)
    made = synthesize()
    assert made.count("aws_sns_topic", name="shop-alarms-critical") == 1
    assert made.count("aws_sns_topic", name="shop-alarms-warning") == 1
    critical = made.address_of("aws_sns_topic", name="shop-alarms-critical")
    assert made.resource("aws_sns_topic_subscription")["topic_arn"] == f"${{{critical}.arn}}"
    assert topics.critical.arn != topics.warning.arn


def test_alarms_publish_to_alarm_topics_by_default(stack: TerraformStack, synthesize: Synthesize) -> None:
    AlarmTopics(stack, "Alarms", key=KEY)
    for policy in synthesize().resources("aws_sns_topic_policy").values():
        assert [each["Sid"] for each in json.loads(policy["policy"])["Statement"]] == ["TlsOnly", "AlarmsPublish"]


def test_an_existing_topic_is_given_by_its_arn() -> None:
    assert Topic.from_existing("arn:aws:sns:x").arn == "arn:aws:sns:x"
