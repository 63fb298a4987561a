"""Holds bills of materials against the schema of CycloneDX; runs in the environment of requirements/release.lock."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator


def main(paths: list[str]) -> int:
    """Says what is wrong in the files, and gives the exit code."""
    found = 0
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        version = SchemaVersion.from_version(json.loads(text)["specVersion"])
        error = JsonStrictValidator(version).validate_str(text)
        if error:
            print(f"{path}: is no CycloneDX {version.to_version()}\n    got:      {error}", file=sys.stderr)
            found = 1
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
