from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address

import pytest
from cdktf import TerraformStack

from lib.config.health_check import AlarmHealthCheck, CalculatedHealthCheck, HttpsHealthCheck
from lib.constructs.health_check import HealthCheck
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms"
WEB = HttpsHealthCheck(fqdn="web.corp.net")


def test_an_endpoint_is_asked_over_https(stack: TerraformStack, synthesize: Synthesize) -> None:
    check = HealthCheck(stack, "Web", purpose="web", config=WEB)
    made = synthesize()
    assert made.resource("aws_route53_health_check") == {
        "type": "HTTPS",
        "fqdn": "web.corp.net",
        "port": 443,
        "resource_path": "/",
        "request_interval": 30,
        "failure_threshold": 3,
        "measure_latency": False,
        "enable_sni": True,
        "disabled": False,
        "invert_healthcheck": False,
        "tags": {"Name": "shop-web"},
    }
    assert check.id
    assert check.alarm is None
    assert made.count("aws_cloudwatch_metric_alarm") == 0


def test_its_answer_may_be_searched_from_some_regions_only(stack: TerraformStack, synthesize: Synthesize) -> None:
    regions = ("us-east-1", "eu-west-1", "sa-east-1")
    config = HttpsHealthCheck(
        fqdn="web.corp.net",
        ip_address=IPv4Address("52.95.110.1"),
        search_string="ok",
        regions=regions,
        inverted=True,
        interval_seconds=10,
    )
    HealthCheck(stack, "Web", purpose="web", config=config)
    found = synthesize().resource("aws_route53_health_check")
    assert (found["type"], found["search_string"], found["regions"]) == ("HTTPS_STR_MATCH", "ok", list(regions))
    assert (found["ip_address"], found["invert_healthcheck"]) == ("52.95.110.1", True)


def test_checks_are_counted_together(stack: TerraformStack, synthesize: Synthesize) -> None:
    web = HealthCheck(stack, "Web", purpose="web", config=WEB)
    existing = HealthCheck.from_existing("0a1b2c3d")
    config = CalculatedHealthCheck(children=(web.id, existing.id))
    HealthCheck(stack, "Both", purpose="both", config=config)
    made = synthesize()
    found = made.resource("aws_route53_health_check", type="CALCULATED")
    assert found["child_healthchecks"] == [
        f"${{{made.address_of('aws_route53_health_check', type='HTTPS')}.id}}",
        "0a1b2c3d",
    ]
    assert found["child_health_threshold"] == 1
    assert not {"port", "request_interval", "failure_threshold"} & set(found)


@pytest.mark.parametrize("read_again_on", [{}, {"threshold": "80"}])
def test_what_is_private_is_checked_by_an_alarm(
    read_again_on: dict[str, str], stack: TerraformStack, synthesize: Synthesize
) -> None:
    config = AlarmHealthCheck(alarm_name="busy", alarm_region="eu-west-1", read_again_on=read_again_on)
    HealthCheck(stack, "Busy", purpose="busy", config=config)
    assert synthesize().resource("aws_route53_health_check") == {
        "type": "CLOUDWATCH_METRIC",
        "cloudwatch_alarm_name": "busy",
        "cloudwatch_alarm_region": "eu-west-1",
        "insufficient_data_health_status": "LastKnownStatus",
        "disabled": False,
        "invert_healthcheck": False,
        "tags": {"Name": "shop-busy"},
        **({"triggers": read_again_on} if read_again_on else {}),
    }


def test_its_alarm_is_where_its_metric_is(stack: TerraformStack, synthesize: Synthesize) -> None:
    east = add_provider(stack, "us-east-1", alias="global", tags={})
    check = HealthCheck(stack, "Web", purpose="web", config=WEB, alarm_topic_arns=[TOPIC], global_provider=east)
    made = synthesize()
    alarm = made.resource("aws_cloudwatch_metric_alarm")
    assert (alarm["alarm_name"], alarm["provider"]) == ("shop-web-unhealthy", "aws.global")
    assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/Route53", "HealthCheckStatus")
    assert (alarm["comparison_operator"], alarm["threshold"], alarm["statistic"]) == ("LessThanThreshold", 1, "Minimum")
    assert (alarm["period"], alarm["treat_missing_data"]) == (60, "breaching")
    assert alarm["alarm_actions"] == alarm["ok_actions"] == [TOPIC]
    assert made.address_of("aws_route53_health_check") in alarm["dimensions"]["HealthCheckId"]
    assert "provider" not in made.resource("aws_route53_health_check")
    assert check.alarm


def test_an_alarm_elsewhere_would_never_have_data(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        HealthCheck(stack, "Web", purpose="web", config=WEB, alarm_topic_arns=[TOPIC])
    (problem,) = caught.value.problems
    assert problem.where == "shop/Web.global_provider"


def test_a_disabled_check_has_no_alarm(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = HttpsHealthCheck(fqdn="web.corp.net", disabled=True)
    HealthCheck(stack, "Web", purpose="web", config=config, alarm_topic_arns=[TOPIC])
    made = synthesize()
    assert made.resource("aws_route53_health_check")["disabled"] is True
    assert made.count("aws_cloudwatch_metric_alarm") == 0
