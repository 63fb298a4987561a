"""Two repositories, of which another account may pull one."""

from tap_constructs import ContainerRegistry, ContainerRegistryConfig, EncryptionKey, RepositoryConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the repositories and their key into a stack."""
    stack = TerraformStack(app, "images")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="images")
    shared = RepositoryConfig(pull_principals=("123456789012",))
    config = ContainerRegistryConfig(repositories={"payment": RepositoryConfig(keep_tagged=100), "base": shared})
    ContainerRegistry(stack, "Registry", key=key, config=config)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
