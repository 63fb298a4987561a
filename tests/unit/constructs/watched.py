"""One of each kind of thing that can be watched, made elsewhere."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from lib.constructs.monitoring import Monitoring
from lib.constructs.topic import Topic

CRITICAL = "arn:aws:sns:eu-central-1:123456789012:critical"
WARNING = "arn:aws:sns:eu-central-1:123456789012:warning"

BALANCER: Any = SimpleNamespace(arn_suffix="app/web/50dc6c495c0c9188")
GROUPS: Any = {
    "api": SimpleNamespace(arn_suffix="targetgroup/api/73e2d6bc24d8a067", target_type="ip"),
    "pay": SimpleNamespace(arn_suffix="targetgroup/pay/73e2d6bc24d8a068", target_type="lambda"),
}
FOLLOWER: Any = SimpleNamespace(identifier="shop-payments", is_secondary=True)
WRITER: Any = SimpleNamespace(identifier="shop-payments", is_secondary=False)
TABLE: Any = SimpleNamespace(name="payments")
FUNCTION: Any = SimpleNamespace(name="charge", timeout_seconds=30)
QUEUE: Any = SimpleNamespace(name="orders")
MIGRATION: Any = SimpleNamespace(instance_id="old-to-new", task_ids={"payments": "ABCDEFGHIJ"})
CLUSTER: Any = SimpleNamespace(name="pods")
SERVICE: Any = SimpleNamespace(name="api", cluster_name="services")
CERTIFICATE: Any = SimpleNamespace(arn="arn:aws:acm:eu-central-1:123456789012:certificate/0123abcd")
LOG: Any = SimpleNamespace(name="/shop/api")


def monitoring(scope: Any, construct_id: str = "Monitoring", **arguments: Any) -> Monitoring:
    """Monitoring with two topics."""
    topics = {"topic": Topic.from_existing(CRITICAL), "warning_topic": Topic.from_existing(WARNING)}
    return Monitoring(scope, construct_id, **{**topics, **arguments})


def everything(made: Monitoring) -> Monitoring:
    """Has it watch one of each."""
    made.monitor_load_balancer(BALANCER, target_groups=GROUPS)
    made.monitor_database(FOLLOWER)
    made.monitor_table(TABLE, indexes=["by-customer"], replica_regions=["us-west-2"])
    made.monitor_function(FUNCTION)
    made.monitor_queue(QUEUE)
    made.monitor_dead_letters(QUEUE)
    made.monitor_migration(MIGRATION)
    made.monitor_cluster(CLUSTER, container_insights=True)
    made.monitor_service(SERVICE, container_insights=True)
    made.monitor_certificate(CERTIFICATE)
    return made
