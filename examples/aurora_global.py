"""A PostgreSQL database over two regions, that the first region's network can connect to."""

from ipaddress import IPv4Network

from tap_constructs import AuroraGlobal, EncryptionKey, Network, NetworkConfig, Placement, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the database, its networks and its keys into a stack."""
    stack = TerraformStack(app, "aurora-global")
    AwsProvider(stack, "aws", region="us-east-1")
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    near, far = NetworkConfig(), NetworkConfig(cidr=IPv4Network("10.1.0.0/16"))
    key = EncryptionKey(stack, "Key", purpose="data", users=["logs"])
    key_west = EncryptionKey(stack, "KeyWest", purpose="data", users=["logs"], provider=west)
    primary = Placement(network=Network(stack, "East", config=near), key=key)
    secondary = Placement(network=Network(stack, "West", config=far, provider=west), key=key_west)
    database = AuroraGlobal(stack, "Database", primary=primary, secondary=secondary)
    database.allow_from("network", str(near.cidr))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
