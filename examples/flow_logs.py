"""The rejected traffic of a VPC that exists, recorded in a bucket for a year."""

from tap_constructs import EncryptionKey, FlowLogs, FlowLogsConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the flow logs and their key into a stack."""
    stack = TerraformStack(app, "flow-logs")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="flow-logs", users=["log_delivery"])
    config = FlowLogsConfig(destination="s3", traffic="REJECT", retention_days=365)
    FlowLogs(stack, "FlowLogs", vpc_id="vpc-0123456789abcdef0", key=key, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
