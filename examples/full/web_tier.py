"""Instances behind a new load balancer: own image and start script, scaling by requests, and rights of their own."""

from tap_constructs import (
    Certificate,
    EncryptionKey,
    LoadBalancer,
    LoadBalancerConfig,
    Network,
    Statement,
    WebTier,
    WebTierConfig,
    synth,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

BALANCER = {
    "target_groups": {"web": {"type": "instance", "stickiness_seconds": 3600}},
    "default_action": {"forward": {"target_groups": {"web": 1}}},
}
TIER = {
    "instance_types": ["m7g.large", "m6g.large"],
    "on_demand_base": 2,
    "on_demand_percent": 50,
    "image_id": "ami-0123456789abcdef0",
    "root_volume_gib": 50,
    "user_data": "#!/bin/sh\nsystemctl start shop\n",
    "capacity": {"minimum": 3, "maximum": 12, "requests_per_target": 1000},
    "warmup_seconds": 120,
    "maximum_lifetime_days": 14,
    "retention_days": 90,
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "web-tier-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="web", users=["autoscaling", "logs"])
    network = Network(stack, "Network")
    balancer = LoadBalancer(
        stack,
        "Balancer",
        network=network,
        certificate=Certificate.from_existing("arn:aws:acm:eu-central-1:123456789012:certificate/0123abcd"),
        config=LoadBalancerConfig.model_validate(BALANCER),
    )
    read = Statement(sid="ReadPages", actions=["s3:GetObject"], resources=["arn:aws:s3:::shop-pages/*"])
    WebTier(
        stack,
        "Web",
        network=network,
        key=key,
        purpose="shop",
        targets={"web": balancer.target_groups["web"]},
        statements=[read],
        tags={"Application": "shop"},
        config=WebTierConfig.model_validate(TIER),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
