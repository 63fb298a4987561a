"""A bucket that is encrypted with a key of its own and logs its requests to another bucket."""

from tap_constructs import Bucket, BucketConfig, EncryptionKey, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the buckets into a stack."""
    stack = TerraformStack(app, "bucket")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="reports")
    logs = Bucket(stack, "Logs", purpose="access-logs", writers=["access_logs"])
    config = BucketConfig(infrequent_access_after_days=30)
    Bucket(stack, "Reports", purpose="reports", key=key, access_log_bucket=logs, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
