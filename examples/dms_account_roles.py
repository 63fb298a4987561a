"""The two roles under which DMS works, once for an account."""

from tap_constructs import DmsAccountRoles, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the roles into a stack."""
    stack = TerraformStack(app, "dms-account-roles")
    AwsProvider(stack, "aws", region="eu-central-1")
    DmsAccountRoles(stack, "DmsRoles")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
