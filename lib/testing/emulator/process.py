"""The emulator as its users see it: started, asked, reset and stopped from another process."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from .environment import (
    ACCESS_KEY,
    ENDPOINT_VARIABLE,
    RESET_VARIABLE,
    SECRET_KEY,
    environment_for,
    loopback_endpoint,
)
from .errors import EmulatorError

_POLL_SECONDS = 0.05
_STOP_SECONDS = 5.0
_LOG_END = 2000  # characters of the log that an error shows
_one_client_at_a_time = threading.Lock()  # boto3's sessions are not made for threads


@functools.cache
def _session() -> Any:
    """Kept, with the descriptions of services that it has read: they take most of the time that a client takes."""
    import boto3
    import botocore.session

    # Name in a file, environment variable, default, conversion: neither of the first two, so only the default.
    unread = {"profile": None, "config_file": os.devnull, "credentials_file": os.devnull}
    core = botocore.session.Session({name: (None, None, default, None) for name, default in unread.items()})
    return boto3.Session(ACCESS_KEY, SECRET_KEY, botocore_session=core)


class Emulator:
    """A local AWS, for as long as the block lasts or until `stop`.

    ```python
    with Emulator.start() as emulator:
        subprocess.run(["terraform", "apply"], env=emulator.environment())
        assert emulator.leftovers() == []
    ```

    Attributes:
        endpoint: Its address, `http://127.0.0.1:<port>`.
        pid: Its process; None for an emulator that `TAP_AWS_ENDPOINT` names.
    """

    def __init__(self, endpoint: str, pid: int | None, process: subprocess.Popen[bytes] | None = None) -> None:
        self.endpoint = endpoint
        self.pid = pid
        self._process = process

    @classmethod
    def start(
        cls,
        log_path: Path | None = None,
        *,
        detached: bool = False,
        patched: bool = True,
        timeout_seconds: float = 60,
    ) -> Self:
        """Starts an emulator on a free loopback port, or takes the one that `TAP_AWS_ENDPOINT` names.

        Args:
            log_path: Where the server writes its log; it is discarded unless this is given.
            detached: The server outlives this process: record its `pid` and `port`, and `attach` to stop it.
                Otherwise it stops with this process, even when that is killed.
            patched: False gives moto as it is published, whatever `TAP_AWS_ENDPOINT` says.
            timeout_seconds: How long the server may take to listen.

        Raises:
            EmulatorError: The server did not start, with the end of its log; or the variable names no loopback
                address.
        """
        named = os.environ.get(ENDPOINT_VARIABLE)
        if named and patched:
            return cls(loopback_endpoint(named), pid=None)
        with _open_log(log_path) as log:
            process = subprocess.Popen(
                _command(detached=detached, patched=patched),
                stdin=subprocess.DEVNULL if detached else subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=_server_environment(),
                start_new_session=True,  # an interrupt at the terminal is not meant for it
            )
            port = _reported_port(process, log, timeout_seconds)
        return cls(f"http://127.0.0.1:{port}", process.pid, process)

    @classmethod
    def attach(cls, pid: int, port: int) -> Self:
        """The emulator that was started with `detached=True`, by another process perhaps.

        Raises:
            EmulatorError: No emulator answers at that port, or it is another one.
        """
        emulator = cls(f"http://127.0.0.1:{port}", pid)
        found = emulator._ask("/_tap/health")
        if found.get("pid") != pid:
            raise EmulatorError(f"the emulator at {emulator.endpoint} is process {found.get('pid')}, not {pid}")
        return emulator

    @property
    def port(self) -> int:
        """The port on 127.0.0.1."""
        return int(self.endpoint.rpartition(":")[2])

    def environment(self, base: Mapping[str, str] | None = None) -> dict[str, str]:
        """The environment for a process that is to talk to this emulator: Terraform, the AWS CLI, boto3.

        It is whole: what is in `base` (this process's environment unless given) and would lead to a real AWS is gone.
        """
        return environment_for(self.endpoint, os.environ if base is None else base)

    def client(self, service: str, region: str = "us-east-1", **options: Any) -> Any:
        """A boto3 client of this emulator, whatever AWS settings this process and its user have."""
        with _one_client_at_a_time:
            return _session().client(service, region_name=region, endpoint_url=self.endpoint, **options)

    def leftovers(self) -> list[str]:
        """What resources there are, apart from those of an empty account, such as its default VPCs.

        Returns:
            One line per resource, sorted: `ec2.vpc us-east-1 vpc-0123`, `s3.bucket global my-bucket`. What AWS shows
            for a while after its deletion is not among them.

        Raises:
            EmulatorError: The emulator that `TAP_AWS_ENDPOINT` names is not one of these.
        """
        found: list[str] = self._ask("/_tap/leftovers")
        return found

    def set_health(self, health_check_id: str, *, healthy: bool) -> None:
        """What the checkers of a Route 53 health check find at its endpoint; at first each is healthy.

        Args:
            health_check_id: The health check of an endpoint.
            healthy: Whether it passes from now on, before it is inverted.
        """
        self._ask(f"/_tap/health-checks/{health_check_id}/{'healthy' if healthy else 'unhealthy'}", method="POST")

    def reset(self) -> None:
        """Empties the account.

        Raises:
            EmulatorError: The emulator is the one that `TAP_AWS_ENDPOINT` names, and `TAP_AWS_ENDPOINT_RESET=1` does
                not say that it may be emptied.
        """
        if self.pid is None and os.environ.get(RESET_VARIABLE) != "1":
            raise EmulatorError(
                f"{ENDPOINT_VARIABLE}: the emulator at {self.endpoint} was not started here and is not emptied\n"
                f"    remedy:   set {RESET_VARIABLE}=1 if all it holds may be deleted, or unset {ENDPOINT_VARIABLE}"
            )
        self._ask("/moto-api/reset", method="POST")

    def stop(self) -> None:
        """Stops the process; an emulator that `TAP_AWS_ENDPOINT` names goes on."""
        if self._process is not None:
            _end(self._process)
        elif self.pid is not None:
            self._end_detached(self.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _end_detached(self, pid: int) -> None:
        if not self._listens():
            return
        Emulator.attach(pid, self.port)  # or the number may have become that of another process
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            if _becomes_true(lambda: not self._listens(), _STOP_SECONDS):
                return
        raise EmulatorError(f"process {pid} still listens at {self.endpoint}")

    def _listens(self) -> bool:
        try:
            self._ask("/_tap/health")
        except EmulatorError:
            return False
        return True

    def _ask(self, path: str, *, method: str = "GET") -> Any:
        request = urllib.request.Request(self.endpoint + path, method=method)  # noqa: S310 -- loopback only
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except (OSError, ValueError) as error:
            raise EmulatorError(f"no emulator of this library answers at {self.endpoint}{path}: {error}") from error


def _command(*, detached: bool, patched: bool) -> list[str]:
    command = [sys.executable, "-m", __package__]
    if not detached:
        command.append("--until-stdin-closes")
    if not patched:
        command.append("--unpatched")
    return command


def _server_environment() -> dict[str, str]:
    """This environment without AWS settings, and with this package importable under the name it has here."""
    top, *inner = __package__.split(".")
    root = Path(__file__).resolve().parents[len(inner) + 1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    if (root / top).is_dir():  # an editable install finds the package under another folder name by itself
        paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment


@contextlib.contextmanager
def _open_log(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        with tempfile.TemporaryFile() as log:
            yield log
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w+b") as log:
        yield log


def _reported_port(process: subprocess.Popen[bytes], log: IO[bytes], timeout_seconds: float) -> int:
    """The port from the server's one line on its standard output."""
    line = b""

    def has_reported() -> bool:
        nonlocal line
        line += output.read() or b""
        return b"\n" in line or process.poll() is not None

    with cast("IO[bytes]", process.stdout) as output:  # a pipe, as it was asked for
        os.set_blocking(output.fileno(), False)
        _becomes_true(has_reported, timeout_seconds)
    if b"\n" in line:
        return int(json.loads(line)["port"])
    code = process.poll()
    process.kill()
    _end(process)
    reason = f"did not listen within {timeout_seconds:g} s" if code is None else f"ended with exit code {code}"
    log.seek(0)
    end = log.read().decode(errors="replace")[-_LOG_END:].strip()
    raise EmulatorError(f"the emulator {reason}; the end of its log:\n{end or '(empty)'}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()  # it ends by itself then
    else:
        process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _becomes_true(condition: Callable[[], bool], timeout_seconds: float) -> bool:
    end = time.monotonic() + timeout_seconds
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(_POLL_SECONDS)
    return holds
