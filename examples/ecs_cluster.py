"""A cluster on Fargate, measured down to its containers."""

from tap_constructs import EcsCluster, EncryptionKey, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the cluster into a stack."""
    stack = TerraformStack(app, "ecs-cluster")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="services", users=["logs"])
    EcsCluster(stack, "Cluster", key=key)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
