"""Folders of source code made into archives that are the same, byte for byte, wherever and whenever they are made.

Measured with cdktf 0.21: the archive of `AssetType.ARCHIVE` carries the times of the files, so every checkout gives
another one, and it takes what editors and Python leave in the folder. So the archive is made here: names in order,
one time, one mode, nothing compressed, since compressed bytes differ between builds of zlib. Python 3.11, 3.12 and
3.13 give the same bytes. Handlers are small; what is large belongs into a layer.
"""

from __future__ import annotations

import atexit
import base64
import functools
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from .errors import ConfigurationError, Problem

# Lambda takes an archive of this size with the call that makes the function; beyond it, only from a bucket.
# Source: AWS Lambda Developer Guide, "Lambda quotas".
MAX_ARCHIVE_BYTES: Final = 50 * 1024 * 1024

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first time that a zip file can state
# Readable by everyone, as Lambda needs it, and executable, for a `bootstrap` whose checkout has lost that.
_MODE: Final = 0o100755
_UNIX: Final = 3
_LEFT_OUT: Final = ("__pycache__",)
_LEFT_OUT_ENDINGS: Final = (".pyc", ".pyo", "~")

Handler = Literal["payment_api", "rollback", "validation"]


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file in memory.

    Attributes:
        content: Its bytes.
        names: What is in it.
    """

    content: bytes
    names: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the whole, so of every name and every byte, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def source_code_hash(self) -> str:
        """The same as Lambda and Terraform state it."""
        return base64.b64encode(hashlib.sha256(self.content).digest()).decode()


def handler_folder(name: Handler) -> Path:
    """The folder of one of this package's own handlers, to be given as a function's source."""
    return Path(__file__).parent / "lambda" / name


def archive(folder: Path) -> Archive:
    """Packs a folder.

    Hidden files, ``__pycache__``, compiled Python and backups of editors are left out: they differ from machine to
    machine, and a ``.env`` is nobody's business.

    Args:
        folder: What is packed, with everything below it.

    Raises:
        ConfigurationError: There is no such folder or nothing in it, something in it is no plain file, or it is larger
            than Lambda takes.
    """
    files = _files_in(folder)
    return _zipped({name: path.read_bytes() for name, path in files.items()})


def staged(packed: Archive, name: str) -> Path:
    """Writes an archive where synthesis can take it from: a temporary folder of this process, gone when it ends.

    Args:
        packed: The archive.
        name: The file's name, without its ending.
    """
    file = _staging_folder() / packed.digest / f"{name}.zip"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(packed.content)
    return file


def _files_in(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise _refusal(folder, "there is no such folder", "a folder with the function's source", "correct the path")
    found = {path.relative_to(folder).as_posix(): path for path in _walk(folder)}
    odd = [name for name, path in found.items() if path.is_symlink() or not path.is_file()]
    if odd:
        raise _refusal(
            folder,
            f"what these lead to differs from machine to machine: {', '.join(sorted(odd))}",
            "plain files and folders",
            "copy the files to where the links are",
        )
    if not found:
        raise _refusal(folder, "nothing is in it", "the function's source", "correct the path")
    size = sum(path.stat().st_size for path in found.values())
    if size > MAX_ARCHIVE_BYTES:
        raise _refusal(
            folder,
            f"{size} bytes are more than Lambda takes",
            f"at most {MAX_ARCHIVE_BYTES} bytes",
            "move dependencies into a layer",
        )
    return dict(sorted(found.items()))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith((".", "#")) or path.name in _LEFT_OUT or path.name.endswith(_LEFT_OUT_ENDINGS):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _zipped(contents: Mapping[str, bytes]) -> Archive:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _MODE << 16
            file.writestr(entry, content)
    return Archive(buffer.getvalue(), tuple(contents))


@functools.cache
def _staging_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tap-constructs-")).resolve()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _refusal(folder: Path, what: str, expected: str, remedy: str) -> ConfigurationError:
    return ConfigurationError([Problem(str(folder), what, expected=expected, remedy=remedy)])
