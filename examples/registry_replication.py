"""Images of production, copied to the region that takes over."""

from tap_constructs import RegistryReplication, RegistryReplicationConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the replication into a stack of the account's own."""
    stack = TerraformStack(app, "account")
    AwsProvider(stack, "aws", region="us-east-1")
    config = RegistryReplicationConfig(regions=("us-west-2",), prefixes=("tap-prod/",))
    RegistryReplication(stack, "Replication", config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
