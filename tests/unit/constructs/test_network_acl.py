from __future__ import annotations

import pytest

from lib.config.subnet_layout import TIERS, Tier
from lib.constructs.network_acl import egress_rules, ingress_rules

TRUSTED = ["10.0.0.0/16", "10.1.0.0/16"]


@pytest.mark.parametrize("tier", TIERS)
def test_every_tier_trusts_the_same_networks_and_lets_answers_in(tier: Tier) -> None:
    rules = ingress_rules(tier, TRUSTED)
    assert [rule.cidr for rule in rules if rule.protocol == "-1"] == TRUSTED
    assert {(rule.protocol, rule.ports) for rule in rules if rule.number >= 300} == {
        ("tcp", (1024, 65535)),
        ("udp", (1024, 65535)),
    }
    assert len({rule.number for rule in rules}) == len(rules)


def test_the_web_reaches_the_public_tier_alone() -> None:
    open_ports = {tier: {rule.ports for rule in ingress_rules(tier, TRUSTED)} for tier in TIERS}
    assert {tier for tier, ports in open_ports.items() if (443, 443) in ports} == {"public"}


@pytest.mark.parametrize(
    ("tier", "leaves"), [("public", True), ("private", True), ("database", False), ("intra", False)]
)
def test_only_tiers_with_a_way_out_may_go_anywhere(tier: Tier, leaves: bool) -> None:
    rules = egress_rules(tier, TRUSTED)
    assert any(rule.cidr == "0.0.0.0/0" and rule.protocol == "-1" for rule in rules) == leaves
    if not leaves:
        assert [rule.ports for rule in rules if rule.cidr == "0.0.0.0/0"] == [(443, 443)]
