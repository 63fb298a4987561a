"""A role for functions that read an environment's parameters and put events on its bus, and nothing else."""

from tap_constructs import CrossRegionRole, EventBus, ParameterConfig, Parameters, ParametersConfig, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the role and what it may use into a stack."""
    stack = TerraformStack(app, "cross-region-role")
    AwsProvider(stack, "aws", region="eu-central-1")
    bus = EventBus(stack, "Bus", purpose="shop")
    config = ParametersConfig(entries={"log-level": ParameterConfig(value="info")})
    parameters = Parameters(stack, "Parameters", config=config)
    CrossRegionRole(stack, "Role", services=["lambda"], buses=[bus], parameters=[parameters])


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
