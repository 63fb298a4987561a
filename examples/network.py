"""A network over three zones, with a NAT gateway in each and an endpoint for pulling images."""

from tap_constructs import InterfaceEndpointConfig, Network, NetworkConfig, VpcEndpointsConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the network into a stack."""
    stack = TerraformStack(app, "network")
    AwsProvider(stack, "aws", region="eu-central-1")
    endpoints = VpcEndpointsConfig(interfaces={"ecr.dkr": InterfaceEndpointConfig()})
    Network(stack, "Network", config=NetworkConfig(nat="per_zone", endpoints=endpoints))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
