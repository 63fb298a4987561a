"""A further target group of a load balancer that exists, for addresses in its VPC."""

from tap_constructs import SecurityGroup, TargetGroup, TargetGroupConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

VPC = "vpc-0123456789abcdef0"


def build(app: App) -> None:
    """Puts the target group into a stack."""
    stack = TerraformStack(app, "target-group")
    AwsProvider(stack, "aws", region="eu-central-1")
    balancer = SecurityGroup(
        stack, "Balancer", vpc_id=VPC, purpose="balancer", description="The load balancer", separate=True
    )
    group = TargetGroup(
        stack,
        "Api",
        purpose="api",
        vpc_id=VPC,
        balancer_group=balancer,
        balancer_suffix="app/shop/0123456789abcdef",
        config=TargetGroupConfig(port=8443),
    )
    group.attach("first", "10.0.64.10")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
