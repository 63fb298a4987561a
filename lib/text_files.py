"""Files that a user names, read whole: what is no plain file is refused, since reading it may never end."""

from __future__ import annotations

import errno
import re
import tomllib
from pathlib import Path
from typing import Any, Final

# The file with every setting there is has 75 kB.
MAX_TOML_BYTES: Final = 1_000_000
MAX_DEPTH: Final = 50

# Keys of many parts, which take tomllib a time that grows with the square of their number.
_PART: Final = r"""(?:[\w-]+|"[^"\n]{0,64}"|'[^'\n]{0,64}')"""
_DOTTED: Final = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")


def read_text(path: Path, *, pipe: bool = False) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Args:
        path: The file.
        pipe: Whether it may be a pipe, which somebody has to write to.

    Raises:
        OSError: There is no such file, it cannot be read, or it is a pipe, a socket or a device.
        ValueError: It is not UTF-8.
    """
    if path.exists() and not (path.is_file() or path.is_dir() or (pipe and path.is_fifo())):
        raise OSError(errno.EINVAL, "is a pipe, a socket or a device, and no file", str(path))
    return path.read_text(encoding="utf-8-sig")


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a TOML file.

    Raises:
        OSError: See `read_text`.
        ValueError: It is no TOML, or larger or nested more deeply than any settings are.
    """
    text = read_text(path)
    if len(text) > MAX_TOML_BYTES:
        raise ValueError(f"it has {len(text)} characters, more than the {MAX_TOML_BYTES} that are read")
    too_deep = f"it has keys of more than {MAX_DEPTH} parts, or tables and lists more than {MAX_DEPTH} deep"
    if any(found[0].count(".") > MAX_DEPTH for found in _DOTTED.finditer(text)):
        raise ValueError(too_deep)
    try:
        table = tomllib.loads(text)
    except RecursionError as error:
        raise ValueError(too_deep) from error
    if is_deeper(table, MAX_DEPTH):
        raise ValueError(too_deep)
    return table


def leads_nowhere(path: Path) -> bool:
    """Whether a file is not there because it, or its folder, is a link to what is not there."""
    return any(each.is_symlink() and not each.exists() for each in (path, path.parent))


def is_deeper(value: object, most: int) -> bool:
    """Whether there are more than so many dicts and lists in each other, without recursion."""
    level = [value]
    for _ in range(most + 1):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True
