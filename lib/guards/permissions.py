"""What the rules of security groups permit, one peer at a time, however they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .document import Document, Resource
from .values import blocks, is_empty, is_true, number, strings

INLINE: Final = ("aws_security_group", "aws_default_security_group")
SEPARATE: Final = (
    "aws_security_group_rule",
    "aws_vpc_security_group_ingress_rule",
    "aws_vpc_security_group_egress_rule",
)
DIRECTIONS: Final = ("ingress", "egress")
# Arguments that name whom a rule lets through, inline and in either kind of separate rule.
PEERS: Final = (
    "cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups", "source_security_group_id",
    "cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id",
)  # fmt: skip
_PROTOCOLS: Final = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}


@dataclass(frozen=True, slots=True)
class Permission:
    """What AWS compares: the description is no part of it.

    Attributes:
        direction: ``ingress`` or ``egress``.
        protocol: Such as ``tcp``; ``-1`` for all.
        ports: The first and the last port.
        peer: Who is let through.
    """

    direction: str
    protocol: str
    ports: str
    peer: str

    def __str__(self) -> str:
        ports = "" if self.protocol == "-1" else f" {self.ports}"
        return f"{self.direction} {'all' if self.protocol == '-1' else self.protocol}{ports} of {self.peer}"


def inline_permissions(document: Document, group: Resource) -> Iterator[Permission]:
    """What a group's own blocks permit, each as often as it stands there."""
    for direction in DIRECTIONS:
        for rule in blocks(group.get(direction)):
            yield from _permissions(document, direction, rule, group.address)


def separate_permissions(document: Document, rule: Resource) -> Iterator[Permission]:
    """What a separate rule permits."""
    direction = direction_of(rule)
    if direction and not any(rule.get(several) for several in ("count", "for_each")):
        group = document.find(rule.get("security_group_id"), *INLINE)
        yield from _permissions(document, direction, rule.body, group.address if group else "")


def direction_of(rule: Resource) -> str:
    """Whether a separate rule is for ``ingress`` or ``egress``; empty when it does not say."""
    if rule.kind == "aws_security_group_rule":
        given = rule.get("type")
        return given if given in DIRECTIONS else ""
    return "ingress" if "ingress" in rule.kind else "egress"


def _permissions(document: Document, direction: str, rule: Mapping[str, Any], group: str) -> Iterator[Permission]:
    given = rule.get("protocol", rule.get("ip_protocol"))
    if is_empty(given):
        return
    name = str(document.resolve(given)).lower()
    protocol = _PROTOCOLS.get(name, name)
    first, last = (_port(document.resolve(rule.get(key))) for key in ("from_port", "to_port"))
    ports = "" if protocol == "-1" else first if first == last else f"{first}-{last}"
    for peer in _peers(document, rule, group):
        yield Permission(direction, protocol, ports, peer)


def _port(value: object) -> str:
    found = number(value)
    return str(value) if found is None else f"{found:g}"


def _peers(document: Document, rule: Mapping[str, Any], group: str) -> Iterator[str]:
    if is_true(rule.get("self")):
        yield group or "the group itself"
    for argument in PEERS:
        for value in strings(rule.get(argument)):
            target = document.find(value, *INLINE)
            yield target.address if target else str(document.resolve(value))
