"""The function that gives the old system all traffic again, and stops the migration."""

from tap_constructs import EncryptionKey, MigrationRollback, MigrationRollbackConfig, Reference, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone


def build(app: App) -> None:
    """Puts the function and the zone that it works on into a stack."""
    stack = TerraformStack(app, "migration-rollback")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
    zone = Route53Zone(stack, "Zone", name="payments.corp.net")
    task = Reference("arn:aws:dms:eu-central-1:123456789012:task:SHOP")
    records = [{"name": "api.payments.corp.net", "old": "data-center"}]
    config = MigrationRollbackConfig.model_validate({"records": records})
    MigrationRollback(stack, "Rollback", zone=zone, task=task, key=key, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
