"""Packs the files of a new project for `cdktf init --template=<address of the zip>`, to the same bytes everywhere."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import Final

from lib.commands.project_template import template_files

TARGET: Final = Path("dist") / "tap-project.zip"
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)  # that a zip can state
_PLAIN_FILE: Final = 0o100644 << 16


def pack(target: Path) -> None:
    """Writes the zip: files sorted, undated and not compressed, since compressors differ between machines.

    The cdktf CLI looks for `cdktf.json` at the top first, and does not find it below a folder that has siblings.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path, text in template_files().items():
            entry = zipfile.ZipInfo(path, _OLDEST)
            entry.external_attr = _PLAIN_FILE
            entry.create_system = 3  # Unix, whatever it is packed on
            archive.writestr(entry, text)


def main(arguments: list[str]) -> None:
    """Packs to the file that is named, or to `dist/tap-project.zip`."""
    target = Path(arguments[0]) if arguments else TARGET
    pack(target)
    print(target)


if __name__ == "__main__":
    main(sys.argv[1:])
