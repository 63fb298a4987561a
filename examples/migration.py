"""The tables of a PostgreSQL in the data center, copied to Aurora and kept up to date."""

from tap_constructs import DatabaseTarget, EncryptionKey, Migration, MigrationConfig, Network, NetworkConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

OLD, NEW = (f"arn:aws:secretsmanager:eu-central-1:123456789012:secret:{name}-AbCdEf" for name in ("old", "new"))
NETWORK = {"zone_count": 2, "endpoints": {"interfaces": {"secretsmanager": {}}}}
SOURCE = {"engine": "postgres", "database_name": "orders", "secret_arn": OLD, "cidrs": ["10.9.0.0/16"]}
TASK = {"mappings": {"selections": {"everything": {"schema_name": "public"}}}}


def build(app: App) -> None:
    """Puts the migration, its network and its key into a stack."""
    stack = TerraformStack(app, "migration")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network(stack, "Network", config=NetworkConfig.model_validate(NETWORK))
    key = EncryptionKey(stack, "Key", purpose="migration")
    engine = "aurora-postgresql"
    target = DatabaseTarget(engine=engine, database_name="orders", secret_arn=NEW, cidrs=["10.0.0.0/16"])
    config = MigrationConfig.model_validate({"source": SOURCE, "tasks": {"orders": TASK}})
    Migration(stack, "Migration", network=network, key=key, target=target, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
