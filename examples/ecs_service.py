"""A service on a cluster that exists: two tasks or more, with a password from Secrets Manager."""

from tap_constructs import EcsCluster, EcsService, EcsServiceConfig, EncryptionKey, Network, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = "eu-central-1:123456789012"
SUBNETS = {"private": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}
API = {
    "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1.4.2",
    "secrets": {"PASSWORD": f"arn:aws:secretsmanager:{HERE}:secret:database-AbCdEf:password::"},
}


def build(app: App) -> None:
    """Puts the service into a stack."""
    stack = TerraformStack(app, "ecs-service")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network.from_existing(stack, vpc_id="vpc-0123456789abcdef0", cidr="10.0.0.0/16", subnets=SUBNETS)
    key = EncryptionKey(stack, "Key", purpose="api", users=["logs"])
    cluster = EcsCluster.from_existing("main", f"arn:aws:ecs:{HERE}:cluster/main")
    config = EcsServiceConfig.model_validate({"containers": {"api": API}})
    EcsService(stack, "Api", cluster=cluster, network=network, key=key, purpose="api", config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
