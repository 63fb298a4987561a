"""Two buses in two regions; what is put on the one is on the other too, and nothing goes round in circles."""

from tap_constructs import EventBus, EventReplication, Names, Queue, synth

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider


def build(app: App) -> None:
    """Puts the buses and their queues into a stack."""
    stack = TerraformStack(app, "event-replication")
    buses = []
    for region in ("eu-central-1", "eu-west-1"):
        provider = AwsProvider(stack, f"aws-{region}", region=region, alias=region)
        names = Names("shop", "dev", region)
        undelivered = Queue(stack, f"Queue-{region}", purpose="undelivered", names=names, provider=provider)
        bus = EventBus(
            stack, f"Bus-{region}", purpose="events", dead_letters=undelivered, names=names, provider=provider
        )
        buses.append(bus)
    EventReplication(stack, "Replication", primary=buses[0], secondary=buses[1])


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
