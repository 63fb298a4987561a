"""The cdktf CLI as a process: its output goes to a file, what it is doing is told on the way."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ...errors import TapError

_PLANNED = re.compile(r"Plan: (\d+) to add, (\d+) to change, (\d+) to destroy")
_FINISHED = re.compile(r"(\S+): (?:Creation|Modifications|Destruction) complete")
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_END_OF_LOG = 40


class Progress(NamedTuple):
    """How far a command is.

    Attributes:
        planned: How many resources it will make, change or destroy; None until it knows.
        finished: How many it is done with.
        resource: The last of them.
    """

    planned: int | None = None
    finished: int = 0
    resource: str = ""

    def after(self, line: str) -> Progress:
        """The progress after one more line of output."""
        if planned := _PLANNED.search(line):
            return self._replace(planned=sum(map(int, planned.groups())))
        if finished := _FINISHED.search(line):
            return self._replace(finished=self.finished + 1, resource=finished.group(1))
        return self


def run_cdktf(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    log: Path,
    tell: Callable[[Progress], None],
) -> None:
    """Runs the cdktf CLI to its end.

    Args:
        command: The CLI and its arguments.
        folder: Where.
        environment: With which variables.
        log: Where its output is added to.
        tell: Called after every line that says how far it is.

    Raises:
        TapError: It failed; with the end of its output.
    """
    progress = Progress()
    lines: list[str] = []
    with (
        log.open("a", encoding="utf-8") as file,
        subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process,
    ):
        for colored in process.stdout or ():
            line = _COLOR.sub("", colored)
            file.write(line)
            lines.append(line.rstrip())
            if (reached := progress.after(line)) != progress:
                progress = reached
                tell(progress)
    if process.returncode:
        raise TapError(
            f"{_reason(lines)}\n\ncdktf {command[1]} failed with exit code {process.returncode}; all of it: {log}"
        )


def _reason(lines: Sequence[str]) -> str:
    """The errors among the lines; the end of them where none is marked as one."""
    errors = [line for line in lines if "│" in line or "Error:" in line]
    return "\n".join(errors or lines[-_END_OF_LOG:])
