"""A network with chosen zones and subnets, interface endpoints, own tags, and flow logs kept in S3."""

from tap_constructs import EncryptionKey, Network, NetworkConfig, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

CONFIG = {
    "cidr": "10.20.0.0/16",
    "availability_zones": ["eu-central-1a", "eu-central-1b"],
    "subnet_prefix_lengths": {"private": 20},
    "subnet_tags": {"public": {"kubernetes.io/role/elb": "1"}},
    "nat": "per_zone",
    "endpoints": {"interfaces": {"ecr.api": {}, "ecr.dkr": {}, "secretsmanager": {}}},
    "flow_logs": {"destination": "s3", "traffic": "REJECT", "aggregation_seconds": 60, "retention_days": 90},
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "network-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="network", users=["log_delivery"])
    config = NetworkConfig.model_validate(CONFIG)
    network = Network(stack, "Network", config=config, peer_cidrs=["10.30.0.0/16"], key=key)
    for tier in ("private", "database"):
        TerraformOutput(stack, f"{tier}_subnets", value=network.subnet_ids(tier))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
