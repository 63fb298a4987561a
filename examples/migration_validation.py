"""The function that compares two tables of a migration into Aurora with what DMS knows of their source."""

from tap_constructs import EncryptionKey, MigrationValidation, MigrationValidationConfig, Reference, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the function into a stack."""
    stack = TerraformStack(app, "migration-validation")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
    MigrationValidation(
        stack,
        "Validation",
        cluster=Reference("arn:aws:rds:eu-central-1:123456789012:cluster:shop"),
        secret=Reference("arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf"),
        task=Reference("arn:aws:dms:eu-central-1:123456789012:task:SHOP"),
        key=key,
        config=MigrationValidationConfig(database="shop", tables=("public.payments", "public.orders")),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
