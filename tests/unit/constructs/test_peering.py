from __future__ import annotations

from collections.abc import Callable

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.config.flow_logs import FlowLogsConfig
from lib.config.network import NetworkConfig
from lib.config.vpc_endpoints import VpcEndpointsConfig
from lib.constructs.network import ExistingNetwork, Network
from lib.constructs.peering import Peering
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


@pytest.fixture
def other(stack: TerraformStack) -> AwsProvider:
    return add_provider(stack, "eu-west-1", alias="other", tags={})


def network(stack: TerraformStack, name: str, cidr: str, peer: str, provider: AwsProvider | None = None) -> Network:
    config = NetworkConfig(
        cidr=cidr,  # type: ignore[arg-type]  # pydantic parses it
        zone_count=2,
        endpoints=VpcEndpointsConfig(gateways=()),
        flow_logs=FlowLogsConfig(enabled=False),
    )
    return Network(stack, name, config=config, peer_cidrs=[peer], provider=provider)


def existing(stack: TerraformStack, cidr: str, peers: list[str] | None = None) -> ExistingNetwork:
    return Network.from_existing(
        stack, vpc_id=f"vpc-{cidr}", cidr=cidr, route_table_ids={"all": "rtb-1"}, peer_cidrs=peers
    )


def test_the_other_regions_provider_accepts(stack: TerraformStack, other: AwsProvider, synthesize: Synthesize) -> None:
    here = network(stack, "Here", "10.0.0.0/16", "10.1.0.0/16")
    there = network(stack, "There", "10.1.0.0/16", "10.0.0.0/16", other)
    Peering(stack, "Peering", requester=here, accepter=there)
    synthesized = synthesize()
    connection = synthesized.resource("aws_vpc_peering_connection")
    assert (connection["auto_accept"], connection["peer_region"]) == (False, "eu-west-1")
    accepter = synthesized.resource("aws_vpc_peering_connection_accepter")
    assert (accepter["auto_accept"], accepter["provider"]) == (True, "aws.other")


def test_each_side_resolves_names_and_leads_to_the_other(
    stack: TerraformStack, other: AwsProvider, synthesize: Synthesize
) -> None:
    here = network(stack, "Here", "10.0.0.0/16", "10.1.0.0/16")
    there = network(stack, "There", "10.1.0.0/16", "10.0.0.0/16", other)
    Peering(stack, "Peering", requester=here, accepter=there)
    synthesized = synthesize()
    options = synthesized.resources("aws_vpc_peering_connection_options").values()
    assert [side for option in options for side in ("requester", "accepter") if side in option] == [
        "accepter",
        "requester",
    ]
    accepter = f"${{{synthesized.address_of('aws_vpc_peering_connection_accepter')}.id}}"
    routes = [route for route in synthesized.resources("aws_route").values() if "vpc_peering_connection_id" in route]
    assert len(routes) == len(here.route_tables) + len(there.route_tables)
    # Through the accepter, so that nothing is set on a connection that is not active yet.
    assert {item["vpc_peering_connection_id"] for item in (*options, *routes)} == {accepter}
    assert {(route["destination_cidr_block"], route.get("provider")) for route in routes} == {
        ("10.1.0.0/16", None),
        ("10.0.0.0/16", "aws.other"),
    }


def test_networks_that_overlap_are_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match=r"10.0.0.0/16 and 10.0.128.0/17"):
        Peering(
            stack,
            "Peering",
            requester=existing(stack, "10.0.0.0/16"),
            accepter=existing(stack, "10.0.128.0/17"),
        )


def test_networks_whose_acls_drop_each_other_are_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Peering(
            stack,
            "Peering",
            requester=existing(stack, "10.0.0.0/16", []),
            accepter=existing(stack, "10.1.0.0/16", ["10.2.0.0/16"]),
        )
    assert [problem.what for problem in caught.value.problems] == [
        "the network ACLs of 10.0.0.0/16 drop what comes from 10.1.0.0/16",
        "the network ACLs of 10.1.0.0/16 drop what comes from 10.0.0.0/16",
    ]


def test_networks_made_elsewhere_are_trusted_to_let_each_other_in(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    Peering(
        stack,
        "Peering",
        requester=existing(stack, "10.0.0.0/16"),
        accepter=existing(stack, "10.1.0.0/16"),
    )
    assert synthesize().count("aws_route") == 2
