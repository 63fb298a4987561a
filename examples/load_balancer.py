"""A public load balancer in a VPC that exists, with TLS, logs and a firewall, and one target group."""

from tap_constructs import Certificate, LoadBalancer, LoadBalancerConfig, Network, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/0123abcd"
SUBNETS = {"public": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}
CONFIG = {"target_groups": {"web": {}}, "default_action": {"forward": {"target_groups": {"web": 1}}}}


def build(app: App) -> None:
    """Puts the load balancer into a stack."""
    stack = TerraformStack(app, "load-balancer")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network.from_existing(stack, vpc_id="vpc-0123456789abcdef0", cidr="10.0.0.0/16", subnets=SUBNETS)
    certificate = Certificate.from_existing(ARN)
    config = LoadBalancerConfig.model_validate(CONFIG)
    balancer = LoadBalancer(stack, "Balancer", network=network, certificate=certificate, config=config)
    balancer.target_groups["web"].attach("first", "10.0.64.10")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
