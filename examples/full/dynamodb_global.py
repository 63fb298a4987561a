"""A table with indexes, a stream, expiry and provisioned capacity that scales, replicated and recoverable."""

from tap_constructs import DynamodbConfig, DynamodbGlobal, EncryptionKey, TableReplica, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

CONFIG = {
    "hash_key": "customer",
    "range_key": "placed",
    "attributes": {"customer": "S", "placed": "N", "state": "S", "total": "N"},
    "global_indexes": {
        "by-state": {"hash_key": "state", "projection": "INCLUDE", "included_attributes": ["total"]},
    },
    "local_indexes": {"by-total": {"range_key": "total", "projection": "KEYS_ONLY"}},
    "stream": "NEW_AND_OLD_IMAGES",
    "ttl_attribute": "expires_at",
    "billing": "provisioned",
    "read_capacity": {"min_units": 10, "max_units": 200, "target_percent": 60},
    "write_capacity": {"min_units": 10, "max_units": 100, "target_percent": 60},
    "recovery_days": 35,
    "tags": {"Backup": "backup-daily"},
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "dynamodb-global-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    west = AwsProvider(stack, "west", region="eu-west-1", alias="west")
    key = EncryptionKey(stack, "Key", purpose="orders")
    replica = TableReplica(provider=west, key=EncryptionKey(stack, "WestKey", purpose="orders", provider=west))
    config = DynamodbConfig.model_validate(CONFIG)
    table = DynamodbGlobal(stack, "Orders", purpose="orders", key=key, replica=replica, config=config)
    TerraformOutput(stack, "stream", value=table.stream_arn)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
