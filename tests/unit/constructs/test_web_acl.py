from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack

from lib.config.web_acl import WebAclConfig
from lib.constructs.web_acl import WebAcl
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.serving import KEY, statements

Synthesize = Callable[[], Synthesized]


def acl(stack: TerraformStack, **config: Any) -> WebAcl:
    return WebAcl(stack, "Acl", purpose="web", key=KEY, config=WebAclConfig.model_validate(config))


def test_the_rate_limit_comes_before_aws_groups(stack: TerraformStack, synthesize: Synthesize) -> None:
    acl(stack)
    made = synthesize()
    found = made.resource("aws_wafv2_web_acl")
    assert (found["name"], found["scope"], found["default_action"]) == ("shop-web", "REGIONAL", {"allow": {}})
    first, *groups = sorted(found["rule"], key=lambda rule: rule["priority"])
    assert first["statement"]["rate_based_statement"] == {
        "limit": 2000,
        "evaluation_window_sec": 300,
        "aggregate_key_type": "IP",
    }
    assert first["action"] == {"block": {}}
    assert [rule["name"] for rule in groups] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]
    assert all(rule["override_action"] == {"none": {}} for rule in groups)
    made.assert_no_findings()


def test_groups_and_single_rules_can_count_first(stack: TerraformStack, synthesize: Synthesize) -> None:
    acl(
        stack,
        rate_limit=None,
        managed_groups={
            "Whole": {"priority": 1, "count_only": True},
            "Part": {"priority": 2, "counted_rules": ["SizeRestrictions_BODY"], "version": "Version_1.3"},
        },
    )
    whole, part = synthesize().resource("aws_wafv2_web_acl")["rule"]
    assert whole["override_action"] == {"count": {}}
    assert part["override_action"] == {"none": {}}
    assert part["statement"]["managed_rule_group_statement"] == {
        "name": "Part",
        "vendor_name": "AWS",
        "version": "Version_1.3",
        "rule_action_override": [{"name": "SizeRestrictions_BODY", "action_to_use": {"count": {}}}],
    }


def test_the_log_has_no_credentials_and_is_encrypted(stack: TerraformStack, synthesize: Synthesize) -> None:
    acl(stack)
    made = synthesize()
    group = made.resource("aws_cloudwatch_log_group")
    assert (group["name"], group["retention_in_days"], group["kms_key_id"]) == ("aws-waf-logs-shop-web", 365, KEY.arn)
    logging = made.resource("aws_wafv2_web_acl_logging_configuration")
    assert [field["single_header"]["name"] for field in logging["redacted_fields"]] == ["authorization", "cookie"]


def test_a_key_is_made_where_none_is_given(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = WebAcl(stack, "Acl", purpose="web")
    found = synthesize()
    assert made.key
    assert "CloudWatchLogs" in statements(found.resource("aws_kms_key")["policy"])
    found.assert_no_findings()


def test_it_can_do_without_a_log_or_redaction(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = WebAcl(stack, "Acl", purpose="web", config=WebAclConfig(logged=False))
    assert (made.log_group, made.key) == (None, None)
    assert not synthesize().count("aws_cloudwatch_log_group")


def test_nothing_is_redacted_where_nothing_is_named(stack: TerraformStack, synthesize: Synthesize) -> None:
    acl(stack, redacted_headers=[])
    assert "redacted_fields" not in synthesize().resource("aws_wafv2_web_acl_logging_configuration")


def test_it_stands_before_what_it_protects(stack: TerraformStack, synthesize: Synthesize) -> None:
    acl(stack).protect("api", "arn:aws:apigateway:x")
    association = synthesize().resource("aws_wafv2_web_acl_association")
    assert association["resource_arn"] == "arn:aws:apigateway:x"
    assert association["web_acl_arn"].endswith(".arn}")
