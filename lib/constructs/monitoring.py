"""Alarms on what a region has, and the dashboard that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cdktf_cdktf_provider_aws.cloudwatch_composite_alarm import CloudwatchCompositeAlarm
from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from cdktf_cdktf_provider_aws.cloudwatch_log_metric_filter import (
    CloudwatchLogMetricFilter,
    CloudwatchLogMetricFilterMetricTransformation,
)
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..aws_facts import GLOBAL_REGION
from ..config.alarm import AlarmConfig, Severity
from ..config.monitoring import (
    CertificateAlarms,
    ClusterAlarms,
    DatabaseAlarms,
    DeadLetterAlarms,
    FunctionAlarms,
    LoadBalancerAlarms,
    MigrationAlarms,
    MonitoringConfig,
    QueueAlarms,
    ServiceAlarms,
    TableAlarms,
)
from ..errors import ConfigurationError, Problem
from ..monitoring import (
    certificates,
    clusters,
    composite,
    dashboard,
    databases,
    functions,
    load_balancers,
    migrations,
    queues,
    services,
    tables,
)
from ..monitoring.composite import AlarmRule
from ..monitoring.description import Alarm, Graph, Metric, graph_of
from ..naming import Names
from .aurora_global import AuroraGlobal
from .backup_vault import BackupVault
from .health_check import HealthCheck
from .load_balancer import LoadBalancer
from .location import locate
from .metric_alarm import make_alarm
from .monitored import (
    HasArnSuffix,
    HasName,
    MeasuredDatabase,
    MeasuredFunction,
    MeasuredGroup,
    MeasuredMigration,
    MeasuredService,
)
from .references import HasArn
from .topic import TopicLike

Alarms = dict[str, CloudwatchMetricAlarm]
AnyAlarm = CloudwatchMetricAlarm | CloudwatchCompositeAlarm

_LONGEST_PATTERN = 1024


@checked
class Monitoring(Construct):
    """Alarms on what a region has, each with somebody who hears of it, and one dashboard that shows it all.

    Each ``monitor_`` method watches one thing: it makes the alarms that the settings ask for, and adds their graphs to
    the dashboard. What is watched twice gets a name of its own. An alarm tells of its end too.

    Alarms and topics are of one region, so each region has its own. The key of an encrypted topic has to admit
    CloudWatch, as must its policy: ``alarms`` among users and publishers.

    Attributes:
        alarms: The alarms by the name of what they watch, a hyphen and what they are about, as in their construct ids.
        composites: Alarms on other alarms, by name.
        filters: What is counted in logs, by name.
        region: Where it is.

    Source: Amazon CloudWatch User Guide, "Using Amazon CloudWatch alarms", "Combining alarms".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        topic: TopicLike,
        warning_topic: TopicLike | None = None,
        purpose: str = "monitoring",
        config: MonitoringConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Begins without alarms.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            topic: Hears of critical alarms; in the same region, with ``alarms`` among its publishers.
            warning_topic: Hears of the others; the same by default.
            purpose: What the dashboard is called.
            config: What is watched, and when that is worth an alarm.
            names: Makes the names.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        self._config = config or MonitoringConfig()
        self._where = locate(self, provider, names)
        self._topics: dict[Severity, TopicLike] = {"critical": topic, "warning": warning_topic or topic}
        self._purpose = purpose
        self._dashboard: CloudwatchDashboard | None = None
        self._sections: dict[str, list[Graph]] = {}
        self._states: list[str] = []
        self._critical: list[AlarmRule] = []
        self.region = self._where.region
        self.alarms: Alarms = {}
        self.composites: dict[str, CloudwatchCompositeAlarm] = {}
        self.filters: dict[str, CloudwatchLogMetricFilter] = {}

    @property
    def dashboard(self) -> CloudwatchDashboard | None:
        """The dashboard; None before anything is watched, or where none is wanted."""
        return self._dashboard

    def monitor_load_balancer(
        self,
        balancer: HasArnSuffix,
        *,
        name: str = "load-balancer",
        target_groups: Mapping[str, MeasuredGroup] | None = None,
        config: LoadBalancerAlarms | None = None,
    ) -> Alarms:
        """Watches an Application Load Balancer.

        Besides, ``<name>-impaired`` tells that it answers with errors while targets are unhealthy.

        Args:
            balancer: It.
            name: What it is called.
            target_groups: Its target groups by name; by default those of a `LoadBalancer`. Functions have no hosts.
            config: When its alarms go off; as the settings say by default.
        """
        groups = target_groups or (balancer.target_groups if isinstance(balancer, LoadBalancer) else {})
        suffixes = {key: group.arn_suffix for key, group in groups.items() if group.target_type != "lambda"}
        described = load_balancers.alarms(name, balancer.arn_suffix, suffixes, config or self._config.load_balancer)
        made = self._watch(name, described, load_balancers.graphs(balancer.arn_suffix))
        errors = [made[key] for key in ("target-5xx", "balancer-5xx") if key in made]
        unhealthy = [alarm for key, alarm in made.items() if key.startswith("unhealthy-")]
        if self._config.composites and errors and unhealthy:
            self.combine(
                f"{name}-impaired",
                self.all_of(self.any_of(*errors), self.any_of(*unhealthy)),
                what=f"{name} answers with errors while targets are unhealthy",
            )
        return made

    def monitor_database(
        self,
        database: AuroraGlobal | MeasuredDatabase,
        *,
        name: str = "database",
        config: DatabaseAlarms | None = None,
    ) -> Alarms:
        """Watches an Aurora cluster; of a secondary region also how far it is behind.

        Args:
            database: A cluster, or a database that has one in this region.
            name: What it is called.
            config: When its alarms go off; as the settings say by default.

        Raises:
            ConfigurationError: The database has no cluster in this region.
        """
        cluster = database.cluster_in(self.region) if isinstance(database, AuroraGlobal) else database
        if cluster is None:
            raise self._refusal(
                name, f"the database has no cluster in {self.region}", remedy="watch it in a region that it is in"
            )
        described = databases.alarms(
            name, cluster.identifier, config or self._config.database, is_secondary=cluster.is_secondary
        )
        return self._watch(name, described)

    def monitor_table(
        self,
        table: HasName,
        *,
        name: str = "table",
        indexes: Sequence[str] = (),
        replica_regions: Sequence[str] = (),
        config: TableAlarms | None = None,
    ) -> Alarms:
        """Watches a DynamoDB table, or its replica in this region.

        Args:
            table: It.
            name: What it is called.
            indexes: The names of its global indexes.
            replica_regions: The other regions that it is in.
            config: When its alarms go off; as the settings say by default.
        """
        chosen = config or self._config.table
        return self._watch(
            name, tables.alarms(name, table.name, chosen, indexes=indexes, replica_regions=replica_regions)
        )

    def monitor_function(
        self, function: MeasuredFunction, *, name: str = "function", config: FunctionAlarms | None = None
    ) -> Alarms:
        """Watches a Lambda function, in all its versions.

        Args:
            function: It.
            name: What it is called.
            config: When its alarms go off; as the settings say by default.
        """
        chosen = config or self._config.function
        described = functions.alarms(name, function.name, function.timeout_seconds, chosen)
        return self._watch(name, described, functions.graphs(function.name))

    def monitor_queue(self, queue: HasName, *, name: str = "queue", config: QueueAlarms | None = None) -> Alarms:
        """Watches a queue that somebody works off.

        Args:
            queue: It.
            name: What it is called.
            config: When its alarms go off; as the settings say by default.
        """
        described = queues.alarms(name, queue.name, config or self._config.queue)
        return self._watch(name, described, queues.graphs(queue.name))

    def monitor_dead_letters(
        self, queue: HasName, *, name: str = "dead-letters", config: DeadLetterAlarms | None = None
    ) -> Alarms:
        """Watches a dead-letter queue.

        Args:
            queue: It.
            name: What it is called.
            config: When its alarms go off; as the settings say by default.
        """
        return self._watch(name, queues.dead_letter_alarms(name, queue.name, config or self._config.dead_letters))

    def monitor_migration(
        self, migration: MeasuredMigration, *, name: str = "migration", config: MigrationAlarms | None = None
    ) -> Alarms:
        """Watches a replication instance of DMS and its tasks.

        Args:
            migration: They.
            name: What they are called.
            config: When their alarms go off; as the settings say by default.
        """
        chosen = config or self._config.migration
        return self._watch(name, migrations.alarms(name, migration.instance_id, migration.task_ids, chosen))

    def monitor_cluster(
        self,
        cluster: HasName,
        *,
        name: str = "cluster",
        container_insights: bool = False,
        config: ClusterAlarms | None = None,
    ) -> Alarms:
        """Watches an EKS cluster.

        Args:
            cluster: It.
            name: What it is called.
            container_insights: Whether the collector of `EksFargate` measures its pods.
            config: When its alarms go off; as the settings say by default.
        """
        chosen = config or self._config.cluster
        described = clusters.alarms(name, cluster.name, chosen, container_insights=container_insights)
        return self._watch(name, described, clusters.graphs(cluster.name))

    def monitor_service(
        self,
        service: MeasuredService,
        *,
        name: str = "service",
        container_insights: bool = False,
        config: ServiceAlarms | None = None,
    ) -> Alarms:
        """Watches an ECS service.

        Args:
            service: It.
            name: What it is called.
            container_insights: Whether its cluster counts tasks.
            config: When its alarms go off; as the settings say by default.
        """
        chosen = config or self._config.service
        cluster, own = service.cluster_name, service.name
        return self._watch(name, services.alarms(name, cluster, own, chosen, container_insights=container_insights))

    def monitor_certificate(
        self, certificate: HasArn, *, name: str = "certificate", config: CertificateAlarms | None = None
    ) -> Alarms:
        """Watches when a certificate of this region expires.

        Args:
            certificate: It.
            name: What it is called.
            config: When its alarm goes off; as the settings say by default.
        """
        return self._watch(name, certificates.alarms(name, certificate.arn, config or self._config.certificate))

    def monitor_vault(self, vault: BackupVault, *, name: str = "backups") -> None:
        """Shows the alarms that a backup vault has from its topic.

        Args:
            vault: It.
            name: What it is called.

        Raises:
            ConfigurationError: It has none.
        """
        if not vault.alarms:
            raise self._refusal(name, "the vault has no alarms: it has no topic", remedy="give the vault a topic")
        self._show_made(name, vault.alarms)

    def monitor_health_check(self, check: HealthCheck, *, name: str = "health-check") -> None:
        """Shows the alarm that a health check has from its topics.

        Its alarm is among the states of us-east-1 alone; the graph is in every region's dashboard.

        Args:
            check: It.
            name: What it is called.

        Raises:
            ConfigurationError: It has none.
        """
        if check.alarm is None:
            raise self._refusal(
                name,
                "the health check has no alarm: it has no topics, or is disabled",
                remedy="give it alarm_topic_arns",
            )
        if self.region == GLOBAL_REGION:
            self._show_made(name, {"unhealthy": check.alarm})
            return
        status = Metric("AWS/Route53", "HealthCheckStatus", {"HealthCheckId": check.id}, "Minimum")
        self._sections.setdefault(name, []).append(
            Graph(title=f"{name} is healthy (1) or not (0)", readings={"status": status}, region=GLOBAL_REGION)
        )
        self._draw()

    def count_in_logs(
        self,
        log_group: HasName,
        pattern: str,
        name: str,
        *,
        what: str | None = None,
        config: AlarmConfig | None = None,
    ) -> Alarms:
        """Counts lines of a log that a pattern matches, and tells when there are too many.

        Args:
            log_group: The log.
            pattern: CloudWatch's filter pattern, such as ``{ $.level = "ERROR" }``.
            name: What is counted, such as ``payment-errors``; part of the names.
            what: What is wrong while there are too many.
            config: When the alarm goes off; by default with the first line in five minutes.

        Raises:
            ConfigurationError: The pattern is too long, or something else is counted under the name.
        """
        if len(pattern) > _LONGEST_PATTERN:
            raise self._refusal(
                name,
                "the pattern is too long for CloudWatch Logs",
                got=f"{len(pattern)} characters",
                expected=f"{_LONGEST_PATTERN} at most",
                remedy="shorten it, or count in two",
            )
        # By environment: one account may have several, whose lines must not add up.
        metric = Metric(self._where.names.prefix, self._where.names.regional(name), {}, "Sum")
        alarm = Alarm(
            key="count",
            what=what or f"Log lines of {name} appeared",
            reading=metric,
            config=config or AlarmConfig(threshold=0, period_seconds=300, evaluation_periods=1),
            missing="notBreaching",  # nothing was logged at all
        )
        made = self._watch(name, [alarm])
        self.filters[name] = CloudwatchLogMetricFilter(
            self,
            f"{name}-filter",
            name=metric.name,
            log_group_name=log_group.name,
            pattern=pattern,
            metric_transformation=CloudwatchLogMetricFilterMetricTransformation(
                namespace=metric.namespace, name=metric.name, value="1", default_value="0", unit="Count"
            ),
            provider=self._where.provider,
        )
        return made

    def combine(
        self, name: str, rule: AlarmRule, *, what: str, severity: Severity = "critical"
    ) -> CloudwatchCompositeAlarm:
        """Makes an alarm on other alarms of the region.

        Args:
            name: What it is called; its construct id.
            rule: When it goes off; made with `any_of` and `all_of`.
            what: What is wrong while it is in alarm.
            severity: Which topic is told.

        Raises:
            ConfigurationError: The name is taken, or the rule is too long for CloudWatch.
        """
        if name in self.composites:
            raise self._taken(name)
        self._refuse_too_long(name, rule)
        topics = [self._topics[severity].arn]
        self.composites[name] = made = CloudwatchCompositeAlarm(
            self,
            name,
            alarm_name=self._where.names.regional(name),
            alarm_description=what,
            alarm_rule=rule.text,
            alarm_actions=topics,
            ok_actions=topics,
            tags={"Severity": severity},
            provider=self._where.provider,
        )
        self._states.append(made.arn)
        self._draw()
        return made

    @staticmethod
    def any_of(*parts: AnyAlarm | AlarmRule) -> AlarmRule:
        """The rule that any of some alarms is in alarm, for `combine`.

        Args:
            *parts: Alarms of one region, or other rules.
        """
        return composite.joined([_on(part) for part in parts], "OR")

    @staticmethod
    def all_of(*parts: AnyAlarm | AlarmRule) -> AlarmRule:
        """The rule that all of some alarms are in alarm, for `combine`.

        Args:
            *parts: Alarms of one region, or other rules.
        """
        return composite.joined([_on(part) for part in parts], "AND")

    def _watch(self, name: str, described: Iterable[Alarm], more: Iterable[Graph] = ()) -> Alarms:
        wanted = [alarm for alarm in described if alarm.config.enabled]
        made = {alarm.key: self._make(name, alarm) for alarm in wanted}
        self._sections.setdefault(name, []).extend([*map(graph_of, wanted), *more])
        self._states += [alarm.arn for alarm in made.values()]
        self._tell_of_region()
        self._draw()
        return made

    def _make(self, name: str, alarm: Alarm) -> CloudwatchMetricAlarm:
        key = f"{name}-{alarm.key}"
        if key in self.alarms:
            raise self._taken(name)
        severity = alarm.config.severity
        self.alarms[key] = made = make_alarm(
            self,
            key,
            alarm,
            name=self._where.names.regional(key),
            topic_arns=[self._topics[severity].arn],
            tags={"Severity": severity},
            provider=self._where.provider,
        )
        if severity == "critical":
            self._critical.append(_on(made))
        return made

    def _show_made(self, name: str, alarms: Mapping[str, CloudwatchMetricAlarm]) -> None:
        self._sections.setdefault(name, []).extend(
            Graph(title=f"{name}: {key}", alarm_arn=alarm.arn) for key, alarm in alarms.items()
        )
        self._states += [alarm.arn for alarm in alarms.values()]
        self._draw()

    def _tell_of_region(self) -> None:
        if not (self._config.composites and self._critical):
            return
        rule = self.any_of(*self._critical)
        if "region" not in self.composites:
            self.combine("region", rule, what=f"Something critical is wrong in {self.region}")
            return
        self._refuse_too_long("region", rule)
        self.composites["region"].alarm_rule = rule.text

    def _draw(self) -> None:
        if not self._config.dashboard:
            return
        shown = dashboard.body(self.region, self._states, self._sections)
        if self._dashboard:
            self._dashboard.dashboard_body = shown
            return
        self._dashboard = CloudwatchDashboard(
            self,
            "Dashboard",
            # An account's dashboards are in no region.
            dashboard_name=self._where.names.account_wide(self._purpose, "default"),
            dashboard_body=shown,
            provider=self._where.provider,
        )

    def _refuse_too_long(self, name: str, rule: AlarmRule) -> None:
        if (
            len(rule.children) > composite.MOST_CHILDREN
            or rule.elements > composite.MOST_ELEMENTS
            or rule.length > composite.LONGEST
        ):
            raise self._refusal(
                name,
                "CloudWatch takes no rule of this size",
                got=f"{len(rule.children)} alarms, {rule.length} characters",
                expected=f"{composite.MOST_CHILDREN} alarms and {composite.LONGEST} characters at most",
                remedy="combine fewer; config.composites = false leaves those out that are made by themselves",
            )

    def _taken(self, name: str) -> ConfigurationError:
        return self._refusal(
            name, "something else is watched under this name", expected="a name of its own", remedy="give another name"
        )

    def _refusal(self, name: str, what: str, **more: Any) -> ConfigurationError:
        return ConfigurationError([Problem(f"{self.node.path}.{name}", what, **more)])


def _on(part: AnyAlarm | AlarmRule) -> AlarmRule:
    if isinstance(part, AlarmRule):
        return part
    return composite.is_on(part.alarm_name_input or "", part.alarm_name)
