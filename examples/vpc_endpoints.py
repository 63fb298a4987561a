"""The endpoints of a VPC that exists: S3 by a gateway, Secrets Manager by an interface."""

from tap_constructs import InterfaceEndpointConfig, VpcEndpoints, VpcEndpointsConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the endpoints into a stack."""
    stack = TerraformStack(app, "vpc-endpoints")
    AwsProvider(stack, "aws", region="eu-central-1")
    VpcEndpoints(
        stack,
        "Endpoints",
        vpc_id="vpc-0123456789abcdef0",
        client_cidrs=["10.0.0.0/16"],
        route_table_ids={"private": "rtb-0123456789abcdef0"},
        subnet_ids=["subnet-0123456789abcdef0"],
        config=VpcEndpointsConfig(gateways=("s3",), interfaces={"secretsmanager": InterfaceEndpointConfig()}),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
