"""The command, from what its user types to what its user reads."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from lib.failover import __main__ as command
from lib.failover.deployment import Deployment

from .conftest import AWAY, HOME, FakeAws, cluster, global_cluster

Run = Callable[..., Result]


@pytest.fixture
def run(aws: FakeAws, deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(command, "Boto", lambda: aws)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    file = tmp_path / "outputs.json"

    def invoke(*arguments: str, answer: str = "", **changes: Any) -> Result:
        fields = {**deployment.model_dump(exclude={"secret_arns"}, exclude_none=True), **changes}
        file.write_text(json.dumps(fields), encoding="utf-8")
        return CliRunner().invoke(command.app, [*arguments, "--outputs", str(file)], input=answer)

    return invoke


def moves(aws: FakeAws, operation: str, to: str = AWAY) -> None:
    """From the call of an operation on, the other region writes."""

    def moved(_: Any) -> dict[str, Any]:
        aws.say("rds", "describe_global_clusters", global_cluster(writer=to))
        return {}

    aws.say("rds", operation, moved)


def records(aws: FakeAws) -> None:
    found = [
        {
            "Name": "app.corp.net.",
            "Type": "A",
            "SetIdentifier": role,
            "Failover": role,
            "AliasTarget": {"DNSName": f"{name}.elb.amazonaws.com.", "EvaluateTargetHealth": False},
        }
        for role, name in (("PRIMARY", "web-1.us-east-1"), ("SECONDARY", "web-2.us-west-2"))
    ]
    aws.say("route53", "list_resource_record_sets", {"ResourceRecordSets": found, "IsTruncated": False})


def test_status_tells_of_database_name_and_data(run: Run, aws: FakeAws) -> None:
    records(aws)
    aws.say("cloudwatch", "list_metrics", {"Metrics": [{"Dimensions": []}]})
    aws.say("cloudwatch", "get_metric_statistics", {"Datapoints": [{"Timestamp": 1, "Maximum": 86.6}]})
    done = run("status")
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "Database",
        "  shop: available",
        "  written at shop.global.rds.amazonaws.com",
        "  us-east-1: writes; available, version 17.7, instances: 1, connected",
        "  us-west-2: follows, behind by 87 ms; available, version 17.7, instances: 1, connected",
        "DNS",
        "  PRIMARY: us-east-1 is healthy",
        "  SECONDARY: us-west-2 is healthy",
        "  app.corp.net leads to us-east-1",
        "Data in us-east-1",
        "Data in us-west-2",
    ]


def test_status_goes_on_where_a_region_is_lost(run: Run, aws: FakeAws) -> None:
    aws.say("rds", "describe_global_clusters", global_cluster(writer=AWAY, moving="failing-over"))
    aws.lose(HOME)
    shown = run("status", table_name="orders").output
    assert f"  shop: available, failing-over to arn:aws:rds:{AWAY}:123456789012:cluster:shop-{AWAY}\n" in shown
    assert (
        "us-east-1: follows, behind by a lag that is not known (cloudwatch in us-east-1: no answer); does not" in shown
    )
    assert "DNS\n  not to be read: route53 in us-east-1: no answer\n" in shown
    assert "Data in us-east-1\n  not to be read: dynamodb in us-east-1: no answer\n" in shown
    aws.lose(AWAY)
    assert "Database\n  not to be read: rds in us-east-1: no answer\n" in run("status").output


def test_status_of_an_environment_without_database_and_name(run: Run) -> None:
    done = run("status", global_database_id=None, hosted_zone_id=None)
    assert "Database\n  none over two regions\nDNS\n  no name that fails over\n" in done.output


def test_where_the_answer_cannot_be_told_status_says_so(run: Run, aws: FakeAws) -> None:
    records(aws)
    (answer,) = aws.answers["route53", "list_resource_record_sets"]
    answer["ResourceRecordSets"][0]["HealthCheckId"] = "one"
    shown = run("status").output
    assert "PRIMARY: us-east-1 is unknown (health check one: unknown)\n" in shown
    assert "app.corp.net leads to a region that cannot be told from here: ask a resolver\n" in shown


def test_a_switchover_asks_waits_and_shows_how_it_stands(run: Run, aws: FakeAws) -> None:
    moves(aws, "switchover_global_cluster")
    done = run("switchover", "--to", AWAY, answer="y\n")
    assert done.exit_code == 0, done.output
    assert "us-west-2 is behind by a lag that is not known\n" in done.output
    assert "us-west-2 writes to shop after 0 s\n" in done.output
    assert "us-west-2: writes; available" in done.output
    assert len(aws.called("switchover_global_cluster")) == 1


@pytest.mark.parametrize(
    ("arguments", "operation"),
    [(["switchover"], "switchover_global_cluster"), (["failover", "--allow-data-loss"], "failover_global_cluster")],
)
def test_nothing_is_moved_where_its_user_says_no(run: Run, aws: FakeAws, arguments: list[str], operation: str) -> None:
    done = run(*arguments, "--to", AWAY, answer="n\n")
    assert done.exit_code == 1
    assert "Go on?" in done.output
    assert aws.called(operation) == []


@pytest.mark.parametrize("arguments", [["switchover"], ["failover", "--allow-data-loss"]])
def test_a_region_that_writes_already_is_left_in_peace(run: Run, aws: FakeAws, arguments: list[str]) -> None:
    done = run(*arguments, "--to", HOME, "--yes")
    assert (done.exit_code, done.output) == (0, "us-east-1 writes to shop already: nothing to do\n")


@pytest.mark.parametrize("arguments", [["switchover"], ["failover", "--allow-data-loss"]])
def test_given_again_it_waits_for_what_is_under_way(run: Run, aws: FakeAws, arguments: list[str]) -> None:
    under_way = [global_cluster(moving="pending")] * 2
    aws.say("rds", "describe_global_clusters", *under_way, global_cluster(writer=AWAY))
    done = run(*arguments, "--to", AWAY)
    assert done.exit_code == 0, done.output
    assert done.output.startswith("us-west-2 is on its way to write (pending): waiting\nRDS: pending\n")


def test_what_is_on_its_way_elsewhere_is_not_disturbed(run: Run, aws: FakeAws) -> None:
    aws.say("rds", "describe_global_clusters", global_cluster(moving="switching-over", to=HOME))
    done = run("switchover", "--to", AWAY, "--yes")
    assert done.exit_code == 1
    assert "shop is on its way elsewhere (switching-over)" in done.output


def test_an_unhealthy_database_is_not_switched_over(run: Run, aws: FakeAws) -> None:
    aws.lose(HOME)
    done = run("switchover", "--to", AWAY, "--yes")
    assert done.exit_code == 1
    assert "where the region is lost, fail over" in done.output
    assert aws.called("switchover_global_cluster") == []


def test_a_failover_wants_the_loss_to_be_allowed(run: Run, aws: FakeAws) -> None:
    done = run("failover", "--to", AWAY, "--yes")
    assert done.exit_code == 1
    assert "give --allow-data-loss if the region that writes is lost; switch over if it is well" in done.output
    assert aws.calls == []


def test_a_failover_works_with_the_region_that_is_left(run: Run, aws: FakeAws) -> None:
    moves(aws, "failover_global_cluster")
    aws.lose(HOME)
    done = run("failover", "--to", AWAY, "--allow-data-loss", "--yes")
    assert done.exit_code == 0, done.output
    assert done.output.startswith("us-east-1 does not answer: rds in us-east-1: no answer\n")
    assert "us-west-2 writes to shop after 0 s\n" in done.output
    assert "us-east-1: follows" in done.output


def test_a_failover_warns_where_the_writer_is_well_or_there_is_none(run: Run, aws: FakeAws) -> None:
    done = run("failover", "--to", AWAY, "--allow-data-loss", answer="n\n")
    assert "us-east-1 answers, its cluster is available: a switchover would lose nothing\n" in done.output
    aws.say("rds", "describe_global_clusters", global_cluster(writer=""))
    done = run("failover", "--to", AWAY, "--allow-data-loss", answer="n\n")
    assert done.output.startswith("us-west-2 is behind by")


def test_a_follower_without_instances_does_not_take_over(run: Run, aws: FakeAws) -> None:
    aws.say("rds", "describe_db_clusters", cluster(instances=0))
    done = run("failover", "--to", AWAY, "--allow-data-loss", "--yes")
    assert done.exit_code == 1
    assert "has no instance that could write" in done.output


@pytest.mark.parametrize("minutes", ["nan", "inf", "-1", "soon"])
def test_a_time_that_never_passes_is_none_to_wait_for(run: Run, aws: FakeAws, minutes: str) -> None:
    assert run("switchover", "--to", AWAY, "--yes", "--wait-minutes", minutes).exit_code == 2


def test_what_there_is_not_is_not_moved(run: Run) -> None:
    assert "expected: one of us-east-1, us-west-2" in run("switchover", "--to", "eu-west-1").output
    done = run("switchover", "--to", AWAY, global_database_id=None)
    assert (done.exit_code, "there is nothing to move" in done.output) == (1, True)


@pytest.mark.slow
def test_it_is_run_as_a_module() -> None:
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-m", "lib.failover", "--help"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert all(name in done.stdout for name in ("status", "switchover", "failover"))
