"""A function in a network, with rights, an environment, a stated load and queues for what fails."""

from pathlib import Path

from tap_constructs import (
    EncryptionKey,
    FunctionConfig,
    Network,
    NetworkConfig,
    PackagedFunction,
    Queue,
    Statement,
    synth,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = "eu-central-1:123456789012"
CONFIG = {
    "runtime": "python3.13",
    "memory_mb": 1024,
    "timeout_seconds": 60,
    "ephemeral_storage_mb": 1024,
    "log_level": "WARN",
    "log_retention_days": 90,
    "expected_load": {"requests_per_second": 20, "duration_seconds": 0.5},
    "max_retries": 1,
    "max_event_age_seconds": 3600,
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "packaged-function-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="orders", users=["logs"])
    network = Network(stack, "Network", config=NetworkConfig(zone_count=2))
    failed = Queue(stack, "Failed", purpose="failed-orders", key=key)
    write = Statement(sid="Write", actions=["dynamodb:PutItem"], resources=[f"arn:aws:dynamodb:{HERE}:table/orders"])
    function = PackagedFunction(
        stack,
        "Function",
        purpose="orders",
        source=Path(__file__).parents[1] / "src",
        key=key,
        environment={"TABLE": "orders"},
        statements=[write],
        network=network,
        on_failure=failed,
        config=FunctionConfig.model_validate(CONFIG),
    )
    function.allow_invoke("bucket", principal="s3.amazonaws.com", source_arn="arn:aws:s3:::shop-orders")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
