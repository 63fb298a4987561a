"""The function that takes payments, with its table and its event bus, behind a load balancer that exists."""

from tap_constructs import EncryptionKey, PaymentApi, Reference, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_event_bus import CloudwatchEventBus
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the function and its bus into a stack."""
    stack = TerraformStack(app, "payment-api")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
    bus = CloudwatchEventBus(stack, "Bus", name="payments")
    table = Reference("arn:aws:dynamodb:eu-central-1:123456789012:table/payments", "payments")
    api = PaymentApi(stack, "Payments", table=table, bus=bus, key=key)
    balancer = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/payments/0123456789abcdef"
    api.admit_load_balancer(Reference(balancer))


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
