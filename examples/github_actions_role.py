"""A role for the pull requests of one repository, in an account that knows GitHub already."""

from tap_constructs import GithubActionsConfig, GithubActionsRole, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the role into a stack."""
    stack = TerraformStack(app, "github-actions-role")
    AwsProvider(stack, "aws", region="eu-central-1")
    config = GithubActionsConfig(
        repositories=("acme@1234567/shop@7654321",),
        policy_arns=("arn:aws:iam::aws:policy/PowerUserAccess",),
        make_provider=False,
    )
    GithubActionsRole(stack, "Workflows", config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
