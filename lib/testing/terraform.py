"""Runs Terraform in a folder, for tests, with errors that say what happened."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .plan import Change, Plan
from .terraform_setup import (
    TerraformError,
    cli_environment,
    find_terraform,
    made_folder,
    private_folder,
    terraform_environment,
    terraform_version,
)

__all__ = [
    "Change",
    "Plan",
    "Terraform",
    "TerraformError",
    "cli_environment",
    "find_terraform",
    "terraform_environment",
    "terraform_version",
]

_LINE_CHARACTERS = 400  # Terraform quotes the source, and JSON may be a single line
_CHANGES = 2  # the exit code of a plan that is not empty
_DIAGNOSTICS = 20
_STOP_SECONDS = 20.0


class Terraform:
    """One root module.

    Args:
        folder: The folder with its `.tf` or `.tf.json` files. What Terraform and this class write stays in it, apart
            from providers from the registry, which go to the user's cache.
        environment: The environment of the commands, such as `Emulator.environment()`; this process's unless given.
        registry: Whether providers may come from the registry also where a mirror holds the provider; needs a network.
        timeout_seconds: The limit of one command, unless the call has its own.

    Raises:
        TerraformError: There is no Terraform, or it is older than 1.11.
    """

    def __init__(
        self,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *,
        registry: bool = False,
        timeout_seconds: float = 1800,
    ) -> None:
        self.folder = Path(folder)
        self.environment = terraform_environment(self.folder, environment, registry=registry)
        self.timeout_seconds = timeout_seconds
        self.binary = find_terraform(self.environment)

    def init(
        self,
        backend_config: Mapping[str, str] | None = None,
        *,
        upgrade: bool = False,
        migrate: bool = False,
        timeout_seconds: float | None = None,
    ) -> None:
        """Installs the providers and sets up the backend; `migrate` moves the state to a changed backend."""
        arguments = [f"-backend-config={name}={value}" for name, value in (backend_config or {}).items()]
        arguments += ["-upgrade"] if upgrade else []
        arguments += ["-migrate-state", "-force-copy"] if migrate else []
        with _only_one_writes(self.environment.get("TF_PLUGIN_CACHE_DIR")):
            self.run("init", "-input=false", "-no-color", *arguments, timeout_seconds=timeout_seconds)

    def validate(self) -> None:
        """Checks the configuration against the providers' schemas.

        Raises:
            TerraformError: With one diagnostic per fault.
        """
        command = (self.binary, "validate", "-json", "-no-color")
        done = self._execute(command, None)
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            raise _failure(command, done) from None
        faults = [item for item in answer["diagnostics"] if item["severity"] == "error"]
        if faults:
            raise TerraformError(
                f"the configuration in {self.folder} is not valid",
                command=command,
                exit_code=done.returncode,
                diagnostics=tuple(map(_diagnostic, faults)),
            )

    def plan(
        self,
        out: Path | None = None,
        *,
        destroy: bool = False,
        refresh: bool = True,
        timeout_seconds: float | None = None,
    ) -> Plan:
        """What an apply would do; `out` keeps the plan's file, for `apply(plan=out)`. An empty one has no `data`."""
        with tempfile.TemporaryDirectory(dir=self._private_folder) as temporary:
            file = (out or Path(temporary) / "plan").absolute()
            arguments = [f"-out={file}", *(["-destroy"] if destroy else []), *([] if refresh else ["-refresh=false"])]
            options = ("-input=false", "-no-color", "-detailed-exitcode", *arguments)
            done = self._completed(("plan", *options), timeout_seconds, successes=(0, _CHANGES))
            if done.returncode != _CHANGES:
                return Plan((), {})  # to be shown it would have to load the provider once more
            return Plan.parse(json.loads(self.run("show", "-json", "-no-color", str(file))))

    def apply(self, plan: Path | None = None, *, timeout_seconds: float | None = None) -> None:
        """Applies the configuration, or the plan in a file."""
        last = [str(plan.absolute())] if plan else []
        self.run("apply", "-input=false", "-no-color", "-auto-approve", *last, timeout_seconds=timeout_seconds)

    def destroy(self, *, refresh: bool = True, timeout_seconds: float | None = None) -> None:
        """Destroys all that is in the state."""
        arguments = [] if refresh else ["-refresh=false"]
        self.run("destroy", "-input=false", "-no-color", "-auto-approve", *arguments, timeout_seconds=timeout_seconds)

    def outputs(self) -> dict[str, Any]:
        """The outputs in the state with their values, sensitive ones too."""
        return {name: item["value"] for name, item in json.loads(self.run("output", "-json", "-no-color")).items()}

    def state_list(self) -> list[str]:
        """The addresses in the state; none if there is no state yet."""
        try:
            return self.run("state", "list").splitlines()
        except TerraformError as error:
            if "No state file was found" in str(error):
                return []
            raise

    def run(self, *arguments: str, timeout_seconds: float | None = None) -> str:
        """Runs any Terraform command in the folder and returns its standard output.

        Raises:
            TerraformError: It failed, or took longer than its time.
        """
        return self._completed(arguments, timeout_seconds).stdout

    def _completed(
        self, arguments: tuple[str, ...], timeout_seconds: float | None, successes: tuple[int, ...] = (0,)
    ) -> subprocess.CompletedProcess[str]:
        command = (self.binary, *arguments)
        done = self._execute(command, timeout_seconds)
        if done.returncode not in successes:
            raise _failure(command, done)
        return done

    @property
    def _private_folder(self) -> Path:
        return private_folder(self.folder)

    def _execute(self, command: tuple[str, ...], timeout_seconds: float | None) -> subprocess.CompletedProcess[str]:
        limit = self.timeout_seconds if timeout_seconds is None else timeout_seconds
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its providers can be stopped with it
        )
        try:
            out, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired as error:
            _stop(process)
            raise TerraformError(
                f"`{' '.join(command)}` in {self.folder} took longer than {limit:g} s", command=command
            ) from error
        except BaseException:  # an interrupt of the tests must not leave an apply running
            _stop(process)
            raise
        return subprocess.CompletedProcess(command, process.returncode, out, errors)


@contextmanager
def _only_one_writes(cache_folder: str | None) -> Iterator[None]:
    """Terraform's plugin cache is not safe against two `init` at once."""
    if not cache_folder:
        yield
        return
    with (made_folder(Path(cache_folder)) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stop(process: subprocess.Popen[str]) -> None:
    """An interrupt first: Terraform then gives back its lock and keeps its state."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _failure(command: tuple[str, ...], done: subprocess.CompletedProcess[str]) -> TerraformError:
    texts = re.split(r"(?m)^(?=Error: )", done.stderr.strip() or done.stdout.strip())
    found = [text.strip() for text in texts if text.strip()]
    return TerraformError(
        f"`{' '.join(command)}` failed with exit code {done.returncode}",
        command=command,
        exit_code=done.returncode,
        diagnostics=tuple(map(_shortened, found[-_DIAGNOSTICS:])),
    )


def _shortened(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(line if len(line) <= _LINE_CHARACTERS else f"{line[:_LINE_CHARACTERS]} ..." for line in lines)


def _diagnostic(item: Mapping[str, Any]) -> str:
    place = item.get("range") or {}
    where = f"{place['filename']}:{place['start']['line']}: " if place else ""
    detail = f"\n    {item['detail']}" if item.get("detail") else ""
    return f"{where}{item['summary']}{detail}"
