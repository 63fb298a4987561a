"""A task's settings in the JSON that DMS expects."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.dms_task import ChangesConfig, MigrationTaskConfig, MigrationTaskSettingsConfig
from lib.errors import Problem
from lib.model import problems_of

MAPPINGS = {"selections": {"all": {"schema_name": "public"}}}


def settings(**given: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(MigrationTaskSettingsConfig.model_validate(given).to_json())
    return found


def refused(given: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        MigrationTaskConfig.model_validate({"mappings": MAPPINGS, **given})
    return list(problems_of(caught.value))


def test_rows_of_the_target_are_kept_and_compared_and_nothing_starts_by_itself() -> None:
    made = MigrationTaskConfig.model_validate({"mappings": MAPPINGS})
    assert (made.migration_type, made.start, made.cdc_start_position) == ("full-load-and-cdc", False, None)
    found = json.loads(made.settings.to_json())
    assert found["FullLoadSettings"]["TargetTablePrepMode"] == "DO_NOTHING"
    assert found["ValidationSettings"]["EnableValidation"] is True
    assert found["ErrorBehavior"]["FailOnNoTablesCaptured"] is True


def test_every_section_is_there_under_the_name_that_dms_has_for_it() -> None:
    assert set(settings()) == {
        "TargetMetadata",
        "FullLoadSettings",
        "Logging",
        "ValidationSettings",
        "ErrorBehavior",
        "ChangeProcessingTuning",
        "ChangeProcessingDdlHandlingPolicy",
    }


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"mode": "limited", "max_kb": 64},
            {"SupportLobs": True, "FullLobMode": False, "LimitedSizeLobMode": True, "LobMaxSize": 64},
        ),
        (
            {"mode": "full"},
            {"SupportLobs": True, "FullLobMode": True, "LimitedSizeLobMode": False, "LobChunkSize": 64},
        ),
        ({"mode": "none"}, {"SupportLobs": False, "FullLobMode": False, "LimitedSizeLobMode": False}),
    ],
)
def test_large_objects_are_copied_in_one_way(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert settings(large_objects=given)["TargetMetadata"] == {**expected, "BatchApplyEnabled": False}


def test_what_security_hub_wants_is_logged_and_a_component_can_log_more() -> None:
    found = settings(logging={"severities": {"TARGET_LOAD": "DEBUG", "SORTER": "INFO"}})["Logging"]
    assert found == {
        "EnableLogging": True,
        "LogComponents": [
            {"Id": "SOURCE_CAPTURE", "Severity": "LOGGER_SEVERITY_DEFAULT"},
            {"Id": "SOURCE_UNLOAD", "Severity": "LOGGER_SEVERITY_DEFAULT"},
            {"Id": "TARGET_APPLY", "Severity": "LOGGER_SEVERITY_DEFAULT"},
            {"Id": "TARGET_LOAD", "Severity": "LOGGER_SEVERITY_DEBUG"},
            {"Id": "SORTER", "Severity": "LOGGER_SEVERITY_INFO"},
        ],
    }


def test_what_is_off_says_nothing_else() -> None:
    found = settings(logging={"enabled": False}, validation={"enabled": False})
    assert found["Logging"] == {"EnableLogging": False}
    assert found["ValidationSettings"] == {"EnableValidation": False}


def test_changes_are_spelled_as_dms_expects() -> None:
    found = settings(changes={"batches": True, "batch_max_seconds": 60, "handle_dropped_tables": False})
    assert found["TargetMetadata"]["BatchApplyEnabled"] is True
    assert found["ChangeProcessingTuning"] == {
        "BatchApplyTimeoutMin": 1,
        "BatchApplyTimeoutMax": 60,
        "BatchApplyMemoryLimit": 500,
        "MinTransactionSize": 1000,
        "CommitTimeout": 1,
        "MemoryLimitTotal": 1024,
        "MemoryKeepTime": 60,
        "StatementCacheSize": 50,
    }
    assert found["ChangeProcessingDdlHandlingPolicy"] == {
        "HandleSourceTableDropped": False,
        "HandleSourceTableTruncated": True,
        "HandleSourceTableAltered": True,
    }


def test_errors_are_spelled_as_dms_expects() -> None:
    assert settings(errors={"apply_insert": "INSERT_RECORD", "table": "STOP_TASK", "restarts": 3})["ErrorBehavior"] == {
        "DataErrorPolicy": "LOG_ERROR",
        "DataTruncationErrorPolicy": "LOG_ERROR",
        "TableErrorPolicy": "STOP_TASK",
        "ApplyErrorDeletePolicy": "IGNORE_RECORD",
        "ApplyErrorInsertPolicy": "INSERT_RECORD",
        "ApplyErrorUpdatePolicy": "LOG_ERROR",
        "RecoverableErrorCount": 3,
        "RecoverableErrorInterval": 5,
        "FailOnNoTablesCaptured": True,
    }


@given(st.integers(1, 100), st.integers(1, 100))
def test_the_least_time_between_batches_is_not_above_the_most(least: int, most: int) -> None:
    try:
        made = ChangesConfig(batch_min_seconds=least, batch_max_seconds=most)
    except ValidationError as error:
        (problem,) = problems_of(error)
        assert least > most
        assert problem.remedy == "exchange them"
    else:
        assert made.batch_min_seconds <= made.batch_max_seconds


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"cdc_start_position": "mysql-bin.000001:4"}, "cdc_start_position"),
        ({"migration_type": "full-load", "cdc_start_position": "1/2"}, "cdc_start_position"),
        ({"migration_type": "cdc", "settings": {"full_load": {"stop_after_changes": True}}}, "settings.full_load"),
        (
            {"settings": {"full_load": {"stop_after_changes": True, "stop_before_changes": True}}},
            "settings.full_load",
        ),
        ({"migration_type": "everything"}, "migration_type"),
        ({"settings": {"full_load": {"parallel_tables": 50}}}, "settings.full_load.parallel_tables"),
        ({"settings": {"full_load": {"rows_per_commit": 50_001}}}, "settings.full_load.rows_per_commit"),
        ({"settings": {"errors": {"table": "LOG_ERROR"}}}, "settings.errors.table"),
        ({"settings": {"errors": {"apply_insert": "UPDATE_RECORD"}}}, "settings.errors.apply_insert"),
        ({"settings": {"large_objects": {"max_kb": 0}}}, "settings.large_objects.max_kb"),
        ({"settings": {"logging": {"severities": {"EVERYTHING": "INFO"}}}}, "settings.logging.severities.EVERYTHING"),
        ({"mappings": {}}, "mappings.selections"),
    ],
)
def test_what_dms_refuses_is_refused(given: dict[str, Any], where: str) -> None:
    assert [problem.where for problem in refused(given)] == [where]


def test_a_task_that_replicates_alone_begins_where_it_is_told_to() -> None:
    given = {"mappings": MAPPINGS, "migration_type": "cdc", "cdc_start_position": "mysql-bin.000001:4"}
    assert MigrationTaskConfig.model_validate(given).cdc_start_position == "mysql-bin.000001:4"


def test_a_copy_can_stop_once() -> None:
    given = {"mappings": MAPPINGS, "settings": {"full_load": {"stop_before_changes": True}}}
    found = json.loads(MigrationTaskConfig.model_validate(given).settings.to_json())["FullLoadSettings"]
    assert (found["StopTaskCachedChangesNotApplied"], found["StopTaskCachedChangesApplied"]) == (True, False)
