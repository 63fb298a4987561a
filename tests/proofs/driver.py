"""Runs every case on the bindings that Python finds, and prints what came of each as JSON.

First with jsii as it is, for what happens without the library; then with its guard of nested blocks.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
import warnings
from typing import Any

os.environ["TAP_ALLOW_LOSSY_BLOCKS"] = "1"
warnings.simplefilter("ignore")  # of deprecated arguments, which some cases use

import lib  # noqa: E402  # makes the bindings load fast; with the switch above it leaves jsii as it is
from tests.proofs import bench  # noqa: E402


def run(module: str) -> dict[str, Any]:
    bench.CASES.clear()
    importlib.import_module(f"tests.proofs.{module}")
    results: dict[str, Any] = {}
    for name, function in bench.CASES.items():
        try:
            results[name] = function()
        except Exception:  # noqa: BLE001  # the test of that case shows it
            results[name] = {"failed": traceback.format_exc()}
    return results


def main() -> None:
    results = run("cases") | run("configurations")
    os.environ["TAP_ALLOW_LOSSY_BLOCKS"] = "0"
    lib.nested_blocks.install()
    results |= run("library_cases")
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
