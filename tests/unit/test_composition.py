"""An environment over its regions: which parts there are, where, and what they know of each other."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from cdktf import Testing
from pydantic import ValidationError

from lib.config.features import FeaturesConfig
from lib.errors import ConfigurationError, GuardWarning
from lib.model import problems_of
from lib.settings import TapSettings
from lib.settings_sources import VARIABLES
from lib.tap_stack import TapStack
from lib.testing.synthesized import Synthesized

DOMAIN = "payments.corp.net"
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
NOTHING = dict.fromkeys(FeaturesConfig.model_fields, False)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def compose(**settings: Any) -> tuple[TapStack, Synthesized]:
    stack = TapStack(Testing.app(), "x", settings=TapSettings(**settings))
    return stack, Synthesized.of(stack)


def only(*features: str, **settings: Any) -> tuple[TapStack, Synthesized]:
    """An environment with these parts alone."""
    return compose(features={**NOTHING, **dict.fromkeys(features, True)}, **settings)


def test_every_part_can_be_left_out() -> None:
    stack, made = only()
    kinds = set(made.json["resource"])
    assert not kinds & {"aws_cloudwatch_event_bus", "aws_dynamodb_table", "aws_rds_cluster", "aws_backup_vault"}
    assert (stack.replication, stack.data.database, stack.data.table, stack.data.backup) == (None,) * 4
    assert {"event_bus_name", "table_name", "database_endpoint", "backup_vault_name"}.isdisjoint(made.outputs)


def test_each_region_has_topics_of_its_own_under_its_own_key() -> None:
    _, made = only()
    assert made.count("aws_sns_topic") == 4
    keys = {topic["kms_master_key_id"] for topic in made.resources("aws_sns_topic").values()}
    assert len(keys) == 2


def test_the_database_is_over_both_regions_or_in_one() -> None:
    stack, made = only("database")
    assert stack.data.database is not None
    assert made.count("aws_rds_global_cluster") == 1
    assert made.count("aws_rds_cluster") == 2
    readers = [value["insecure_value"] for value in made.resources("aws_ssm_parameter").values()]
    assert sum("reader_endpoint" in value for value in readers) == 2
    stack, made = only("database", secondary_aws_region="")
    assert made.count("aws_rds_global_cluster") == 0
    assert made.count("aws_rds_cluster") == 1
    assert "global_database_id" not in made.outputs


@pytest.mark.parametrize(("replicated", "replicas", "told"), [(True, 1, 2), (False, 0, 1)])
def test_the_table_is_told_of_where_it_is(replicated: bool, replicas: int, told: int) -> None:
    _, made = only("table", table={"replicated": replicated})
    assert made.count("aws_dynamodb_table_replica") == replicas
    names = [name for name in made.resources("aws_ssm_parameter") if "table--name" in name]
    assert len(names) == told


def test_the_table_of_one_region_has_no_replica() -> None:
    _, made = only("table", profile="prod", secondary_aws_region="")
    assert made.count("aws_dynamodb_table") == 1
    assert made.count("aws_dynamodb_table_replica") == 0


def test_backups_are_of_all_that_is_remembered_and_go_to_the_other_region() -> None:
    _, made = only("database", "table", "backup", profile="prod")
    assert made.count("aws_backup_vault") == 2
    (rule,) = made.resource("aws_backup_plan")["rule"]
    assert rule["copy_action"]
    named = made.resource("aws_backup_selection", resources=lambda arns: len(arns) == 2)["resources"]
    assert len(named) == 2


def test_backups_of_one_region_are_not_copied() -> None:
    _, made = only("table", "backup", profile="prod", secondary_aws_region="")
    (rule,) = made.resource("aws_backup_plan")["rule"]
    assert not rule.get("copy_action")


def test_events_are_replicated_between_two_regions_only() -> None:
    stack, made = only("events")
    assert stack.replication is not None
    assert made.count("aws_cloudwatch_event_rule") == 2
    stack, made = only("events", secondary_aws_region="")
    assert stack.replication is None
    assert made.count("aws_cloudwatch_event_bus") == 1


def test_secrets_are_in_both_regions_and_their_parameters_beside_the_environments_own() -> None:
    settings: dict[str, Any] = {
        "secrets": {"partner-api": {}},
        "parameters": {"entries": {"web/log-level": {"value": "info"}, "table/name": {"value": "another"}}},
    }
    stack, made = only("table", **settings)
    assert list(stack.data.secrets) == ["partner-api"]
    assert [each["region"] for each in made.resource("aws_secretsmanager_secret")["replica"]] == ["us-west-2"]
    assert "partner_api_secret_arn" in made.outputs
    values = [value["insecure_value"] for value in made.resources("aws_ssm_parameter").values()]
    # What the user says of a parameter of the environment's own wins.
    assert values.count("another") == 2
    assert values.count("info") == 2


def test_a_secret_of_one_region_has_no_replica() -> None:
    _, made = only(secrets={"partner-api": {}}, secondary_aws_region="")
    assert not made.resource("aws_secretsmanager_secret").get("replica")


@pytest.mark.parametrize(("region", "providers", "keys"), [("us-east-1", 2, 2), ("eu-central-1", 3, 3)])
def test_a_public_zone_keeps_what_route_53_wants_in_us_east_1(region: str, providers: int, keys: int) -> None:
    stack, made = only(route53_domain=DOMAIN, aws_region=region)
    assert stack.zone is not None
    assert len(made.providers["aws"]) == providers
    # One a region; the test profile signs nothing.
    assert made.count("aws_kms_key") == keys
    regions = [provider["region"] for provider in made.providers["aws"]]
    assert regions.count("us-east-1") == 1


def test_a_private_zone_is_for_the_networks_alone() -> None:
    _, made = only(route53_domain=DOMAIN, aws_region="eu-central-1", dns={"zone": "private"})
    assert len(made.resource("aws_route53_zone")["vpc"]) == 2
    assert len(made.providers["aws"]) == 2


def test_a_zone_that_is_there_already_is_found_by_id_or_by_domain() -> None:
    stack, made = only(route53_domain=DOMAIN, dns={"zone": "existing", "zone_id": "Z0123456789ABCDEFGHIJ"})
    assert stack.zone is not None
    assert stack.zone.zone_id == "Z0123456789ABCDEFGHIJ"
    _, made = only(route53_domain=DOMAIN, dns={"zone": "existing"})
    assert made.count("data.aws_route53_zone") == 1
    assert made.count("aws_route53_zone") == 0


@pytest.mark.parametrize(("features", "clusters"), [(["cluster"], 1), (["cluster", "secondary_cluster"], 2)])
def test_a_cluster_is_in_one_region_or_in_both(features: list[str], clusters: int) -> None:
    _, made = only(*features)
    assert made.count("aws_eks_cluster") == clusters
    assert ("secondary_cluster_name" in made.outputs) == (clusters == 2)


def granted(made: Synthesized) -> str:
    """What the programs of the primary region may do."""
    policies = made.resources("aws_iam_role_policy").items()
    return str([one["policy"] for name, one in policies if name.startswith("PrimaryCompute")])


def test_programs_of_payments_may_write_the_table_and_put_events() -> None:
    _, made = only("cluster", "table", "events")
    assert "dynamodb:PutItem" in granted(made)
    assert "events:PutEvents" in granted(made)


def test_a_cluster_without_the_namespace_of_payments_grants_nothing() -> None:
    _, made = only("cluster", "table", cluster={"namespaces": {"reporting": {}}})
    assert "dynamodb:" not in granted(made)


def test_images_are_kept_in_the_primary_region() -> None:
    stack, made = only("registry")
    assert [tier.registry is not None for tier in stack.compute] == [True, False]
    assert "payment_repository_url" in made.outputs


def test_an_environment_without_a_domain_has_no_zone() -> None:
    stack, made = only()
    assert stack.zone is None
    assert made.count("aws_route53_zone") == 0
    assert "host_name" not in made.outputs
    assert made.outputs["parameters_path"]["value"] == "/tap/test"


def test_payments_are_taken_where_the_table_is() -> None:
    stack, made = only("table", "events", "payments", table={"replicated": True})
    assert [tier.payments is not None for tier in stack.compute] == [True, True]
    tables = str([one["policy"] for one in made.resources("aws_iam_role_policy").values()])
    assert "arn:aws:dynamodb:us-west-2:" in tables
    stack, _ = only("table", "events", "payments", table={"replicated": False})
    assert [tier.payments is not None for tier in stack.compute] == [True, False]


def test_payments_are_reached_through_the_load_balancer() -> None:
    _, made = only("table", "events", "payments", "load_balancer", secondary_aws_region="")
    rule = made.resource("aws_lb_listener_rule")
    assert rule["priority"] == 50_000
    assert made.resource("aws_lb_target_group")["target_type"] == "lambda"
    assert made.count("aws_lb_target_group_attachment") == 1


def test_what_the_user_says_of_the_way_to_payments_wins() -> None:
    own = {"rules": {"payments": {"priority": 7, "paths": ["/pay"], "action": {"fixed_response": {}}}}}
    _, made = only("table", "events", "payments", "load_balancer", secondary_aws_region="", load_balancer=own)
    assert made.resource("aws_lb_listener_rule")["priority"] == 7


def test_a_load_balancer_without_a_certificate_is_internal() -> None:
    with pytest.warns(GuardWarning, match="no certificate") as told:
        stack, made = only("load_balancer", route53_domain=DOMAIN)
    assert len(told) == 2
    assert {balancer["internal"] for balancer in made.resources("aws_lb").values()} == {True}
    assert {listener["protocol"] for listener in made.resources("aws_lb_listener").values()} == {"HTTP"}
    # What the internet cannot reach, Route 53 cannot check from there.
    assert made.count("aws_route53_health_check") == 0
    assert stack.failover is not None
    assert made.outputs["host_name"]["value"] == made.outputs["failover_host_name"]["value"] == DOMAIN
    assert "aws_route53_zone" in made.outputs["hosted_zone_id"]["value"]
    _, made = only("load_balancer", route53_domain=DOMAIN, dns={"failover": {"name": "pay", "migration": {}}})
    assert made.outputs["host_name"]["value"] == f"pay.{DOMAIN}"
    assert made.outputs["failover_host_name"]["value"] == f"new.pay.{DOMAIN}"


def test_an_internal_load_balancer_that_is_meant_is_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error", GuardWarning)
        _, made = only("load_balancer", load_balancer={"scheme": "internal"})
    assert {balancer["internal"] for balancer in made.resources("aws_lb").values()} == {True}


def test_what_is_in_us_east_1_serves_zone_and_health_checks_alike() -> None:
    arn = "arn:aws:acm:{}:123456789012:certificate/0123abcd"
    _, made = only(
        "load_balancer",
        route53_domain=DOMAIN,
        aws_region="eu-central-1",
        secondary_aws_region="eu-west-1",
        load_balancer={"certificate_arn": arn.format("eu-central-1")},
        secondary={"certificate_arn": arn.format("eu-west-1")},
    )
    assert [provider["region"] for provider in made.providers["aws"]].count("us-east-1") == 1
    assert made.count("aws_route53_health_check") == 3
    assert {alarm["provider"] for alarm in made.resources("aws_cloudwatch_metric_alarm").values()} == {"aws.global"}


def test_a_public_zone_needs_a_domain_that_can_be_had() -> None:
    with pytest.raises(ValidationError, match="that nobody can have in public"):
        TapSettings(route53_domain="payments.internal")


def test_an_existing_zone_proves_a_certificate_in_each_region() -> None:
    stack, made = only("load_balancer", route53_domain=DOMAIN, dns={"zone": "existing", "failover": {"name": "pay"}})
    assert {one["domain_name"] for one in made.resources("aws_acm_certificate").values()} == {f"pay.{DOMAIN}"}
    assert made.count("aws_acm_certificate_validation") == 2
    assert {balancer["internal"] for balancer in made.resources("aws_lb").values()} == {False}
    assert made.count("aws_route53_health_check") == 3
    assert stack.failover is not None


def test_each_region_has_a_certificate_of_its_own() -> None:
    arn = "arn:aws:acm:{}:123456789012:certificate/0123abcd"
    _, made = only(
        "load_balancer",
        load_balancer={"certificate_arn": arn.format("us-east-1")},
        secondary={"certificate_arn": arn.format("us-west-2")},
    )
    shown = {one.get("certificate_arn") for one in made.resources("aws_lb_listener").values()}
    assert shown == {None, arn.format("us-east-1"), arn.format("us-west-2")}


def test_a_public_load_balancer_that_has_no_certificate_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="has no certificate"):
        only("load_balancer", load_balancer={"scheme": "public"})


def test_a_domain_without_a_load_balancer_leads_nowhere() -> None:
    stack, _ = only(route53_domain=DOMAIN)
    assert stack.failover is None


def test_one_region_has_one_target() -> None:
    _, made = only("load_balancer", route53_domain=DOMAIN, secondary_aws_region="", dns={"zone": "private"})
    names = [record["name"] for record in made.resources("aws_route53_record").values()]
    assert len(names) == 1


def test_instances_join_the_groups_that_are_for_instances() -> None:
    groups = {"web": {"type": "instance", "protocol": "HTTP", "port": 80}, "api": {}}
    balancer = {"target_groups": groups, "default_action": {"forward": {"target_groups": {"web": 1, "api": 1}}}}
    _, made = only("load_balancer", "web_tier", secondary_aws_region="", load_balancer=balancer)
    joined = made.resource("aws_autoscaling_group")["target_group_arns"]
    assert len(joined) == 1
    assert "web" in joined[0]


def test_containers_answer_the_groups_that_are_called_as_they_are() -> None:
    groups = {"api": {"protocol": "HTTP", "port": 8080}, "other": {}}
    service = {"containers": {"api": {"image": "public.ecr.aws/nginx/nginx:1.29", "port": 8080}}}
    balancer = {"target_groups": groups, "default_action": {"forward": {"target_groups": {"api": 1, "other": 1}}}}
    _, made = only("load_balancer", secondary_aws_region="", load_balancer=balancer, service=service)
    (answered,) = made.resource("aws_ecs_service")["load_balancer"]
    assert answered["container_name"] == "api"


def test_instances_and_services_need_no_load_balancer() -> None:
    service = {"containers": {"api": {"image": "public.ecr.aws/nginx/nginx:1.29", "port": 8080}}}
    _, made = only("web_tier", secondary_aws_region="", service=service)
    assert not made.resource("aws_ecs_service").get("load_balancer")
    assert not made.resource("aws_autoscaling_group").get("target_group_arns")


@pytest.mark.parametrize(("engine", "target"), [("aurora-postgresql", "aurora-postgresql"), ("aurora-mysql", "aurora")])
def test_a_migration_leads_into_the_database_and_is_let_in(engine: str, target: str) -> None:
    certificate = {"target": {"certificate_pem": PEM}} if target == "aurora" else {}
    _, made = only(
        "database",
        "migration",
        secondary_aws_region="",
        database={"engine": engine},
        migration={"secrets_manager": "internet", **certificate},
    )
    assert made.resource("aws_dms_endpoint")["engine_name"] == target
    assert made.count("aws_vpc_security_group_ingress_rule") == 1
    topics = str([one["policy"] for one in made.resources("aws_sns_topic_policy").values()])
    assert "dms.amazonaws.com" in topics


@pytest.mark.parametrize("missing", ["table", "events"])
def test_payments_need_a_table_and_a_bus(missing: str) -> None:
    with pytest.raises(ValidationError, match=f"features.{missing} = false"):
        TapSettings.model_validate({"features": {missing: False}})


def test_a_migration_needs_a_database() -> None:
    with pytest.raises(ValidationError, match="there is no database to migrate into"):
        TapSettings(features=FeaturesConfig(database=False, migration=True))


MIGRATED: dict[str, Any] = {
    "migration": {
        "secrets_manager": "internet",
        "source": {
            "engine": "postgres",
            "database_name": "payments",
            "secret_arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:old-database-AbCdEf",
            "cidrs": ["10.9.0.0/16"],
        },
        "tasks": {"pay-ments": {"mappings": {"selections": {"everything": {"schema_name": "public"}}}}},
    },
    "database": {"data_api": True},
    "validations": {"pay-ments": {"database": "payments", "tables": ["public.payments"]}},
    "rollbacks": {"pay-ments": {"records": [{"name": f"api.{DOMAIN}", "old": "old"}]}},
    "route53_domain": DOMAIN,
    "secondary_aws_region": "",
}


def test_a_migration_is_compared_and_can_be_gone_back_on() -> None:
    _, made = only("database", "migration", **MIGRATED)
    variables = [one["environment"]["variables"] for one in made.resources("aws_lambda_function").values()]
    (validation,) = [found for found in variables if "CLUSTER_ARN" in found]
    (rollback,) = [found for found in variables if "RECORDS" in found]
    assert validation["REPLICATION_TASK_ARN"] == rollback["REPLICATION_TASK_ARN"]
    assert validation["REPLICATION_TASK_ARN"].startswith("${aws_dms_replication_task.")
    assert rollback["HOSTED_ZONE_ID"].startswith("${aws_route53_zone.")
    assert {"pay_ments_validation_function_arn", "pay_ments_rollback_function_arn"} <= set(made.outputs)
    made.assert_no_findings()


def test_a_migration_needs_neither_function() -> None:
    stack, made = only("database", "migration", **{**MIGRATED, "validations": {}, "rollbacks": {}})
    assert stack.migration_functions is not None
    assert not stack.migration_functions.validations
    assert not made.count("aws_lambda_function")


def _task(**settings: Any) -> dict[str, Any]:
    tasks = {"pay-ments": {**MIGRATED["migration"]["tasks"]["pay-ments"], **settings}}
    return {"migration": {**MIGRATED["migration"], "tasks": tasks}}


@pytest.mark.parametrize(
    ("changed", "where", "what"),
    [
        ({"database": {}}, "validations", "the target cannot be asked without the Data API"),
        ({"database": {"engine": "aurora-mysql", "data_api": True}}, "validations", "only PostgreSQL is compared"),
        (
            _task(settings={"validation": {"enabled": False}}),
            "validations.pay-ments",
            "DMS sees the source only where it validates",
        ),
        ({"rollbacks": {"others": MIGRATED["rollbacks"]["pay-ments"]}}, "rollbacks.others", "there is no such task"),
        ({"route53_domain": None}, "rollbacks.pay-ments.records", "is in no zone of the environment"),
        ({"route53_domain": "ments.corp.net"}, "rollbacks.pay-ments.records", "is in no zone of the environment"),
    ],
)
def test_functions_of_a_migration_that_could_not_work_are_refused(
    changed: dict[str, Any], where: str, what: str
) -> None:
    features = {**NOTHING, "database": True, "migration": True}
    with pytest.raises(ValidationError) as caught:
        TapSettings.model_validate({**MIGRATED, "features": features, **changed})
    assert [(problem.where, problem.what) for problem in problems_of(caught.value)] == [(where, what)]


def test_without_the_migration_there_are_no_functions_of_it() -> None:
    stack, made = only("database", **{**MIGRATED, "route53_domain": None})
    assert (stack.migration, stack.migration_functions) == (None, None)
    assert not made.count("aws_lambda_function")


def alarm_names(made: Synthesized) -> set[str]:
    return {each["alarm_name"] for each in made.resources("aws_cloudwatch_metric_alarm").values()}


def test_all_there_is_in_a_region_is_watched_there() -> None:
    parts = ("database", "table", "payments", "events", "load_balancer", "cluster", "monitoring")
    stack, made = only(*parts, profile="prod")
    assert [each.region for each in stack.monitoring] == ["us-east-1", "us-west-2"]
    assert made.count("aws_cloudwatch_dashboard") == 2
    first, second = stack.monitoring
    assert {"database-cpu", "table-replication-us-west-2", "payments-errors", "undelivered-events-messages"} <= set(
        first.alarms
    )
    assert "database-replication-lag" in second.alarms
    assert "database-replication-lag" not in first.alarms
    assert "table-replication-us-east-1" in second.alarms


def test_what_is_not_there_is_not_watched() -> None:
    stack, made = only("monitoring")
    assert [each.alarms for each in stack.monitoring] == [{}, {}]
    assert not {kind for kind in made.json["resource"] if kind.startswith(("aws_cloudwatch_d", "aws_cloudwatch_m"))}
    stack, _ = only("table", "monitoring", table={"replicated": False})
    assert [bool(each.alarms) for each in stack.monitoring] == [True, False]


def test_nothing_is_watched_where_that_is_not_wanted() -> None:
    stack, made = only("table", "events")
    assert stack.monitoring == []
    assert alarm_names(made) == set()


def test_a_certificate_a_migration_a_service_and_the_checks_of_a_name_are_watched() -> None:
    service = {"containers": {"api": {"image": "public.ecr.aws/docker/library/nginx:1.29", "port": 8080}}}
    stack, _ = only(
        "load_balancer",
        "database",
        "migration",
        "backup",
        "monitoring",
        profile="prod",
        service=service,
        route53_domain=DOMAIN,
        dns={"zone": "existing"},
        load_balancer={"certificate_arn": f"arn:aws:acm:us-east-1:123456789012:certificate/{'0' * 8}"},
    )
    first, second = stack.monitoring
    expected = {"certificate-days-left", "migration-cpu", "service-missing-tasks"}
    assert expected <= set(first.alarms)
    assert set(second.alarms) & expected == {"certificate-days-left", "service-missing-tasks"}
    assert first.dashboard is not None
    shown = first.dashboard.dashboard_body_input or ""
    assert "health-check-primary" in shown
    assert "backups: BackupsFailed" in shown


def test_a_name_that_is_not_checked_has_nothing_to_show() -> None:
    stack, _ = only("load_balancer", "monitoring", route53_domain=DOMAIN, dns={"zone": "private"})
    assert stack.failover is not None
    assert len(stack.monitoring) == 2


@pytest.mark.parametrize(
    ("zone", "disabled"), [("existing", True), ("private", False)], ids=["it is disabled", "nobody in us-east-1"]
)
def test_a_check_that_tells_nobody_is_not_shown(zone: str, disabled: bool) -> None:
    check = {"kind": "https", "fqdn": f"old.{DOMAIN}", "disabled": disabled}
    migration = {"old": {"dns_name": f"old.{DOMAIN}", "health_check": check}, "record_type": "CNAME"}
    stack, made = only(
        "load_balancer",
        "monitoring",
        route53_domain=DOMAIN,
        dns={"zone": zone, "failover": {"name": "pay", "migration": migration}},
    )
    assert stack.failover is not None
    assert "old" in stack.failover.checks
    (dashboard, _) = made.resources("aws_cloudwatch_dashboard").values()
    assert "health-check-old" not in dashboard["dashboard_body"]
