"""A MySQL database over two regions: own classes and parameters, and who may connect from where."""

from ipaddress import IPv4Network

from tap_constructs import AuroraConfig, AuroraGlobal, EncryptionKey, Network, NetworkConfig, Placement, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

CONFIG = {
    "engine": "aurora-mysql",
    "database_name": "orders",
    "instance_class": "db.r6g.large",
    "instances": {"writer": {"promotion_tier": 0}, "reader": {"promotion_tier": 1}},
    "secondary_instances": {"reader": {"promotion_tier": 0}},
    "credentials": {"username": "orders_admin", "version": 2},
    "cluster_parameters": {"time_zone": {"value": "Europe/Berlin"}},
    "insights": {"mode": "advanced", "retention_days": 465},
    "slow_query_milliseconds": 500,
    "backup_retention_days": 35,
    "maintenance_window": "sun:04:00-sun:05:00",
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "aurora-global-full")
    AwsProvider(stack, "aws", region="us-east-1")
    west = AwsProvider(stack, "west", region="us-west-2", alias="west")
    users = ["logs"]
    near = NetworkConfig()
    far = NetworkConfig(cidr=IPv4Network("10.1.0.0/16"))
    primary = Placement(
        network=Network(stack, "East", config=near, peer_cidrs=[str(far.cidr)]),
        key=EncryptionKey(stack, "Key", purpose="data", users=users),
    )
    secondary = Placement(
        network=Network(stack, "West", config=far, peer_cidrs=[str(near.cidr)], provider=west),
        key=EncryptionKey(stack, "KeyWest", purpose="data", users=users, provider=west),
    )
    config = AuroraConfig.model_validate(CONFIG)
    database = AuroraGlobal(stack, "Database", primary=primary, secondary=secondary, purpose="orders", config=config)
    database.allow_from("east", str(near.cidr))
    database.allow_from("west", str(far.cidr), region="secondary")
    TerraformOutput(stack, "writer", value=database.endpoint)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
