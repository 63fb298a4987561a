from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from cdktf import TerraformStack

from lib.config.alarm import AlarmConfig
from lib.config.health_check import AlarmHealthCheck, HttpsHealthCheck
from lib.config.monitoring import FunctionAlarms, LoadBalancerAlarms, MonitoringConfig, QueueAlarms
from lib.constructs.aurora_global import AuroraGlobal
from lib.constructs.backup_vault import BackupVault
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.health_check import HealthCheck
from lib.constructs.monitoring import Monitoring
from lib.constructs.topic import Topic
from lib.errors import ConfigurationError
from lib.guards.document import Document
from lib.guards.rule import Context
from lib.guards.run import run
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.watched import (
    BALANCER,
    CRITICAL,
    FUNCTION,
    GROUPS,
    LOG,
    QUEUE,
    SERVICE,
    TABLE,
    WARNING,
    WRITER,
    everything,
    monitoring,
)

Synthesize = Callable[[], Synthesized]

REGION = "eu-central-1"
HERE = Context(date(2026, 11, 22))


def alarms(made: Synthesized) -> dict[str, Any]:
    return {
        each["alarm_name"].removeprefix("shop-"): each
        for each in made.resources("aws_cloudwatch_metric_alarm").values()
    }


def body(made: Synthesized) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(made.resource("aws_cloudwatch_dashboard")["dashboard_body"])["widgets"]
    return found


def test_each_alarm_has_somebody_who_hears_of_its_beginning_and_its_end(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    everything(monitoring(stack))
    made = synthesize()
    assert len(alarms(made)) == 32
    for alarm in [*alarms(made).values(), *made.resources("aws_cloudwatch_composite_alarm").values()]:
        assert alarm["alarm_actions"] == alarm["ok_actions"]
        assert alarm["alarm_actions"] == [CRITICAL if alarm["tags"]["Severity"] == "critical" else WARNING]
    assert run(Document(made.json), HERE) == ()


def test_nothing_watched_makes_nothing(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = monitoring(stack)
    assert made.dashboard is None
    assert not {kind for kind in synthesize().json.get("resource", {}) if "cloudwatch" in kind}


def test_one_topic_hears_of_everything_where_there_is_no_other(stack: TerraformStack, synthesize: Synthesize) -> None:
    Monitoring(stack, "M", topic=Topic.from_existing(CRITICAL)).monitor_queue(QUEUE)
    assert alarms(synthesize())["queue-oldest"]["alarm_actions"] == [CRITICAL]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "load-balancer-target-5xx",
            {
                "namespace": "AWS/ApplicationELB",
                "metric_name": "HTTPCode_Target_5XX_Count",
                "dimensions": {"LoadBalancer": "app/web/50dc6c495c0c9188"},
                "statistic": "Sum",
                "comparison_operator": "GreaterThanThreshold",
                "treat_missing_data": "notBreaching",
            },
        ),
        (
            "load-balancer-latency",
            {
                "metric_name": "TargetResponseTime",
                "extended_statistic": "p99",
                "evaluate_low_sample_count_percentiles": "ignore",
                "datapoints_to_alarm": 7,
            },
        ),
        (
            "load-balancer-unhealthy-api",
            {
                "metric_name": "UnHealthyHostCount",
                "dimensions": {
                    "LoadBalancer": "app/web/50dc6c495c0c9188",
                    "TargetGroup": "targetgroup/api/73e2d6bc24d8a067",
                },
            },
        ),
        (
            "database-free-memory",
            {"threshold": 256 * 1024**2, "comparison_operator": "LessThanThreshold", "statistic": "Minimum"},
        ),
        (
            "table-read-throttles-by-customer",
            {"dimensions": {"TableName": "payments", "GlobalSecondaryIndexName": "by-customer"}},
        ),
        ("table-replication-us-west-2", {"dimensions": {"TableName": "payments", "ReceivingRegion": "us-west-2"}}),
        ("function-duration", {"threshold": 24_000, "statistic": "Maximum", "metric_name": "Duration"}),
        ("dead-letters-messages", {"metric_name": "ApproximateNumberOfMessagesVisible", "threshold": 0}),
        (
            "migration-target-latency-payments",
            {
                "metric_name": "CDCLatencyTarget",
                "dimensions": {
                    "ReplicationInstanceIdentifier": "old-to-new",
                    "ReplicationTaskIdentifier": "ABCDEFGHIJ",
                },
            },
        ),
        ("migration-free-storage", {"threshold": 10 * 1024**3}),
        (
            "cluster-pending-pods",
            {"namespace": "AWS/EKS", "metric_name": "scheduler_pending_pods_UNSCHEDULABLE", "statistic": "Minimum"},
        ),
        ("cluster-pod-cpu", {"dimensions": {"ClusterName": "pods", "LaunchType": "fargate"}}),
        ("service-cpu", {"namespace": "AWS/ECS", "dimensions": {"ClusterName": "services", "ServiceName": "api"}}),
        (
            "certificate-days-left",
            {
                "namespace": "AWS/CertificateManager",
                "comparison_operator": "LessThanOrEqualToThreshold",
                "treat_missing_data": "ignore",
                "period": 86_400,
            },
        ),
    ],
)
def test_an_alarm_looks_at_its_metric(
    name: str, expected: dict[str, Any], stack: TerraformStack, synthesize: Synthesize
) -> None:
    everything(monitoring(stack))
    found = alarms(synthesize())[name]
    assert {key: found[key] for key in expected} == expected


def test_what_no_single_metric_has_is_computed(stack: TerraformStack, synthesize: Synthesize) -> None:
    everything(monitoring(stack))
    made = alarms(synthesize())
    lag = made["database-replication-lag"]["metric_query"]
    assert lag == [
        {
            "id": "watched",
            "expression": 'SELECT MAX(AuroraGlobalDBReplicationLag) FROM "AWS/RDS" '
            "WHERE DBClusterIdentifier = 'shop-payments'",
            "label": "database is behind the primary region",
            "period": 60,
            "return_data": True,
        }
    ]
    errors, *parts = made["table-system-errors"]["metric_query"]
    assert len(parts) == 10  # as many as an alarm takes
    assert errors["expression"].count("FILL") == 10
    assert "period" not in errors
    assert {part["metric"]["dimensions"]["Operation"] for part in parts} >= {"GetItem", "PutItem", "TransactWriteItems"}
    assert not any(part["return_data"] for part in parts)
    missing = made["service-missing-tasks"]["metric_query"]
    assert [part["metric"]["metric_name"] for part in missing[1:]] == ["DesiredTaskCount", "RunningTaskCount"]


def test_what_is_not_measured_has_no_alarm(stack: TerraformStack) -> None:
    made = monitoring(stack)
    assert set(made.monitor_service(SERVICE)) == {"cpu", "memory"}
    assert set(made.monitor_cluster(SERVICE)) == {"api-5xx", "pending-pods"}
    assert set(made.monitor_database(WRITER)) == {"cpu", "connections", "free-memory"}
    assert "system-errors" in made.monitor_table(TABLE)


def test_alarms_are_left_out_or_changed_for_all_or_for_one(stack: TerraformStack, synthesize: Synthesize) -> None:
    off = AlarmConfig(enabled=False)
    made = monitoring(stack, config=MonitoringConfig(function=FunctionAlarms(errors_count=off)))
    assert set(made.monitor_function(FUNCTION)) == {"throttles", "duration"}
    late = QueueAlarms.model_validate({"oldest_age_seconds": {"threshold": 60, "severity": "critical"}})
    made.monitor_queue(QUEUE, name="orders", config=late)
    found = alarms(synthesize())["orders-oldest"]
    assert (found["threshold"], found["evaluation_periods"], found["alarm_actions"]) == (60, 5, [CRITICAL])


def test_a_balancer_is_impaired_by_errors_and_unhealthy_targets(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = monitoring(stack)
    made.monitor_load_balancer(BALANCER, target_groups=GROUPS)
    found = synthesize()

    def on(name: str) -> str:
        address = found.address_of("aws_cloudwatch_metric_alarm", alarm_name=f"shop-load-balancer-{name}")
        return f'ALARM("${{{address}.alarm_name}}")'

    rule = found.resource("aws_cloudwatch_composite_alarm", alarm_name="shop-load-balancer-impaired")["alarm_rule"]
    assert rule == f"(({on('target-5xx')} OR {on('balancer-5xx')}) AND {on('unhealthy-api')})"
    rule = found.resource("aws_cloudwatch_composite_alarm", alarm_name="shop-region")["alarm_rule"]
    assert rule == f"({on('target-5xx')} OR {on('balancer-5xx')} OR {on('unhealthy-api')})"


def test_the_region_has_an_alarm_on_all_that_is_critical(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = everything(monitoring(stack))
    critical = [key for key, alarm in made.alarms.items() if (alarm.tags_input or {})["Severity"] == "critical"]
    rule = synthesize().resource("aws_cloudwatch_composite_alarm", alarm_name="shop-region")["alarm_rule"]
    assert rule.count("ALARM(") == len(critical) > 3


def test_composites_and_dashboard_can_be_left_out(stack: TerraformStack, synthesize: Synthesize) -> None:
    everything(monitoring(stack, config=MonitoringConfig(composites=False, dashboard=False)))
    made = synthesize()
    assert made.count("aws_cloudwatch_composite_alarm") == made.count("aws_cloudwatch_dashboard") == 0


def test_without_errors_or_hosts_to_watch_nothing_is_impaired(stack: TerraformStack) -> None:
    off = AlarmConfig(enabled=False)
    made = monitoring(stack)
    made.monitor_load_balancer(
        BALANCER, target_groups=GROUPS, config=LoadBalancerAlarms(target_5xx_count=off, balancer_5xx_count=off)
    )
    made.monitor_load_balancer(BALANCER, name="bare")
    assert set(made.composites) == {"region"}


def test_alarms_are_combined_as_one_likes(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = monitoring(stack)
    late = made.monitor_queue(QUEUE)["oldest"]
    failing = made.monitor_function(FUNCTION)["errors"]
    stuck = made.combine("stuck", made.all_of(late, failing), what="Orders are stuck", severity="warning")
    made.combine("any", made.any_of(stuck, made.any_of(late)), what="Anything")
    found = synthesize().resource("aws_cloudwatch_composite_alarm", alarm_name="shop-stuck")
    assert (found["alarm_actions"], found["tags"]) == ([WARNING], {"Severity": "warning"})
    assert found["alarm_rule"].count(" AND ") == 1
    with pytest.raises(ConfigurationError, match="something else is watched under this name"):
        made.combine("stuck", made.any_of(late), what="Again")


def test_a_rule_that_cloudwatch_would_refuse_is_refused(stack: TerraformStack) -> None:
    made = monitoring(stack, config=MonitoringConfig(composites=False, dashboard=False))
    watched = [made.monitor_queue(QUEUE, name=f"q{number}")["oldest"] for number in range(101)]
    made.combine("most", made.any_of(*watched[:100]), what="Most")
    with pytest.raises(ConfigurationError, match="takes no rule of this size"):
        made.combine("all", made.any_of(*watched), what="All")


def test_the_regions_alarm_is_refused_where_it_grows_too_large(stack: TerraformStack) -> None:
    urgent = QueueAlarms.model_validate({"oldest_age_seconds": {"severity": "critical"}})
    made = monitoring(stack, config=MonitoringConfig(dashboard=False))
    for number in range(100):
        made.monitor_queue(QUEUE, name=f"q{number}", config=urgent)
    with pytest.raises(ConfigurationError, match="composites = false"):
        made.monitor_queue(QUEUE, name="q100", config=urgent)


def test_the_dashboard_is_the_regions_and_says_so_everywhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    everything(monitoring(stack, names=Names("shop", "pr42", REGION)))
    made = synthesize()
    assert made.resource("aws_cloudwatch_dashboard")["dashboard_name"] == f"shop-pr42-monitoring-{REGION}"
    graphs = [widget["properties"] for widget in body(made) if widget["type"] == "metric"]
    assert len(graphs) == 32 + 4
    assert {graph["region"] for graph in graphs} == {REGION}
    (states,) = [widget["properties"] for widget in body(made) if widget["type"] == "alarm"]
    assert len(states["alarms"]) == 34
    placed = [(widget["x"], widget["y"]) for widget in body(made)]
    assert len(set(placed)) == len(placed)
    assert all(widget["x"] + widget["width"] <= 24 for widget in body(made))


def test_the_dashboard_shows_what_an_alarm_looks_at_and_its_threshold(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made = monitoring(stack)
    made.monitor_queue(QUEUE)
    made.monitor_service(SERVICE, container_insights=True)
    graphs = {widget["properties"].get("title"): widget["properties"] for widget in body(synthesize())}
    late = graphs["Messages in queue wait long"]
    assert late["metrics"] == [
        ["AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "orders", {"stat": "Maximum", "label": "oldest"}]
    ]
    assert late["annotations"] == {"horizontal": [{"label": "alarm > 900", "value": 900}]}
    formula, *hidden = graphs["Tasks of service do not run"]["metrics"]
    assert formula == [{"expression": "desired - running", "label": "missing-tasks"}]
    assert [line[-1]["visible"] for line in hidden] == [False, False]
    assert "annotations" not in graphs["Messages"]


def test_more_than_a_hundred_states_are_shown_in_two(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = monitoring(stack)
    for number in range(101):
        made.monitor_queue(QUEUE, name=f"q{number}")
    states = [widget["properties"]["alarms"] for widget in body(synthesize()) if widget["type"] == "alarm"]
    assert [len(each) for each in states] == [100, 1]


def test_what_is_watched_twice_needs_a_name(stack: TerraformStack) -> None:
    made = monitoring(stack)
    made.monitor_queue(QUEUE)
    with pytest.raises(ConfigurationError, match="something else is watched under this name"):
        made.monitor_queue(QUEUE)


def test_lines_of_a_log_are_counted(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = monitoring(stack, names=Names("shop", "dev", REGION))
    made.count_in_logs(LOG, '{ $.level = "ERROR" }', "logged-errors", what="Errors were logged")
    found = synthesize()
    log_filter = found.resource("aws_cloudwatch_log_metric_filter")
    assert (log_filter["log_group_name"], log_filter["pattern"]) == ("/shop/api", '{ $.level = "ERROR" }')
    transformation = log_filter["metric_transformation"]
    assert transformation == {
        "name": "shop-dev-logged-errors",
        "namespace": "shop-dev",
        "value": "1",
        "default_value": "0",
        "unit": "Count",
    }
    alarm = found.resource("aws_cloudwatch_metric_alarm")
    assert (alarm["namespace"], alarm["metric_name"]) == ("shop-dev", "shop-dev-logged-errors")
    assert alarm["alarm_description"] == "Errors were logged"
    assert list(made.filters) == ["logged-errors"]
    with pytest.raises(ConfigurationError, match="too long"):
        made.count_in_logs(LOG, "x" * 1025, "long")


def test_a_vaults_own_alarms_are_shown_and_not_made_again(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/x")
    made = monitoring(stack)
    made.monitor_vault(BackupVault(stack, "Vault", key=key, topic=Topic.from_existing(WARNING)))
    found = synthesize()
    assert found.count("aws_cloudwatch_metric_alarm") == 3
    shown = [widget["properties"]["annotations"]["alarms"] for widget in body(found) if widget["type"] == "metric"]
    assert len(shown) == 3
    with pytest.raises(ConfigurationError, match="it has no topic"):
        made.monitor_vault(BackupVault(stack, "Mute", purpose="mute", key=key))


def test_a_health_check_is_shown_in_us_east_1_and_from_elsewhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    there = add_provider(stack, "us-east-1", alias="global", tags={})
    config = HttpsHealthCheck(fqdn="shop.company.net")
    check = HealthCheck(
        stack, "Check", purpose="web", config=config, alarm_topic_arns=[CRITICAL], global_provider=there
    )
    monitoring(stack, "Here").monitor_health_check(check)
    monitoring(stack, "There", provider=there).monitor_health_check(check)
    found = synthesize()
    assert found.count("aws_cloudwatch_metric_alarm") == 1
    graphs = {
        board["dashboard_name"]: [
            widget["properties"]
            for widget in json.loads(board["dashboard_body"])["widgets"]
            if widget["type"] == "metric"
        ]
        for board in found.resources("aws_cloudwatch_dashboard").values()
    }
    (here,) = graphs[f"shop-monitoring-{REGION}"]
    assert (here["region"], here["metrics"][0][:2]) == ("us-east-1", ["AWS/Route53", "HealthCheckStatus"])
    (seen,) = graphs["shop-monitoring-us-east-1"]
    assert seen["annotations"]["alarms"][0].endswith(".arn}")
    assert run(Document(found.json), HERE) == ()


def test_a_health_check_without_alarm_is_refused(stack: TerraformStack) -> None:
    config = AlarmHealthCheck(alarm_name="a", alarm_region=REGION)
    mute = HealthCheck(stack, "Check", purpose="web", config=config)
    with pytest.raises(ConfigurationError, match="it has no topics"):
        monitoring(stack).monitor_health_check(mute)


def test_a_database_is_watched_where_it_is(stack: TerraformStack, monkeypatch: pytest.MonkeyPatch) -> None:
    database = object.__new__(AuroraGlobal)
    monkeypatch.setattr(AuroraGlobal, "cluster_in", lambda self, region: WRITER if region == REGION else None)
    assert "cpu" in monitoring(stack).monitor_database(database)
    other = add_provider(stack, "us-west-2", alias="other", tags={})
    with pytest.raises(ConfigurationError, match="no cluster in us-west-2"):
        monitoring(stack, "Other", provider=other).monitor_database(database)
