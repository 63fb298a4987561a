"""A table of orders with an index by state, and its replica in another region."""

from tap_constructs import DynamodbConfig, DynamodbGlobal, EncryptionKey, GlobalIndexConfig, TableReplica, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the table, its replica and their keys into a stack."""
    stack = TerraformStack(app, "dynamodb-global")
    AwsProvider(stack, "aws", region="eu-central-1")
    west = AwsProvider(stack, "west", region="eu-west-1", alias="west")
    config = DynamodbConfig(
        hash_key="order",
        attributes={"order": "S", "state": "S"},
        global_indexes={"by-state": GlobalIndexConfig(hash_key="state")},
    )
    key = EncryptionKey(stack, "Key", purpose="orders")
    replica = TableReplica(provider=west, key=EncryptionKey(stack, "WestKey", purpose="orders", provider=west))
    DynamodbGlobal(stack, "Orders", purpose="orders", key=key, replica=replica, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
