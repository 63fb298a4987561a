"""Whatever is sent to the functions of a migration: it is refused, or does what is configured and nothing else."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .conftest import Load
from .hostile import ANYTHING, SCALARS, TEXTS, said

TABLES = ("public.payments", "public.orders")
STATEMENT = re.compile(r'SELECT count\(\*\)::text, [a-z0-9:(), \'|]+ FROM "public"\."(payments|orders)" AS r', re.I)
RECORDS = [{"name": name, "type": "A", "old": "old"} for name in ("api.shop.net", "*.shop.net")]
# Of which a parameter of the standard tier has 4096 bytes. Source: lib/config/parameters.py.
PARAMETER_BYTES = 4096
# What EventBridge took of all entries of a call until 2026, and still takes everywhere.
ENTRY_BYTES = 256 * 1024
UNTOUCHED = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def some(*configured: str) -> st.SearchStrategy[Any]:
    """Lists of configured names, and what else might stand there."""
    names = st.sampled_from(configured)
    return st.one_of(st.lists(names, max_size=3), st.lists(st.one_of(names, SCALARS), max_size=3), ANYTHING)


def events(**parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Events with any of the parts, at times with a further one, and what is no such event."""
    further = st.dictionaries(TEXTS, SCALARS, max_size=1)
    known = st.fixed_dictionaries({}, optional=parts)
    return st.one_of(known, st.builds(lambda one, more: {**one, **more}, known, further), ANYTHING)


COMPARISONS = events(
    tables=some(*TABLES),
    source_checksums=st.one_of(
        st.dictionaries(st.sampled_from(TABLES), st.one_of(st.from_regex(r"[0-9]{1,40}", fullmatch=True), SCALARS)),
        ANYTHING,
    ),
    count_only=st.one_of(st.booleans(), SCALARS),
)
ROLLBACKS = events(
    reason=st.one_of(st.text(min_size=1, max_size=300), st.just("\U0001f525" * 300), SCALARS),
    records=some(*(record["name"] for record in RECORDS)),
    hosted_zone_id=st.one_of(st.just("Z0MINE"), SCALARS),
)


class Services:
    """Answers every call, and keeps what it was asked; pages come one by one.

    Attributes:
        asked: The operations, and what they were given.
    """

    def __init__(self, answers: dict[str, Any]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, service: str) -> Services:
        return self

    def __getattr__(self, operation: str) -> Any:
        return lambda **arguments: self.answer(operation, arguments)

    def answer(self, operation: str, arguments: dict[str, Any]) -> Any:
        self.asked.append((operation, arguments))
        return self._answers.get(operation, {"FailedEntryCount": 0})

    def get_paginator(self, operation: str) -> Pages:
        return Pages(self, operation)

    def given(self, operation: str) -> list[dict[str, Any]]:
        """What an operation was given, each time."""
        return [arguments for name, arguments in self.asked if name == operation]


class Pages:
    """One page of everything."""

    def __init__(self, services: Services, operation: str) -> None:
        self._services, self._operation = services, operation

    def paginate(self, **arguments: Any) -> list[Any]:
        return [self._services.answer(self._operation, arguments)]


@pytest.fixture
def validation(load: Load) -> ModuleType:
    names = ("CLUSTER_ARN", "SECRET_ARN", "DATABASE", "REPLICATION_TASK_ARN", "METRIC_NAMESPACE", "EVENT_BUS_NAME")
    return load("validation", TABLES=json.dumps(TABLES), **dict.fromkeys(names, "x"))


@pytest.fixture
def rollback(load: Load) -> ModuleType:
    names = ("REPLICATION_TASK_ARN", "PARAMETER_NAME", "KEY_ARN", "EVENT_BUS_NAME")
    return load("rollback", HOSTED_ZONE_ID="Z0MINE", RECORDS=json.dumps(RECORDS), **dict.fromkeys(names, "x"))


def refused(error: Exception, event: Any) -> None:
    """An error that the function's log will quote says nothing of what was sent."""
    written = str(error)
    assert written.isprintable()
    parts = [event] if isinstance(event, str) else [*event, *event.values()] if isinstance(event, dict) else []
    assert not [part for part in parts if isinstance(part, str) and len(part) > 20 and part in written]


@UNTOUCHED
@given(event=COMPARISONS)
def test_only_configured_tables_are_ever_asked_for(event: Any, validation: ModuleType) -> None:
    row = [{"stringValue": "7"}, {"stringValue": "4711"}]
    services = Services({"execute_statement": {"records": [row]}, "describe_table_statistics": {"TableStatistics": []}})
    validation._client = services  # type: ignore[attr-defined]  # loaded by its path
    try:
        validation.handle(event, None)
    except validation.EventRefusedError as error:
        refused(error, event)
        assert services.asked == []
        return
    statements = [arguments["sql"] for arguments in services.given("execute_statement")]
    assert statements
    assert all(STATEMENT.fullmatch(statement) for statement in statements)
    [announced] = services.given("put_events")
    assert len(json.dumps(announced).encode()) < ENTRY_BYTES


@UNTOUCHED
@given(event=ROLLBACKS)
def test_only_configured_records_ever_change(
    event: Any, rollback: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    caplog.set_level(logging.DEBUG, logger="handler")
    services = Services(
        {
            "list_resource_record_sets": {
                "ResourceRecordSets": [
                    {"Name": f"{record['name']}.", "Type": "A", "SetIdentifier": "old", "Weight": 0}
                    for record in RECORDS
                ]
            },
            "describe_replication_tasks": {"ReplicationTasks": [{"Status": "running"}]},
        }
    )
    rollback._client = services  # type: ignore[attr-defined]  # loaded by its path
    try:
        with contextlib.suppress(rollback.RollbackIncompleteError):  # pages hold both records, whichever is asked for
            rollback.handle(event, None)
    except rollback.EventRefusedError as error:
        refused(error, event)
        assert services.asked == []
        return
    for change in services.given("change_resource_record_sets"):
        assert change["HostedZoneId"] == "Z0MINE"
        sets = [each["ResourceRecordSet"] for each in change["ChangeBatch"]["Changes"]]
        assert {each["Name"] for each in sets} <= {f"{record['name']}." for record in RECORDS}
    [note] = services.given("put_parameter")
    assert len(note["Value"].encode()) <= PARAMETER_BYTES
    assert json.loads(note["Value"])["reason"].isprintable()
    # Printable means that no reason begins a line of its own.
    assert said(caplog.records, {"report": r"[^\r\n\u2028\u2029]*", "step": r"[ -~]*", "cause": r"[ -~]*"})
