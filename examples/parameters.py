"""Parameters of an environment; the secret one is written from TF_VAR_partner_token and kept nowhere else."""

from tap_constructs import EncryptionKey, Names, ParameterConfig, Parameters, ParametersConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the parameters and their key into a stack."""
    stack = TerraformStack(app, "parameters")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="parameters")
    entries = {
        "web/log-level": ParameterConfig(value="info"),
        "web/languages": ParameterConfig(value=("de", "en")),
        "web/partner-token": ParameterConfig(variable="partner_token"),
    }
    Parameters(stack, "Parameters", config=ParametersConfig(entries=entries), key=key, names=Names("shop", "dev"))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
