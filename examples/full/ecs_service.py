"""A service behind a load balancer: a sidecar, secrets, scaling by requests, spot tasks and a role of its own."""

from tap_constructs import (
    Certificate,
    EcsCluster,
    EcsService,
    EcsServiceConfig,
    EncryptionKey,
    LoadBalancer,
    LoadBalancerConfig,
    Network,
    Statement,
    synth,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

HERE = "eu-central-1:123456789012"
BALANCER = {"target_groups": {"api": {"port": 8443}}, "default_action": {"forward": {"target_groups": {"api": 1}}}}
SERVICE = {
    "cpu": 1024,
    "memory_mib": 2048,
    "architecture": "ARM64",
    "containers": {
        "api": {
            "image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/api:1.4.2",
            "port": 8443,
            "environment": {"LOG_LEVEL": "info"},
            "secrets": {"PASSWORD": f"arn:aws:secretsmanager:{HERE}:secret:database-AbCdEf:password::"},
            "health_check": {"command": ["CMD-SHELL", "wget -q --spider https://localhost:8443/health"]},
            "writable_paths": ["/var/cache/api"],
        },
        "metrics": {"image": "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3", "essential": False},
    },
    "capacity": {"minimum": 3, "maximum": 12, "requests_per_target": 500},
    "spot_percent": 50,
    "retention_days": 90,
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "ecs-service-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="shop", users=["logs"])
    network = Network(stack, "Network")
    balancer = LoadBalancer(
        stack,
        "Balancer",
        network=network,
        certificate=Certificate.from_existing(f"arn:aws:acm:{HERE}:certificate/0123abcd"),
        config=LoadBalancerConfig.model_validate(BALANCER),
    )
    EcsService(
        stack,
        "Api",
        cluster=EcsCluster(stack, "Cluster", key=key),
        network=network,
        key=key,
        purpose="api",
        targets={"api": balancer.target_groups["api"]},
        statements=[Statement(sid="Send", actions=["sqs:SendMessage"], resources=[f"arn:aws:sqs:{HERE}:orders"])],
        config=EcsServiceConfig.model_validate(SERVICE),
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
