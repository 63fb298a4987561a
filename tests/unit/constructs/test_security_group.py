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


def separate(stack: TerraformStack) -> SecurityGroup:
    return SecurityGroup(stack, "Db", vpc_id="vpc-1", purpose="db", description="Db", ingress=[HTTPS], separate=True)


def test_a_group_made_for_separate_rules_takes_more_later(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = separate(stack)
    made.allow(Rule(description="web", group_id="sg-9", from_port=5432))
    made.allow(Rule(description="out", cidr="10.0.0.0/16"), "egress")
    assert not made.inline
    synthesized = synthesize()
    assert not {"ingress", "egress"} & set(synthesized.resource("aws_security_group"))
    rules = synthesized.resources("aws_vpc_security_group_ingress_rule")
    assert {rule["description"] for rule in rules.values()} == {"HTTPS from the VPC", "web"}
    assert any(name.startswith("Db_Ingress-web_") for name in rules)
    assert synthesized.resource("aws_vpc_security_group_egress_rule")["cidr_ipv4"] == "10.0.0.0/16"


def test_what_is_added_is_checked_against_what_is_there(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = separate(stack)
    made.allow(Rule(description="again", cidr="10.0.0.0/16"))
    assert synthesize().count("aws_vpc_security_group_ingress_rule") == 1
    with pytest.raises(ConfigurationError, match="have the same description"):
        made.allow(Rule(description="HTTPS from the VPC", cidr="10.1.0.0/16"))
    made.allow(Rule(description="other", cidr="10.1.0.0/16"))


def test_nothing_is_added_beside_inline_rules(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = group(stack, HTTPS)
    with pytest.raises(ConfigurationError, match=r"its rules stand inline[\s\S]*separate=True"):
        made.allow(Rule(description="web", group_id="sg-9"))
    assert synthesize().count("aws_vpc_security_group_ingress_rule") == 0
