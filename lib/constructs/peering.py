"""A peering connection between two networks, also of two regions, with routes on both sides."""

from __future__ import annotations

from ipaddress import IPv4Network

from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.vpc_peering_connection import VpcPeeringConnection
from cdktf_cdktf_provider_aws.vpc_peering_connection_accepter import VpcPeeringConnectionAccepterA
from cdktf_cdktf_provider_aws.vpc_peering_connection_options import (
    VpcPeeringConnectionOptions,
    VpcPeeringConnectionOptionsAccepter,
    VpcPeeringConnectionOptionsRequester,
)
from constructs import Construct

from ..arguments import checked
from ..errors import ConfigurationError, Problem
from .network import NetworkLike


@checked
class Peering(Construct):
    """A peering connection between two networks, also of two regions, with routes on both sides.

    The accepting region's provider accepts it: AWS refuses `auto_accept` on the requester of another region. Names
    of one side resolve to private addresses on the other.

    Attributes:
        connection: The requester's side.
        accepter: The accepter's side.

    Source: Amazon VPC Peering Guide, "VPC peering process, lifecycle, and limitations"; AWS provider documentation.
    """

    def __init__(self, scope: Construct, construct_id: str, *, requester: NetworkLike, accepter: NetworkLike) -> None:
        """Connects the networks.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            requester: One network; the connection is made in its region.
            accepter: The other.

        Raises:
            ConfigurationError: Their addresses overlap, or the network ACLs of one would not let the other in.
        """
        super().__init__(scope, construct_id)
        _refuse_unreachable(self.node.path, requester, accepter)
        near, far = requester.location, accepter.location
        self.connection = VpcPeeringConnection(
            self,
            "Connection",
            vpc_id=requester.vpc_id,
            peer_vpc_id=accepter.vpc_id,
            peer_region=far.region,
            auto_accept=False,
            tags={"Name": near.names.regional(f"to-{far.region}")},
            provider=near.provider,
        )
        self.accepter = VpcPeeringConnectionAccepterA(
            self,
            "Accepter",
            vpc_peering_connection_id=self.connection.id,
            auto_accept=True,
            tags={"Name": far.names.regional(f"to-{near.region}")},
            provider=far.provider,
        )
        VpcPeeringConnectionOptions(
            self,
            "RequesterOptions",
            # Through the accepter: options can be set on an active connection only.
            vpc_peering_connection_id=self.accepter.id,
            requester=VpcPeeringConnectionOptionsRequester(allow_remote_vpc_dns_resolution=True),
            provider=near.provider,
        )
        VpcPeeringConnectionOptions(
            self,
            "AccepterOptions",
            vpc_peering_connection_id=self.accepter.id,
            accepter=VpcPeeringConnectionOptionsAccepter(allow_remote_vpc_dns_resolution=True),
            provider=far.provider,
        )
        self._lead("Requester", requester, accepter)
        self._lead("Accepter", accepter, requester)

    def _lead(self, side: str, here: NetworkLike, there: NetworkLike) -> None:
        for name, table_id in here.route_table_ids.items():
            Route(
                self,
                f"{side}Route-{name}",
                route_table_id=table_id,
                destination_cidr_block=str(there.cidr),
                vpc_peering_connection_id=self.accepter.id,
                provider=here.location.provider,
            )


def overlap(one: IPv4Network, other: IPv4Network, where: str) -> list[Problem]:
    """The problem that two networks to be peered share addresses; none where they do not."""
    if not one.overlaps(other):
        return []
    return [
        Problem(
            where,
            "networks that overlap cannot be peered",
            got=f"{one} and {other}",
            expected="no address in both",
            remedy="give one of them another cidr",
        )
    ]


def _refuse_unreachable(path: str, requester: NetworkLike, accepter: NetworkLike) -> None:
    problems = overlap(requester.cidr, accepter.cidr, path)
    for here, there in ((requester, accepter), (accepter, requester)):
        if here.peer_cidrs is not None and str(there.cidr) not in here.peer_cidrs:
            problems.append(
                Problem(
                    path,
                    f"the network ACLs of {here.cidr} drop what comes from {there.cidr}",
                    got=f"peer_cidrs = {list(here.peer_cidrs)}",
                    expected=f"{there.cidr} among them",
                    remedy=f'give that network peer_cidrs=["{there.cidr}"]',
                )
            )
    if problems:
        raise ConfigurationError(problems)
