"""Time and Python memory of a whole synth, with the bindings as shipped and as the library loads them.

Every run is a process of its own that builds 300 resources of ten types in one App and synthesizes them. The
ways take turns, so that a busy machine is busy for all of them; processor time, Node's included, depends on that
the least. "cold" starts with empty cache folders, jsii's own included; "warm" follows a run that filled them.

    python -m benchmarks.bench_bindings [--rounds 5] [--output result.json]
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .measuring import Run, median, run, show, surroundings
from .programs import OURS, STOCK

PROGRAMS = {"stock": STOCK, "ours": OURS}
WAYS = ("stock cold", "stock warm", "ours cold", "ours warm")


def run_in(way: str, caches: Path) -> Run:
    """Synthesizes 300 resources once, with the caches that belong to the way."""
    library, temperature = way.split()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) if temperature == "cold" else caches / library
        places = {"XDG_CACHE_HOME": str(cache / "xdg"), "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache / "jsii")}
        return run(PROGRAMS[library], "1", "30", environment=places)


def measure(rounds: int) -> dict[str, list[Run]]:
    """Takes turns over all ways, after a run of each library that fills its caches."""
    with tempfile.TemporaryDirectory() as folder:
        caches = Path(folder)
        for way in ("stock warm", "ours warm"):
            run_in(way, caches)
        runs: dict[str, list[Run]] = {way: [] for way in WAYS}
        for _ in range(rounds):
            for way in WAYS:
                runs[way].append(run_in(way, caches))
    assert len({one.digest for way in runs.values() for one in way}) == 1, "the ways differ in their output"
    return runs


def report(runs: dict[str, list[Run]]) -> dict[str, Any]:
    """Medians, ratios, and what they were measured on."""
    medians = {way: median(taken) for way, taken in runs.items()}
    return {
        "rounds": len(runs[WAYS[0]]),
        "median": medians,
        "times_faster": {
            f"{heat} {unit}": round(medians[f"stock {heat}"][unit] / medians[f"ours {heat}"][unit], 1)
            for heat in ("cold", "warm")
            for unit in ("seconds", "processor_seconds")
        },
        "runs": {way: [asdict(one) for one in taken] for way, taken in runs.items()},
        **surroundings(),
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    show(report(measure(arguments.rounds)), arguments.output)


if __name__ == "__main__":
    main()
