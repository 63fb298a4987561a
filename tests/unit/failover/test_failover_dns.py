from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.failover import dns
from lib.failover.aws import AwsError
from lib.failover.deployment import Deployment
from lib.failover.dns import Health, Record

from .conftest import AWAY, HOME, FakeAws

HEALTHS: tuple[Health, ...] = ("healthy", "unhealthy", "unknown")


def record(role: str, health: Health) -> Record:
    return Record(role.lower(), role, role.lower(), "", health, ())


def chosen(primary: Health, secondary: Health) -> list[str]:
    return [each.role for each in dns.choose([record("SECONDARY", secondary), record("PRIMARY", primary)])]


@pytest.mark.parametrize(
    ("primary", "secondary", "expected"),
    [
        ("healthy", "unknown", ["PRIMARY"]),
        ("unhealthy", "healthy", ["SECONDARY"]),
        ("unhealthy", "unhealthy", ["PRIMARY"]),
        ("unhealthy", "unknown", []),
        ("unknown", "healthy", []),
    ],
)
def test_the_secondary_is_answered_with_while_it_alone_is_healthy(
    primary: Health, secondary: Health, expected: list[str]
) -> None:
    assert chosen(primary, secondary) == expected


def test_something_is_answered_wherever_the_health_is_known() -> None:
    for pair in product(HEALTHS[:2], repeat=2):
        assert len(chosen(*pair)) == 1


@given(st.lists(st.sampled_from(HEALTHS), min_size=1))
def test_of_other_sets_the_healthy_are_answered_with_or_all(healths: list[Health]) -> None:
    found = [each.health for each in dns.choose([record("", health) for health in healths])]
    if "unknown" in healths:
        assert found == []
    else:
        assert found == ([health for health in healths if health == "healthy"] or healths)


def checks(aws: FakeAws, **configs: dict[str, Any]) -> None:
    aws.say(
        "route53",
        "get_health_check",
        lambda asked: {"HealthCheck": {"HealthCheckConfig": configs[asked["HealthCheckId"]]}},
    )


def observed(aws: FakeAws, *statuses: str) -> None:
    seen = [{"StatusReport": {"Status": status}} for status in statuses]
    aws.say("route53", "get_health_check_status", {"HealthCheckObservations": seen})


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["Success: HTTP 200"] * 2 + ["Failure: timeout"] * 8, "healthy"),
        (["Success: HTTP 200"] + ["Failure: timeout"] * 9, "unhealthy"),
        (["Success: HTTP 200"] * 9 + ["Failure: timeout"] * 41, "unhealthy"),
        ([], "unknown"),
    ],
)
def test_an_endpoint_is_healthy_for_more_than_18_percent_of_the_checkers(
    aws: FakeAws, statuses: list[str], expected: str
) -> None:
    checks(aws, one={"Type": "HTTPS"})
    observed(aws, *statuses)
    assert dns.check_health(aws, "one") == expected


def test_a_check_is_inverted_and_switched_off(aws: FakeAws) -> None:
    off = {"Type": "HTTPS", "Disabled": True}
    checks(aws, turned={"Type": "HTTPS", "Inverted": True}, off=off, both={**off, "Inverted": True})
    observed(aws, "Success")
    assert [dns.check_health(aws, name) for name in ("turned", "off", "both")] == ["unhealthy", "healthy", "unhealthy"]


def test_what_route_53_does_not_tell_is_unknown(aws: FakeAws) -> None:
    assert dns.check_health(aws, "one") == "unknown"
    checks(aws, one={"Type": "HTTPS", "Inverted": True})
    assert dns.check_health(aws, "one") == "unknown"


@pytest.mark.parametrize(
    ("threshold", "expected"), [(0, "healthy"), (1, "healthy"), (2, "unknown"), (3, "unhealthy"), (4, "unhealthy")]
)
def test_a_calculated_check_counts_its_children(aws: FakeAws, threshold: int, expected: str) -> None:
    checks(
        aws,
        well={"Type": "HTTPS", "Disabled": True},
        ill={"Type": "HTTPS", "Disabled": True, "Inverted": True},
        dark={"Type": "HTTPS"},
        all={"Type": "CALCULATED", "ChildHealthChecks": ["well", "ill", "dark"], "HealthThreshold": threshold},
    )
    assert dns.check_health(aws, "all") == expected


@pytest.mark.parametrize(
    ("state", "without_data", "expected"),
    [
        ("OK", "Unhealthy", "healthy"),
        ("ALARM", "Healthy", "unhealthy"),
        ("INSUFFICIENT_DATA", "Healthy", "healthy"),
        ("INSUFFICIENT_DATA", "Unhealthy", "unhealthy"),
        ("INSUFFICIENT_DATA", "LastKnownStatus", "unknown"),
        ("", "LastKnownStatus", "unknown"),
    ],
)
def test_a_check_of_an_alarm_has_its_state(aws: FakeAws, state: str, without_data: str, expected: str) -> None:
    alarm = {"Region": AWAY, "Name": "busy"}
    config = {"Type": "CLOUDWATCH_METRIC", "AlarmIdentifier": alarm, "InsufficientDataHealthStatus": without_data}
    checks(aws, one=config)
    aws.say("cloudwatch", "describe_alarms", {"MetricAlarms": [{"StateValue": state}] if state else []})
    assert dns.check_health(aws, "one") == expected
    assert aws.called("describe_alarms") == [(AWAY, {"AlarmNames": ["busy"]})]


def balancer(aws: FakeAws, region: str, *groups: list[dict[str, str]]) -> None:
    name = {HOME: "web-1.us-east-1", AWAY: "web-2.us-west-2"}[region] + ".elb.amazonaws.com"
    found = [{"DNSName": "other", "LoadBalancerArn": "x"}, {"DNSName": name.title(), "LoadBalancerArn": "lb"}]
    aws.say("elbv2", "describe_load_balancers", {"LoadBalancers": found}, region=region)
    arns = [{"TargetGroupArn": str(index)} for index in range(len(groups))]
    aws.say("elbv2", "describe_target_groups", {"TargetGroups": arns}, region=region)
    aws.say(
        "elbv2",
        "describe_target_health",
        lambda asked: {
            "TargetHealthDescriptions": [{"TargetHealth": state} for state in groups[int(asked["TargetGroupArn"])]]
        },
        region=region,
    )


WELL, ILL = {"State": "healthy"}, {"State": "unhealthy", "Reason": "Target.Timeout"}
UNCHECKED = {"State": "unavailable", "Reason": "Target.HealthCheckDisabled"}


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ([[WELL, ILL], []], "healthy"),
        ([[UNCHECKED]], "healthy"),
        ([[WELL], [ILL, ILL]], "unhealthy"),
        ([[]], "unhealthy"),
        ([], "unhealthy"),
    ],
)
def test_each_group_of_a_load_balancer_that_has_targets_has_a_healthy_one(
    aws: FakeAws, groups: list[Any], expected: str
) -> None:
    balancer(aws, HOME, *groups)
    assert dns.balancer_health(aws, HOME, "web-1.us-east-1.elb.amazonaws.com") == expected
    assert dns.balancer_health(aws, HOME, "gone.us-east-1.elb.amazonaws.com") == "unhealthy"


def alias(role: str, target: str, **more: Any) -> dict[str, Any]:
    stands_for = {"DNSName": f"{target}.elb.amazonaws.com.", "EvaluateTargetHealth": True}
    named = {"Name": "app.corp.net.", "Type": "A", "SetIdentifier": role.lower(), "Failover": role}
    return {**named, "AliasTarget": stands_for, **more}


def records(aws: FakeAws, *found: dict[str, Any], **more: Any) -> None:
    answer = {"ResourceRecordSets": list(found), "IsTruncated": False, **more}
    aws.say("route53", "list_resource_record_sets", answer)


def test_a_record_needs_both_its_check_and_its_load_balancer(aws: FakeAws, deployment: Deployment) -> None:
    records(
        aws,
        alias("PRIMARY", "dualstack.web-1.us-east-1", HealthCheckId="one"),
        alias("SECONDARY", "web-2.us-west-2"),
        {"Name": "app.corp.net.", "Type": "TXT", "ResourceRecords": [{"Value": "x"}]},
        {"Name": "web.corp.net.", "Type": "A", "ResourceRecords": [{"Value": "x"}]},
    )
    checks(aws, one={"Type": "HTTPS"})
    observed(aws, "Success")
    balancer(aws, HOME, [ILL])
    balancer(aws, AWAY, [WELL])
    found = dns.answer(aws, deployment)
    assert found
    assert [(each.where, each.health) for each in found.records] == [(HOME, "unhealthy"), (AWAY, "healthy")]
    assert found.records[0].reasons == ("health check one: healthy", "load balancer: unhealthy")
    assert [each.region for each in found.given] == [AWAY]

    # A check that fails decides, whatever the lost region would say of its load balancer.
    observed(aws, "Failure")
    aws.say("elbv2", "describe_load_balancers", AwsError("no answer"), region=HOME)
    found = dns.answer(aws, deployment)
    assert found
    assert found.records[0].reasons == ("health check one: unhealthy", "load balancer: unknown")
    assert [each.region for each in found.given] == [AWAY]


def test_other_targets_and_sets_are_told_as_they_are(aws: FakeAws, deployment: Deployment) -> None:
    plain = {"Name": "app.corp.net.", "Type": "CNAME", "SetIdentifier": "old", "Weight": 1}
    records(
        aws,
        {**plain, "ResourceRecords": [{"Value": "Old.corp.net."}]},
        {**alias("", "new"), "AliasTarget": {"DNSName": "new.app.corp.net.", "EvaluateTargetHealth": True}},
    )
    found = dns.answer(aws, deployment)
    assert found
    assert [(each.where, each.health, each.reasons) for each in found.records] == [
        ("old.corp.net", "healthy", ()),
        ("new.app.corp.net", "unknown", ("new.app.corp.net: unknown",)),
    ]
    assert found.given == ()


def test_all_pages_of_a_name_are_read_and_no_more(aws: FakeAws, deployment: Deployment) -> None:
    first = alias("PRIMARY", "x", AliasTarget={"DNSName": "x.", "EvaluateTargetHealth": False})
    second = {**first, "Failover": "SECONDARY"}
    more = {"IsTruncated": True, "NextRecordName": r"\052.corp.net.", "NextRecordType": "A"}
    for each in (first, second):
        each["Name"] = r"\052.corp.net."
    aws.say(
        "route53",
        "list_resource_record_sets",
        {"ResourceRecordSets": [first], **more, "NextRecordIdentifier": "secondary"},
        {"ResourceRecordSets": [second], **more, "NextRecordName": "www.corp.net."},
        {},
    )
    found = dns.answer(aws, deployment.model_copy(update={"failover_host_name": "*.corp.net"}))
    assert found
    assert [each.role for each in found.records] == ["PRIMARY", "SECONDARY"]
    assert aws.called("list_resource_record_sets")[1] == (
        HOME,
        {
            "HostedZoneId": "Z1",
            "StartRecordName": r"\052.corp.net.",
            "StartRecordType": "A",
            "StartRecordIdentifier": "secondary",
        },
    )


def test_an_environment_without_a_name_asks_nothing(aws: FakeAws, deployment: Deployment) -> None:
    assert dns.answer(aws, deployment.model_copy(update={"hosted_zone_id": None})) is None
    assert aws.calls == []
