"""A small disk in a mount namespace of its own: it is gone with the process that holds it, however the test ends."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_HOLD: Final = 'mount -t tmpfs -o size="$1"k,mode=700 tmpfs "$2" && echo mounted && exec cat'


class SmallDisk:
    """A file system of its own at a folder, which only commands run through it see.

    Attributes:
        folder: Where it is, for these commands.
        seen: The same, for the test.
    """

    def __init__(self, folder: Path, holder: int) -> None:
        self.folder = folder
        self.seen = Path(f"/proc/{holder}/root{folder}")
        self._inside = ("nsenter", f"--target={holder}", "--user", "--mount", "--preserve-credentials")

    def command(self, folder: Path, *command: str) -> tuple[str, ...]:
        """The command, run in that folder where the disk is seen."""
        return (*self._inside, "sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", str(folder), *command)

    def fill(self, leave: int = 0) -> None:
        """Leaves that many bytes free."""
        content = self.seen / "filling"
        with content.open("wb", buffering=0) as file:
            block = bytes(4096)
            try:
                while file.write(block) == len(block):
                    pass
            except OSError:
                pass  # it is full
            file.truncate(max(0, file.tell() - leave))

    def free(self) -> None:
        """Takes away what filled it."""
        (self.seen / "filling").unlink()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[SmallDisk]:
    """A disk of that size at an empty folder."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _HOLD, "sh", str(kilobytes), str(folder))
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stderr is not None
        try:
            assert holder.stdout.readline() == "mounted\n", holder.stderr.read()
            yield SmallDisk(folder, holder.pid)
        finally:
            holder.stdin.close()  # it ends then, and its mount with it
            holder.wait(10)
