"""A public load balancer: rules by path, host and header, two versions by weight, own firewall limits and logs."""

from tap_constructs import Certificate, LoadBalancer, LoadBalancerConfig, Network, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

ARN = "arn:aws:acm:eu-central-1:123456789012:certificate"
BOTH = {"forward": {"target_groups": {"current": 90, "next": 10}, "stickiness_seconds": 600}}
CONFIG = {
    "ingress_cidrs": ["198.51.100.0/24", "203.0.113.0/24"],
    "idle_timeout_seconds": 120,
    "target_groups": {
        "current": {"health_check": {"path": "/health", "interval_seconds": 10}, "slow_start_seconds": 60},
        "next": {"health_check": {"path": "/health"}, "deregistration_delay_seconds": 30},
    },
    "default_action": {"fixed_response": {"status_code": "404", "body": "Nothing here"}},
    "rules": {
        "old-host": {"priority": 10, "hosts": ["old.corp.net"], "action": {"redirect": {"host": "shop.corp.net"}}},
        "testers": {
            "priority": 20,
            "headers": {"x-tester": ["yes"]},
            "action": {"forward": {"target_groups": {"next": 1}}},
        },
        "api": {"priority": 30, "paths": ["/api/*"], "methods": ["GET", "POST"], "action": BOTH},
    },
    "web_acl": {"rate_limit": 1000, "rate_window_seconds": 60},
    "logs": {"retention_days": 90},
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "load-balancer-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    network = Network(stack, "Network")
    balancer = LoadBalancer(
        stack,
        "Balancer",
        network=network,
        purpose="shop",
        certificate=Certificate.from_existing(f"{ARN}/0123abcd"),
        further_certificates={"partners": Certificate.from_existing(f"{ARN}/4567cdef")},
        config=LoadBalancerConfig.model_validate(CONFIG),
    )
    balancer.target_groups["current"].attach("first", "10.0.64.10")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
