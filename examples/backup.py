"""What is tagged ``Backup=backup-daily`` is backed up at night, and copied to a vault in another region."""

from tap_constructs import Backup, BackupConfig, BackupVault, EncryptionKey, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the plan, both vaults and their keys into a stack."""
    stack = TerraformStack(app, "backup")
    AwsProvider(stack, "aws", region="eu-central-1")
    west = AwsProvider(stack, "west", region="eu-west-1", alias="west")
    near = BackupVault(stack, "Near", key=EncryptionKey(stack, "NearKey", purpose="backup"))
    far_key = EncryptionKey(stack, "FarKey", purpose="backup", provider=west)
    far = BackupVault(stack, "Far", key=far_key, provider=west)
    rule = {"schedule": "cron(0 1 ? * * *)", "copies": {"delete_after_days": 90}}
    config = BackupConfig.model_validate({"plans": {"daily": {"rules": {"night": rule}}}})
    Backup(stack, "Backup", vault=near, secondary_vault=far, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
