"""A migration's own settings: what AWS refuses is refused, and nothing is half there."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lib.config.migration import MigrationConfig, ReplicationInstanceConfig
from lib.errors import Problem
from lib.model import Model, problems_of

SOURCE = {
    "engine": "sqlserver",
    "database_name": "orders",
    "secret_arn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:orders-AbCdEf",
    "cidrs": ["10.9.0.0/16"],
}
TASK = {"mappings": {"selections": {"all": {"schema_name": "dbo"}}}}


def refused(model: type[Model], given: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    return list(problems_of(caught.value))


def test_by_default_there_is_an_instance_and_no_task() -> None:
    made = MigrationConfig()
    assert (made.tier, made.secrets_manager, made.source, made.tasks) == ("private", "endpoint", None, {})
    instance = made.instance
    assert (instance.instance_class, instance.storage_gb, instance.multi_az) == ("dms.t3.medium", 50, False)
    assert (instance.engine_version, instance.auto_minor_version_upgrade) == (None, True)


@pytest.mark.parametrize("name", ["dms.t3.micro", "dms.c6i.large", "dms.r6i.32xlarge", "dms.r7i.xlarge"])
def test_classes_of_all_generations_are_taken(name: str) -> None:
    assert ReplicationInstanceConfig(instance_class=name).instance_class == name


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"instance_class": "db.t3.medium"}, "instance_class"),
        ({"instance_class": "dms.t3"}, "instance_class"),
        ({"storage_gb": 4}, "storage_gb"),
        ({"storage_gb": 6145}, "storage_gb"),
        ({"engine_version": "latest"}, "engine_version"),
        ({"maintenance_window": "sunday"}, "maintenance_window"),
        ({"maintenance_window": "sun:04:00-sun:04:10"}, "maintenance_window"),
        ({"publicly_accessible": True}, "publicly_accessible"),
    ],
)
def test_what_aws_refuses_of_an_instance_is_refused(given: dict[str, Any], where: str) -> None:
    assert [problem.where for problem in refused(ReplicationInstanceConfig, given)] == [where]


def test_a_major_upgrade_names_its_version() -> None:
    (problem,) = refused(ReplicationInstanceConfig, {"allow_major_version_upgrade": True})
    assert problem.expected == "engine_version beside it"
    made = ReplicationInstanceConfig(allow_major_version_upgrade=True, engine_version="3.6.1")
    assert made.engine_version == "3.6.1"


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        ({"tasks": {"orders": TASK}}, ["tasks"]),
        ({"secrets_manager": "internet", "tier": "database"}, ["secrets_manager"]),
        ({"secrets_manager": "internet", "tier": "public", "tasks": {"orders": TASK}}, ["tasks", "secrets_manager"]),
        ({"source": SOURCE, "tasks": {"Orders": TASK}}, ["tasks.Orders"]),
        ({"source": SOURCE, "tasks": {"a--b": TASK}}, ["tasks.a--b"]),
        ({"source": SOURCE, "tasks": {"orders-": TASK}}, ["tasks.orders-"]),
        ({"task_events": ["failure", "failure"]}, ["task_events"]),
        ({"instance_events": ["state change"]}, ["instance_events.0"]),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], faults: list[str]) -> None:
    assert [problem.where for problem in refused(MigrationConfig, given)] == faults


def test_a_source_and_its_tasks_are_taken() -> None:
    made = MigrationConfig.model_validate(
        {"source": SOURCE, "tasks": {"orders": TASK, "all-2": TASK}, "secrets_manager": "internet"}
    )
    assert list(made.tasks) == ["orders", "all-2"]
