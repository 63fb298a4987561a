"""A key that CloudWatch Logs may use, and a log group that is encrypted with it."""

from tap_constructs import EncryptionKey, EncryptionKeyConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the key and the log group into a stack."""
    stack = TerraformStack(app, "encryption-key")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="logs", users=["logs"], config=EncryptionKeyConfig(rotation_days=180))
    CloudwatchLogGroup(stack, "Logs", name="/app", retention_in_days=30, kms_key_id=key.arn)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
