#!/usr/bin/env python3
"""The account's app: synthesizes what exists once per account. Deploy it before the first environment."""

from pathlib import Path

from lib import readable_errors, synth  # first: it makes the provider's bindings load fast
from lib.account_settings import AccountSettings


def main() -> None:
    """Reads the settings, composes the stack and writes it to `cdktf.out`."""
    with readable_errors():
        settings = AccountSettings.load(root=Path(__file__).parent)
        # After the settings, so that what is wrong with them is said before Node starts.
        from cdktf import App

        from lib.account_stack import AccountStack

        app = App()
        AccountStack(app, "TapAccount", settings=settings)
        synth(app)


if __name__ == "__main__":
    main()
