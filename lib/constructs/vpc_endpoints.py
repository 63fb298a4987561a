"""The VPC endpoints of a network: gateways on its route tables, interfaces behind one security group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from ..arguments import checked
from ..config.security_group import Rule
from ..config.vpc_endpoints import VpcEndpointsConfig
from ..naming import Names
from .location import locate
from .security_group import SecurityGroup


@checked
class VpcEndpoints(Construct):
    """The endpoints of one VPC: gateways on its route tables, interfaces behind one security group.

    Attributes:
        gateways: Gateway endpoints by service.
        interfaces: Interface endpoints by service.
        security_group: What the interfaces stand behind; None without interfaces.

    Source: AWS PrivateLink guide, "Gateway endpoints", "Access AWS services through AWS PrivateLink".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        client_cidrs: Sequence[str],
        route_table_ids: Mapping[str, str],
        subnet_ids: Sequence[str],
        config: VpcEndpointsConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the endpoints.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            vpc_id: The VPC.
            client_cidrs: Who may reach the interfaces.
            route_table_ids: Route tables that the gateways are put on, by name.
            subnet_ids: Subnets of the interfaces, one a zone.
            config: Which services.
            names: Makes the names.
            provider: The provider of the VPC's region.
        """
        super().__init__(scope, construct_id)
        config = config or VpcEndpointsConfig()
        where = locate(self, provider, names)
        self.gateways = {
            service: VpcEndpoint(
                self,
                f"Gateway-{service}",
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{where.region}.{service}",
                vpc_endpoint_type="Gateway",
                route_table_ids=list(route_table_ids.values()),
                policy=config.gateway_policies.get(service),
                tags={"Name": where.names.regional(f"{service}-gateway")},
                provider=provider,
            )
            for service in config.gateways
        }
        self.security_group: SecurityGroup | None = None
        if config.interfaces:
            self.security_group = SecurityGroup(
                self,
                "SecurityGroup",
                vpc_id=vpc_id,
                purpose="vpc-endpoints",
                description="Interface endpoints of AWS services",
                ingress=[Rule(description=f"HTTPS from {cidr}", cidr=cidr) for cidr in client_cidrs],
                names=where.names,
                provider=provider,
            )
        self.interfaces = {
            service: VpcEndpoint(
                self,
                f"Interface-{service}",
                vpc_id=vpc_id,
                service_name=f"com.amazonaws.{where.region}.{service}",
                vpc_endpoint_type="Interface",
                subnet_ids=list(subnet_ids),
                security_group_ids=[self.security_group.id] if self.security_group else None,
                private_dns_enabled=endpoint.private_dns,
                policy=endpoint.policy,
                tags={"Name": where.names.regional(f"{service}-interface")},
                provider=provider,
            )
            for service, endpoint in config.interfaces.items()
        }
