"""The rules of a security group."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network

from pydantic import Field, ValidationInfo, field_validator, model_validator

from ..model import Model, refuse

_PROTOCOLS = ("tcp", "udp", "icmp", "icmpv6", "-1")
_LAST = 255
_UNRESOLVED = "${"  # a value that is known at deploy time only


def accepted_cidr(cidr: str, *, kind: type[IPv4Network] | type[IPv6Network] = IPv4Network) -> str:
    """Addresses in CIDR notation, or a token that resolves to them."""
    if _UNRESOLVED in cidr:
        return cidr
    try:
        kind(cidr)
    except ValueError as error:
        example = "10.0.0.0/16" if kind is IPv4Network else "2001:db8::/32"
        raise refuse(str(error), got=cidr, expected=f"such as {example}", remedy="correct it") from error
    return cidr


class Rule(Model):
    """One permission: traffic of one protocol and port range, from or to one peer.

    Exactly one of `cidr`, `ipv6_cidr`, `prefix_list_id`, `group_id` and `self_referencing` names the peer.
    """

    description: str = Field(min_length=1, max_length=255, pattern=r"^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+$")
    """What the permission is for; shown in the console, no part of its identity."""

    protocol: str = "tcp"
    """``tcp``, ``udp``, ``icmp``, ``icmpv6``, a protocol number, or ``-1`` for all."""

    from_port: int = Field(default=443, ge=-1, le=65535)
    """First port, or ICMP type; ignored for all protocols."""

    to_port: int | None = Field(default=None, ge=-1, le=65535)
    """Last port, or ICMP code; None for the first one."""

    cidr: str | None = None
    """IPv4 peer, such as ``10.0.0.0/16``."""

    ipv6_cidr: str | None = None
    """IPv6 peer, such as ``2001:db8::/32``."""

    prefix_list_id: str | None = None
    """A managed prefix list as peer."""

    group_id: str | None = None
    """Another security group as peer."""

    self_referencing: bool = False
    """Whether the members of the group are each other's peers."""

    @model_validator(mode="after")
    def _one_peer(self) -> Rule:
        peers = [self.cidr, self.ipv6_cidr, self.prefix_list_id, self.group_id, self.self_referencing or None]
        named = sum(peer is not None for peer in peers)
        if named != 1:
            raise refuse(
                f"rule '{self.description}' has {named} peers",
                expected="exactly one of cidr, ipv6_cidr, prefix_list_id, group_id, self_referencing",
                remedy="write one rule for each peer",
            )
        return self

    @field_validator("protocol")
    @classmethod
    def _known_protocol(cls, protocol: str) -> str:
        """A protocol's name as EC2 knows it, or its number."""
        if protocol not in _PROTOCOLS and not (protocol.isascii() and protocol.isdigit() and int(protocol) <= _LAST):
            raise refuse(
                "is no protocol",
                got=protocol,
                expected=f"{', '.join(_PROTOCOLS)}, or a number up to {_LAST}",
                remedy="correct it",
            )
        return protocol

    @field_validator("cidr", "ipv6_cidr")
    @classmethod
    def _addresses(cls, cidr: str | None, info: ValidationInfo) -> str | None:
        """Addresses in CIDR notation, or a token that resolves to them."""
        kind = IPv4Network if info.field_name == "cidr" else IPv6Network
        return cidr if cidr is None else accepted_cidr(cidr, kind=kind)

    @model_validator(mode="after")
    def _ports_in_order(self) -> Rule:
        """Tcp and udp: the last port is not before the first, and neither is negative."""
        first, last = self.ports
        if self.protocol in ("tcp", "udp") and not 0 <= first <= last:
            raise refuse(
                f"rule '{self.description}' has no ports",
                got=f"{first} to {last}",
                expected="from_port <= to_port, neither negative",
                remedy="exchange or correct them",
            )
        return self

    @property
    def all_protocols(self) -> bool:
        """Whether the rule is for every protocol, and so for every port."""
        return self.protocol == "-1"

    @property
    def ports(self) -> tuple[int, int]:
        """First and last port; zeros for all protocols, as AWS wants them inline."""
        if self.all_protocols:
            return 0, 0
        return self.from_port, self.from_port if self.to_port is None else self.to_port

    @property
    def identity(self) -> tuple[object, ...]:
        """What AWS compares to find a duplicate: the description is no part of it."""
        return (
            self.protocol,
            *self.ports,
            self.cidr,
            self.ipv6_cidr,
            self.prefix_list_id,
            self.group_id,
            self.self_referencing,
        )
