"""The network ACL of each tier: explicit, since an emptied default ACL cuts every subnet without one of its own.

ACLs are stateless: answers to a connection come in on the port it was opened from. NAT gateways open from
1024-65535, so that whole range has to be let in wherever traffic leaves the VPC; security groups, which are
stateful, are what keeps connections out.

Source: Amazon VPC User Guide, "Control subnet traffic with network access control lists".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from cdktf_cdktf_provider_aws.network_acl import NetworkAclEgress, NetworkAclIngress

from ..config.subnet_layout import Tier

ANYWHERE = "0.0.0.0/0"
EPHEMERAL = (1024, 65535)


class AclRule(NamedTuple):
    """One numbered rule that allows."""

    number: int
    protocol: str
    ports: tuple[int, int]
    cidr: str


def ingress_rules(tier: Tier, trusted: Sequence[str]) -> list[AclRule]:
    """What may come in: everything from the trusted CIDRs, answers from anywhere, and the web to the public tier."""
    rules = _from_trusted(trusted)
    if tier == "public":
        rules += [AclRule(200, "tcp", (80, 80), ANYWHERE), AclRule(210, "tcp", (443, 443), ANYWHERE)]
    return [*rules, AclRule(300, "tcp", EPHEMERAL, ANYWHERE), AclRule(310, "udp", EPHEMERAL, ANYWHERE)]


def egress_rules(tier: Tier, trusted: Sequence[str]) -> list[AclRule]:
    """What may go out: anything from tiers that reach the internet, else to the trusted CIDRs and gateway endpoints."""
    if tier in ("public", "private"):
        return [AclRule(100, "-1", (0, 0), ANYWHERE)]
    return [*_from_trusted(trusted), AclRule(200, "tcp", (443, 443), ANYWHERE)]


def ingress_blocks(rules: Sequence[AclRule]) -> list[NetworkAclIngress]:
    """The rules as blocks of a network ACL."""
    return [NetworkAclIngress(**_block(rule)) for rule in rules]


def egress_blocks(rules: Sequence[AclRule]) -> list[NetworkAclEgress]:
    """The rules as blocks of a network ACL."""
    return [NetworkAclEgress(**_block(rule)) for rule in rules]


def _from_trusted(trusted: Sequence[str]) -> list[AclRule]:
    return [AclRule(100 + index, "-1", (0, 0), cidr) for index, cidr in enumerate(trusted)]


def _block(rule: AclRule) -> dict[str, Any]:
    first, last = rule.ports
    return {
        "action": "allow",
        "rule_no": rule.number,
        "protocol": rule.protocol,
        "from_port": first,
        "to_port": last,
        "cidr_block": rule.cidr,
    }
