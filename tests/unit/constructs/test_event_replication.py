from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.events import EventReplicationConfig
from lib.constructs.event_bus import EventBus
from lib.constructs.event_replication import EventReplication
from lib.constructs.queue import Queue
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
HERE, THERE = "eu-central-1", "eu-west-1"


@pytest.fixture
def buses(stack: TerraformStack) -> tuple[EventBus, EventBus]:
    other = add_provider(stack, THERE, alias="other", tags={})
    return tuple(  # type: ignore[return-value]  # two
        EventBus(
            stack,
            f"Bus{name}",
            purpose="events",
            dead_letters=Queue(stack, f"Queue{name}", purpose="undelivered", provider=provider),
            provider=provider,
        )
        for name, provider in (("Here", None), ("There", other))
    )


def replicate(stack: TerraformStack, buses: tuple[EventBus, EventBus], **settings: Any) -> EventReplication:
    primary, secondary = buses
    config = EventReplicationConfig.model_validate(settings)
    return EventReplication(stack, "Replication", primary=primary, secondary=secondary, config=config)


def test_each_region_sends_its_own_events_so_that_none_goes_round(
    stack: TerraformStack, buses: tuple[EventBus, EventBus], synthesize: Synthesize
) -> None:
    made_replication = replicate(stack, buses)
    made = synthesize()
    for source, target, provider in ((HERE, THERE, None), (THERE, HERE, "aws.other")):
        rule = made.resource("aws_cloudwatch_event_rule", name=f"shop-events-to-{target}")
        assert json.loads(rule["event_pattern"])["region"] == [source]
        assert rule.get("provider") == provider
        sent = made.resource("aws_cloudwatch_event_target", target_id=f"shop-events-to-{target}")
        bus, queue = ("BusThere", "QueueHere") if source == HERE else ("BusHere", "QueueThere")
        assert sent["arn"].startswith(f"${{aws_cloudwatch_event_bus.{bus}_")
        assert sent["dead_letter_config"]["arn"].startswith(f"${{aws_sqs_queue.{queue}_")
    assert made_replication.to_secondary
    assert made_replication.to_primary


def test_no_event_matches_the_rules_of_both_sides(
    stack: TerraformStack, buses: tuple[EventBus, EventBus], synthesize: Synthesize
) -> None:
    replicate(stack, buses)
    rules = synthesize().resources("aws_cloudwatch_event_rule").values()
    regions = [json.loads(rule["event_pattern"])["region"] for rule in rules]
    assert sorted(regions) == [[HERE], [THERE]]


def test_what_is_replayed_stays_in_its_region(
    stack: TerraformStack, buses: tuple[EventBus, EventBus], synthesize: Synthesize
) -> None:
    replicate(stack, buses)
    for rule in synthesize().resources("aws_cloudwatch_event_rule").values():
        assert json.loads(rule["event_pattern"])["replay-name"] == [{"exists": False}]


def test_it_can_go_one_way(stack: TerraformStack, buses: tuple[EventBus, EventBus], synthesize: Synthesize) -> None:
    made = replicate(stack, buses, replicate="to_secondary")
    assert synthesize().count("aws_cloudwatch_event_rule", name=f"shop-events-to-{THERE}") == 1
    assert synthesize().count("aws_cloudwatch_event_rule") == 1
    assert made.to_secondary
    assert made.to_primary is None


def test_it_can_be_off(stack: TerraformStack, buses: tuple[EventBus, EventBus], synthesize: Synthesize) -> None:
    made = replicate(stack, buses, replicate="none")
    assert synthesize().count("aws_cloudwatch_event_rule") == 0
    assert (made.to_secondary, made.to_primary) == (None, None)


def test_one_region_without_a_queue_is_refused_twice_over(stack: TerraformStack) -> None:
    bus = EventBus.from_existing(stack)
    with pytest.raises(ConfigurationError) as caught:
        EventReplication(stack, "Replication", primary=bus, secondary=bus)
    region, *queues = caught.value.problems
    assert region.got == HERE
    assert [problem.what for problem in queues] == [f"events that cannot leave {HERE} would be lost"] * 2
