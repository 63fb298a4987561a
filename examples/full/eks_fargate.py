"""A cluster whose API is reached from one office, with people's access, pod roles, logs and measured pods."""

from tap_constructs import EksConfig, EksFargate, EncryptionKey, Network, NetworkConfig, Statement, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

ROLE = "arn:aws:iam::123456789012:role"
CONFIG = {
    "namespaces": {"payment": {}, "reports": {"labels": {"compute": "fargate"}}},
    "endpoint": {"public_cidrs": ["203.0.113.0/24"]},
    "access": {
        "admins": {"principal_arn": f"{ROLE}/admins", "policies": {"AmazonEKSClusterAdminPolicy": []}},
        "readers": {"principal_arn": f"{ROLE}/readers", "policies": {"AmazonEKSViewPolicy": ["payment"]}},
    },
    "addons": {"coredns": {"configuration": {"replicaCount": 3}}},
    "support": "EXTENDED",
    "log_retention_days": 90,
    "pod_logs": {"retention_days": 90},
    "container_insights": {"retention_days": 30},
    "prevent_destroy": True,
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "eks-fargate-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="containers", users=["logs"])
    network = Network(stack, "Network", key=key, config=NetworkConfig(nat="per_zone"))
    read = Statement(sid="ReadOrders", actions=["s3:GetObject"], resources=["arn:aws:s3:::shop-orders/*"])
    cluster = EksFargate(
        stack,
        "Eks",
        network=network,
        key=key,
        purpose="shop",
        service_accounts={"payment": {"api": [read]}},
        config=EksConfig.model_validate(CONFIG),
    )
    TerraformOutput(stack, "kubeconfig", value=cluster.kubeconfig_command)
    for name, manifest in cluster.manifests.items():
        TerraformOutput(stack, f"manifest_{name}", value=manifest)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
