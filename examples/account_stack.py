"""What exists once per account: the bucket of the states, and what locks them."""

from tap_constructs import synth
from tap_constructs.account_settings import AccountSettings
from tap_constructs.account_stack import AccountStack

# isort: split
from cdktf import App


def build(app: App) -> None:
    """Puts the account's part into the app."""
    AccountStack(app, "payments-account", settings=AccountSettings(project="payments", aws_region="eu-central-1"))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
