"""Rules of a security group: one peer each, told apart as AWS tells them apart."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lib.config.security_group import Rule
from lib.model import problems_of

PEERS: list[dict[str, Any]] = [
    {"cidr": "10.0.0.0/16"},
    {"ipv6_cidr": "2001:db8::/32"},
    {"prefix_list_id": "pl-1"},
    {"group_id": "sg-1"},
    {"self_referencing": True},
]


@pytest.mark.parametrize("peer", PEERS)
def test_each_kind_of_peer_is_enough(peer: dict[str, Any]) -> None:
    assert Rule(description="HTTPS", **peer).ports == (443, 443)


def test_a_rule_without_a_peer_is_refused() -> None:
    with pytest.raises(ValidationError) as caught:
        Rule(description="HTTPS")
    (problem,) = problems_of(caught.value)
    assert problem.what == "rule 'HTTPS' has 0 peers"


@pytest.mark.parametrize("index", range(len(PEERS)))
def test_a_rule_with_two_peers_is_refused(index: int) -> None:
    with pytest.raises(ValidationError) as caught:
        Rule(description="HTTPS", **PEERS[index], **PEERS[index - 1])
    (problem,) = problems_of(caught.value)
    assert problem.what == "rule 'HTTPS' has 2 peers"
    assert problem.remedy == "write one rule for each peer"


@pytest.mark.parametrize(
    ("fields", "ports"),
    [
        ({}, (443, 443)),
        ({"from_port": 5432}, (5432, 5432)),
        ({"from_port": 1024, "to_port": 65535}, (1024, 65535)),
        ({"from_port": 80, "to_port": 0, "protocol": "icmp"}, (80, 0)),
        ({"protocol": "icmp", "from_port": -1}, (-1, -1)),
        ({"protocol": "-1", "from_port": 80, "to_port": 90}, (0, 0)),
    ],
)
def test_ports(fields: dict[str, Any], ports: tuple[int, int]) -> None:
    assert Rule(description="x", cidr="10.0.0.0/8", **fields).ports == ports


@pytest.mark.parametrize(("protocol", "every"), [("-1", True), ("tcp", False), ("47", False)])
def test_all_protocols(protocol: str, every: bool) -> None:
    assert Rule(description="x", cidr="10.0.0.0/8", protocol=protocol).all_protocols is every


@pytest.mark.parametrize("field", ["from_port", "to_port"])
@pytest.mark.parametrize("port", [-2, 65536])
def test_a_port_that_does_not_exist_is_refused(field: str, port: int) -> None:
    with pytest.raises(ValidationError, match=field):
        Rule.model_validate({"description": "x", "cidr": "10.0.0.0/8", field: port})


@pytest.mark.parametrize("text", ["", "x" * 256, "Zugriff für alle", "a<b>", "a'b", "a\nb"])
def test_a_description_that_aws_refuses_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="description"):
        Rule(description=text, cidr="10.0.0.0/8")


@pytest.mark.parametrize("text", ["x" * 255, "From the load balancer (HTTP/2), port #443", "[a]+b=c&d;{e}!$*"])
def test_a_description_that_aws_takes_is_taken(text: str) -> None:
    assert Rule(description=text, cidr="10.0.0.0/8").description == text


def test_the_description_is_no_part_of_the_identity() -> None:
    one = Rule(description="one", cidr="10.0.0.0/8")
    other = Rule(description="other", cidr="10.0.0.0/8", from_port=443, to_port=443)
    assert one.identity == other.identity


@pytest.mark.parametrize("change", [{"protocol": "udp"}, {"from_port": 80}, {"to_port": 444}, {"cidr": "10.0.0.0/9"}])
def test_everything_else_is_part_of_the_identity(change: dict[str, Any]) -> None:
    same = {"description": "x", "cidr": "10.0.0.0/8"}
    assert Rule.model_validate(same).identity != Rule.model_validate({**same, **change}).identity


def test_rules_of_different_peers_differ() -> None:
    assert len({Rule(description="x", **peer).identity for peer in PEERS}) == len(PEERS)


def test_ports_that_all_protocols_ignore_make_no_difference() -> None:
    one, other = (Rule(description="x", cidr="10.0.0.0/8", protocol="-1", from_port=port) for port in (1, 2))
    assert one.identity == other.identity


@pytest.mark.parametrize("protocol", ["tcp", "udp", "icmp", "icmpv6", "-1", "0", "50", "255"])
def test_protocols_have_names_or_numbers(protocol: str) -> None:
    assert Rule(description="x", cidr="10.0.0.0/16", protocol=protocol).protocol == protocol


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"protocol": "tpc"}, "is no protocol"),
        ({"protocol": "256"}, "is no protocol"),
        ({"protocol": "٣"}, "is no protocol"),
        ({"from_port": 443, "to_port": 80}, "rule 'x' has no ports"),
        ({"from_port": -1}, "rule 'x' has no ports"),
        ({"cidr": "10.0.0.0/33"}, "'33' is not a valid netmask"),
        ({"cidr": "10.0.0.1/16"}, "10.0.0.1/16 has host bits set"),
        ({"cidr": None, "ipv6_cidr": "10.0.0.0/16"}, "At least 3 parts expected"),
    ],
)
def test_what_ec2_refuses_is_refused(fields: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Rule.model_validate({"description": "x", "cidr": "10.0.0.0/16", **fields})
    (problem,) = problems_of(caught.value)
    assert problem.what.startswith(what)
    assert problem.remedy


def test_icmp_has_types_and_codes_and_addresses_may_be_tokens() -> None:
    rule = Rule(description="ping", protocol="icmp", from_port=8, to_port=-1, cidr="${aws_vpc.x.cidr_block}")
    assert rule.ports == (8, -1)
