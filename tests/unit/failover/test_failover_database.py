from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lib.errors import ConfigurationError, TapError
from lib.failover import database
from lib.failover.aws import AwsError
from lib.failover.database import GlobalDatabase
from lib.failover.deployment import Deployment
from tests.bad_input import time_limit

from .conftest import AWAY, HOME, FakeAws, arn, cluster, global_cluster


def described(**changes: Any) -> GlobalDatabase:
    return GlobalDatabase.parse(global_cluster(**changes)["GlobalClusters"][0])


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was slept; time passes by it alone."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    monkeypatch.setattr(time, "monotonic", lambda: sum(slept))
    return slept


def test_it_is_read_with_its_members_and_what_is_under_way() -> None:
    found = described(moving="failing-over")
    assert (found.identifier, found.status, found.moving, found.moving_to) == (
        "shop",
        "available",
        "failing-over",
        arn(AWAY),
    )
    writer = found.writer
    assert writer
    assert (writer.region, writer.identifier, writer.synchronization) == (HOME, f"shop-{HOME}", "connected")
    assert found.member_in(AWAY).is_writer is False
    assert described(writer="").writer is None
    with pytest.raises(ConfigurationError, match=r"has no cluster there\n.*got:.*eu-west-1"):
        found.member_in("eu-west-1")


def test_the_other_region_is_asked_where_the_first_does_not_answer(aws: FakeAws, deployment: Deployment) -> None:
    aws.lose(AWAY)
    assert database.look(aws, deployment, first=AWAY) == described()
    aws.lose(HOME)
    with pytest.raises(AwsError, match="no answer"):
        database.look(aws, deployment, first=AWAY)
    assert database.look(aws, deployment.model_copy(update={"global_database_id": None}), first=AWAY) is None


def test_the_newest_lag_is_taken_by_all_dimensions_of_the_metric(aws: FakeAws) -> None:
    member = described().member_in(AWAY)
    assert database.lag_milliseconds(aws, member) is None
    dimensions = [{"Name": "DBClusterIdentifier", "Value": member.identifier}, {"Name": "SourceRegion", "Value": HOME}]
    aws.say("cloudwatch", "list_metrics", {"Metrics": [{"Dimensions": dimensions}]})
    now = datetime.now(UTC)
    points = [{"Timestamp": now - timedelta(minutes=age), "Maximum": age * 10.0} for age in (3, 1, 2)]
    aws.say("cloudwatch", "get_metric_statistics", {"Datapoints": points})
    assert database.lag_milliseconds(aws, member) == 10
    ((region, asked),) = aws.called("get_metric_statistics")
    assert (region, asked["Dimensions"]) == (AWAY, dimensions)


@pytest.mark.parametrize(
    ("answers", "changes", "expected"),
    [
        ({}, {}, []),
        ({}, {"status": "modifying"}, ["is not available"]),
        ({HOME: cluster(status="upgrading")}, {}, ["is not healthy"]),
        ({HOME: AwsError("no answer")}, {}, ["is not healthy"]),
        ({AWAY: cluster(version="17.6")}, {}, ["its clusters have different versions"]),
        ({AWAY: cluster(instances=0)}, {}, ["has no instance that could write"]),
        ({HOME: cluster(instances=0)}, {}, []),
    ],
)
def test_a_switchover_wants_a_healthy_database(
    aws: FakeAws, answers: dict[str, Any], changes: dict[str, Any], expected: list[str]
) -> None:
    for region, answer in answers.items():
        aws.say("rds", "describe_db_clusters", answer, region=region)
    found = described(**changes)
    problems = list(database.switchover_problems(aws, found, found.member_in(AWAY)))
    assert [problem.what for problem in problems] == expected


def test_a_follower_that_is_still_resynchronized_cannot_take_over(aws: FakeAws) -> None:
    answer = global_cluster()["GlobalClusters"][0]
    answer["GlobalClusterMembers"][1]["SynchronizationStatus"] = "pending-resync"
    found = GlobalDatabase.parse(answer)
    (problem,) = database.switchover_problems(aws, found, found.member_in(AWAY))
    assert (problem.got, problem.expected) == ("pending-resync", "connected")


def test_a_failover_asks_the_region_that_is_left_alone(aws: FakeAws) -> None:
    aws.lose(HOME)
    target = described().member_in(AWAY)
    assert list(database.failover_problems(aws, target)) == []
    aws.say("rds", "describe_db_clusters", cluster(status="stopped", instances=0))
    assert [problem.what for problem in database.failover_problems(aws, target)] == [
        "is not available",
        "has no instance that could write",
    ]
    assert {region for _, region, _, _ in aws.calls} == {AWAY}


def test_the_roles_are_exchanged_where_aws_wants_to_be_asked(aws: FakeAws) -> None:
    for operation in ("switchover_global_cluster", "failover_global_cluster"):
        aws.say("rds", operation, {})
    found = described()
    target = found.member_in(AWAY)
    named = {"GlobalClusterIdentifier": "shop", "TargetDbClusterIdentifier": arn(AWAY)}
    database.switch_over(aws, found, target)
    database.switch_over(aws, described(writer=""), target)
    database.fail_over(aws, found, target)
    assert aws.called("switchover_global_cluster") == [(HOME, named), (AWAY, named)]
    assert aws.called("failover_global_cluster") == [(AWAY, {**named, "AllowDataLoss": True})]


def test_it_waits_until_all_is_done_and_tells_each_state_once(aws: FakeAws, ticks: list[float]) -> None:
    aws.say(
        "rds",
        "describe_global_clusters",
        global_cluster(),
        AwsError("busy"),
        *[global_cluster(moving="switching-over")] * 2,
        global_cluster(writer=AWAY),
    )
    aws.say("rds", "describe_db_clusters", cluster(status="modifying"), cluster(), region=HOME)
    told: list[str] = []
    found = described()
    now = database.wait_until_it_writes(aws, found, found.member_in(AWAY), 5, told.append, all_of_it=True)
    assert now.writer == now.member_in(AWAY)
    assert told == [f"{AWAY} follows still", "busy", "RDS: switching-over", f"{HOME}: modifying"]
    assert ticks == [10] * 5


def test_a_failover_does_not_wait_for_the_region_that_is_lost(aws: FakeAws, ticks: list[float]) -> None:
    aws.lose(HOME)
    aws.say("rds", "describe_global_clusters", global_cluster(writer=AWAY))
    found = described()
    assert database.wait_until_it_writes(aws, found, found.member_in(AWAY), 5, print, all_of_it=False).writer
    assert ticks == []


def test_it_does_not_wait_for_no_number_of_minutes(aws: FakeAws, ticks: list[float]) -> None:
    found = described()
    with time_limit(10), pytest.raises(TapError, match="after nan minutes"):
        database.wait_until_it_writes(aws, found, found.member_in(AWAY), math.nan, lambda _: None, all_of_it=True)


def test_it_does_not_wait_for_ever(aws: FakeAws, ticks: list[float]) -> None:
    found = described()
    with pytest.raises(TapError, match=f"{AWAY} does not write after 0.5 minutes: {AWAY} follows still\n.*status"):
        database.wait_until_it_writes(aws, found, found.member_in(AWAY), 0.5, lambda _: None, all_of_it=True)
    assert sum(ticks) == 30
