"""What synthesis writes: all of it anew, or what was there before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from .errors import TapError
from .model import refuse

_WRITTEN: Final = ("manifest.json", "stacks/*/cdk.tf.json")
_EARLIER: Final = ".earlier"


def not_written(folder: str | Path, reason: str) -> TapError:
    """The error for a folder that cannot be written, and why."""
    return refuse(
        "cannot be written",
        got=reason,
        expected="a folder with room, which this user may write to",
        remedy="make room or mend its permissions, or correct CDKTF_OUTDIR where that names it",
        where=str(folder),
    )


@contextmanager
def kept_on_failure(folder: Path) -> Iterator[None]:
    """Has every file that is written in the block be as before it if the block fails.

    CDKTF empties each file before it writes it, and writes stacks before it validates them.

    Args:
        folder: The output folder of the app.

    Raises:
        TapError: What is there cannot be moved aside.
    """
    before = list(_written(folder))
    moved: list[Path] = []
    try:
        try:
            for file in before:
                file.replace(_aside(file))
                moved.append(file)
        except OSError as error:
            raise not_written(folder, error.strerror or str(error)) from error
        yield
    except BaseException:
        for file in set(_written(folder)) - set(before):
            file.unlink()
        for file in moved:
            _aside(file).replace(file)
        raise
    for file in moved:
        _aside(file).unlink()


def _written(folder: Path) -> Iterator[Path]:
    return (file for pattern in _WRITTEN for file in folder.glob(pattern))


def _aside(file: Path) -> Path:
    return file.with_name(file.name + _EARLIER)
