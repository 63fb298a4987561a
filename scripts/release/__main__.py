"""Makes a release of the commit that is checked out."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from lib import __version__
from lib.app import readable_errors
from scripts import template_zip

from . import archives, readiness, sbom

ROOT = Path(__file__).parents[2]
SUMS = "SHA256SUMS"


def release(root: Path, version: str, python: Path) -> Path:
    """Makes what is published: sdist, wheel, the zip for `cdktf init`, bills of materials, and the hashes of all.

    Args:
        root: The repository.
        version: The library's.
        python: That of the environment of requirements/release.lock.

    Returns:
        The folder, whose former contents are gone. It is left alone where anything fails.

    Raises:
        ConfigurationError: What is checked out cannot be released.
    """
    time = readiness.check(root, version)
    with tempfile.TemporaryDirectory(prefix="tap-release-") as temporary:
        made = Path(temporary) / "dist"
        made.mkdir()
        archives.build(root, made, time=time, python=python)
        packages = sorted(made.iterdir())
        subprocess.run([str(python), "-m", "twine", "check", "--strict", *map(str, packages)], check=True)
        [wheel] = made.glob("*.whl")
        sbom.write(root, made, wheel=wheel, version=version, time=time, python=python)
        template_zip.pack(made / template_zip.TARGET.name)
        (made / SUMS).write_text(sums(made), encoding="utf-8")
        target = root / "dist"
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(made, target)
    return target


def sums(folder: Path) -> str:
    """The SHA-256 of each file in a folder, as `sha256sum --check` reads it."""
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    return "".join(f"{found}  {name}\n" for name, found in hashes.items())


def main() -> None:
    """Makes it in `dist/`, or says what is in the way."""
    with readable_errors():
        made = release(ROOT, __version__, ROOT / ".cache" / "release" / "bin" / "python")
    print((made / SUMS).read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
