"""A whole environment over two regions; what is not said here comes from variables and `environments/dev.toml`."""

from tap_constructs import TapStack, synth

# isort: split
from cdktf import App


def build(app: App) -> None:
    """Puts the environment into the app."""
    TapStack(
        app,
        "payments-dev",
        environment_suffix="dev",
        state_bucket="payments-terraform-state",
        aws_region="eu-central-1",
        default_tags={"Product": "payments"},
    )


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
