"""The database over both regions: who writes, who follows, and how the roles are exchanged.

Source: Amazon Aurora User Guide, "Using switchover or failover in Amazon Aurora Global Database". Checked 2026-11-22.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ..errors import ConfigurationError, Problem, TapError
from .aws import Aws, AwsError
from .deployment import Deployment

_AVAILABLE: Final = "available"
_POLL_SECONDS: Final = 10
_LAG: Final = "AuroraGlobalDBRPOLag"
_LAG_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class Member:
    """A cluster of a global database.

    Attributes:
        arn: Its ARN.
        is_writer: Whether it is the one that is written.
        synchronization: ``connected`` or ``pending-resync``; empty where RDS does not say.
    """

    arn: str
    is_writer: bool
    synchronization: str = ""

    @property
    def region(self) -> str:
        """Its region."""
        return self.arn.split(":")[3]

    @property
    def identifier(self) -> str:
        """Its name."""
        return self.arn.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class GlobalDatabase:
    """A global database, as RDS describes it.

    Attributes:
        identifier: Its name.
        status: Its state, such as ``available``.
        endpoint: The host name that leads to the writer.
        members: Its clusters.
        moving: What a switchover or failover under way is at, such as ``failing-over``; empty without one.
        moving_to: The ARN of the cluster that is to write; empty without one.
    """

    identifier: str
    status: str
    endpoint: str
    members: tuple[Member, ...]
    moving: str = ""
    moving_to: str = ""

    @classmethod
    def parse(cls, described: dict[str, Any]) -> GlobalDatabase:
        """A global database out of an answer of RDS."""
        members = tuple(
            Member(each["DBClusterArn"], each["IsWriter"], each.get("SynchronizationStatus", ""))
            for each in described["GlobalClusterMembers"]
        )
        state = described.get("FailoverState") or {}
        return cls(
            described["GlobalClusterIdentifier"],
            described["Status"],
            described.get("Endpoint", ""),
            members,
            state.get("Status", ""),
            state.get("ToDbClusterArn", ""),
        )

    @property
    def writer(self) -> Member | None:
        """The cluster that is written; None while there is none."""
        return next((member for member in self.members if member.is_writer), None)

    def member_in(self, region: str) -> Member:
        """The cluster of a region.

        Raises:
            ConfigurationError: There is none.
        """
        for member in self.members:
            if member.region == region:
                return member
        raise ConfigurationError(
            [
                Problem(
                    "--to",
                    f"the database {self.identifier} has no cluster there",
                    got=region,
                    expected=f"one of {', '.join(member.region for member in self.members)}",
                    remedy="name the region that is to write; one that was detached has to join again first",
                )
            ]
        )


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster, as its own region describes it.

    Attributes:
        status: Its state, such as ``available``.
        version: The version of its engine.
        instances: How many instances it has.
    """

    status: str
    version: str
    instances: int


def look(aws: Aws, deployment: Deployment, *, first: str) -> GlobalDatabase | None:
    """The database of an environment; None without one.

    Args:
        aws: Who is asked.
        deployment: The environment.
        first: The region that is asked first; the other is where that does not answer.

    Raises:
        AwsError: Neither region answers.
    """
    if deployment.global_database_id is None:
        return None
    try:
        return _look_in(aws, deployment.global_database_id, first)
    except AwsError:
        return _look_in(aws, deployment.global_database_id, deployment.other(first))


def look_at_cluster(aws: Aws, member: Member) -> Cluster:
    """A cluster, as its own region describes it.

    Raises:
        AwsError: The region does not answer.
    """
    answer = aws.ask("rds", member.region, "describe_db_clusters", DBClusterIdentifier=member.identifier)
    (found,) = answer["DBClusters"]
    return Cluster(found["Status"], found["EngineVersion"], len(found["DBClusterMembers"]))


def lag_milliseconds(aws: Aws, member: Member) -> float | None:
    """How far a follower is behind, which is what a failover loses; None where CloudWatch has no word of late."""
    of_cluster = {"Name": "DBClusterIdentifier", "Value": member.identifier}
    named = {"Namespace": "AWS/RDS", "MetricName": _LAG}
    # Asked for, since a statistic is found by all of a metric's dimensions only.
    metrics = aws.ask("cloudwatch", member.region, "list_metrics", **named, Dimensions=[of_cluster])["Metrics"]
    now = datetime.now(UTC)
    points = [
        point
        for metric in metrics
        for point in aws.ask(
            "cloudwatch",
            member.region,
            "get_metric_statistics",
            **named,
            Dimensions=metric["Dimensions"],
            StartTime=now - timedelta(minutes=_LAG_MINUTES),
            EndTime=now,
            Period=60,
            Statistics=["Maximum"],
        )["Datapoints"]
    ]
    return max(points, key=lambda point: point["Timestamp"])["Maximum"] if points else None


def switchover_problems(aws: Aws, database: GlobalDatabase, target: Member) -> Iterator[Problem]:
    """What keeps the roles from being exchanged without loss: all that takes part has to be healthy and alike."""
    if database.status != _AVAILABLE:
        yield Problem(database.identifier, "is not available", database.status, _AVAILABLE, "wait and try again")
    versions = {}
    for member in database.members:
        try:
            cluster = look_at_cluster(aws, member)
        except AwsError as error:
            yield _not_healthy(member, str(error), "an answer of its region")
            continue
        versions[member.region] = cluster.version
        if cluster.status != _AVAILABLE:
            yield _not_healthy(member, cluster.status, _AVAILABLE)
        if member is target and not cluster.instances:
            yield _without_instances(member)
        if member.synchronization not in ("", "connected"):
            yield _not_healthy(member, member.synchronization, "connected")
    if len(set(versions.values())) > 1:
        yield Problem(
            database.identifier,
            "its clusters have different versions",
            ", ".join(f"{version} in {region}" for region, version in versions.items()),
            "the same version in all regions",
            "finish the upgrade first",
        )


def failover_problems(aws: Aws, target: Member) -> Iterator[Problem]:
    """What keeps a follower from taking over from a writer that is lost; its own region alone is asked."""
    cluster = look_at_cluster(aws, target)
    if cluster.status != _AVAILABLE:
        yield Problem(target.identifier, "is not available", cluster.status, _AVAILABLE, "wait and try again")
    if not cluster.instances:
        yield _without_instances(target)


def switch_over(aws: Aws, database: GlobalDatabase, target: Member) -> None:
    """Exchanges the roles without loss, asked of the region that writes; RDS goes on by itself.

    Raises:
        AwsError: RDS refuses it.
    """
    writer = database.writer or target
    _exchange(aws, writer.region, "switchover_global_cluster", database, target)


def fail_over(aws: Aws, database: GlobalDatabase, target: Member) -> None:
    """Has a follower write, asked of its own region, and loses what has not reached it; RDS goes on by itself.

    Raises:
        AwsError: RDS refuses it.
    """
    _exchange(aws, target.region, "failover_global_cluster", database, target, AllowDataLoss=True)


def wait_until_it_writes(
    aws: Aws, database: GlobalDatabase, target: Member, minutes: float, tell: Callable[[str], None], *, all_of_it: bool
) -> GlobalDatabase:
    """The database, once the target writes.

    Args:
        aws: Who is asked.
        database: The database, as it was.
        target: The cluster that is to write.
        minutes: How long it may take.
        tell: Hears of each new state.
        all_of_it: Whether every member has to be available, and not the target alone.

    Raises:
        TapError: It took longer. Nothing is taken back.
    """
    end = time.monotonic() + minutes * 60
    told = ""
    while True:
        try:
            now = _look_in(aws, database.identifier, target.region)
            state = _state(aws, now, target, all_of_it=all_of_it)
        except AwsError as error:  # RDS may be busy with itself
            state = str(error)
        else:
            if not state:
                return now
        if state != told:
            tell(state)
            told = state
        if not time.monotonic() < end:  # so that what is no number of minutes ends it too
            raise TapError(
                f"{target.region} does not write after {minutes:g} minutes: {state}\n"
                "    remedy:   RDS goes on by itself: ask for the status, or give this command again to wait on"
            )
        time.sleep(_POLL_SECONDS)


def _state(aws: Aws, now: GlobalDatabase, target: Member, *, all_of_it: bool) -> str:
    """What is still to come; empty once nothing is."""
    member = now.member_in(target.region)
    if now.moving:
        return f"RDS: {now.moving}"
    if not member.is_writer:
        return f"{member.region} follows still"
    for each in now.members if all_of_it else (member,):
        status = look_at_cluster(aws, each).status
        if status != _AVAILABLE:
            return f"{each.region}: {status}"
    return ""


def _look_in(aws: Aws, identifier: str, region: str) -> GlobalDatabase:
    answer = aws.ask("rds", region, "describe_global_clusters", GlobalClusterIdentifier=identifier)
    (found,) = answer["GlobalClusters"]
    return GlobalDatabase.parse(found)


def _exchange(aws: Aws, region: str, operation: str, database: GlobalDatabase, target: Member, **further: bool) -> None:
    aws.ask(
        "rds",
        region,
        operation,
        GlobalClusterIdentifier=database.identifier,
        TargetDbClusterIdentifier=target.arn,
        **further,
    )


def _not_healthy(member: Member, got: str, expected: str) -> Problem:
    remedy = "wait and try again; where the region is lost, fail over"
    return Problem(f"{member.identifier} ({member.region})", "is not healthy", got, expected, remedy)


def _without_instances(member: Member) -> Problem:
    return Problem(
        f"{member.identifier} ({member.region})",
        "has no instance that could write",
        expected="at least one instance",
        remedy="add one to the cluster first",
    )
