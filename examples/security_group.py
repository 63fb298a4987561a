"""A security group in a VPC that exists: HTTPS from inside, anything to the outside."""

from tap_constructs import Rule, SecurityGroup, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the group into a stack."""
    stack = TerraformStack(app, "security-group")
    AwsProvider(stack, "aws", region="eu-central-1")
    SecurityGroup(
        stack,
        "Web",
        vpc_id="vpc-0123456789abcdef0",
        purpose="web",
        description="The web servers",
        ingress=[Rule(description="HTTPS from the VPC", cidr="10.0.0.0/16")],
        egress=[Rule(description="Anywhere", protocol="-1", cidr="0.0.0.0/0")],
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
