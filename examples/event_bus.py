"""An encrypted bus that logs every event, and a rule that sends orders to a queue."""

from tap_constructs import EncryptionKey, EventBus, EventBusConfig, Queue, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the bus, its key and its queues into a stack."""
    stack = TerraformStack(app, "event-bus")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="events", users=["events", "logs"])
    undelivered = Queue(stack, "Undelivered", purpose="undelivered", key=key)
    config = EventBusConfig(archive_days=90, log_retention_days=365)
    bus = EventBus(stack, "Bus", purpose="shop", key=key, dead_letters=undelivered, config=config)
    billing = Queue(stack, "Billing", purpose="billing", key=key)
    bus.add_rule("orders-to-billing", pattern={"source": ["shop.orders"]}, target=billing)


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
