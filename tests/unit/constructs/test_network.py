from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.flow_logs import FlowLogsConfig
from lib.config.network import NetworkConfig
from lib.config.vpc_endpoints import VpcEndpointsConfig
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.network import Network
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]
BARE: dict[str, Any] = {"endpoints": VpcEndpointsConfig(gateways=()), "flow_logs": FlowLogsConfig(enabled=False)}


def test_four_tiers_over_three_literal_zones(stack: TerraformStack, synthesize: Synthesize) -> None:
    network = Network(stack, "Network")
    synthesized = synthesize()
    subnets = synthesized.resources("aws_subnet").values()
    assert len(subnets) == 12
    assert {subnet["availability_zone"] for subnet in subnets} == {f"eu-central-1{letter}" for letter in "abc"}
    assert not any(subnet["map_public_ip_on_launch"] for subnet in subnets)
    vpc = IPv4Network("10.0.0.0/16")
    assert all(IPv4Network(subnet["cidr_block"]).subnet_of(vpc) for subnet in subnets)
    assert synthesized.resource("aws_vpc")["enable_dns_hostnames"] is True
    assert len(network.subnet_ids("database")) == 3
    assert network.vpc_id


def test_a_further_zone_changes_no_subnet_that_exists(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Two", config=NetworkConfig(availability_zones=("eu-central-1a", "eu-central-1c"), **BARE))
    Network(stack, "Three", config=NetworkConfig(zone_count=3, **BARE))
    subnets = synthesize().resources("aws_subnet")
    two = {name.split("_")[1]: s["cidr_block"] for name, s in subnets.items() if name.startswith("Two")}
    three = {name.split("_")[1]: s["cidr_block"] for name, s in subnets.items() if name.startswith("Three")}
    assert len(two) == 8
    assert two.items() <= three.items()


def test_subnets_tell_kubernetes_where_balancers_go(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network", config=NetworkConfig(subnet_tags={"private": {"karpenter.sh/discovery": "x"}}, **BARE))
    synthesized = synthesize()
    public = synthesized.resource("aws_subnet", tags={"Name": "shop-public-a"})["tags"]
    private = synthesized.resource("aws_subnet", tags={"Name": "shop-private-a"})["tags"]
    assert public["kubernetes.io/role/elb"] == "1"
    assert (private["kubernetes.io/role/internal-elb"], private["karpenter.sh/discovery"]) == ("1", "x")


@pytest.mark.parametrize(("nat", "gateways", "routes"), [("none", 0, 1), ("single", 1, 4), ("per_zone", 3, 4)])
def test_nat(stack: TerraformStack, synthesize: Synthesize, nat: str, gateways: int, routes: int) -> None:
    network = Network(stack, "Network", config=NetworkConfig.model_validate({**BARE, "nat": nat}))
    synthesized = synthesize()
    assert synthesized.count("aws_nat_gateway") == synthesized.count("aws_eip") == gateways == len(network.nat_gateways)
    assert synthesized.count("aws_route") == routes
    targets = {
        route["nat_gateway_id"] for route in synthesized.resources("aws_route").values() if "nat_gateway_id" in route
    }
    assert len(targets) == gateways
    for eip in synthesized.resources("aws_eip").values():
        assert eip["domain"] == "vpc"
    for gateway in synthesized.resources("aws_nat_gateway").values():
        assert gateway["depends_on"] == [synthesized.address_of("aws_internet_gateway")]


def test_elastic_ips_can_be_brought_along(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network", config=NetworkConfig(nat="single", nat_allocation_ids=("eipalloc-1",), **BARE))
    synthesized = synthesize()
    assert synthesized.count("aws_eip") == 0
    assert synthesized.resource("aws_nat_gateway")["allocation_id"] == "eipalloc-1"


def test_routes_are_never_inline(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network")
    assert all("route" not in table for table in synthesize().resources("aws_route_table").values())


def test_private_subnets_have_a_route_table_each_and_other_tiers_one(stack: TerraformStack) -> None:
    network = Network(stack, "Network", config=NetworkConfig(zone_count=2, **BARE))
    assert sorted(network.route_table_ids) == ["database", "intra", "private-a", "private-b", "public"]


def test_what_aws_leaves_open_is_closed(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network")
    synthesized = synthesize()
    assert not {"ingress", "egress"} & set(synthesized.resource("aws_default_security_group"))
    acl = synthesized.resource("aws_default_network_acl")
    assert not {"ingress", "egress", "subnet_ids"} & set(acl)
    assert acl["lifecycle"] == {"ignore_changes": ["subnet_ids"]}
    assert synthesized.resource("aws_default_route_table")["route"] == []


def test_every_subnet_has_an_acl_of_its_tier(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network", peer_cidrs=["10.9.0.0/16"])
    synthesized = synthesize()
    acls = synthesized.resources("aws_network_acl")
    guarded = [subnet for acl in acls.values() for subnet in acl["subnet_ids"]]
    assert len(guarded) == len(set(guarded)) == synthesized.count("aws_subnet")
    assert all(any(rule["cidr_block"] == "10.9.0.0/16" for rule in acl["ingress"]) for acl in acls.values())


def test_without_a_public_tier_there_is_no_internet_gateway(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network", config=NetworkConfig(tiers=("intra",), nat="none", **BARE))
    synthesized = synthesize()
    assert synthesized.count("aws_internet_gateway") == synthesized.count("aws_route") == 0


def test_zones_can_be_asked_for_at_deploy_time(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(
        stack,
        "Network",
        config=NetworkConfig(zone_source="aws", zone_count=3, excluded_zone_ids=("euc1-az1",), **BARE),
    )
    synthesized = synthesize()
    asked = synthesized.resource("data.aws_availability_zones")
    assert asked["exclude_zone_ids"] == ["euc1-az1"]
    names = f"{synthesized.address_of('data.aws_availability_zones')}.names"
    subnet = synthesized.resource("aws_subnet", tags={"Name": "shop-private-2"})
    assert subnet["availability_zone"] == f"${{element({names}, 2)}}"
    (precondition,) = synthesized.resource("aws_vpc")["lifecycle"]["precondition"]
    assert precondition["condition"] == f"${{length({names}) >= 3}}"


def test_more_zones_than_the_region_has_are_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="eu-central-1 has 3 zones"):
        Network(stack, "Network", config=NetworkConfig(zone_count=4))


def test_flow_logs_are_encrypted_with_a_key_of_its_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    network = Network(stack, "Network")
    assert network.key is not None
    assert network.flow_logs is not None
    synthesized = synthesize()
    assert "logs.eu-central-1.amazonaws.com" in synthesized.resource("aws_kms_key")["policy"]
    assert synthesized.address_of("aws_kms_key") in synthesized.resource("aws_cloudwatch_log_group")["kms_key_id"]


def test_flow_logs_are_encrypted_with_the_key_handed_in(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
    Network(stack, "Network", key=key)
    synthesized = synthesize()
    assert synthesized.count("aws_kms_key") == 0
    assert synthesized.resource("aws_cloudwatch_log_group")["kms_key_id"] == key.arn


def test_flow_logs_to_s3_have_a_key_that_log_delivery_may_use(stack: TerraformStack, synthesize: Synthesize) -> None:
    Network(stack, "Network", config=NetworkConfig(flow_logs=FlowLogsConfig(destination="s3")))
    assert "delivery.logs.amazonaws.com" in synthesize().resource("aws_kms_key")["policy"]


def test_flow_logs_can_be_off(stack: TerraformStack, synthesize: Synthesize) -> None:
    network = Network(stack, "Network", config=NetworkConfig(**BARE))
    assert network.flow_logs is None
    assert network.key is None
    assert synthesize().count("aws_kms_key") == 0


def test_an_existing_network_has_what_a_construct_needs(stack: TerraformStack) -> None:
    network = Network.from_existing(
        stack,
        vpc_id="vpc-1",
        cidr="10.0.0.0/16",
        subnets={"private": ["subnet-1"]},
        route_table_ids={"all": "rtb-1"},
    )
    assert network.subnet_ids("private") == ["subnet-1"]
    assert network.subnet_ids("public") == []
    assert (network.location.region, network.cidr, network.peer_cidrs) == (
        "eu-central-1",
        IPv4Network("10.0.0.0/16"),
        None,
    )
    assert Network.from_existing(stack, vpc_id="vpc-1", cidr="10.0.0.0/16").route_table_ids == {}
