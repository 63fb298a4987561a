from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from lib.testing.emulator import Emulator, leftovers, server

# A server in this process, as that of the patches.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("patches")]

CONTINUE = b"HTTP/1.1 100 Continue\r\n"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """In this process; the other fixture of this name is in one of its own."""
    serving = server.create_server()
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    started = Emulator(f"http://127.0.0.1:{serving.server_port}", pid=os.getpid())
    started.reset()
    yield started
    serving.shutdown()
    thread.join()
    serving.server_close()


def test_it_listens_on_loopback_only() -> None:
    serving = server.create_server()
    assert serving.server_address[0] == "127.0.0.1"
    serving.server_close()


def test_an_object_is_sent_as_soon_as_there_is_leave_to(emulator: Emulator) -> None:
    """A client that asks for leave sends nothing before it comes."""
    emulator.client("s3").create_bucket(Bucket="asked")
    address = urllib.parse.urlsplit(emulator.endpoint)
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        head = ["PUT /asked/x HTTP/1.1", f"Host: {address.netloc}", "Content-Length: 1", "Expect: 100-continue"]
        connection.sendall("\r\n".join([*head, "Connection: close", "", ""]).encode())
        assert connection.recv(len(CONTINUE)) == CONTINUE
        connection.sendall(b"x")
        assert b" 200 OK" in b"".join(iter(lambda: connection.recv(4096), b""))
    emulator.client("s3").delete_object(Bucket="asked", Key="x")
    emulator.client("s3").delete_bucket(Bucket="asked")


def test_an_unknown_page_of_its_own_is_refused(emulator: Emulator) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(emulator.endpoint + "/_tap/unknown")  # noqa: S310 -- loopback


def test_a_fault_in_motos_own_pages_is_told_in_plain_text(emulator: Emulator) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400") as refused:
        urllib.request.urlopen(emulator.endpoint + "/moto-api/unknown")  # noqa: S310 -- loopback
    assert "has no route for GET /moto-api/unknown" in refused.value.read().decode()


def test_errors_of_moto_that_are_answers_stay_answers(emulator: Emulator) -> None:
    """A not-found that a service raises is no missing route."""
    from werkzeug.exceptions import NotFound

    from lib.testing.emulator.patches import generic

    raised = NotFound()

    class Request:
        routing_exception = None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generic, "request", Request())
        assert generic._unknown_path("ec2", raised) is raised


def test_listings_and_creations_can_meet(emulator: Emulator) -> None:
    """moto's listings walk the dictionaries that its creations write."""
    ec2 = emulator.client("ec2")
    groups = [f"g{number}" for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        made = [pool.submit(ec2.create_security_group, GroupName=name, Description="met") for name in groups]
        listed = [pool.submit(ec2.describe_security_groups) for _ in groups]
        assert [future.exception() for future in made + listed] == [None] * len(made + listed)
    for future in made:
        ec2.delete_security_group(GroupId=future.result()["GroupId"])


def test_a_message_ends_a_long_poll(emulator: Emulator) -> None:
    sqs = emulator.client("sqs")
    url = sqs.create_queue(QueueName="polled")["QueueUrl"]
    with ThreadPoolExecutor(1) as pool:
        received = pool.submit(sqs.receive_message, QueueUrl=url, WaitTimeSeconds=20)
        sqs.send_message(QueueUrl=url, MessageBody="at last")
        assert [message["Body"] for message in received.result(10)["Messages"]] == ["at last"]
    sqs.delete_queue(QueueUrl=url)


def test_the_pipe_of_a_dead_parent_stops_it() -> None:
    stopped = threading.Event()
    server.watch(io.BytesIO(b"something first"), stopped.set).join(timeout=5)
    assert stopped.is_set()


class Serving:
    """Stands in for the HTTP server."""

    server_port = 4321

    def __init__(self) -> None:
        self.calls: list[str] = []

    def serve_forever(self, poll_interval: float) -> None:
        self.calls.append("serve")

    def server_close(self) -> None:
        self.calls.append("close")

    def shutdown(self) -> None:
        self.calls.append("shutdown")


def test_main_reports_serves_and_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    serving = Serving()
    reported: list[int] = []
    asked: dict[str, object] = {}

    def create(port: int, *, patched: bool) -> Serving:
        asked.update(port=port, patched=patched)
        return serving

    monkeypatch.setattr(server, "create_server", create)
    monkeypatch.setattr(server, "report", reported.append)
    monkeypatch.setattr(server, "watch", lambda pipe, stop: serving.calls.append("watch"))
    before = signal.getsignal(signal.SIGTERM)
    try:
        server.main(["--port", "1234", "--unpatched", "--until-stdin-closes"])
        server.main([])
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert reported == [4321, 4321]
    assert serving.calls == ["watch", "serve", "close", "serve", "close"]
    assert asked == {"port": 0, "patched": True}


def test_the_module_runs_reports_one_line_and_ends_with_its_input() -> None:
    command = [sys.executable, "-m", "lib.testing.emulator", "--until-stdin-closes"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        line = json.loads(child.stdout.readline())
        assert line["pid"] == child.pid
        assert Emulator.attach(child.pid, line["port"]).leftovers() == []
        child.stdin.close()
        assert child.stdout.read() == ""
        assert child.wait(10) == 0


def test_leftovers_are_what_somebody_made_and_is_not_gone(emulator: Emulator) -> None:
    ec2, kms = emulator.client("ec2"), emulator.client("kms")
    ec2.describe_vpcs()
    kms.describe_key(KeyId="alias/aws/s3")  # AWS makes it then
    emulator.client("iam").list_policies()
    emulator.client("events").list_event_buses()
    assert emulator.leftovers() == []

    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    emulator.client("iam").create_user(UserName="somebody")
    emulator.client("events").put_rule(Name="nightly", ScheduleExpression="rate(1 day)")
    emulator.client("backup").create_backup_vault(BackupVaultName="vault")
    emulator.client("backup").put_backup_vault_access_policy(BackupVaultName="vault", Policy="{}")
    emulator.client("backup").create_backup_selection(
        BackupPlanId="plan", BackupSelection={"SelectionName": "all", "IamRoleArn": "arn:aws:iam::1:role/r"}
    )
    emulator.client("secretsmanager").create_secret(Name="deleted-soon")
    emulator.client("secretsmanager").delete_secret(SecretId="deleted-soon")

    found = emulator.leftovers()
    kinds = [line.split()[0] for line in found]
    assert f"ec2.vpc us-east-1 {vpc}" in found
    assert {"backup.selection", "ec2.network_acl", "ec2.route_table", "ec2.security_group"} <= set(kinds)
    assert [line for line in found if not line.startswith(("ec2.", "backup.selection"))] == [
        "backup.vault us-east-1 vault",
        "backup.vault_policy us-east-1 vault",
        "events.rule us-east-1 nightly",
        "iam.user global somebody",
        f"kms.key us-east-1 {key}",
    ]
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    assert f"kms.key us-east-1 {key}" not in emulator.leftovers()


def test_instances_are_gone_with_all_that_came_with_them(emulator: Emulator) -> None:
    ec2, before = emulator.client("ec2"), emulator.leftovers()
    (instance,) = ec2.run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)["Instances"]
    kinds = {line.split()[0] for line in emulator.leftovers() if line not in before}
    assert {"ec2.network_interface", "ec2.reservation"} <= kinds
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
    assert emulator.leftovers() == before


class Named:
    """Stands in for a class of moto's models."""

    __module__ = "moto.ec2.models.vpcs"

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


def test_a_resource_in_a_list_is_called_by_what_it_has() -> None:
    assert leftovers._identifier(3, Named(arn="arn:x", id="x")) == "arn:x"
    assert leftovers._identifier(3, Named()) == "3"


def test_kinds_are_spelled_alike() -> None:
    spelled = {
        "FakeBucket": "bucket",
        "NatGateway": "nat_gateway",
        "VPCPeeringConnection": "vpc_peering_connection",
    }
    assert {name: leftovers._kind(type(name, (), {})()) for name in spelled} == spelled


def test_defaults_are_remembered_once() -> None:
    from moto.core.base_backend import AccountSpecificBackend

    leftovers.remember_defaults()
    remembering = AccountSpecificBackend.__getitem__
    leftovers.remember_defaults()
    assert AccountSpecificBackend.__getitem__ is remembering
