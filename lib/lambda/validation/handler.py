"""Compares the source and the target of a database migration, table by table.

The source is seen through AWS DMS: its counters of a table (full load, plus inserts, less deletes) and the state of
its own validation, which compares row by row. The target, Aurora PostgreSQL, is asked for its rows and a checksum by
the RDS Data API. Run it while nobody writes, or the counters are ahead of the target.

The event may have these keys, and no others:

- ``tables``: some of the configured tables; all by default.
- ``source_checksums``: checksums of the source by table, from the query in `STATEMENT`, to be compared.
- ``count_only``: true for no checksums. The Data API ends a statement after 45 seconds.

Exit: the report is returned whether or not the tables agree, so look at its ``status``, ``passed`` or ``failed``. An
exception means that nothing can be said: the event is not accepted, or DMS, CloudWatch or EventBridge did not answer.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CLUSTER_ARN: Final = os.environ["CLUSTER_ARN"]
SECRET_ARN: Final = os.environ["SECRET_ARN"]
DATABASE: Final = os.environ["DATABASE"]
REPLICATION_TASK_ARN: Final = os.environ["REPLICATION_TASK_ARN"]
TABLES: Final[tuple[str, ...]] = tuple(json.loads(os.environ["TABLES"]))
METRIC_NAMESPACE: Final = os.environ["METRIC_NAMESPACE"]
EVENT_BUS_NAME: Final = os.environ.get("EVENT_BUS_NAME", "")

MAX_TABLES: Final = 100
KEYS: Final = frozenset({"tables", "source_checksums", "count_only"})
TABLE: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}\.[a-z_][a-z0-9_]{0,62}")
CHECKSUM: Final = re.compile(r"[0-9]{1,40}")

# The sum over all rows of 60 bits of each row's MD5: the same in whatever order the rows are read.
STATEMENT: Final = "SELECT count(*)::text, {checksum} FROM {table} AS r"
WITH_CHECKSUM: Final = "coalesce(sum(('x' || left(md5(r::text), 15))::bit(60)::bigint), 0)::text"
WITHOUT_CHECKSUM: Final = "NULL::text"

WAITING: Final = frozenset({"Pending records", "Pending validation", "Pending revalidation", "Preparing table"})

logger = logging.getLogger(__name__)

Table = dict[str, Any]


class EventRefusedError(ValueError):
    """An event that is not accepted."""


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Compares the tables, and reports by answer, log, metric and, where there is a bus, event.

    Args:
        event: What to compare; empty for all there is.
        context: Not needed.

    Raises:
        EventRefusedError: The event names something that is not configured, or is not of the form it should have.
    """
    tables, expected, count_only = _accepted(event)
    statistics = _statistics()
    compared = {name: _compare(name, statistics.get(name), expected.get(name), count_only) for name in tables}
    failed = [name for name, table in compared.items() if table["problems"]]
    report = {
        "status": "failed" if failed else "passed",
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "task": REPLICATION_TASK_ARN,
        "failed": failed,
        "tables": compared,
    }
    logger.log(logging.WARNING if failed else logging.INFO, "migration compared", extra={"report": report})
    _measure(len(compared), len(failed))
    if EVENT_BUS_NAME:
        _announce({name: report[name] for name in ("status", "checked_at", "task", "failed")})
    return report


def _accepted(event: Mapping[str, Any]) -> tuple[tuple[str, ...], dict[str, str], bool]:
    if not isinstance(event, Mapping) or not set(event) <= KEYS:
        raise EventRefusedError(f"the event may have {', '.join(sorted(KEYS))}, and nothing else")
    tables = event.get("tables", list(TABLES))
    if not isinstance(tables, list) or not 1 <= len(tables) <= MAX_TABLES:
        raise EventRefusedError(f"tables must be a list of 1 to {MAX_TABLES} names")
    checksums = event.get("source_checksums", {})
    if not isinstance(checksums, dict):
        raise EventRefusedError("source_checksums must be an object")
    for name in (*tables, *checksums):
        # Both: what is configured by mistake is not to become SQL either.
        if not isinstance(name, str) or name not in TABLES or not TABLE.fullmatch(name):
            raise EventRefusedError("a table is named that is not configured")
    if not all(isinstance(value, str) and CHECKSUM.fullmatch(value) for value in checksums.values()):
        raise EventRefusedError("a checksum is a text of digits")
    count_only = event.get("count_only", False)
    if not isinstance(count_only, bool) or (count_only and checksums):
        raise EventRefusedError("count_only is true or false, and not true where there are checksums to compare")
    return tuple(dict.fromkeys(tables)), checksums, count_only


def _statistics() -> dict[str, Mapping[str, Any]]:
    """What DMS counted, by table; names in small letters, as PostgreSQL keeps them."""
    pages = _client("dms").get_paginator("describe_table_statistics").paginate(ReplicationTaskArn=REPLICATION_TASK_ARN)
    return {
        f"{table['SchemaName']}.{table['TableName']}".lower(): table
        for page in pages
        for table in page["TableStatistics"]
    }


def _compare(name: str, counted: Mapping[str, Any] | None, expected: str | None, count_only: bool) -> Table:
    table: Table = {
        "problems": [],
        "source_rows": None,
        "target_rows": None,
        "checksum": None,
        "validation_state": None,
    }
    problems: list[str] = table["problems"]
    if counted is None:
        problems.append("not_in_task")
    else:
        table["source_rows"] = counted["FullLoadRows"] + counted["Inserts"] - counted["Deletes"]
        table["validation_state"] = counted["ValidationState"]
        problems += _troubles(counted)
    try:
        table["target_rows"], table["checksum"] = _read(name, count_only)
    except (BotoCoreError, ClientError) as error:
        table["error"] = _cause(error)
        problems.append("target_unreadable")
        return table
    if counted is not None and table["source_rows"] != table["target_rows"]:
        problems.append("rows_differ")
    if expected is not None and expected != table["checksum"]:
        problems.append("checksum_differs")
    return table


def _troubles(counted: Mapping[str, Any]) -> list[str]:
    """What DMS itself found of a table."""
    troubles = []
    if counted["TableState"] != "Table completed":
        troubles.append("load_not_completed")
    if counted["FullLoadErrorRows"]:
        troubles.append("load_errors")
    state = counted["ValidationState"]
    if state != "Validated":
        troubles.append("validation_pending" if state in WAITING else "not_validated")
    return troubles


def _read(name: str, count_only: bool) -> tuple[int, str | None]:
    schema, _, table = name.partition(".")
    # Both halves are letters, digits and underscores: nothing can leave the quotation marks.
    statement = STATEMENT.format(
        checksum=WITHOUT_CHECKSUM if count_only else WITH_CHECKSUM, table=f'"{schema}"."{table}"'
    )
    answer = _client("rds-data").execute_statement(
        resourceArn=CLUSTER_ARN, secretArn=SECRET_ARN, database=DATABASE, sql=statement
    )
    rows, checksum = answer["records"][0]
    return int(rows["stringValue"]), checksum.get("stringValue")


def _measure(checked: int, failed: int) -> None:
    _client("cloudwatch").put_metric_data(
        Namespace=METRIC_NAMESPACE,
        MetricData=[
            {"MetricName": "TablesChecked", "Value": checked, "Unit": "Count"},
            {"MetricName": "TablesFailed", "Value": failed, "Unit": "Count"},
        ],
    )


def _announce(detail: Mapping[str, Any]) -> None:
    entry = {
        "EventBusName": EVENT_BUS_NAME,
        "Source": "migration",
        "DetailType": "MigrationValidated",
        "Detail": json.dumps(detail),
    }
    if _client("events").put_events(Entries=[entry])["FailedEntryCount"]:
        raise RuntimeError("the event bus did not take the report")


def _cause(error: Exception) -> str:
    """What went wrong, without the statement."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


@cache
def _client(service: str) -> Any:
    # A minute, as the Data API answers after 45 seconds at the latest.
    limits = Config(connect_timeout=3, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 3})
    return boto3.client(service, config=limits)
