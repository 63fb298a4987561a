"""Alarms of two severities on a table, a function and a queue, own limits, and one alarm made of others."""

from pathlib import Path

from tap_constructs import (
    DynamodbConfig,
    DynamodbGlobal,
    EncryptionKey,
    Monitoring,
    MonitoringConfig,
    PackagedFunction,
    Queue,
    QueueConfig,
    Topic,
    synth,
)

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

CONFIG = {
    "queue": {"oldest_age_seconds": {"threshold": 300}},
    "function": {"duration_percent": {"threshold": 70}, "errors_count": {"severity": "critical"}},
    "table": {"read_throttles_count": {"enabled": False}},
}


def build(app: App) -> None:
    """Puts it, and what it stands on, into a stack."""
    stack = TerraformStack(app, "monitoring-full")
    AwsProvider(stack, "aws", region="eu-central-1")
    key = EncryptionKey(stack, "Key", purpose="operations", users=["alarms", "logs"])
    critical, warning = (
        Topic(stack, name.title(), purpose=name, key=key, publishers=["alarms"]) for name in ("critical", "warning")
    )
    config = DynamodbConfig(hash_key="order", attributes={"order": "S"})
    table = DynamodbGlobal(stack, "Table", purpose="orders", key=key, config=config)
    orders = Queue(stack, "Orders", purpose="orders", key=key, config=QueueConfig(max_receive_count=5))
    source = Path(__file__).parents[1] / "src"
    function = PackagedFunction(stack, "Function", purpose="orders", source=source, key=key)
    limits = MonitoringConfig.model_validate(CONFIG)
    monitoring = Monitoring(stack, "Monitoring", topic=critical, warning_topic=warning, config=limits)
    monitoring.monitor_table(table)
    slow = monitoring.monitor_queue(orders)
    failing = monitoring.monitor_function(function)
    monitoring.monitor_dead_letters(orders.dead_letters)
    rule = Monitoring.all_of(slow["oldest"], failing["errors"])
    monitoring.combine("orders-stand-still", rule, what="Orders wait, and the function that takes them fails")


if __name__ == "__main__":
    app = App()
    build(app)
    synth(app)
