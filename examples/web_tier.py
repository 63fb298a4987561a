"""Instances with the newest Amazon Linux behind a target group that exists, half of them spot instances."""

from tap_constructs import EncryptionKey, Network, TargetGroup, WebTier, WebTierConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

GROUP = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef"
SUBNETS = {"private": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}


def build(app: App) -> None:
    """Puts the instances into a stack."""
    stack = TerraformStack(app, "web-tier")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network.from_existing(stack, vpc_id="vpc-0123456789abcdef0", cidr="10.0.0.0/16", subnets=SUBNETS)
    key = EncryptionKey(stack, "Key", purpose="web", users=["autoscaling", "logs"])
    web = TargetGroup.from_existing(GROUP, balancer_group_id="sg-0123456789abcdef0", target_type="instance")
    config = WebTierConfig(instance_types=("m7g.large", "m6g.large"), on_demand_percent=50)
    WebTier(stack, "Web", network=network, key=key, targets={"web": web}, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
