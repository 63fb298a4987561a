"""The sdist and the wheel, built from a commit to the same bytes by anyone."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import tarfile
import tempfile
from pathlib import Path

# What the wheel keeps of it: permissions of files.
UMASK = 0o022


def build(root: Path, target: Path, *, time: int, python: Path) -> None:
    """Builds the sdist of what is committed, and the wheel from that sdist.

    What lies in the folder besides is not looked at: setuptools would pack what an earlier build left there. Setuptools
    takes all times of a wheel from `SOURCE_DATE_EPOCH`. Of an sdist it takes none, so that is packed anew.

    Args:
        root: The repository.
        target: The folder for both.
        time: The time that every file in them gets, in seconds since 1970.
        python: That of the environment of requirements/release.lock.
    """
    with tempfile.TemporaryDirectory(prefix="tap-release-") as temporary:
        source = Path(temporary) / "source"
        committed = subprocess.run(
            ["git", "-c", f"tar.umask={UMASK:04o}", "archive", "HEAD"], cwd=root, check=True, capture_output=True
        )
        with tarfile.open(fileobj=io.BytesIO(committed.stdout)) as archive:
            archive.extractall(source, filter="data")
        subprocess.run(
            [str(python), "-m", "build", "--no-isolation", "--outdir", str(target), str(source)],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(time)},
            umask=UMASK,
            check=True,
            capture_output=True,
        )
    [sdist] = target.glob("*.tar.gz")
    normalise(sdist, time)


def normalise(sdist: Path, time: int) -> None:
    """Packs an sdist anew: files sorted, all of one time, of nobody, and readable by all.

    Args:
        sdist: The archive, which is written over.
        time: The time that every file in it gets, in seconds since 1970.
    """

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        return entry.replace(
            mtime=time, mode=0o755 if entry.isdir() else 0o644, uid=0, gid=0, uname="", gname="", deep=False
        )

    with tempfile.TemporaryDirectory(prefix="tap-sdist-") as temporary:
        with tarfile.open(sdist) as archive:
            archive.extractall(temporary, filter="data")
        [folder] = Path(temporary).iterdir()
        with (
            sdist.open("wb") as file,
            gzip.GzipFile("", "wb", fileobj=file, mtime=time) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            archive.add(folder, folder.name, filter=plain)
