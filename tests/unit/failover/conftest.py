"""An AWS that answers as a test says, and an environment in it."""

from __future__ import annotations

from typing import Any

import pytest

from lib.failover.aws import AwsError
from lib.failover.deployment import Deployment

HOME, AWAY = "us-east-1", "us-west-2"


def arn(region: str) -> str:
    return f"arn:aws:rds:{region}:123456789012:cluster:shop-{region}"


def global_cluster(writer: str = HOME, status: str = "available", moving: str = "", to: str = AWAY) -> dict[str, Any]:
    members = [
        {"DBClusterArn": arn(region), "IsWriter": region == writer, "SynchronizationStatus": "connected"}
        for region in (HOME, AWAY)
    ]
    state = {"FailoverState": {"Status": moving, "ToDbClusterArn": arn(to)}} if moving else {}
    found = {
        "GlobalClusterIdentifier": "shop",
        "Status": status,
        "Endpoint": "shop.global.rds.amazonaws.com",
        "GlobalClusterMembers": members,
        **state,
    }
    return {"GlobalClusters": [found]}


def cluster(status: str = "available", version: str = "17.7", instances: int = 1) -> dict[str, Any]:
    return {"DBClusters": [{"Status": status, "EngineVersion": version, "DBClusterMembers": [{}] * instances}]}


class FakeAws:
    """Answers by service and operation, in one region if a third word names it; the last of several goes on."""

    def __init__(self) -> None:
        self.answers: dict[tuple[str, ...], list[Any]] = {
            ("rds", "describe_global_clusters"): [global_cluster()],
            ("rds", "describe_db_clusters"): [cluster()],
            ("cloudwatch", "list_metrics"): [{"Metrics": []}],
        }
        self.calls: list[tuple[str, str, str, dict[str, Any]]] = []

    def say(self, service: str, operation: str, *answers: Any, region: str = "") -> None:
        self.answers[(service, operation, region) if region else (service, operation)] = list(answers)

    def lose(self, region: str) -> None:
        """The region answers nothing from now on."""
        self.answers["lost", region] = [True]

    def ask(self, service: str, region: str, operation: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append((service, region, operation, arguments))
        if ("lost", region) in self.answers:
            raise AwsError(f"{service} in {region}: no answer")
        queue = self.answers.get((service, operation, region)) or self.answers.get((service, operation))
        if not queue:
            raise AwsError(f"{service} in {region}: {operation} is refused")
        found: Any = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(found, Exception):
            raise found
        return dict(found(arguments) if callable(found) else found)

    def called(self, operation: str) -> list[tuple[str, dict[str, Any]]]:
        """The regions and arguments of the calls of an operation."""
        return [(region, arguments) for _, region, name, arguments in self.calls if name == operation]


@pytest.fixture
def aws() -> FakeAws:
    return FakeAws()


@pytest.fixture
def deployment() -> Deployment:
    return Deployment(
        aws_region=HOME,
        secondary_aws_region=AWAY,
        global_database_id="shop",
        failover_host_name="app.corp.net",
        hosted_zone_id="Z1",
        load_balancer_dns_name="web-1.us-east-1.elb.amazonaws.com",
        secondary_load_balancer_dns_name="Web-2.us-west-2.elb.amazonaws.com",
    )
