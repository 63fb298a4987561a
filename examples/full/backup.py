"""Two plans, one with copies kept in cold storage in another region, and a restore that is tried each Sunday."""

from tap_constructs import Backup, BackupConfig, BackupVault, BackupVaultConfig, EncryptionKey, Topic, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

CONFIG = {
    "plans": {
        "daily": {
            "rules": {
                "night": {
                    "schedule": "cron(0 1 ? * * *)",
                    "time_zone": "Europe/Berlin",
                    "delete_after_days": 35,
                    "copies": {"cold_storage_after_days": 30, "delete_after_days": 365},
                }
            },
        },
        "hourly": {
            "tag_value": "hourly",
            "rules": {"hour": {"schedule": "cron(0 * ? * * *)", "delete_after_days": 2}},
        },
    },
    "restore_testing": {
        "schedule": "cron(0 6 ? * SUN *)",
        "tests": {"tables": {"resource_type": "DynamoDB", "validation_hours": 2}},
    },
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "backup-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    west = AwsProvider(stack, "west", region="eu-west-1", alias="west")
    key = EncryptionKey(stack, "Key", purpose="backup", users=["backup", "alarms"])
    topic = Topic(stack, "Topic", purpose="backup", key=key, publishers=["backup", "alarms"])
    near = BackupVault(stack, "Near", key=key, topic=topic, config=BackupVaultConfig(deny_deletion=True))
    far_key = EncryptionKey(stack, "FarKey", purpose="backup", provider=west)
    far = BackupVault(stack, "Far", key=far_key, provider=west)
    Backup(stack, "Backup", vault=near, secondary_vault=far, config=BackupConfig.model_validate(CONFIG))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
