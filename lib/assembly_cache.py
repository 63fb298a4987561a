"""A stripped copy of the AWS provider's jsii package, made once per provider version and kept in the user's cache.

The package that the bindings bring holds 392 MB: a 131 MB type assembly, mostly documentation, 37 MB of TypeScript
declarations and 224 MB of JavaScript, two thirds of it source maps. Loading it parses all of the first and runs
all of the last. The copy keeps every type and every line of code, drops the rest, and lets `lib/lazy-index.js`,
which the package ships, stand in for the index that runs every module.

With it come the three files by which a jsii that has them (1.142 does) finds single types without parsing the
assembly. jsii writes them itself, byte for byte the same, but only in a program that runs long enough; the programs
that this copy makes short would parse twice in every run. The files name the version of their layout, so that a
jsii with another one passes them over; one without knows nothing of them.

What is kept here is code that will be executed, so:

* The folder is opened once, without following a symbolic link, and must belong to the user and be writable by
  nobody else; the file in it likewise. Both are checked on the open descriptors, so that a folder exchanged
  afterwards changes nothing, whatever the folders above it allow.
* The file's name carries the SHA-256 of the original package and the SHA-256 of its own content. The first makes
  a changed original miss. The second is compared on every load with what was read, and the bytes that were
  compared are the bytes that Node gets, in a private temporary folder. A cut or damaged file is made anew.
* The expected digest thus comes from the folder itself. It finds damage; against other users the ownership does.
  Somebody who can write as the user can replace the installed bindings, or jsii's own unpacked copy, as easily:
  a digest kept elsewhere would guard one door of three. A digest shipped with the library is no choice either,
  for the compressed bytes differ between zlib builds.

Hashing the original (37 MB) takes 27 ms and the copy (7.2 MB) 5 ms with SHA instructions in the processor, about
four times that without, of a load that takes 300 ms; so both are hashed every time and no time stamp is trusted.
Making the copy takes 5 s and 600 MB, in a process of its own, so that the memory is given back.

Run as a program, the module writes the stripped copy of its one argument to standard output.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import itertools
import json
import os
import re
import secrets
import stat
import struct
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

FORMAT = 1  # goes up whenever the rules for stripping change
LEFTOVER_SECONDS = 3600
UNUSED_KEYS = ("docs", "locationInModule", "readme", "symbolId")
ASSEMBLY, INDEX, LAZY_INDEX = "package/.jsii", "package/lib/index.js", "package/lib/lazy-index.js"
LOOKUP_MANIFEST, LOOKUP_INDEX = ".jsii.runtime.v1.json", ".jsii.runtime-index.v1"
LOOKUP_DEFINITIONS = ".jsii.runtime-defs.v1.jsonl"
KINDS = ("class", "interface", "enum")
SOURCE_MAP = re.compile(rb"\n//# sourceMappingURL=data:application/json;base64,[\w+/=]+\s*\Z")
LAZY_EXPORT = re.compile(rb"^Object\.defineProperty\(exports, '(\w+)', \{ get: function", re.MULTILINE)


class AssemblyError(Exception):
    """The stripped copy cannot be made or kept; the original still works."""


def load(original: Path, version: str) -> bytes:
    """Return the stripped copy of a provider package, making and keeping it on first use.

    Args:
        original: The tarball that the installed bindings bring.
        version: The version of the bindings.

    Returns:
        The content of the stripped tarball, verified.

    Raises:
        AssemblyError: The original has an unknown layout, or there is no private folder for the copy.
        OSError: The original cannot be read, or the copy cannot be written.
    """
    if sys.platform == "win32":
        raise AssemblyError("Windows has no owner and no mode to check a cache folder by")
    stem = f"provider-aws-{version}-{_file_digest(original)}-v{FORMAT}"
    with _private_folder(cache_folder()) as folder:
        kept = _read(folder, stem)
        if kept is not None:
            return kept
        content = _strip_in_own_process(original)
        _remove_leftovers(folder)
        _write(folder, _file_name(stem, content), content)
    return content


def cache_folder() -> Path:
    """Return the folder for the stripped copies, which need not exist.

    Raises:
        AssemblyError: The user has no home folder.
    """
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if configured.is_absolute():
        return configured / "tap-constructs"
    try:
        home = Path.home()
    except RuntimeError as error:
        raise AssemblyError(f"there is no home folder for the cache: {error}") from error
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "tap-constructs"


def strip(original: Path, target: BinaryIO) -> None:
    """Write the stripped copy of a provider package.

    Args:
        original: The tarball that the installed bindings bring.
        target: Takes the stripped tarball.

    Raises:
        AssemblyError: The original is not laid out as the provider packages are.
    """
    with (
        tarfile.open(original) as source,
        gzip.GzipFile("", "wb", 6, target, mtime=0) as compressed,
        tarfile.open(fileobj=compressed, mode="w") as copy,
    ):
        modules: set[bytes] = set()
        lazy_index = b""
        index: tarfile.TarInfo | None = None
        for member in source:
            if member.name.endswith(".d.ts"):
                continue
            content = _content(source, member)
            if member.name == ASSEMBLY:
                assembly = _read_assembly(content)
                modules = {name.rpartition(".")[2].encode() for name in assembly["submodules"]}
                content = _compact(assembly)
                for name, lookup in _lookup_files(assembly).items():
                    _add(copy, tarfile.TarInfo(f"package/{name}"), lookup)
            elif member.name == LAZY_INDEX:
                lazy_index = content
            elif member.name == INDEX:
                index = member
                continue
            _add(copy, member, content)
        if index is None or not modules or modules != set(LAZY_EXPORT.findall(lazy_index)):
            raise AssemblyError("lib/lazy-index.js does not list the modules of the assembly")
        _add(copy, index, lazy_index)


def _content(source: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    stream = source.extractfile(member) if member.isreg() else None
    if stream is None:
        raise AssemblyError(f"{member.name} is not a regular file")
    content = stream.read()
    return SOURCE_MAP.sub(b"\n", content) if member.name.endswith(".js") else content


def _read_assembly(content: bytes) -> dict[str, Any]:
    assembly: dict[str, Any] = json.loads(content, object_hook=_without_unused)
    if any(type_name.count(".") != 2 for type_name in assembly["types"]):
        raise AssemblyError("the assembly has types outside its modules")
    return assembly


def _lookup_files(assembly: dict[str, Any]) -> dict[str, bytes]:
    """Return jsii's look-up files: each type on a line of its own; their names, kinds and offsets; what they mean."""
    types: dict[str, Any] = assembly["types"]
    lines = [_compact(definition) + b"\n" for definition in types.values()]
    columns = {
        "names": "\n".join(types).encode(),
        "kinds": bytes(KINDS.index(definition["kind"]) for definition in types.values()),
        "offsets": struct.pack(f"<{len(lines) + 1}I", 0, *itertools.accumulate(map(len, lines))),
    }
    ends = list(itertools.accumulate(map(len, columns.values())))
    layout: dict[str, Any] = {"typeCount": len(types)}
    for (name, column), end in zip(columns.items(), ends, strict=True):
        layout[name] = {"start": end - len(column), "length": len(column)}
    manifest = {
        "schema": "jsii/runtime-index",
        "version": 1,
        "index": LOOKUP_INDEX,
        "defs": LOOKUP_DEFINITIONS,
        "assemblyMetadata": {key: value for key, value in assembly.items() if key not in ("types", "submodules")},
        "layout": layout,
    }
    return {
        LOOKUP_MANIFEST: _compact(manifest),
        LOOKUP_INDEX: b"".join(columns.values()),
        LOOKUP_DEFINITIONS: b"".join(lines),
    }


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _without_unused(value: dict[str, object]) -> dict[str, object]:
    for key in UNUSED_KEYS:
        value.pop(key, None)
    return value


def _add(copy: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
    member.size = len(content)
    copy.addfile(member, io.BytesIO(content))


def _strip_in_own_process(original: Path) -> bytes:
    result = subprocess.run([sys.executable, "-I", __file__, str(original)], capture_output=True, check=False)
    if result.returncode != 0:
        reason = result.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise AssemblyError(f"the stripped copy could not be made: {reason}")
    return result.stdout


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_name(stem: str, content: bytes) -> str:
    return f"{stem}-{hashlib.sha256(content).hexdigest()}.tgz"


@contextlib.contextmanager
def _private_folder(path: Path) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        if not _is_private(os.fstat(descriptor)):
            raise AssemblyError(f"{path} belongs to another user or is writable by others (chmod 700 mends that)")
        yield descriptor
    finally:
        os.close(descriptor)


def _is_private(status: os.stat_result) -> bool:
    return status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(folder: int, stem: str) -> bytes | None:
    for name in os.listdir(folder):
        if name.startswith(stem) and name.endswith(".tgz"):
            content = _read_private_file(folder, name)
            if content is not None and name == _file_name(stem, content):
                return content
    return None


def _read_private_file(folder: int, name: str) -> bytes | None:
    try:
        # Without O_NONBLOCK a named pipe in place of the file would wait for a writer for ever.
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        return file.read() if stat.S_ISREG(status.st_mode) and _is_private(status) else None


def _write(folder: int, name: str, content: bytes) -> None:
    temporary = f"{secrets.token_hex(8)}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(temporary, flags, mode=0o600, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=folder)
        raise


def _remove_leftovers(folder: int) -> None:
    """Remove what processes killed while writing left behind; the copies of other versions stay."""
    oldest = time.time() - LEFTOVER_SECONDS
    for name in os.listdir(folder):
        with contextlib.suppress(OSError):
            if name.endswith(".tmp") and os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime < oldest:
                os.unlink(name, dir_fd=folder)


if __name__ == "__main__":
    strip(Path(sys.argv[1]), sys.stdout.buffer)
