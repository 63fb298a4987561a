from __future__ import annotations

from collections.abc import Callable

from cdktf import TerraformStack

from lib.config.vpc_endpoints import InterfaceEndpointConfig, VpcEndpointsConfig
from lib.constructs.vpc_endpoints import VpcEndpoints
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def endpoints(stack: TerraformStack, config: VpcEndpointsConfig | None = None) -> VpcEndpoints:
    return VpcEndpoints(
        stack,
        "Endpoints",
        vpc_id="vpc-1",
        client_cidrs=["10.0.0.0/16", "10.1.0.0/16"],
        route_table_ids={"a": "rtb-1", "b": "rtb-2"},
        subnet_ids=["subnet-1", "subnet-2"],
        config=config,
    )


def test_gateways_stand_on_every_route_table(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = endpoints(stack)
    assert made.security_group is None
    gateway = synthesize().resource("aws_vpc_endpoint", service_name="com.amazonaws.eu-central-1.dynamodb")
    assert (gateway["vpc_endpoint_type"], gateway["route_table_ids"]) == ("Gateway", ["rtb-1", "rtb-2"])


def test_interfaces_stand_behind_one_group_for_all_clients(stack: TerraformStack, synthesize: Synthesize) -> None:
    config = VpcEndpointsConfig(
        gateways=("s3",),
        gateway_policies={"s3": '{"Statement": []}'},
        interfaces={
            "logs": InterfaceEndpointConfig(),
            "ecr.api": InterfaceEndpointConfig(private_dns=False, policy="{}"),
        },
    )
    endpoints(stack, config)
    synthesized = synthesize()
    logs = synthesized.resource("aws_vpc_endpoint", service_name="com.amazonaws.eu-central-1.logs")
    assert (logs["private_dns_enabled"], logs["subnet_ids"]) == (True, ["subnet-1", "subnet-2"])
    ecr = synthesized.resource("aws_vpc_endpoint", service_name="com.amazonaws.eu-central-1.ecr.api")
    assert (ecr["private_dns_enabled"], ecr["policy"]) == (False, "{}")
    assert logs["security_group_ids"] == ecr["security_group_ids"]
    group = synthesized.resource("aws_security_group")
    assert [rule["cidr_blocks"] for rule in group["ingress"]] == [["10.0.0.0/16"], ["10.1.0.0/16"]]
    assert synthesized.resource("aws_vpc_endpoint", vpc_endpoint_type="Gateway")["policy"] == '{"Statement": []}'
