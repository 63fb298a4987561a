from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.load_balancer import LoadBalancerConfig
from lib.constructs.bucket import Bucket
from lib.constructs.certificate import Certificate
from lib.constructs.load_balancer import LoadBalancer
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.serving import ARN, KEY, balancer, forwarding, network, statements

Synthesize = Callable[[], Synthesized]

PLAIN = {"scheme": "internal", "plain_http": True}


def made_with(stack: TerraformStack, **arguments: Any) -> LoadBalancer:
    given = {"network": network(stack), "key": KEY, **arguments}
    return LoadBalancer(stack, "Balancer", **given)


def test_a_public_one_stands_in_the_public_tier(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = balancer(stack)
    found = synthesize()
    lb = found.resource("aws_lb")
    assert (lb["name"], lb["internal"], lb["subnets"]) == ("shop-web", False, ["subnet-p1", "subnet-p2"])
    assert lb["drop_invalid_header_fields"] is True
    assert lb["enable_deletion_protection"] is True
    assert lb["desync_mitigation_mode"] == "defensive"
    assert (lb["idle_timeout"], lb["client_keep_alive"], lb["enable_http2"]) == (60, 3600, True)
    assert (lb["xff_header_processing_mode"], lb["enable_xff_client_port"]) == ("append", False)
    assert made.dns_name
    assert made.zone_id
    found.assert_no_findings()


def test_clients_reach_https_and_are_sent_there(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack)
    found = synthesize()
    https = found.resource("aws_lb_listener", port=443)
    assert (https["protocol"], https["certificate_arn"]) == ("HTTPS", ARN)
    assert https["ssl_policy"] == "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    assert https["default_action"] == [
        {"type": "fixed-response", "fixed_response": {"content_type": "text/plain", "status_code": "404"}}
    ]
    http = found.resource("aws_lb_listener", port=80)
    (action,) = http["default_action"]
    assert action["redirect"] | {"query": ""} == {
        "protocol": "HTTPS",
        "port": "443",
        "host": "#{host}",
        "path": "/#{path}",
        "query": "",
        "status_code": "HTTP_301",
    }


def ingress(found: Synthesized) -> set[tuple[int, str]]:
    allowed = found.resources("aws_vpc_security_group_ingress_rule").values()
    return {(rule["from_port"], rule["cidr_ipv4"]) for rule in allowed}


def test_anyone_may_connect_to_a_public_one(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack)
    found = synthesize()
    assert ingress(found) == {(443, "0.0.0.0/0"), (80, "0.0.0.0/0")}
    assert not found.count("aws_vpc_security_group_egress_rule")
    assert not {"ingress", "egress"} & set(found.resource("aws_security_group"))


def test_nothing_listens_for_http_without_the_redirect(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack, redirect_http=False, ingress_cidrs=["198.51.100.0/24"])
    found = synthesize()
    assert ingress(found) == {(443, "198.51.100.0/24")}
    assert found.count("aws_lb_listener") == 1


def test_an_internal_one_is_for_its_network_and_the_peers(stack: TerraformStack, synthesize: Synthesize) -> None:
    inside = network(stack, peer_cidrs=["10.1.0.0/16"])
    made = made_with(stack, network=inside, config=LoadBalancerConfig.model_validate(PLAIN))
    found = synthesize()
    assert found.resource("aws_lb")["subnets"] == ["subnet-a", "subnet-b"]
    assert ingress(found) == {(80, "10.0.0.0/16"), (80, "10.1.0.0/16")}
    listener = found.resource("aws_lb_listener")
    assert (listener["protocol"], listener["port"]) == ("HTTP", 80)
    assert list(made.listeners) == ["http"]
    found.assert_no_findings()


def test_its_logs_go_to_a_bucket_that_admits_it_first(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack, logs={"retention_days": 30, "force_destroy": True})
    found = synthesize()
    lb = found.resource("aws_lb")
    assert lb["access_logs"] | {"bucket": ""} == {"bucket": "", "enabled": True, "prefix": "access"}
    assert lb["connection_logs"]["prefix"] == "connections"
    assert lb["depends_on"] == [found.address_of("aws_s3_bucket_policy")]
    write = statements(found.resource("aws_s3_bucket_policy")["policy"])["LoadBalancerWrite"]
    assert write["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert write["Action"] == "s3:PutObject"
    assert [re.sub(r"\$\{.*?\}", "$", arn) for arn in write["Resource"]] == ["$/AWSLogs/$/*", "$/*/AWSLogs/$/*"]
    rule = found.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    assert rule["apply_server_side_encryption_by_default"] == {"sse_algorithm": "AES256"}
    assert found.resource("aws_s3_bucket_lifecycle_configuration")["rule"][0]["expiration"] == [{"days": 30}]
    assert found.resource("aws_s3_bucket")["force_destroy"] is True


def test_its_logs_can_go_to_a_bucket_made_elsewhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = made_with(
        stack,
        certificate=Certificate.from_existing(ARN),
        log_bucket=Bucket.from_existing("company-logs"),
        config=LoadBalancerConfig.model_validate({"logs": {"connections": False}}),
    )
    found = synthesize()
    lb = found.resource("aws_lb")
    assert lb["access_logs"]["bucket"] == "company-logs"
    assert not {"connection_logs", "depends_on"} & set(lb)
    assert not found.count("aws_s3_bucket")
    assert made.log_bucket == Bucket.from_existing("company-logs")


def test_without_logs_there_is_no_bucket(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = balancer(stack, logs={"access": False, "connections": False})
    found = synthesize()
    assert made.log_bucket is None
    assert not found.count("aws_s3_bucket")
    assert not {"access_logs", "connection_logs"} & set(found.resource("aws_lb"))


def test_a_bucket_that_is_given_is_not_used_for_nothing(stack: TerraformStack) -> None:
    made = made_with(
        stack,
        certificate=Certificate.from_existing(ARN),
        log_bucket=Bucket.from_existing("company-logs"),
        config=LoadBalancerConfig.model_validate({"logs": {"access": False, "connections": False}}),
    )
    assert made.log_bucket is None


def test_a_firewall_stands_before_it(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = balancer(stack)
    found = synthesize()
    association = found.address_of("aws_wafv2_web_acl_association")
    assert found.references(association) == [found.address_of("aws_lb"), found.address_of("aws_wafv2_web_acl")]
    assert made.web_acl


def test_it_can_do_without_one(stack: TerraformStack, synthesize: Synthesize) -> None:
    assert balancer(stack, web_acl={"enabled": False}).web_acl is None
    assert not synthesize().count("aws_wafv2_web_acl")


def test_further_hosts_have_certificates_of_their_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    made_with(
        stack,
        further_certificates={"api": Certificate.from_existing(f"{ARN}1")},
        config=LoadBalancerConfig.model_validate(
            {"certificate_arn": ARN, "further_certificate_arns": {"old": f"{ARN}2"}}
        ),
    )
    found = synthesize()
    further = found.resources("aws_lb_listener_certificate")
    assert {name.split("_")[1].split("-")[1]: each["certificate_arn"] for name, each in further.items()} == {
        "api": f"{ARN}1",
        "old": f"{ARN}2",
    }


@pytest.mark.parametrize(
    ("arguments", "config", "where", "told"),
    [
        ({}, {}, "certificate", "a public load balancer has no certificate"),
        ({}, {"scheme": "internal"}, "certificate", "an? internal load balancer has no certificate"),
        ({"certificate": Certificate.from_existing(ARN)}, PLAIN, "certificate", "told to do without TLS"),
        ({"further_certificates": {"a": Certificate.from_existing(ARN)}}, PLAIN, "certificate", "told to do without"),
    ],
)
def test_it_has_tls_or_is_told_to_do_without(
    stack: TerraformStack, arguments: Any, config: Any, where: str, told: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        made_with(stack, config=LoadBalancerConfig.model_validate(config), **arguments)
    (problem,) = caught.value.problems
    assert problem.where == f"shop/Balancer.{where}"
    assert re.search(told, problem.what)
    assert problem.remedy


def test_it_needs_two_zones_and_a_name_that_is_free(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        made_with(
            stack,
            network=network(stack, subnets={"public": ["subnet-p1"]}),
            certificate=Certificate.from_existing(ARN),
            names=Names("internal", region="eu-central-1"),
        )
    zones, name = caught.value.problems
    assert (zones.where, zones.got) == ("shop/Balancer.network", "1 subnets of the public tier")
    assert name.got == "internal-web"


def test_requests_are_spread_by_weight(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(
        stack,
        target_groups={"old": {}, "new": {}},
        default_action={"forward": {"target_groups": {"old": 9, "new": 1}, "stickiness_seconds": 60}},
    )
    (action,) = synthesize().resource("aws_lb_listener", port=443)["default_action"]
    assert "target_group_arn" not in action
    assert [each["weight"] for each in action["forward"]["target_group"]] == [9, 1]
    assert action["forward"]["stickiness"] == {"enabled": True, "duration": 60}


def test_one_group_needs_no_weight(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack, **forwarding(web={}))
    found = synthesize()
    (action,) = found.resource("aws_lb_listener", port=443)["default_action"]
    assert set(action) == {"type", "target_group_arn"}
    found.assert_no_findings()


def test_weights_without_stickiness(stack: TerraformStack, synthesize: Synthesize) -> None:
    balancer(stack, **forwarding(a={}, b={}))
    (action,) = synthesize().resource("aws_lb_listener", port=443)["default_action"]
    assert "stickiness" not in action["forward"]


def test_rules_treat_requests_otherwise(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = balancer(
        stack,
        target_groups={"api": {}},
        rules={
            "api": {
                "priority": 1,
                "hosts": ["api.corp.net"],
                "paths": ["/v1/*"],
                "methods": ["GET"],
                "headers": {"X-A": ["1"]},
                "action": {"forward": {"target_groups": {"api": 1}}},
            },
            "inside": {
                "priority": 2,
                "source_cidrs": ["10.0.0.0/8"],
                "action": {"fixed_response": {"status_code": "200", "body": "ok"}},
            },
            "away": {"priority": 3, "paths": ["/old"], "action": {"redirect": {"permanent": False, "path": "/new"}}},
        },
    )
    found = synthesize()
    api = found.resource("aws_lb_listener_rule", priority=1)
    assert api["condition"] == [
        {"http_header": {"http_header_name": "X-A", "values": ["1"]}},
        {"host_header": {"values": ["api.corp.net"]}},
        {"path_pattern": {"values": ["/v1/*"]}},
        {"http_request_method": {"values": ["GET"]}},
    ]
    assert found.resource("aws_lb_listener_rule", priority=2)["condition"] == [
        {"source_ip": {"values": ["10.0.0.0/8"]}}
    ]
    (answer,) = found.resource("aws_lb_listener_rule", priority=2)["action"]
    assert answer["fixed_response"]["message_body"] == "ok"
    (away,) = found.resource("aws_lb_listener_rule", priority=3)["action"]
    assert away["redirect"]["status_code"] == "HTTP_302"
    https = found.address_of("aws_lb_listener", port=443)
    assert all(https in rule["listener_arn"] for rule in found.resources("aws_lb_listener_rule").values())
    assert made.target_groups["api"].routes == [made.rules["api"]]
    found.assert_no_findings()
