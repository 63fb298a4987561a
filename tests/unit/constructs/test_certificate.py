from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from cdktf import TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone

from lib.config.certificate import CertificateConfig
from lib.constructs.certificate import Certificate
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


@dataclass(frozen=True)
class Zone:
    zone_id: str = "Z1"
    domain: str = "corp.net"
    zone: Any = None


def certificate(stack: TerraformStack, *names: str, zone: Zone = Zone(), delegated: bool = False) -> Certificate:
    config = CertificateConfig(names=names, zone_is_delegated=delegated)
    return Certificate(stack, "Certificate", zone=zone, config=config)


def test_a_domain_and_its_wildcard_share_a_record(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = certificate(stack, "shop.corp.net", "*.shop.corp.net", "api.corp.net")
    assert list(made.records) == ["shop.corp.net", "api.corp.net"]
    found = synthesize()
    acm = found.resource("aws_acm_certificate")
    assert acm["domain_name"] == "shop.corp.net"
    assert acm["subject_alternative_names"] == ["*.shop.corp.net", "api.corp.net"]
    assert acm["validation_method"] == "DNS"
    assert acm["lifecycle"] == {"create_before_destroy": True}
    assert found.count("aws_route53_record", zone_id="Z1", ttl=300, allow_overwrite=True) == 2
    found.assert_no_findings()


def test_each_record_is_found_by_its_name(stack: TerraformStack, synthesize: Synthesize) -> None:
    certificate(stack, "*.corp.net")
    record = synthesize().resource("aws_route53_record")
    for value, attribute in ((record["name"], "name"), (record["type"], "type"), (record["records"][0], "value")):
        assert value.startswith("${one([for each in aws_acm_certificate.Certificate_")
        assert f': each.resource_record_{attribute} if each.domain_name == "*.corp.net"])}}' in value


def test_what_uses_it_waits_until_it_is_issued(stack: TerraformStack, synthesize: Synthesize) -> None:
    TerraformOutput(stack, "arn", static_id=True, value=certificate(stack, "corp.net").arn)
    made = synthesize()
    validation = made.address_of("aws_acm_certificate_validation")
    assert made.references("output.arn") == [validation]
    assert made.references(validation) == [
        made.address_of("aws_acm_certificate"),
        made.address_of("aws_route53_record"),
    ]


def test_a_name_outside_the_zone_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        certificate(stack, "corp.net", "shop.corp.com", "notcorp.net")
    assert [problem.got for problem in caught.value.problems] == ["shop.corp.com", "notcorp.net"]


def test_a_zone_that_nobody_can_have_delegated_yet_is_refused(stack: TerraformStack, synthesize: Synthesize) -> None:
    fresh = Zone(zone=Route53Zone(stack, "Zone", name="corp.net"))
    with pytest.raises(ConfigurationError) as caught:
        certificate(stack, "corp.net", zone=fresh)
    (problem,) = caught.value.problems
    assert problem.where == "shop/Certificate.zone"
    assert "zone_is_delegated = true" in problem.remedy


def test_it_is_taken_once_it_is_delegated(stack: TerraformStack, synthesize: Synthesize) -> None:
    fresh = Zone(zone=Route53Zone(stack, "Zone", name="corp.net"))
    certificate(stack, "corp.net", zone=fresh, delegated=True)
    assert synthesize().count("aws_acm_certificate") == 1


def test_one_made_elsewhere_has_its_arn() -> None:
    assert Certificate.from_existing("arn:aws:acm:x").arn == "arn:aws:acm:x"
