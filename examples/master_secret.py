"""The master user of a cluster that is made without the library; raising the version rotates its password."""

# isort: split
from tap_constructs import EncryptionKey, MasterSecret, MasterSecretConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.rds_cluster import RdsCluster


def build(app: App) -> None:
    """Puts the secret and the cluster into a stack."""
    stack = TerraformStack(app, "master-secret")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="orders")
    master = MasterSecret(stack, "Master", purpose="orders", key=key, config=MasterSecretConfig(version=1))
    RdsCluster(
        stack,
        "Cluster",
        engine="aurora-postgresql",
        master_username=master.username,
        master_password_wo=master.password,
        master_password_wo_version=master.version,
    )


if __name__ == "__main__":
    # CDK Terrain wants to know it for the cluster, which has write-only arguments; CDKTF does not look.
    app = App(context={"targetVersions": {"terraform": ">=1.11"}})
    build(app)
    synth(app)
