"""One region's VPC: tiers over several zones, NAT, endpoints, flow logs, and everything AWS leaves open closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Protocol

from cdktf import Fn, Precondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_availability_zones import (
    DataAwsAvailabilityZones,
    DataAwsAvailabilityZonesFilter,
)
from cdktf_cdktf_provider_aws.default_network_acl import DefaultNetworkAcl
from cdktf_cdktf_provider_aws.default_route_table import DefaultRouteTable
from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.network_acl import NetworkAcl
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route import Route
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from ..arguments import checked
from ..config.network import NetworkConfig
from ..config.subnet_layout import TIERS, Tier
from ..config.zones import Zone
from ..naming import Names
from .bucket import BucketLike
from .encryption_key import EncryptionKey, KeyLike, KeyUser
from .flow_logs import FlowLogs
from .location import Location, locate
from .network_acl import egress_blocks, egress_rules, ingress_blocks, ingress_rules
from .vpc_endpoints import VpcEndpoints

# Where the AWS Load Balancer Controller looks for subnets. Source: Amazon EKS User Guide, "Route application and
# HTTP traffic with Application Load Balancers". Checked 2026-11-22.
_LOAD_BALANCER_TAGS: dict[Tier, dict[str, str]] = {
    "public": {"kubernetes.io/role/elb": "1"},
    "private": {"kubernetes.io/role/internal-elb": "1"},
}


class NetworkLike(Protocol):
    """Any network that a construct can stand in."""

    @property
    def vpc_id(self) -> str:
        """The VPC's id."""
        ...

    @property
    def cidr(self) -> IPv4Network:
        """The VPC's addresses."""
        ...

    @property
    def peer_cidrs(self) -> Sequence[str] | None:
        """Other networks whose traffic its network ACLs let in; None where that is not known."""
        ...

    @property
    def route_table_ids(self) -> Mapping[str, str]:
        """Its route tables, by a name that is stable."""
        ...

    @property
    def location(self) -> Location:
        """Its provider, region and names."""
        ...

    def subnet_ids(self, tier: Tier) -> list[str]:
        """The subnets of a tier, one a zone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExistingNetwork:
    """A VPC made elsewhere.

    Attributes:
        vpc_id: Its id.
        cidr: Its addresses.
        location: Its provider, region and names.
        subnets: The ids of its subnets by tier.
        route_table_ids: Its route tables by any stable name.
        peer_cidrs: Other networks whose traffic its network ACLs let in; None where that is not known.
    """

    vpc_id: str
    cidr: IPv4Network
    location: Location
    subnets: Mapping[Tier, Sequence[str]] = field(default_factory=dict)
    route_table_ids: Mapping[str, str] = field(default_factory=dict)
    peer_cidrs: Sequence[str] | None = None

    def subnet_ids(self, tier: Tier) -> list[str]:
        """The subnets of a tier, one a zone; empty where there is none."""
        return list(self.subnets.get(tier, ()))


@checked
class Network(Construct):
    """One region's VPC: tiers of subnets over several zones, NAT, endpoints and flow logs.

    Routes are resources of their own, never inline, since peering and NAT add routes to the same tables. AWS's
    default security group, route table and network ACL are emptied, so that nothing works by accident.

    Attributes:
        vpc: The VPC.
        subnets: Subnets by tier and zone key.
        route_tables: Route tables by name: ``public``, ``private-a`` and so on, ``database``, ``intra``.
        nat_gateways: NAT gateways by zone key.
        endpoints: The VPC endpoints.
        flow_logs: The flow logs; None where they are off.
        key: Encrypts the flow logs; None where they are off and no key was handed in.
        zones: The zones it spans.
        location: Its provider, region and names.

    Source: Amazon VPC User Guide; AWS Well-Architected SEC05.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: NetworkConfig | None = None,
        peer_cidrs: Sequence[str] = (),
        key: KeyLike | None = None,
        access_log_bucket: BucketLike | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the network.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            config: What it looks like.
            peer_cidrs: Other networks whose traffic its network ACLs let in; those that `Peering` connects.
            key: Encrypts the flow logs; by default one is made.
            access_log_bucket: Where S3 logs the requests to flow logs that go to S3.
            names: Makes the names.
            provider: The provider of its region.

        Raises:
            ConfigurationError: The region has not the zones that are asked for.
        """
        super().__init__(scope, construct_id)
        self.config = config = config or NetworkConfig()
        self.location = locate(self, provider, names)
        self.peer_cidrs = tuple(peer_cidrs)
        self.zones = config.zones(self.location.region)
        self._provider = provider
        asked = None if self.zones[0].name else self._ask_for_zones()
        self.vpc = self._make_vpc(asked)
        self._vpc_id = self.vpc.id
        self._close_defaults()
        self.subnets = {tier: self._make_subnets(tier, asked) for tier in TIERS if tier in config.tiers}
        self._subnet_ids = {
            tier: {key: subnet.id for key, subnet in subnets.items()} for tier, subnets in self.subnets.items()
        }
        self.route_tables = self._make_route_tables()
        self._route_table_ids = {name: table.id for name, table in self.route_tables.items()}
        self._associate()
        for tier in self.subnets:
            self._guard(tier)
        self.nat_gateways: dict[str, NatGateway] = {}
        if "public" in self.subnets:
            self._connect_to_internet()
        self.endpoints = VpcEndpoints(
            self,
            "Endpoints",
            vpc_id=self.vpc_id,
            client_cidrs=[str(config.cidr), *self.peer_cidrs],
            route_table_ids=self.route_table_ids,
            subnet_ids=self.subnet_ids("private") or self.subnet_ids("intra"),
            config=config.endpoints,
            names=self.location.names,
            provider=provider,
        )
        self.key = key
        self.flow_logs = self._record(access_log_bucket) if config.flow_logs.enabled else None

    @property
    def vpc_id(self) -> str:
        """The VPC's id."""
        return self._vpc_id

    @property
    def cidr(self) -> IPv4Network:
        """The VPC's addresses."""
        return self.config.cidr

    @property
    def route_table_ids(self) -> dict[str, str]:
        """Route tables by name."""
        return dict(self._route_table_ids)

    def subnet_ids(self, tier: Tier) -> list[str]:
        """The subnets of a tier, one a zone; empty where there is none."""
        return list(self._subnet_ids.get(tier, {}).values())

    @staticmethod
    def from_existing(
        scope: Construct,
        *,
        vpc_id: str,
        cidr: str,
        subnets: Mapping[Tier, Sequence[str]] | None = None,
        route_table_ids: Mapping[str, str] | None = None,
        peer_cidrs: Sequence[str] | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> ExistingNetwork:
        """A VPC made elsewhere, to be given where a network is wanted.

        Args:
            scope: Any construct of the stack.
            vpc_id: Its id.
            cidr: Its addresses, such as ``10.0.0.0/16``.
            subnets: The ids of its subnets by tier.
            route_table_ids: Its route tables by any stable name.
            peer_cidrs: Other networks whose traffic its network ACLs let in; None where that is not known.
            names: Makes the names of what is put into it.
            provider: The provider of its region.
        """
        return ExistingNetwork(
            vpc_id=vpc_id,
            cidr=IPv4Network(cidr),
            location=locate(scope, provider, names),
            subnets=subnets or {},
            route_table_ids=route_table_ids or {},
            peer_cidrs=peer_cidrs,
        )

    def _named(self, purpose: str) -> dict[str, str]:
        return {"Name": self.location.names.regional(purpose)}

    def _ask_for_zones(self) -> DataAwsAvailabilityZones:
        return DataAwsAvailabilityZones(
            self,
            "Zones",
            state="available",
            # Local and wavelength zones are listed too, once an account has opted in to them.
            filter=[DataAwsAvailabilityZonesFilter(name="opt-in-status", values=["opt-in-not-required"])],
            exclude_zone_ids=list(self.config.excluded_zone_ids) or None,
            provider=self._provider,
        )

    def _make_vpc(self, asked: DataAwsAvailabilityZones | None) -> Vpc:
        enough = asked and Precondition(
            condition=f"${{length({asked.fqn}.names) >= {len(self.zones)}}}",
            error_message=f"{self.location.region} has fewer than {len(self.zones)} zones for this account: "
            "lower zone_count.",
        )
        return Vpc(
            self,
            "Vpc",
            cidr_block=str(self.config.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags=self._named("vpc"),
            # element() starts over at the end of a list: too few zones would silently share one.
            lifecycle=TerraformResourceLifecycle(precondition=[enough]) if enough else None,
            provider=self._provider,
        )

    def _close_defaults(self) -> None:
        DefaultSecurityGroup(
            self,
            "DefaultSecurityGroup",
            vpc_id=self.vpc_id,
            tags=self._named("closed"),
            provider=self._provider,
        )
        DefaultRouteTable(
            self,
            "DefaultRouteTable",
            default_route_table_id=self.vpc.default_route_table_id,
            route=[],
            tags=self._named("closed"),
            provider=self._provider,
        )
        DefaultNetworkAcl(
            self,
            "DefaultNetworkAcl",
            default_network_acl_id=self.vpc.default_network_acl_id,
            tags=self._named("closed"),
            # A run that was cut off leaves subnets in it, and only the network ACLs of their tiers can take them out:
            # without this, plans show a change that no apply makes.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["subnet_ids"]),
            provider=self._provider,
        )

    def _make_subnets(self, tier: Tier, asked: DataAwsAvailabilityZones | None) -> dict[str, Subnet]:
        slots = self.config.layout[tier]
        tags = {**_LOAD_BALANCER_TAGS.get(tier, {}), **self.config.subnet_tags.get(tier, {}), "Tier": tier}
        return {
            zone.key: Subnet(
                self,
                f"{tier.capitalize()}Subnet-{zone.key}",
                vpc_id=self.vpc_id,
                cidr_block=str(slots[zone.slot]),
                availability_zone=zone.name or Fn.element(asked.names if asked else [], zone.slot),
                map_public_ip_on_launch=False,
                tags={**self._named(f"{tier}-{zone.key}"), **tags},
                provider=self._provider,
            )
            for zone in self.zones
        }

    def _make_route_tables(self) -> dict[str, RouteTable]:
        names = {_table_of(tier, key): None for tier, subnets in self.subnets.items() for key in subnets}
        return {
            name: RouteTable(
                self,
                f"RouteTable-{name}",
                vpc_id=self.vpc_id,
                tags=self._named(name),
                provider=self._provider,
            )
            for name in names
        }

    def _associate(self) -> None:
        for tier, subnet_ids in self._subnet_ids.items():
            for key, subnet_id in subnet_ids.items():
                RouteTableAssociation(
                    self,
                    f"Association-{tier}-{key}",
                    subnet_id=subnet_id,
                    route_table_id=self._route_table_ids[_table_of(tier, key)],
                    provider=self._provider,
                )

    def _guard(self, tier: Tier) -> None:
        trusted = [str(self.config.cidr), *self.peer_cidrs]
        NetworkAcl(
            self,
            f"NetworkAcl-{tier}",
            vpc_id=self.vpc_id,
            subnet_ids=self.subnet_ids(tier),
            ingress=ingress_blocks(ingress_rules(tier, trusted)),
            egress=egress_blocks(egress_rules(tier, trusted)),
            tags=self._named(tier),
            provider=self._provider,
        )

    def _connect_to_internet(self) -> None:
        gateway = InternetGateway(
            self, "InternetGateway", vpc_id=self.vpc_id, tags=self._named("internet"), provider=self._provider
        )
        Route(
            self,
            "InternetRoute",
            route_table_id=self._route_table_ids["public"],
            destination_cidr_block="0.0.0.0/0",
            gateway_id=gateway.id,
            provider=self._provider,
        )
        served = self.zones[: self.config.nat_count]
        for index, zone in enumerate(served):
            self.nat_gateways[zone.key] = self._make_nat_gateway(zone, index, gateway)
        for zone in self.zones if self.nat_gateways else ():
            way_out = self.nat_gateways.get(zone.key) or self.nat_gateways[served[0].key]
            Route(
                self,
                f"NatRoute-{zone.key}",
                route_table_id=self._route_table_ids[_table_of("private", zone.key)],
                destination_cidr_block="0.0.0.0/0",
                nat_gateway_id=way_out.id,
                provider=self._provider,
            )

    def _make_nat_gateway(self, zone: Zone, index: int, gateway: InternetGateway) -> NatGateway:
        given = self.config.nat_allocation_ids
        allocation_id = (
            given[index]
            if given
            else Eip(
                self,
                f"NatAddress-{zone.key}",
                domain="vpc",
                tags=self._named(f"nat-{zone.key}"),
                provider=self._provider,
            ).id
        )
        return NatGateway(
            self,
            f"NatGateway-{zone.key}",
            allocation_id=allocation_id,
            subnet_id=self._subnet_ids["public"][zone.key],
            tags=self._named(f"nat-{zone.key}"),
            # AWS gives a NAT gateway no way out while the VPC has no internet gateway.
            depends_on=[gateway],
            provider=self._provider,
        )

    def _record(self, access_log_bucket: BucketLike | None) -> FlowLogs:
        users: dict[str, KeyUser] = {"cloudwatch": "logs", "s3": "log_delivery"}
        self.key = self.key or EncryptionKey(
            self,
            "Key",
            purpose="flow-logs",
            users=[users[self.config.flow_logs.destination]],
            config=self.config.key,
            names=self.location.names,
            provider=self._provider,
        )
        return FlowLogs(
            self,
            "FlowLogs",
            vpc_id=self.vpc_id,
            key=self.key,
            access_log_bucket=access_log_bucket,
            config=self.config.flow_logs,
            names=self.location.names,
            provider=self._provider,
        )


def _table_of(tier: Tier, key: str) -> str:
    # Private subnets have a table each even with one NAT gateway, so that a second replaces no table.
    return f"{tier}-{key}" if tier == "private" else tier
