from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import AURORA_GLOBAL_RECOMMENDED_MIN_ACU, AURORA_VERSIONS, PERFORMANCE_INSIGHTS_DAYS
from lib.config.aurora import AuroraConfig, AuroraInstanceConfig, DatabaseInsightsConfig, ServerlessConfig
from lib.config.master_secret import MasterSecretConfig
from lib.model import Model, problems_of

MYSQL = "aurora-mysql"


def made(**given: Any) -> AuroraConfig:
    return AuroraConfig.model_validate(given)


def places(**given: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        made(**given)
    return [problem.where for problem in problems_of(caught.value)]


def test_by_default_it_is_safe_and_scales() -> None:
    config = made()
    assert (config.engine, config.version, config.effective_port) == ("aurora-postgresql", "17.7", 5432)
    assert (config.serverless.min_acu, config.serverless.max_acu) == (1, 8)
    assert config.is_serverless(config.instances)
    assert config.effective_secondary_instances == config.instances
    assert config.deletion_protection
    assert config.final_snapshot
    assert config.retain_automated_backups
    assert config.iam_authentication
    assert not config.data_api
    assert not list(config.global_problems())


@pytest.mark.parametrize("engine", AURORA_VERSIONS)
def test_every_default_version_is_one_in_full(engine: str) -> None:
    assert made(engine=engine).version == AURORA_VERSIONS[engine]


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("aurora-postgresql", "16.11", "aurora-postgresql16"),
        (MYSQL, "8.0.mysql_aurora.3.10.4", "aurora-mysql8.0"),
        (MYSQL, "8.4.mysql_aurora.8.4.7", "aurora-mysql8.4"),
    ],
)
def test_the_family_follows_the_version(engine: str, version: str, family: str) -> None:
    assert made(engine=engine, engine_version=version).family == family


@pytest.mark.parametrize(
    ("engine", "version"),
    [("aurora-postgresql", "17"), ("aurora-postgresql", "17.7.1"), (MYSQL, "8.0"), (MYSQL, "8.0.mysql_aurora.3.10")],
)
def test_a_part_of_a_version_is_refused(engine: str, version: str) -> None:
    assert places(engine=engine, engine_version=version) == ["engine_version"]


def test_tls_is_forced_and_no_parameter_takes_that_back() -> None:
    assert made().effective_cluster_parameters["rds.force_ssl"].value == "1"
    assert made(engine=MYSQL).effective_cluster_parameters["require_secure_transport"].value == "ON"
    off = {"value": "0"}
    assert places(cluster_parameters={"rds.force_ssl": off}) == ["cluster_parameters.rds.force_ssl"]
    field = "instance_parameters"
    assert places(engine=MYSQL, **{field: {"require_secure_transport": off}}) == [f"{field}.require_secure_transport"]


def test_logical_replication_sets_what_dms_asks_for() -> None:
    assert "rds.logical_replication" not in made().effective_cluster_parameters
    parameter = made(logical_replication=True).effective_cluster_parameters["rds.logical_replication"]
    assert (parameter.value, parameter.apply) == ("1", "pending-reboot")
    of_mysql = made(engine=MYSQL, logical_replication=True).effective_cluster_parameters
    assert (of_mysql["binlog_format"].value, of_mysql["binlog_row_image"].value) == ("ROW", "full")


def test_slow_queries_and_audits_are_logged() -> None:
    assert made(slow_query_milliseconds=250).effective_cluster_parameters["log_min_duration_statement"].value == "250"
    of_mysql = made(engine=MYSQL, slow_query_milliseconds=250)
    assert of_mysql.effective_log_exports == ("audit", "error", "slowquery")
    assert of_mysql.effective_cluster_parameters["long_query_time"].value == "0.25"
    assert of_mysql.effective_cluster_parameters["server_audit_logging"].value == "1"
    assert "server_audit_logging" not in made(engine=MYSQL, log_exports=["error"]).effective_cluster_parameters
    assert made(log_exports=[]).effective_log_exports == ()


def test_ones_own_parameters_win_over_the_librarys() -> None:
    config = made(cluster_parameters={"log_statement": {"value": "all"}, "work_mem": {"value": "65536"}})
    assert config.effective_cluster_parameters["log_statement"].value == "all"
    assert config.effective_cluster_parameters["work_mem"].apply == "immediate"


def test_all_faults_are_told_at_once() -> None:
    found = places(
        engine_version="17",
        log_exports=["audit"],
        credentials={"username": "admin"},
        cluster_parameters={"rds.force_ssl": {"value": "0"}},
        backup_window="03:30-04:30",
        data_api=True,
        instances={"a": {"instance_class": "db.t4g.medium"}},
    )
    assert found == [
        "engine_version",
        "log_exports",
        "credentials.username",
        "cluster_parameters.rds.force_ssl",
        "maintenance_window",
        "instances.a.instance_class",
    ]


@pytest.mark.parametrize(
    ("instance_class", "fits"),
    [
        ("db.serverless", True),
        ("db.r6g.large", True),
        ("db.r8g.24xlarge", True),
        ("db.x2g.large", True),
        ("db.t4g.medium", False),
        ("db.m6g.large", False),
    ],
)
def test_a_global_database_takes_classes_with_much_memory(instance_class: str, fits: bool) -> None:
    config = made(instance_class=instance_class, secondary_instances={"a": {"instance_class": "db.t3.large"}})
    expected = [] if fits else ["instances.a.instance_class", "instances.b.instance_class"]
    found = [problem.where for problem in config.global_problems()]
    assert found == [*expected, "secondary_instances.a.instance_class"]


def test_provisioned_instances_do_not_scale() -> None:
    config = made(instance_class="db.r6g.large", secondary_instances={"a": {"instance_class": "db.serverless"}})
    assert not config.is_serverless(config.instances)
    assert config.is_serverless(config.effective_secondary_instances)
    assert config.class_of(AuroraInstanceConfig(instance_class="db.r6g.xlarge")) == "db.r6g.xlarge"


halves = st.integers(-2, 520).map(lambda steps: steps / 2)


@given(halves, halves, st.none() | st.integers(200, 90_000))
@settings(deadline=None)
def test_capacities_are_taken_if_aws_takes_them(least: float, most: float, pause: int | None) -> None:
    taken = 0 <= least <= most and 1 <= most <= 256 and (pause is None or (least == 0 and 300 <= pause <= 86_400))
    try:
        ServerlessConfig(min_acu=least, max_acu=most, seconds_until_auto_pause=pause)
    except ValidationError:
        assert not taken
    else:
        assert taken


@given(st.floats(0, 256).filter(lambda acu: acu * 2 % 1 != 0))
@settings(deadline=None)
def test_other_steps_than_halves_are_refused(acu: float) -> None:
    with pytest.raises(ValidationError):
        ServerlessConfig(min_acu=0, max_acu=acu)


@given(st.integers(-10, 800), st.sampled_from(["standard", "advanced"]))
@settings(deadline=None)
def test_a_refused_retention_comes_with_one_that_is_taken(days: int, mode: Any) -> None:
    try:
        config = DatabaseInsightsConfig(mode=mode, retention_days=days)
    except ValidationError as error:
        (problem,) = problems_of(error)
        assert problem.where == "retention_days"
        if days not in PERFORMANCE_INSIGHTS_DAYS:
            assert DatabaseInsightsConfig(retention_days=int(problem.remedy.removeprefix("take ")))
        else:
            assert mode == "advanced"
            assert days < 465
    else:
        assert config.retention_days in PERFORMANCE_INSIGHTS_DAYS
        assert mode == "standard" or days >= 465


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (AuroraConfig, "engine", "aurora"),
        (AuroraConfig, "database_name", "1st"),
        (AuroraConfig, "port", 80),
        (AuroraConfig, "instance_class", "r6g.large"),
        (AuroraConfig, "instances", {}),
        (AuroraConfig, "instances", {"A": {}}),
        (AuroraConfig, "instances", {"a--b": {}}),
        (AuroraConfig, "instances", {"a": {"promotion_tier": 16}}),
        (AuroraConfig, "instances", {"a": {"publicly_accessible": True}}),
        (AuroraConfig, "instances", {f"i{number}": {} for number in range(16)}),
        (AuroraConfig, "secondary_instances", {}),
        (AuroraConfig, "log_retention_days", 8),
        (AuroraConfig, "log_exports", ["error", "error"]),
        (AuroraConfig, "monitoring_interval_seconds", 20),
        (AuroraConfig, "backup_retention_days", 0),
        (AuroraConfig, "backup_retention_days", 36),
        (AuroraConfig, "backtrack_window", 3600),
        (AuroraConfig, "manage_master_user_password", True),
        (AuroraConfig, "cluster_parameters", {"work_mem": "64"}),
        (MasterSecretConfig, "username", "Admin"),
        (MasterSecretConfig, "password", "in-clear"),
        (MasterSecretConfig, "password_source", "file"),
        (MasterSecretConfig, "password_variable", "DB-PASSWORD"),
        (MasterSecretConfig, "version", 0),
        (MasterSecretConfig, "recovery_window_days", 6),
        (MasterSecretConfig, "recovery_window_days", 31),
    ],
)
def test_a_value_that_aws_refuses_is_refused(model: type[Model], field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({field: value})
    assert {problem.where.split(".")[0] for problem in problems_of(caught.value)} == {field}


@pytest.mark.parametrize("days", [0, 7, 30])
def test_a_secret_is_deleted_at_once_or_after_a_week_at_least(days: int) -> None:
    assert MasterSecretConfig.model_validate({"recovery_window_days": days}).recovery_window_days == days


def test_what_aws_recommends_for_a_global_database_is_possible() -> None:
    assert ServerlessConfig(min_acu=AURORA_GLOBAL_RECOMMENDED_MIN_ACU, max_acu=16).min_acu == 8


def test_the_advanced_mode_wants_its_days() -> None:
    with pytest.raises(ValidationError, match="kept for 465 days"):
        DatabaseInsightsConfig(mode="advanced", retention_days=434)
    assert DatabaseInsightsConfig(mode="advanced", retention_days=465).mode == "advanced"
