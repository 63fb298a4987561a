"""An Oracle schema renamed on its way into Aurora: large objects, validation, two zones, and who hears of failures."""

from tap_constructs import (
    DatabaseTarget,
    EncryptionKey,
    Migration,
    MigrationConfig,
    Network,
    NetworkConfig,
    Topic,
    synth,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

OLD, NEW = (f"arn:aws:secretsmanager:eu-central-1:123456789012:secret:{name}-AbCdEf" for name in ("old", "new"))
NETWORK = {"zone_count": 2, "endpoints": {"interfaces": {"secretsmanager": {}}}}
LOWER_CASE = {"target": "table", "action": "convert-lowercase", "schema_name": "ORDERS", "table_name": "%"}
CONFIG = {
    "instance": {"instance_class": "dms.r6i.large", "storage_gb": 200, "multi_az": True},
    "source": {
        "engine": "oracle",
        "database_name": "ORCL",
        "secret_arn": OLD,
        "cidrs": ["10.9.0.0/16"],
        "certificate_arn": "arn:aws:dms:eu-central-1:123456789012:cert:OLDCA",
    },
    "tasks": {
        "orders": {
            "migration_type": "full-load-and-cdc",
            "mappings": {
                "selections": {
                    "everything": {"schema_name": "ORDERS"},
                    "no-logs": {"schema_name": "ORDERS", "table_name": "LOG_%", "action": "exclude"},
                },
                "transformations": {"lower-case": LOWER_CASE},
            },
            "settings": {
                "full_load": {"parallel_tables": 16},
                "large_objects": {"mode": "limited", "max_kb": 512},
                "validation": {"threads": 10},
                "changes": {"batches": True},
            },
        }
    },
    "task_events": ["failure", "state change"],
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "migration-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network(stack, "Network", config=NetworkConfig.model_validate(NETWORK))
    key = EncryptionKey(stack, "Key", purpose="migration", users=["dms"])
    target = DatabaseTarget(engine="aurora-postgresql", database_name="orders", secret_arn=NEW, cidrs=["10.0.0.0/16"])
    Migration(
        stack,
        "Migration",
        network=network,
        key=key,
        target=target,
        topic=Topic(stack, "Topic", purpose="migration", key=key, publishers=["dms"]),
        config=MigrationConfig.model_validate(CONFIG),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
