"""What Route 53 answers with, by its records, its health checks and the health of load balancers.

Nothing is resolved: the records and states are read, and Route 53's documented rules applied to them.

Source: Amazon Route 53 Developer Guide, "How Amazon Route 53 chooses records when health checking is configured",
"How Amazon Route 53 determines whether a health check is healthy", "What happens when you associate a health check with
an alias record?"; Route 53 API Reference, "AliasTarget", "HealthCheckConfig". Checked 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from .aws import GLOBAL_REGION, Aws, AwsError, pages
from .deployment import Deployment, host

Health = Literal["healthy", "unhealthy", "unknown"]

# An endpoint is healthy while more than this share of the checkers says so.
_CHECKERS_SHARE: Final = 0.18
_OF_ALARMS: Final[dict[str, Health]] = {"OK": "healthy", "ALARM": "unhealthy"}
_OF_NO_DATA: Final[dict[str, Health]] = {"Healthy": "healthy", "Unhealthy": "unhealthy"}
_INVERTED: Final[dict[Health, Health]] = {"healthy": "unhealthy", "unhealthy": "healthy", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a set.

    Attributes:
        identifier: What tells it from the others.
        role: ``PRIMARY`` or ``SECONDARY``; empty with another routing policy.
        target: What it leads to.
        region: The region of the environment's load balancer that it leads to; empty for anything else.
        health: Its health.
        reasons: What that is made of, such as ``health check 1f2e: unhealthy``.
    """

    identifier: str
    role: str
    target: str
    region: str
    health: Health
    reasons: tuple[str, ...]

    @property
    def where(self) -> str:
        """Where it leads to, for people."""
        return self.region or self.target


@dataclass(frozen=True, slots=True)
class Answer:
    """What Route 53 answers with.

    Attributes:
        name: The name that is asked for.
        records: Its records.
        given: Those that it may answer with; none where the health of one is not known and decides.
    """

    name: str
    records: tuple[Record, ...]
    given: tuple[Record, ...]


def answer(aws: Aws, deployment: Deployment) -> Answer | None:
    """What Route 53 answers with for the name of an environment; None without one.

    Raises:
        AwsError: Route 53 does not tell its records.
    """
    name, zone = deployment.failover_host_name, deployment.hosted_zone_id
    if not name or not zone:
        return None
    records = tuple(_record(aws, deployment, each) for each in _records_of(aws, zone, name))
    return Answer(name, records, choose(records))


def choose(records: Sequence[Record]) -> tuple[Record, ...]:
    """The records that Route 53 may answer with, by the health of all; none where that is not known."""
    primary = next((each for each in records if each.role == "PRIMARY"), None)
    secondary = next((each for each in records if each.role == "SECONDARY"), None)
    if primary and secondary:
        return _one_of(primary, secondary)
    if any(each.health == "unknown" for each in records):
        return ()
    # If none is healthy, all are taken to be.
    return tuple(each for each in records if each.health == "healthy") or tuple(records)


def check_health(aws: Aws, check_id: str) -> Health:
    """The health that a health check has, as far as it can be read."""
    try:
        check = aws.ask("route53", GLOBAL_REGION, "get_health_check", HealthCheckId=check_id)["HealthCheck"]
        config = check["HealthCheckConfig"]
        found: Health = "healthy" if config.get("Disabled") else _measured(aws, check_id, config)
    except AwsError:
        return "unknown"
    return _INVERTED[found] if config.get("Inverted") else found


def balancer_health(aws: Aws, region: str, dns_name: str) -> Health:
    """The health that Route 53 sees in a load balancer, as far as it can be read.

    It is healthy while every target group that has targets has a healthy one; without any target it is not.
    """
    try:
        groups = [_target_states(aws, region, arn) for arn in _target_groups(aws, region, dns_name)]
    except AwsError:
        return "unknown"
    filled = [states for states in groups if states]
    return "healthy" if filled and all(any(states) for states in filled) else "unhealthy"


def _one_of(primary: Record, secondary: Record) -> tuple[Record, ...]:
    if primary.health == "healthy":
        return (primary,)
    if "unknown" in (primary.health, secondary.health):
        return ()
    return (secondary,) if secondary.health == "healthy" else (primary,)


def _records_of(aws: Aws, zone: str, name: str) -> list[dict[str, Any]]:
    wanted = host(name).replace("*", "\\052")  # as Route 53 writes it
    start: dict[str, Any] = {"StartRecordName": name}
    found = []
    while start:
        page = aws.ask("route53", GLOBAL_REGION, "list_resource_record_sets", HostedZoneId=zone, **start)
        records = page["ResourceRecordSets"]
        found += [record for record in records if host(record["Name"]) == wanted and record["Type"] in ("A", "CNAME")]
        # They are in the order of their names: what comes after the name is of no interest.
        more = page["IsTruncated"] and host(page["NextRecordName"]) == wanted
        start = {f"Start{key[4:]}": page[key] for key in _NEXT if key in page} if more else {}
    return found


_NEXT: Final = ("NextRecordName", "NextRecordType", "NextRecordIdentifier")


def _record(aws: Aws, deployment: Deployment, record: dict[str, Any]) -> Record:
    alias = record.get("AliasTarget")
    target = host(alias["DNSName"] if alias else record["ResourceRecords"][0]["Value"])
    region = deployment.region_of_balancer(target) or ""
    parts: dict[str, Health] = {}
    if check_id := record.get("HealthCheckId"):
        parts[f"health check {check_id}"] = check_health(aws, check_id)
    if alias and alias["EvaluateTargetHealth"]:
        parts["load balancer" if region else target] = balancer_health(aws, region, target) if region else "unknown"
    return Record(
        record.get("SetIdentifier", ""),
        record.get("Failover", ""),
        target,
        region,
        _both(parts.values()),
        tuple(f"{part}: {health}" for part, health in parts.items()),
    )


def _both(parts: Iterable[Health]) -> Health:
    """Of a health check and a target the worse counts; without either a record is healthy."""
    found = set(parts)
    return "unhealthy" if "unhealthy" in found else "unknown" if "unknown" in found else "healthy"


def _measured(aws: Aws, check_id: str, config: dict[str, Any]) -> Health:
    kind = config["Type"]
    if kind == "CALCULATED":
        return _calculated([check_health(aws, child) for child in config["ChildHealthChecks"]], config)
    if kind == "CLOUDWATCH_METRIC":
        return _of_alarm(aws, config)
    seen = aws.ask("route53", GLOBAL_REGION, "get_health_check_status", HealthCheckId=check_id)
    statuses = [each["StatusReport"]["Status"] for each in seen["HealthCheckObservations"]]
    if not statuses:
        return "unknown"
    passed = sum(status.startswith("Success") for status in statuses)
    return "healthy" if passed / len(statuses) > _CHECKERS_SHARE else "unhealthy"


def _calculated(children: list[Health], config: dict[str, Any]) -> Health:
    wanted, healthy = config["HealthThreshold"], children.count("healthy")
    if healthy >= wanted:
        return "healthy"
    return "unhealthy" if healthy + children.count("unknown") < wanted else "unknown"


def _of_alarm(aws: Aws, config: dict[str, Any]) -> Health:
    alarm = config["AlarmIdentifier"]
    found = aws.ask("cloudwatch", alarm["Region"], "describe_alarms", AlarmNames=[alarm["Name"]])["MetricAlarms"]
    state = found[0]["StateValue"] if found else ""
    return _OF_ALARMS.get(state) or _OF_NO_DATA.get(config.get("InsufficientDataHealthStatus", ""), "unknown")


def _target_groups(aws: Aws, region: str, dns_name: str) -> list[str]:
    for page in pages(aws, "elbv2", region, "describe_load_balancers", ("NextMarker", "Marker")):
        for balancer in page["LoadBalancers"]:
            if host(balancer["DNSName"]) == host(dns_name):
                arn = balancer["LoadBalancerArn"]
                groups = aws.ask("elbv2", region, "describe_target_groups", LoadBalancerArn=arn)["TargetGroups"]
                return [group["TargetGroupArn"] for group in groups]
    return []


def _target_states(aws: Aws, region: str, arn: str) -> list[bool]:
    """For each target, whether it is healthy; one that is not checked is."""
    found = aws.ask("elbv2", region, "describe_target_health", TargetGroupArn=arn)["TargetHealthDescriptions"]
    states = [each["TargetHealth"] for each in found]
    return [state["State"] == "healthy" or state.get("Reason") == "Target.HealthCheckDisabled" for state in states]
