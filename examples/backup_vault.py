"""A vault that keeps what is in it for a week at least, and tells a topic of failed jobs."""

from tap_constructs import BackupVault, BackupVaultConfig, EncryptionKey, Topic, VaultLockConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the vault, its topic and their key into a stack."""
    stack = TerraformStack(app, "backup-vault")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="backup", users=["alarms", "backup"])
    topic = Topic(stack, "Alarms", purpose="backup-alarms", key=key, publishers=["alarms", "backup"])
    config = BackupVaultConfig(deny_deletion=True, lock=VaultLockConfig(min_retention_days=7))
    BackupVault(stack, "Vault", key=key, topic=topic, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
