from __future__ import annotations

from collections.abc import Callable

import pytest
from cdktf import TerraformStack

from lib.config.security_group import Rule
from lib.constructs.security_group import SecurityGroup
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
HTTPS = Rule(description="HTTPS from the VPC", cidr="10.0.0.0/16")


def group(stack: TerraformStack, *ingress: Rule, egress: tuple[Rule, ...] = ()) -> SecurityGroup:
    return SecurityGroup(stack, "Web", vpc_id="vpc-1", purpose="web", description="Web", ingress=ingress, egress=egress)


def test_its_own_rules_stand_inline_with_every_key(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = group(
        stack,
        HTTPS,
        Rule(description="HTTP over IPv6", ipv6_cidr="::/0", from_port=80),
        Rule(description="members", self_referencing=True, protocol="udp", from_port=53, to_port=54),
        egress=(
            Rule(description="anything", cidr="0.0.0.0/0", protocol="-1"),
            Rule(description="S3", prefix_list_id="pl-1"),
        ),
    )
    assert made.inline
    assert made.id
    rendered = synthesize().resource("aws_security_group")
    ingress = [{k: v for k, v in block.items() if v is not None} for block in rendered["ingress"]]
    assert ingress == [
        {
            "description": "HTTPS from the VPC",
            "protocol": "tcp",
            "from_port": 443,
            "to_port": 443,
            "cidr_blocks": ["10.0.0.0/16"],
        },
        {
            "description": "HTTP over IPv6",
            "protocol": "tcp",
            "from_port": 80,
            "to_port": 80,
            "ipv6_cidr_blocks": ["::/0"],
        },
        {"description": "members", "protocol": "udp", "from_port": 53, "to_port": 54, "self": True},
    ]
    everything, s3 = rendered["egress"]
    assert (everything["protocol"], everything["from_port"], everything["to_port"]) == ("-1", 0, 0)
    assert s3["prefix_list_ids"] == ["pl-1"]


def test_without_rules_it_lets_nothing_through(stack: TerraformStack, synthesize: Synthesize) -> None:
    group(stack)
    rendered = synthesize().resource("aws_security_group")
    assert rendered["ingress"] == rendered["egress"] == []


def test_with_a_rule_for_another_group_all_are_separate(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = group(
        stack,
        HTTPS,
        Rule(description="from the balancer", group_id="sg-9", from_port=8080),
        Rule(description="members", self_referencing=True),
        egress=(Rule(description="anything", cidr="0.0.0.0/0", protocol="-1"),),
    )
    assert not made.inline
    synthesized = synthesize()
    assert not {"ingress", "egress"} & set(synthesized.resource("aws_security_group"))
    assert synthesized.count("aws_vpc_security_group_ingress_rule") == 3
    rule = synthesized.resource("aws_vpc_security_group_ingress_rule", description="from the balancer")
    assert (rule["referenced_security_group_id"], rule["ip_protocol"], rule["from_port"]) == ("sg-9", "tcp", 8080)
    members = synthesized.resource("aws_vpc_security_group_ingress_rule", description="members")
    assert members["referenced_security_group_id"] == members["security_group_id"]
    everything = synthesized.resource("aws_vpc_security_group_egress_rule")
    assert everything["ip_protocol"] == "-1"
    assert not {"from_port", "to_port"} & set(everything)


def test_the_same_permission_twice_is_refused_whatever_its_description(stack: TerraformStack) -> None:
    again = Rule(description="again", cidr="10.0.0.0/16", from_port=443, to_port=443)
    with pytest.raises(ConfigurationError, match=r"shop/Web.ingress: 2 rules are the same permission") as caught:
        group(stack, HTTPS, again)
    assert "'HTTPS from the VPC', 'again'" in str(caught.value)


def test_ports_and_peers_tell_permissions_apart(stack: TerraformStack) -> None:
    near = Rule(description="one port on", cidr="10.0.0.0/16", from_port=443, to_port=444)
    assert group(stack, HTTPS, near, egress=(HTTPS,)).inline


def test_two_rules_of_one_description_are_refused(stack: TerraformStack) -> None:
    same = Rule(description="HTTPS from the VPC", cidr="10.1.0.0/16")
    with pytest.raises(ConfigurationError, match="have the same description"):
        group(stack, HTTPS, same)


def test_an_extensible_group_takes_rules_later_and_each_once(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = SecurityGroup(stack, "Web", vpc_id="vpc-1", purpose="web", description="Web", extensible=True)
    for description in ("from the balancer", "again"):
        made.allow_ingress(Rule(description=description, group_id="sg-9", from_port=8080))
        made.allow_egress(Rule(description=description, group_id="sg-9", from_port=5432))
    synthesized = synthesize()
    assert not {"ingress", "egress"} & set(synthesized.resource("aws_security_group"))
    assert synthesized.resource("aws_vpc_security_group_ingress_rule")["from_port"] == 8080
    assert synthesized.resource("aws_vpc_security_group_egress_rule")["from_port"] == 5432
    assert not made.inline


def test_two_groups_that_name_each_other_by_the_same_id_are_one_peer(stack: TerraformStack) -> None:
    made = SecurityGroup(stack, "Web", vpc_id="vpc-1", purpose="web", description="Web", extensible=True)
    other = SecurityGroup(stack, "Other", vpc_id="vpc-1", purpose="other", description="Other", extensible=True)
    for description in ("first", "second"):
        made.allow_ingress(Rule(description=description, group_id=other.id))
    assert len([child for child in made.node.children if child.node.id.startswith("Ingress-")]) == 1


def test_a_later_rule_of_the_same_description_is_refused(stack: TerraformStack) -> None:
    made = SecurityGroup(stack, "Web", vpc_id="vpc-1", purpose="web", description="Web", extensible=True)
    made.allow_ingress(HTTPS)
    with pytest.raises(ConfigurationError, match="have the same description"):
        made.allow_ingress(Rule(description="HTTPS from the VPC", cidr="10.1.0.0/16"))


def test_rules_beside_inline_ones_are_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="extensible=True"):
        group(stack, HTTPS).allow_egress(Rule(description="out", cidr="10.0.0.0/16"))
