"""The rules of a security group."""

from __future__ import annotations

from pydantic import Field, model_validator

from ..model import Model, refuse


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
