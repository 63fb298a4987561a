#!/usr/bin/env python3
"""The app: synthesizes the environment that ENVIRONMENT_SUFFIX names."""

import os
from pathlib import Path

from lib import readable_errors, synth  # first: it makes the provider's bindings load fast
from lib.password_variable import require_password
from lib.settings import TapSettings

# Stricter than TapStack: nothing is deployed to an environment, or its state put in a bucket, by default.
REQUIRED = ("ENVIRONMENT_SUFFIX", "TERRAFORM_STATE_BUCKET")


def main() -> None:
    """Reads the settings, composes the stack and writes it to `cdktf.out`."""
    with readable_errors():
        settings = TapSettings.load(root=Path(__file__).parent, required=REQUIRED)
        require_password(settings, os.environ)
        # After the settings, so that what is wrong with them is said before Node starts.
        from cdktf import App

        from lib.tap_stack import TapStack

        app = App()
        TapStack(app, f"TapStack{settings.environment_suffix}", settings=settings)
        synth(app)


if __name__ == "__main__":
    main()
