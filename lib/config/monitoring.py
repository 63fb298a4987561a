"""What is watched of each kind of thing, and when that is worth an alarm."""

from __future__ import annotations

from ..model import Model
from .alarm import AlarmConfig, PercentAlarmConfig


class LoadBalancerAlarms(Model):
    """What is watched of a load balancer."""

    target_5xx_count: AlarmConfig = AlarmConfig(threshold=10, evaluation_periods=3, severity="critical")
    """Answers of its targets with a status of 500 and above, per period."""

    balancer_5xx_count: AlarmConfig = AlarmConfig(threshold=10, evaluation_periods=3, severity="critical")
    """Such answers of its own, as where no target can be reached, per period."""

    latency_p99_seconds: AlarmConfig = AlarmConfig(threshold=2, evaluation_periods=10, datapoints_to_alarm=7)
    """Seconds that 99 of 100 requests wait for a target's answer at most."""

    unhealthy_hosts_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=5, severity="critical")
    """Targets of one group that fail their health check."""


class DatabaseAlarms(Model):
    """What is watched of an Aurora cluster."""

    cpu_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=15)
    """Processors of its busiest instance; of a serverless one, as a share of its greatest capacity."""

    connections_count: AlarmConfig = AlarmConfig(threshold=1000, evaluation_periods=5)
    """Connections to one instance; how many it takes grows with its memory."""

    free_memory_mib: AlarmConfig = AlarmConfig(threshold=256, evaluation_periods=15)
    """MiB of memory left to its fullest instance."""

    replication_lag_ms: AlarmConfig = AlarmConfig(threshold=5000, evaluation_periods=5, severity="critical")
    """Milliseconds that a secondary region's cluster is behind: what is lost if the primary region is."""


class TableAlarms(Model):
    """What is watched of a DynamoDB table."""

    read_throttles_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=5, datapoints_to_alarm=3)
    """Reads of the table, or of an index, that were turned away, per period."""

    write_throttles_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=5, datapoints_to_alarm=3)
    """Writes to the table, or to an index, that were turned away, per period."""

    system_errors_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=3, severity="critical")
    """Requests that DynamoDB itself failed at, per period."""

    replication_latency_ms: AlarmConfig = AlarmConfig(threshold=30_000, period_seconds=300, evaluation_periods=3)
    """Milliseconds until what is written here is in the replica of another region."""


class FunctionAlarms(Model):
    """What is watched of a Lambda function."""

    errors_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=5, datapoints_to_alarm=3)
    """Executions that failed or ran out of time, per period."""

    throttles_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=5, datapoints_to_alarm=3)
    """Invocations that were turned away, per period."""

    duration_percent: PercentAlarmConfig = PercentAlarmConfig(
        threshold=80, period_seconds=300, evaluation_periods=3, datapoints_to_alarm=2
    )
    """How long its longest execution took, as a share of its timeout."""


class QueueAlarms(Model):
    """What is watched of an SQS queue."""

    oldest_age_seconds: AlarmConfig = AlarmConfig(threshold=900, evaluation_periods=5)
    """Seconds that its oldest message has been waiting."""


class DeadLetterAlarms(Model):
    """What is watched of a dead-letter queue."""

    messages_count: AlarmConfig = AlarmConfig(threshold=0, period_seconds=300, evaluation_periods=1)
    """Messages that wait for somebody to look at them."""


class MigrationAlarms(Model):
    """What is watched of a migration by DMS."""

    source_latency_seconds: AlarmConfig = AlarmConfig(threshold=300, evaluation_periods=10)
    """Seconds that a task is behind the source."""

    target_latency_seconds: AlarmConfig = AlarmConfig(threshold=300, evaluation_periods=10)
    """Seconds that the target is behind the source."""

    cpu_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=15)
    """Processors of the replication instance."""

    free_storage_gib: AlarmConfig = AlarmConfig(threshold=10, period_seconds=300, evaluation_periods=1)
    """GiB of storage left to the replication instance, which stops where it has none."""

    free_memory_mib: AlarmConfig = AlarmConfig(threshold=256, evaluation_periods=15)
    """MiB of memory that the replication instance could free."""


class ClusterAlarms(Model):
    """What is watched of an EKS cluster."""

    api_5xx_count: AlarmConfig = AlarmConfig(threshold=10, period_seconds=300, evaluation_periods=3)
    """Answers of its API with a status of 500 and above, per period."""

    pending_pods_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=15)
    """Pods that find no place, as those that no Fargate profile takes."""

    pod_cpu_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=15)
    """Processors of its busiest pod, of what that may use; with Container Insights."""

    pod_memory_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=5)
    """Memory of its fullest pod, of what that may use; with Container Insights."""


class ServiceAlarms(Model):
    """What is watched of an ECS service."""

    cpu_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=15)
    """Processors of its tasks on average."""

    memory_percent: PercentAlarmConfig = PercentAlarmConfig(threshold=90, evaluation_periods=5)
    """Memory of its tasks on average."""

    missing_tasks_count: AlarmConfig = AlarmConfig(threshold=0, evaluation_periods=10, severity="critical")
    """Tasks that should run and do not; with Container Insights."""


class CertificateAlarms(Model):
    """What is watched of a certificate."""

    days_left: AlarmConfig = AlarmConfig(threshold=44, period_seconds=86_400, evaluation_periods=1)
    """Days until it expires; ACM renews its own 60 days before, so fewer than 45 mean that it could not."""


class MonitoringConfig(Model):
    """What is watched in one region."""

    load_balancer: LoadBalancerAlarms = LoadBalancerAlarms()
    """Load balancers."""

    database: DatabaseAlarms = DatabaseAlarms()
    """Aurora clusters."""

    table: TableAlarms = TableAlarms()
    """DynamoDB tables."""

    function: FunctionAlarms = FunctionAlarms()
    """Lambda functions."""

    queue: QueueAlarms = QueueAlarms()
    """SQS queues."""

    dead_letters: DeadLetterAlarms = DeadLetterAlarms()
    """Dead-letter queues."""

    migration: MigrationAlarms = MigrationAlarms()
    """Migrations by DMS."""

    cluster: ClusterAlarms = ClusterAlarms()
    """EKS clusters."""

    service: ServiceAlarms = ServiceAlarms()
    """ECS services."""

    certificate: CertificateAlarms = CertificateAlarms()
    """Certificates."""

    dashboard: bool = True
    """Whether there is a dashboard of the region."""

    composites: bool = True
    """Whether there is an alarm on each load balancer that fails and has unhealthy targets, and one on the region."""
