"""A private cluster on Fargate; the pods of one service account may read one bucket."""

from tap_constructs import EksConfig, EksFargate, EncryptionKey, Network, Statement, synth

# isort: split
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the cluster, its network and its key into a stack."""
    stack = TerraformStack(app, "containers")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="containers", users=["logs"])
    network = Network(stack, "Network", key=key)
    config = EksConfig.model_validate({"namespaces": {"payment": {}}, "support": "EXTENDED"})
    read = Statement(sid="ReadOrders", actions=["s3:GetObject"], resources=["arn:aws:s3:::shop-orders/*"])
    may = {"payment": {"api": [read]}}
    cluster = EksFargate(stack, "Eks", network=network, key=key, config=config, service_accounts=may)
    TerraformOutput(stack, "kubeconfig", value=cluster.kubeconfig_command)
    for name, manifest in cluster.manifests.items():
        TerraformOutput(stack, f"manifest_{name}", value=manifest)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
