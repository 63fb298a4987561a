#!/usr/bin/env python3
"""The account's app: state bucket, lock table and the role of workflows. Deploy it once, before any environment."""

from pathlib import Path

from tap_constructs import readable_errors, synth  # first: bindings then load fast

# isort: split
from tap_constructs.account_settings import AccountSettings


def main() -> None:
    """Reads environments/account.toml, composes the stack and writes it to `cdktf.out`."""
    with readable_errors():
        settings = AccountSettings.load(root=Path(__file__).parent)
        # After the settings, so that what is wrong with them is said before Node starts.
        from cdktf import App
        from tap_constructs.account_stack import AccountStack

        app = App()
        AccountStack(app, "TapAccount", settings=settings)
        synth(app)


if __name__ == "__main__":
    main()
