"""The stripped provider package: what it holds, and what can happen to the folder that it is kept in."""

from __future__ import annotations

import errno
import importlib.resources
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lib import assembly_cache
from lib.assembly_cache import AssemblyError

SOURCE_MAP = b"//# sourceMappingURL=data:application/json;base64,AAAA"
LAZY_INDEX = (
    b"\"use strict\";\nObject.defineProperty(exports, 'vpc', { get: function () { return require('./vpc'); } });\n"
)
VPC_CODE = b'exports.Vpc = class {};\nconst text = "\n//# sourceMappingURL=kept";\n'
LOOKUP_FILES = (".jsii.runtime.v1.json", ".jsii.runtime-index.v1", ".jsii.runtime-defs.v1.jsonl")
ASSEMBLY: dict[str, Any] = {
    "schema": "jsii/0.10.0",
    "name": "@cdktf/provider-aws",
    "docs": {"stability": "stable"},
    "readme": {"markdown": "# long"},
    "submodules": {"@cdktf/provider-aws.vpc": {"readme": {"markdown": "# vpc"}, "symbolId": "src/vpc"}},
    "types": {
        "@cdktf/provider-aws.vpc.Vpc": {
            "docs": {"summary": "A VPC."},
            "kind": "class",
            "locationInModule": {"filename": "src/vpc/index.ts", "line": 1},
            "properties": [{"docs": {"default": "-"}, "name": "cidrBlock", "type": {"primitive": "string"}}],
            "symbolId": "src/vpc/index:Vpc",
        },
        "@cdktf/provider-aws.vpc.VpcConfig": {"datatype": True, "kind": "interface"},
        "@cdktf/provider-aws.vpc.Kind": {"kind": "enum", "members": [{"docs": {"summary": "a"}, "name": "A"}]},
    },
}
MEMBERS = {
    "package/package.json": b'{"name": "@cdktf/provider-aws"}',
    "package/.jsii": json.dumps(ASSEMBLY).encode(),
    "package/lib/index.js": b'exports.vpc = require("./vpc");\n' + SOURCE_MAP,
    "package/lib/index.d.ts": b"export * as vpc from './vpc';\n",
    "package/lib/lazy-index.js": LAZY_INDEX + SOURCE_MAP,
    "package/lib/vpc/index.js": VPC_CODE + SOURCE_MAP,
}


def pack(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tarball:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tarball.addfile(member, io.BytesIO(content))
    return path


def unpack(content: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(content)) as tarball:
        streams = {member.name: tarball.extractfile(member) for member in tarball}
        return {name: stream.read() for name, stream in streams.items() if stream}


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return pack(tmp_path / "original.tgz", MEMBERS)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "tap-constructs"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Strip in this process, which is faster, and count."""
    calls: list[Path] = []

    def strip(path: Path) -> bytes:
        calls.append(path)
        return stripped(path)

    monkeypatch.setattr(assembly_cache, "_strip_in_own_process", strip)
    return calls


def stripped(path: Path) -> bytes:
    target = io.BytesIO()
    assembly_cache.strip(path, target)
    return target.getvalue()


# What the copy holds


def test_every_type_stays_without_its_documentation(original: Path) -> None:
    assembly = json.loads(unpack(stripped(original))["package/.jsii"])
    assert assembly == {
        "schema": "jsii/0.10.0",
        "name": "@cdktf/provider-aws",
        "submodules": {"@cdktf/provider-aws.vpc": {}},
        "types": {
            "@cdktf/provider-aws.vpc.Vpc": {
                "kind": "class",
                "properties": [{"name": "cidrBlock", "type": {"primitive": "string"}}],
            },
            "@cdktf/provider-aws.vpc.VpcConfig": {"datatype": True, "kind": "interface"},
            "@cdktf/provider-aws.vpc.Kind": {"kind": "enum", "members": [{"name": "A"}]},
        },
    }


def test_the_lazy_index_stands_in_for_the_index(original: Path) -> None:
    assert unpack(stripped(original))["package/lib/index.js"] == LAZY_INDEX


def test_code_stays_without_its_source_map(original: Path) -> None:
    members = unpack(stripped(original))
    assert members["package/lib/vpc/index.js"] == VPC_CODE
    assert set(members) == set(MEMBERS) - {"package/lib/index.d.ts"} | {f"package/{name}" for name in LOOKUP_FILES}


def test_code_after_what_looks_like_a_source_map_stays(tmp_path: Path) -> None:
    changed = pack(tmp_path / "changed.tgz", MEMBERS | {"package/lib/vpc/index.js": VPC_CODE})
    assert unpack(stripped(changed))["package/lib/vpc/index.js"] == VPC_CODE


@pytest.mark.slow
def test_the_look_up_files_are_those_that_jsii_writes(original: Path, tmp_path: Path) -> None:
    members = unpack(stripped(original))
    folder = tmp_path / "as-jsii-does"
    folder.mkdir()
    (folder / ".jsii").write_bytes(members["package/.jsii"])
    worker = importlib.resources.files("jsii._embedded.jsii").joinpath("lib__runtime-index-worker.js")
    program = """
    const { Worker } = require("worker_threads");
    const [file, packageDir] = process.argv.slice(1);
    new Worker(file, { workerData: { packageDir, supportedFeatures: [] } }).on("message", console.log);
    """
    output = subprocess.run(["node", "-e", program, str(worker), str(folder)], capture_output=True, check=True)
    assert output.stdout == b""
    assert {name: (folder / name).read_bytes() for name in LOOKUP_FILES} == {
        name: members[f"package/{name}"] for name in LOOKUP_FILES
    }


def test_two_copies_are_equal(original: Path) -> None:
    assert stripped(original) == stripped(original)


@pytest.mark.parametrize(
    "change",
    [
        {"package/lib/lazy-index.js": b""},
        {"package/lib/lazy-index.js": LAZY_INDEX + LAZY_INDEX.replace(b"vpc", b"eip")},
        {"package/.jsii": json.dumps(ASSEMBLY | {"submodules": {}}).encode()},
        {"package/.jsii": json.dumps(ASSEMBLY | {"types": {"@cdktf/provider-aws.Vpc": {}}}).encode()},
        {"package/.jsii": json.dumps(ASSEMBLY | {"types": {"@cdktf/provider-aws.vpc.X": {"kind": "new"}}}).encode()},
        {"package/.jsii": b"{}"},
        {"package/.jsii": b"not JSON"},
    ],
)
def test_another_layout_is_refused(tmp_path: Path, change: dict[str, bytes]) -> None:
    changed = pack(tmp_path / "changed.tgz", MEMBERS | change)
    with pytest.raises((AssemblyError, KeyError, ValueError)):
        stripped(changed)


@pytest.mark.parametrize("missing", ["package/.jsii", "package/lib/index.js", "package/lib/lazy-index.js"])
def test_a_missing_part_is_refused(tmp_path: Path, missing: str) -> None:
    members = {name: content for name, content in MEMBERS.items() if name != missing}
    with pytest.raises(AssemblyError, match="does not list the modules"):
        stripped(pack(tmp_path / "changed.tgz", members))


def test_a_link_in_the_original_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "linked.tgz"
    with tarfile.open(path, "w:gz") as tarball:
        link = tarfile.TarInfo("package/lib/index.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tarball.addfile(link)
    with pytest.raises(AssemblyError, match=r"package/lib/index\.js is not a regular file"):
        stripped(path)


# Making and keeping it


def test_it_is_made_once(original: Path, cache: Path, made: list[Path]) -> None:
    first = assembly_cache.load(original, "21.0.0")
    assert assembly_cache.load(original, "21.0.0") == first == stripped(original)
    assert made == [original]
    assert len(list(cache.iterdir())) == 1


def test_only_the_user_can_reach_it(original: Path, cache: Path, made: list[Path]) -> None:
    assembly_cache.load(original, "21.0.0")
    (kept,) = cache.iterdir()
    assert (cache.stat().st_mode & 0o777, kept.stat().st_mode & 0o777) == (0o700, 0o600)


def test_a_changed_original_is_stripped_anew(original: Path, made: list[Path]) -> None:
    assembly_cache.load(original, "21.0.0")
    pack(original, MEMBERS | {"package/lib/vpc/index.js": b"exports.Vpc = null;\n"})
    assert unpack(assembly_cache.load(original, "21.0.0"))["package/lib/vpc/index.js"] == b"exports.Vpc = null;\n"
    assert made == [original, original]


def test_another_version_has_its_own_copy(original: Path, cache: Path, made: list[Path]) -> None:
    assembly_cache.load(original, "21.0.0")
    assembly_cache.load(original, "21.0.1")
    assert len(list(cache.iterdir())) == len(made) == 2


def cut(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:-1])


def flip(kept: Path) -> None:
    content = bytearray(kept.read_bytes())
    content[-1] ^= 1
    kept.write_bytes(content)


def empty(kept: Path) -> None:
    kept.write_bytes(b"")


def link(kept: Path) -> None:
    kept.rename(kept.parent / "elsewhere")
    kept.symlink_to("elsewhere")


def pipe(kept: Path) -> None:
    kept.unlink()
    os.mkfifo(kept)


def open_to_all(kept: Path) -> None:
    kept.chmod(0o666)


@pytest.mark.parametrize("damage", [cut, flip, empty, link, pipe, open_to_all])
def test_a_damaged_file_is_made_anew(
    damage: Callable[[Path], None], original: Path, cache: Path, made: list[Path]
) -> None:
    first = assembly_cache.load(original, "21.0.0")
    (kept,) = cache.iterdir()
    damage(kept)
    assert assembly_cache.load(original, "21.0.0") == first
    assert made == [original, original]
    assert (kept.is_symlink(), kept.read_bytes(), kept.stat().st_mode & 0o777) == (False, first, 0o600)


def test_another_users_file_is_made_anew(
    original: Path, cache: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = assembly_cache.load(original, "21.0.0")
    real = assembly_cache._is_private
    kept_status = next(cache.iterdir()).stat()
    monkeypatch.setattr(
        assembly_cache, "_is_private", lambda status: real(status) and not os.path.samestat(status, kept_status)
    )
    assert assembly_cache.load(original, "21.0.0") == first
    assert made == [original, original]


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777])
def test_a_folder_that_others_may_write_to_is_refused(mode: int, original: Path, cache: Path, made: list[Path]) -> None:
    cache.mkdir(parents=True)
    cache.chmod(mode)
    with pytest.raises(AssemblyError, match=f"{cache} belongs to another user or is writable by others"):
        assembly_cache.load(original, "21.0.0")
    assert made == []


def test_a_folder_of_another_user_is_refused(original: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    somebody_else = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: somebody_else)
    with pytest.raises(AssemblyError, match="belongs to another user"):
        assembly_cache.load(original, "21.0.0")
    assert made == []


def test_a_linked_folder_is_refused(original: Path, cache: Path, made: list[Path]) -> None:
    (cache.parent / "target").mkdir(parents=True, mode=0o700)
    cache.symlink_to("target")
    with pytest.raises(OSError, match="tap-constructs"):
        assembly_cache.load(original, "21.0.0")
    assert made == []


def test_a_folder_that_cannot_be_made_is_an_error_before_the_work(
    original: Path, cache: Path, made: list[Path]
) -> None:
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="cache"):
        assembly_cache.load(original, "21.0.0")
    assert made == []


def test_a_full_disk_leaves_nothing_behind(
    original: Path, cache: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        assembly_cache.load(original, "21.0.0")
    assert list(cache.iterdir()) == []


def test_a_failed_clean_up_does_not_hide_the_cause(
    original: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(os, "unlink", lambda *_args, **_kwargs: (_ for _ in ()).throw(OSError("no")))
    with pytest.raises(OSError, match="Read-only file system"):
        assembly_cache.load(original, "21.0.0")


def test_leftovers_of_killed_processes_are_removed(original: Path, cache: Path, made: list[Path]) -> None:
    cache.mkdir(parents=True, mode=0o700)
    old = time.time() - 2 * assembly_cache.LEFTOVER_SECONDS
    for name in ("old.tmp", "old.tgz", "young.tmp"):
        (cache / name).write_text("")
    for name in ("old.tmp", "old.tgz"):
        os.utime(cache / name, (old, old))
    assembly_cache.load(original, "21.0.0")
    assert {"old.tgz", "young.tmp"} == {path.name for path in cache.iterdir() if "provider" not in path.name}


def test_the_folder_is_closed_again(original: Path, made: list[Path]) -> None:
    descriptors = Path("/dev/fd")
    assembly_cache.load(original, "21.0.0")
    before = len(list(descriptors.iterdir()))
    assembly_cache.load(original, "21.0.0")
    assert len(list(descriptors.iterdir())) == before


def test_windows_is_refused(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(AssemblyError, match="Windows"):
        assembly_cache.load(original, "21.0.0")


# Other processes


@pytest.mark.slow
def test_it_is_made_in_another_process(original: Path) -> None:
    assert assembly_cache.load(original, "21.0.0") == stripped(original)


@pytest.mark.slow
def test_a_reason_is_given_when_it_cannot_be_made(tmp_path: Path) -> None:
    path = tmp_path / "original.tgz"
    path.write_text("not a tarball")
    with pytest.raises(AssemblyError, match=r"could not be made: .*truncated header"):
        assembly_cache.load(path, "21.0.0")


@pytest.mark.slow
def test_an_interpreter_without_a_path_is_an_error(original: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(OSError, match="''"):
        assembly_cache.load(original, "21.0.0")


@pytest.fixture
def three_at_once(original: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    program = (
        "import pathlib, sys; from lib import assembly_cache; print('ready', flush=True); sys.stdin.readline();"
        "sys.stdout.buffer.write(assembly_cache.load(pathlib.Path(sys.argv[1]), '21.0.0'))"
    )
    command = [sys.executable, "-c", program, str(original)]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(3)]
    yield processes
    for process in processes:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_three_processes_at_once(original: Path, cache: Path, three_at_once: list[subprocess.Popen[bytes]]) -> None:
    for process in three_at_once:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
    for process in three_at_once:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60)[0] for process in three_at_once]
    assert outputs == [stripped(original)] * 3
    assert [path.suffix for path in cache.iterdir()] == [".tgz"]


# Where it is kept


def test_a_relative_xdg_folder_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert assembly_cache.cache_folder() == tmp_path / ".cache" / "tap-constructs"


def test_macos_has_a_folder_for_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert assembly_cache.cache_folder() == tmp_path / "Library" / "Caches" / "tap-constructs"


def test_a_user_without_a_home_has_no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr(Path, "home", no_home)
    with pytest.raises(AssemblyError, match="no home folder"):
        assembly_cache.cache_folder()
