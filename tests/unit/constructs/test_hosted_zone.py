from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.config.hosted_zone import DnssecConfig, HostedZoneConfig, QueryLogConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.hosted_zone import HostedZone
from lib.constructs.network import Network
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
REGION, OTHER_REGION = "eu-central-1", "eu-west-1"
DOMAIN = "shop.corp.net"
PLAIN = HostedZoneConfig(query_log=QueryLogConfig(enabled=False), dnssec=DnssecConfig(enabled=False), caa_issuers=())


@pytest.fixture
def east(stack: TerraformStack) -> AwsProvider:
    return add_provider(stack, "us-east-1", alias="global", tags={})


def statements(policy: str) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in json.loads(policy)["Statement"]}


def test_a_zone_by_itself_is_public_and_kept(stack: TerraformStack, synthesize: Synthesize) -> None:
    zone = HostedZone(stack, "Zone", domain=DOMAIN, config=PLAIN)
    made = synthesize()
    found = made.resource("aws_route53_zone")
    assert (found["name"], found["force_destroy"], found["tags"]) == (DOMAIN, False, {"Name": "shop-shop-corp-net"})
    assert "vpc" not in found
    assert made.addresses == [made.address_of("aws_route53_zone")]
    assert (zone.query_log, zone.dnssec, zone.caa, zone.ds_record) == (None, None, None, None)
    assert zone.zone_id
    assert zone.name_servers


def test_queries_are_logged_in_us_east_1_where_route_53_is_let_in_first(
    stack: TerraformStack, east: AwsProvider, synthesize: Synthesize
) -> None:
    HostedZone(stack, "Zone", domain=DOMAIN, global_provider=east)
    made = synthesize()
    group = made.resource("aws_cloudwatch_log_group")
    assert (group["name"], group["retention_in_days"]) == ("/aws/route53/shop/shop.corp.net", 365)
    assert group["provider"] == "aws.global"
    log = made.resource("aws_route53_query_log")
    policy = made.resource("aws_cloudwatch_log_resource_policy")
    assert log["depends_on"] == [made.address_of("aws_cloudwatch_log_resource_policy")]
    assert "provider" not in log
    assert policy["provider"] == "aws.global"
    statement = statements(policy["policy_document"])["WriteQueries"]
    assert statement["Principal"] == {"Service": "route53.amazonaws.com"}
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert made.address_of("aws_cloudwatch_log_group") in statement["Resource"]
    assert made.address_of("aws_route53_zone") in statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert "CallerIdentity-global" in statement["Condition"]["StringEquals"]["aws:SourceAccount"]
    key = made.resource("aws_kms_key", enable_key_rotation=True)
    assert statements(key["policy"])["CloudWatchLogs"]["Principal"] == {"Service": "logs.us-east-1.amazonaws.com"}
    assert key["provider"] == "aws.global"


def test_a_key_and_a_resource_policy_may_be_there_already(
    stack: TerraformStack, east: AwsProvider, synthesize: Synthesize
) -> None:
    key = EncryptionKey.from_existing("arn:aws:kms:us-east-1:123456789012:key/x")
    config = PLAIN.model_copy(update={"query_log": QueryLogConfig(resource_policy=False, retention_days=30)})
    zone = HostedZone(stack, "Zone", domain=DOMAIN, key=key, global_provider=east, config=config)
    made = synthesize()
    assert made.count("aws_kms_key") == made.count("aws_cloudwatch_log_resource_policy") == 0
    group = made.resource("aws_cloudwatch_log_group")
    assert (group["kms_key_id"], group["retention_in_days"]) == (key.arn, 30)
    assert "depends_on" not in made.resource("aws_route53_query_log")
    assert zone.query_log
    assert zone.query_log.policy is None


def test_answers_are_signed_with_a_key_that_route_53_may_use(
    stack: TerraformStack, east: AwsProvider, synthesize: Synthesize
) -> None:
    config = PLAIN.model_copy(update={"dnssec": DnssecConfig(deletion_window_days=7)})
    zone = HostedZone(stack, "Zone", domain=DOMAIN, global_provider=east, config=config)
    made = synthesize()
    key = made.resource("aws_kms_key")
    assert (key["customer_master_key_spec"], key["key_usage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")
    assert (key["deletion_window_in_days"], key["provider"]) == (7, "aws.global")
    assert "enable_key_rotation" not in key
    granted = statements(key["policy"])
    assert list(granted) == ["AdministeredByIam", "Route53Dnssec", "Route53DnssecGrant"]
    assert granted["Route53Dnssec"]["Action"] == ["kms:DescribeKey", "kms:GetPublicKey", "kms:Sign"]
    assert set(granted["Route53Dnssec"]["Condition"]) == {"StringEquals", "ArnLike"}
    assert granted["Route53DnssecGrant"]["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert granted["Route53DnssecGrant"]["Principal"] == {"Service": "dnssec-route53.amazonaws.com"}
    signing = made.resource("aws_route53_key_signing_key")
    assert signing["name"] == "shop_dnssec_shop_corp_net"
    assert made.address_of("aws_kms_key") in signing["key_management_service_arn"]
    # Signing begins after there is a key to sign with, and ends before that is deleted.
    assert made.address_of("aws_route53_key_signing_key") in made.references(
        made.address_of("aws_route53_hosted_zone_dnssec")
    )
    assert made.resource("aws_kms_alias")["name"] == "alias/shop-dnssec-shop-corp-net"
    assert zone.ds_record
    assert made.count("aws_cloudwatch_metric_alarm") == 0


def test_somebody_is_told_when_the_signing_is_in_danger(
    stack: TerraformStack, east: AwsProvider, synthesize: Synthesize
) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:alarms"
    HostedZone(stack, "Zone", domain=DOMAIN, global_provider=east, alarm_topic_arns=[topic])
    made = synthesize()
    for metric in ("DNSSECInternalFailure", "DNSSECKeySigningKeysNeedingAction"):
        alarm = made.resource("aws_cloudwatch_metric_alarm", metric_name=metric)
        assert (alarm["namespace"], alarm["provider"], alarm["alarm_actions"]) == (
            "AWS/Route53",
            "aws.global",
            [topic],
        )
        assert (alarm["comparison_operator"], alarm["treat_missing_data"]) == (
            "GreaterThanOrEqualToThreshold",
            "ignore",
        )
        assert made.address_of("aws_route53_zone") in alarm["dimensions"]["HostedZoneId"]


@pytest.mark.parametrize("issuers", [("amazon.com",), ("amazon.com", "letsencrypt.org"), ()])
def test_only_the_named_issue_certificates(
    issuers: tuple[str, ...], stack: TerraformStack, synthesize: Synthesize
) -> None:
    HostedZone(stack, "Zone", domain=DOMAIN, config=PLAIN.model_copy(update={"caa_issuers": issuers}))
    made = synthesize()
    if not issuers:
        assert made.count("aws_route53_record") == 0
        return
    record = made.resource("aws_route53_record")
    assert (record["name"], record["type"]) == (DOMAIN, "CAA")
    assert record["records"] == [f'0 issue "{issuer}"' for issuer in issuers]


def test_networks_make_it_private_to_them(stack: TerraformStack, synthesize: Synthesize) -> None:
    other = add_provider(stack, OTHER_REGION, alias="other", tags={})
    networks = [
        Network.from_existing(stack, vpc_id=f"vpc-{index}", cidr="10.0.0.0/16", provider=provider)
        for index, provider in enumerate((None, other))
    ]
    zone = HostedZone(stack, "Zone", domain="shop.internal", networks=networks)
    made = synthesize()
    assert made.resource("aws_route53_zone")["vpc"] == [
        {"vpc_id": "vpc-0", "vpc_region": REGION},
        {"vpc_id": "vpc-1", "vpc_region": OTHER_REGION},
    ]
    assert made.addresses == [made.address_of("aws_route53_zone")]
    assert (zone.query_log, zone.dnssec, zone.caa) == (None, None, None)


def test_a_public_zone_of_a_domain_that_nobody_can_have_is_refused(stack: TerraformStack) -> None:
    for domain in ("shop.example.com", "shop.internal", "Shop.net"):
        with pytest.raises(ConfigurationError) as caught:
            HostedZone(stack, f"Zone-{domain}", domain=domain)
        (problem,) = caught.value.problems
        assert (problem.where, problem.got) == (f"shop/Zone-{domain}.domain", domain)


def test_without_a_provider_for_us_east_1_there_is_no_log_and_no_key(stack: TerraformStack) -> None:
    far = add_provider(stack, OTHER_REGION, alias="far", tags={})
    for name, provider, region in (("One", None, REGION), ("Other", far, OTHER_REGION)):
        with pytest.raises(ConfigurationError) as caught:
            HostedZone(stack, name, domain=DOMAIN, global_provider=provider)
        (problem,) = caught.value.problems
        assert (problem.where, problem.got) == (f"shop/{name}.global_provider", f"a provider for {region}")
        assert "us-east-1" in problem.remedy


def test_in_us_east_1_the_own_provider_is_enough(synthesize: Synthesize, stack: TerraformStack) -> None:
    east = add_provider(stack, "us-east-1", alias="own", tags={})
    HostedZone(stack, "Zone", domain=DOMAIN, provider=east)
    made = synthesize()
    providers = {item["provider"] for kind in made.json["resource"] for item in made.resources(kind).values()}
    assert providers == {"aws.own"}


def test_a_zone_made_elsewhere_is_given_or_looked_up(stack: TerraformStack, synthesize: Synthesize) -> None:
    given = HostedZone.from_existing("Z2FDTNDATAQYW2", DOMAIN)
    assert (given.zone_id, given.domain) == ("Z2FDTNDATAQYW2", DOMAIN)
    found = HostedZone.look_up(stack, "Zone", domain=DOMAIN)
    HostedZone.look_up(stack, "Private", domain="shop.internal", private=True)
    made = synthesize()
    assert made.resource("data.aws_route53_zone", private_zone=False)["name"] == DOMAIN
    assert made.resource("data.aws_route53_zone", private_zone=True)["name"] == "shop.internal"
    assert found.domain == DOMAIN
    assert found.zone_id.startswith("${")
