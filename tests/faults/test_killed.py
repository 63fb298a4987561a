"""A run that is killed, and the procedure of docs/recovery.md: its commands are run as they stand there."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from lib.merging import merged
from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform, TerraformError

from .conftest import Tell
from .environment import (
    SMALL,
    SUFFIX,
    assert_nothing_to_do,
    assert_same_end,
    empty_account,
    locks,
    tainted,
    terraform_through,
    undisturbed_environment,
    write,
)
from .interrupted import APPLY, applied, running, wait_until
from .proxy import Proxy
from .runbook import aws, library, terraform

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("killed")]

REGION: Final = "us-east-1"
BEFORE: Final[Mapping[str, Any]] = merged(SMALL, {"features": {"table": False, "events": False}})
AFTER: Final[Mapping[str, Any]] = merged(SMALL, {"network": {"tiers": ("public", "private", "intra")}})
# Made by AWS, and not told to Terraform any more.
LOST: Final = {
    "dynamodb CreateTable$": 1,
    "ec2 CreateRouteTable$": 1,
    "ec2 CreateSubnet$": 2,
    "events CreateEventBus$": 1,
    "sqs CreateQueue$": 1,
}


def orphans(run: Terraform, emulator: Emulator) -> list[str]:
    """The ARNs that the command lists."""
    terraform(run, "state pull")
    done = library(run, emulator, "python -m tap_constructs.orphans", suffix=SUFFIX, region=REGION)
    arns = [line.split()[0] for line in done.stdout.splitlines() if line.startswith("arn:")]
    assert done.returncode == bool(arns), done.stderr
    return arns


def test_orphans_are_found_and_brought_in_or_removed(
    emulator: Emulator, proxy: Proxy, tmp_path: Path, tell: Tell
) -> None:
    undisturbed = undisturbed_environment(emulator, tmp_path, AFTER)
    empty_account(emulator)
    run = terraform_through(proxy, emulator, write(tmp_path, proxy.endpoint, BEFORE))
    run.apply()
    write(tmp_path, proxy.endpoint, AFTER)
    faults = [proxy.lose_answers(pattern, times=times) for pattern, times in LOST.items()]
    with running(run, *APPLY) as applying:
        wait_until(lambda: all(fault.is_over for fault in faults), "what is to be lost")
        time.sleep(1)
        applying.signal(signal.SIGKILL, everything=True)
        assert applying.end().code == -signal.SIGKILL
    proxy.repair()

    refused = applied(run)
    assert refused.code == 1
    assert "Error acquiring the state lock" in refused.output
    (lock,) = re.findall(r"ID: +(\S+)", refused.output)
    terraform(run, "force-unlock", ID=lock)
    assert locks(emulator) == []

    lost = orphans(run, emulator)
    kinds = [":".join(arn.split(":")[2:6:3]).partition("/")[0] for arn in lost]
    table, route_table, *subnets, bus, queue = lost
    assert kinds == [
        "dynamodb:table",
        "ec2:route-table",
        "ec2:subnet",
        "ec2:subnet",
        "events:event-bus",
        "sqs:tap-faults-undelivered",
    ], lost
    missing = {change.address for change in run.plan().changes if change.actions == ("create",)}
    name = queue.rpartition(":")[2]
    ids = {
        "aws_dynamodb_table": table.rpartition("/")[2],
        "aws_cloudwatch_event_bus": bus.rpartition("/")[2],
        "aws_sqs_queue": emulator.client("sqs").get_queue_url(QueueName=name)["QueueUrl"],
    }
    for kind, found in ids.items():
        (address,) = (address for address in missing if address.startswith(f"{kind}."))
        terraform(run, "import", address=address, id=found)
    for subnet in subnets:
        aws(emulator, "ec2 delete-subnet", region=REGION, id=subnet.rpartition("/")[2])
    aws(emulator, "ec2 delete-route-table", region=REGION, id=route_table.rpartition("/")[2])

    run.apply()
    assert_same_end(run, emulator, undisturbed.inventory)
    assert orphans(run, emulator) == []
    tell(
        "KILL",
        f"when AWS had made {len(lost)} things that Terraform had not heard of",
        "force-unlock; orphans found all of them; 3 imported, 3 removed; the next apply ended right",
    )


def test_what_is_half_made_and_holds_data_is_not_made_anew(
    emulator: Emulator, proxy: Proxy, tmp_path: Path, tell: Tell
) -> None:
    protected = merged(SMALL, {"table": {"deletion_protection": True}})
    run = terraform_through(proxy, emulator, write(tmp_path, proxy.endpoint, protected))
    fault = proxy.lose_answers("dynamodb UpdateContinuousBackups$", times=1)
    with running(run, *APPLY) as applying:
        wait_until(lambda: bool(fault.hits), "the table")
        proxy.when_quiet(lambda: applying.signal(signal.SIGTERM))
        assert applying.end().code == 1
    proxy.repair()
    (table,) = (address for address in tainted(run) if address.startswith("aws_dynamodb_table."))

    terraform(run, "plan")
    terraform(run, "show -json")
    checked = library(run, emulator, "tap check")
    assert checked.returncode == 1
    assert table in checked.stdout
    with pytest.raises(TerraformError, match="DeletionProtectionEnabled"):
        run.apply()

    terraform(run, "untaint", address=table)
    run.apply()
    assert_nothing_to_do(run)
    assert len(emulator.client("dynamodb").list_tables()["TableNames"]) == 1
    tell(
        "TERM",
        "while a table with deletion protection was half-made",
        "the next plan would replace it: tap check and AWS refuse; after terraform untaint the next apply ended right",
    )
