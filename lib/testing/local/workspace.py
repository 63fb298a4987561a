"""The folder `.local` of a project: which emulator runs, what stands in it, and the logs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from ..emulator import Emulator, EmulatorError


class Workspace:
    """What a local deploy leaves for the next command.

    Attributes:
        root: The project's folder.
        folder: Its `.local`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.folder = self.root / ".local"
        self._record = self.folder / "emulator.json"

    @property
    def log(self) -> Path:
        """Where the output of the cdktf CLI goes."""
        return self.folder / "cdktf.log"

    def running(self) -> Emulator | None:
        """The emulator that was started before; None where it does not run any more."""
        if not self._record.exists():
            return None
        found = json.loads(self._record.read_text(encoding="utf-8"))
        if found["pid"] is None:  # one of the user's own, which is not ours to ask
            return Emulator(f"http://127.0.0.1:{found['port']}", pid=None)
        try:
            return Emulator.attach(**found)
        except EmulatorError:
            return None

    def start(self) -> Emulator:
        """The emulator, started where none runs; what stood in an earlier one is then forgotten."""
        found = self.running()
        if found:
            return found
        self.clear()
        self.folder.mkdir(parents=True)
        emulator = Emulator.start(self.folder / "emulator.log", detached=True)
        self._record.write_text(json.dumps({"pid": emulator.pid, "port": emulator.port}), encoding="utf-8")
        return emulator

    def clear(self) -> None:
        """Removes everything that a local deploy left."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def outputs(self, stack: str) -> dict[str, Any]:
        """The outputs that a stack was deployed with; empty where it was not."""
        file = self.outputs_file(stack)
        written: dict[str, dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return written.get(stack, {})

    def outputs_file(self, stack: str) -> Path:
        """Where the cdktf CLI writes a stack's outputs."""
        return self.folder / f"{stack}.outputs.json"
