from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup

from lib.config.events import EventRuleConfig
from lib.constructs.event_bus import EventBus
from lib.constructs.event_rule import EventRule, FunctionTarget, Target
from lib.constructs.queue import Queue
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
ORDERS = {"source": ["shop.orders"]}
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:bill"


def rule(stack: TerraformStack, target: Target, **arguments: Any) -> EventRule:
    arguments = {"bus": EventBus.from_existing(stack, name="orders"), "pattern": ORDERS, **arguments}
    return EventRule(stack, "Rule", name="orders-to-billing", target=target, **arguments)


def sources(synthesized: Synthesized, queue: str) -> list[str]:
    policy = json.loads(synthesized.resource("aws_sqs_queue_policy", queue_url=queue)["policy"])
    sends = [each for each in policy["Statement"] if each["Sid"] == "EventsSend"]
    return [arn for each in sends for arn in each["Condition"]["ArnEquals"]["aws:SourceArn"]]


def test_it_matches_on_its_bus_and_a_queue_admits_it(stack: TerraformStack, synthesize: Synthesize) -> None:
    queue = Queue(stack, "Billing", purpose="billing")
    made_rule = rule(stack, queue, config=EventRuleConfig(description="Bills orders", maximum_retries=3))
    made = synthesize()
    found = made.resource("aws_cloudwatch_event_rule", name="shop-orders-to-billing")
    assert (found["event_bus_name"], found["state"], found["description"]) == ("orders", "ENABLED", "Bills orders")
    assert json.loads(found["event_pattern"]) == ORDERS
    target = made.resource("aws_cloudwatch_event_target")
    assert made.address_of("aws_sqs_queue") in target["arn"]
    assert target["event_bus_name"] == "orders"
    assert target["retry_policy"] == {"maximum_event_age_in_seconds": 86_400, "maximum_retry_attempts": 3}
    assert not {"role_arn", "dead_letter_config", "depends_on"} & set(target)
    (source,) = sources(made, f"${{{made.address_of('aws_sqs_queue')}.id}}")
    assert made.address_of("aws_cloudwatch_event_rule") in source
    assert made_rule.arn


def test_what_cannot_be_delivered_goes_to_the_buss_queue_or_to_its_own(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    of_bus, own = (Queue(stack, name, purpose=name.lower()) for name in ("OfBus", "Own"))
    bus = EventBus.from_existing(stack, name="orders", dead_letters=of_bus)
    elsewhere = Queue.from_existing("arn:aws:sqs:eu-central-1:123456789012:billing")
    EventRule(stack, "First", bus=bus, name="first", pattern=ORDERS, target=elsewhere)
    EventRule(stack, "Second", bus=bus, name="second", pattern=ORDERS, target=elsewhere, dead_letters=own)
    made = synthesize()
    for name, queue in (("first", "ofbus"), ("second", "own")):
        address = made.address_of("aws_sqs_queue", name=f"shop-{queue}")
        target = made.resource("aws_cloudwatch_event_target", target_id=f"shop-{name}")
        assert address in target["dead_letter_config"]["arn"]
        (source,) = sources(made, f"${{{address}.id}}")
        assert made.address_of("aws_cloudwatch_event_rule", name=f"shop-{name}") in source


def test_it_can_be_switched_off(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule(stack, FunctionTarget(FUNCTION), config=EventRuleConfig(enabled=False))
    found = synthesize().resource("aws_cloudwatch_event_rule")
    assert found["state"] == "DISABLED"
    assert "description" not in found


def test_a_function_lets_this_rule_alone_invoke_it(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule(stack, FunctionTarget(FUNCTION))
    made = synthesize()
    permission = made.resource("aws_lambda_permission")
    assert (permission["function_name"], permission["principal"]) == (FUNCTION, "events.amazonaws.com")
    assert made.address_of("aws_cloudwatch_event_rule") in permission["source_arn"]
    target = made.resource("aws_cloudwatch_event_target")
    assert (target["arn"], target["depends_on"]) == (FUNCTION, [made.address_of("aws_lambda_permission")])


def test_a_log_group_gets_a_policy_for_itself_alone(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule(stack, CloudwatchLogGroup(stack, "Log", name="/aws/events/orders"))
    made = synthesize()
    (statement,) = json.loads(made.resource("aws_cloudwatch_log_resource_policy")["policy_document"])["Statement"]
    assert statement["Principal"] == {"Service": ["events.amazonaws.com", "delivery.logs.amazonaws.com"]}
    assert statement["Resource"] == f"${{{made.address_of('aws_cloudwatch_log_group')}.arn}}:*"
    target = made.resource("aws_cloudwatch_event_target")
    assert target["depends_on"] == [made.address_of("aws_cloudwatch_log_resource_policy")]
    assert "role_arn" not in target


def test_a_log_group_that_makes_its_own_name_is_taken(stack: TerraformStack, synthesize: Synthesize) -> None:
    rule(stack, CloudwatchLogGroup(stack, "Log", name_prefix="/aws/events/orders-"))
    assert synthesize().count("aws_cloudwatch_log_resource_policy") == 1


def test_another_bus_is_sent_to_with_a_role_that_can_nothing_else(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    other = EventBus(stack, "Other", purpose="billing")
    rule(stack, other)
    made = synthesize()
    role = made.resource("aws_iam_role", name="shop-orders-to-billing-eu-central-1")
    (trust,) = json.loads(role["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "events.amazonaws.com"}
    assert made.address_of("aws_cloudwatch_event_rule") in trust["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert "aws:SourceAccount" in trust["Condition"]["StringEquals"]
    (allowed,) = json.loads(made.resource("aws_iam_role_policy")["policy"])["Statement"]
    bus = f"${{{made.address_of('aws_cloudwatch_event_bus')}.arn}}"
    assert (allowed["Action"], allowed["Resource"]) == ("events:PutEvents", bus)
    target = made.resource("aws_cloudwatch_event_target")
    assert made.address_of("aws_iam_role") in target["role_arn"]
    assert "retry_policy" not in target
    assert target["depends_on"] == [
        made.address_of("aws_iam_role_policy"),
        made.address_of("aws_cloudwatch_event_bus_policy"),
    ]


def test_a_bus_made_elsewhere_is_sent_to_without_waiting_for_its_policy(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    rule(stack, EventBus.from_existing(stack, name="billing"))
    made = synthesize()
    target = made.resource("aws_cloudwatch_event_target")
    assert target["arn"].endswith(":event-bus/billing")
    assert target["depends_on"] == [made.address_of("aws_iam_role_policy")]


def test_what_aws_refuses_is_refused_all_at_once(stack: TerraformStack) -> None:
    group = CloudwatchLogGroup(stack, "Log", name="/shop/orders")
    with pytest.raises(ConfigurationError) as caught:
        rule(stack, group, pattern={})
    first, second = caught.value.problems
    assert "names nothing" in first.what
    assert (second.got, second.expected) == ("/shop/orders", "a name that begins with /aws/events/")
