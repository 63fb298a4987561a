"""Writes the reference, or tells what of it is stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from lib.errors import TapError

from .pages import pages, stale, write

ROOT = Path(__file__).parents[2]


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Runs the command.

    Args:
        arguments: Those of the command line by default.
        root: The repository.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m scripts.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 where a file is stale")
    checking = parser.parse_args(arguments).check
    try:
        wanted = pages(root)
    except TapError as error:
        print(error, file=sys.stderr)
        return 1
    if not checking:
        print("\n".join(write(root, wanted)) or "everything is current")
        return 0
    found = stale(root, wanted)
    if found:
        print("\n".join(["the reference is stale:", *(f"    {line}" for line in found)]), file=sys.stderr)
        print("    remedy:   make docs", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
