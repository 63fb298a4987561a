"""Alarms on a queue and its dead letters, on a function and what it logs, and the dashboard that shows them."""

from tap_constructs import EncryptionKey, Monitoring, PackagedFunction, Queue, QueueConfig, Topic, synth

# isort: split
from pathlib import Path

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

SOURCE = Path(__file__).with_name("src")


def build(app: App) -> None:
    """Puts what is watched, and what watches it, into a stack."""
    stack = TerraformStack(app, "monitoring")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="operations", users=["alarms", "logs"])
    topic = Topic(stack, "Topic", purpose="alarms", key=key, publishers=["alarms"])
    orders = Queue(stack, "Orders", purpose="orders", key=key, config=QueueConfig(max_receive_count=5))
    function = PackagedFunction(stack, "Function", purpose="orders", source=SOURCE, key=key)
    monitoring = Monitoring(stack, "Monitoring", topic=topic)
    monitoring.monitor_function(function)
    monitoring.monitor_queue(orders)
    monitoring.monitor_dead_letters(orders.dead_letters)
    monitoring.count_in_logs(function.log_group, '{ $.level = "ERROR" }', "logged-errors")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
