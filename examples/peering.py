"""Two networks in two regions, connected."""

from ipaddress import IPv4Network

from tap_constructs import Network, NetworkConfig, Peering, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts both networks and their connection into a stack."""
    stack = TerraformStack(app, "peering")
    AwsProvider(stack, "aws", region="us-east-1")
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    near, far = NetworkConfig(), NetworkConfig(cidr=IPv4Network("10.1.0.0/16"))
    requester = Network(stack, "East", config=near, peer_cidrs=[str(far.cidr)])
    accepter = Network(stack, "West", config=far, peer_cidrs=[str(near.cidr)], provider=west)
    Peering(stack, "Peering", requester=requester, accepter=accepter)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
