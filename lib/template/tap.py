#!/usr/bin/env python3
"""The app: synthesizes the environment that ENVIRONMENT_SUFFIX names."""

from tap_constructs import readable_errors, synth  # first: bindings then load fast

# isort: split
from settings import Settings

# Nothing is deployed to an environment, or its state put in a bucket, by default.
REQUIRED = ("ENVIRONMENT_SUFFIX", "TERRAFORM_STATE_BUCKET")


def main() -> None:
    """Reads the settings, composes the stack and writes it to `cdktf.out`."""
    with readable_errors():
        settings = Settings.load(required=REQUIRED)
        # After the settings, so that what is wrong with them is said before Node starts.
        from cdktf import App

        from stack import ProjectStack

        app = App()
        ProjectStack(app, f"TapStack{settings.environment_suffix}", settings=settings)
        synth(app)


if __name__ == "__main__":
    main()
