"""Goes back to the old system: its DNS records get all traffic, and the migration's DMS task stops.

The event: ``{"reason": "checkout fails since 14:05"}``. It may also have ``hosted_zone_id`` and ``records``, a list of
names, which must be among those configured: the function touches no other zone and no other record.

Traffic goes back first, since users wait for it; a task that does not stop must not hold it up. So each step is tried
whatever became of the others, why is recorded (log, parameter and, where there is a bus, event), and at the end an
exception names the steps that failed. Call it again until it returns: what is done already is not done again.

Rows that only the new system has stay there. The next deploy would give the records their old weights again: change
them in the configuration too. Route 53 takes changes in us-east-1 alone, so this does not work while that fails.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

REPLICATION_TASK_ARN: Final = os.environ["REPLICATION_TASK_ARN"]
HOSTED_ZONE_ID: Final = os.environ["HOSTED_ZONE_ID"]
# Of each: its name without a dot at the end, its type, and the set identifier of the old system.
RECORDS: Final[tuple[dict[str, str], ...]] = tuple(json.loads(os.environ["RECORDS"]))
PARAMETER_NAME: Final = os.environ["PARAMETER_NAME"]
KEY_ARN: Final = os.environ["KEY_ARN"]
EVENT_BUS_NAME: Final = os.environ.get("EVENT_BUS_NAME", "")

MAX_REASON: Final = 300
KEYS: Final = frozenset({"reason", "hosted_zone_id", "records"})
ALL_TRAFFIC: Final = 100

logger = logging.getLogger(__name__)


class EventRefusedError(ValueError):
    """An event that is not accepted."""


class StepFailedError(Exception):
    """A step that found something else than it should, in a few words."""


class RollbackIncompleteError(Exception):
    """Some steps failed; the others are done."""


def handle(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Returns all traffic to the old system, and stops the task.

    Args:
        event: Why, and which records; all by default.
        context: Not needed.

    Returns:
        What was done.

    Raises:
        EventRefusedError: The event names something that is not configured, or is not of the form it should have.
        RollbackIncompleteError: Some steps failed.
    """
    reason, records = _accepted(event)
    failures: dict[str, str] = {}

    def attempt(step: str, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except (BotoCoreError, ClientError, StepFailedError) as error:
            failures[step] = _cause(error)
            logger.error("step failed", extra={"step": step, "cause": failures[step]})  # noqa: TRY400 -- the cause says it
            return None

    changed = [
        record["name"]
        for record in records
        if attempt(f"record {record['name']} {record['type']}", partial(_return_traffic, record))
    ]
    report: dict[str, Any] = {
        "rolled_back_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": reason,
        "task": attempt("task", _stop_task),
        "changed_records": changed,
        "failures": failures,
    }
    attempt("parameter", partial(_note, report))
    if EVENT_BUS_NAME:
        attempt("event", partial(_announce, report))
    logger.log(logging.ERROR if failures else logging.WARNING, "rolled back", extra={"report": report})
    if failures:
        raise RollbackIncompleteError(json.dumps(failures))
    return report


def _accepted(event: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    if not isinstance(event, Mapping) or not set(event) <= KEYS:
        raise EventRefusedError(f"the event may have {', '.join(sorted(KEYS))}, and nothing else")
    reason = event.get("reason")
    if not isinstance(reason, str) or not 1 <= len(reason.strip()) <= MAX_REASON or not reason.isprintable():
        raise EventRefusedError(f"reason must be text of 1 to {MAX_REASON} printable characters")
    if event.get("hosted_zone_id", HOSTED_ZONE_ID) != HOSTED_ZONE_ID:
        raise EventRefusedError("the hosted zone is not the configured one")
    configured = [record["name"] for record in RECORDS]
    named = event.get("records", configured)
    if not isinstance(named, list) or not named or not all(name in configured for name in named):
        raise EventRefusedError("records must be a list of names that are configured")
    return reason.strip(), [record for record in RECORDS if record["name"] in named]


def _return_traffic(wanted: Mapping[str, str]) -> bool:
    """Gives a record's weights to the old system; False where it has them."""
    found = list(_record_sets(wanted))
    identifiers = [record.get("SetIdentifier") for record in found]
    if wanted["old"] not in identifiers or any("Weight" not in record for record in found):
        raise StepFailedError(f"no weighted record {wanted['old']}")
    # Every other field stays as it is: an upsert replaces the whole record.
    weighed = [{**record, "Weight": _weight(record, wanted["old"])} for record in found]
    if weighed == found:
        return False
    changes = [{"Action": "UPSERT", "ResourceRecordSet": record} for record in weighed]
    _client("route53").change_resource_record_sets(
        HostedZoneId=HOSTED_ZONE_ID, ChangeBatch={"Comment": "rollback", "Changes": changes}
    )
    return True


def _weight(record: Mapping[str, Any], old: str) -> int:
    return (int(record["Weight"]) or ALL_TRAFFIC) if record["SetIdentifier"] == old else 0


def _record_sets(wanted: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The record sets of one name and type, which Route 53 lists one after the other."""
    pages = _client("route53").get_paginator("list_resource_record_sets")
    start = {"StartRecordName": wanted["name"], "StartRecordType": wanted["type"]}
    for page in pages.paginate(HostedZoneId=HOSTED_ZONE_ID, **start):
        for record in page["ResourceRecordSets"]:
            # Route 53 ends names with a dot, and writes an asterisk as a number.
            name = record["Name"].rstrip(".").replace("\\052", "*")
            if (name, record["Type"]) != (wanted["name"], wanted["type"]):
                return
            yield record


def _stop_task() -> str:
    mine = [{"Name": "replication-task-arn", "Values": [REPLICATION_TASK_ARN]}]
    try:
        tasks = _client("dms").describe_replication_tasks(Filters=mine, WithoutSettings=True)["ReplicationTasks"]
    except ClientError as error:
        if _cause(error) != "ResourceNotFoundFault":
            raise
        tasks = []
    if not tasks:
        return "gone"
    status = str(tasks[0]["Status"])
    if status not in ("running", "starting"):
        return status
    _client("dms").stop_replication_task(ReplicationTaskArn=REPLICATION_TASK_ARN)
    return "stopping"


def _note(report: Mapping[str, Any]) -> None:
    """Keeps why in Parameter Store, which keeps what it said before as earlier versions."""
    note = json.dumps({name: report[name] for name in ("rolled_back_at", "reason", "task")})
    _client("ssm").put_parameter(Name=PARAMETER_NAME, Value=note, Type="SecureString", KeyId=KEY_ARN, Overwrite=True)


def _announce(report: Mapping[str, Any]) -> None:
    entry = {
        "EventBusName": EVENT_BUS_NAME,
        "Source": "migration",
        "DetailType": "MigrationRolledBack",
        "Detail": json.dumps(report),
    }
    if _client("events").put_events(Entries=[entry])["FailedEntryCount"]:
        raise StepFailedError("the event bus did not take it")


def _cause(error: Exception) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, ClientError):
        return str(error.response["Error"]["Code"])
    return str(error) if isinstance(error, StepFailedError) else type(error).__name__


@cache
def _client(service: str) -> Any:
    limits = Config(connect_timeout=3, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4})
    return boto3.client(service, config=limits)
