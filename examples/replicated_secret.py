"""A secret in two regions that is generated in AWS; nobody has seen it, and Terraform does not keep it."""

from tap_constructs import EncryptionKey, ReplicatedSecret, SecretConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the secret and a key for each region into a stack."""
    stack = TerraformStack(app, "replicated-secret")
    AwsProvider(stack, "aws", region="eu-central-1")
    other = AwsProvider(stack, "aws-other", region="eu-west-1", alias="other")
    key = EncryptionKey(stack, "Key", purpose="secrets")
    other_key = EncryptionKey(stack, "OtherKey", purpose="secrets", provider=other)
    config = SecretConfig(length=48, version=1)  # a raised version has a new value written
    replicas = {"eu-west-1": other_key}
    ReplicatedSecret(stack, "Secret", purpose="session-signing", key=key, replicas=replicas, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
