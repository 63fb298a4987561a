"""Time and memory of a whole synthesis: CDKTF, CDK Terrain and AWS CDK as they are shipped, and this library on both.

All build the same ten types of resources in stacks of a hundred, AWS CDK as its L1 constructs. "floor" starts Node and
jsii and synthesizes a stack of CDKTF without a provider: what no program on jsii gets below. Each program is a process
of its own; they take turns, with warm caches. Of the largest size there is one round: ratios come from one run.

    python -m benchmarks.bench_peers [--rounds 3] [--resources 100 300 1000 5000] [--output result.json]

needs `.cache/cdk` and `.cache/cdktn`, which `make bench` makes.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
from pathlib import Path
from typing import Any

from .measuring import PEAKS, ROOT, Run, median, run, show, surroundings
from .programs import AWS_CDK, OURS, STOCK, STOCK_CDKTN

FLOOR = (
    """
import sys
from cdktf import App, TerraformStack
app = App(outdir=sys.argv[1])
TerraformStack(app, "empty")
app.synth()
"""
    + PEAKS
)

CACHE = ROOT / ".cache"
CDK = {"PYTHONPATH": str(CACHE / "cdk")}
CDKTN = {"PYTHONPATH": str(CACHE / "cdktn")}
PROGRAMS = {
    "ours": (OURS, {}),
    "ours on cdktn": (OURS, CDKTN | {"TAP_BASE": "cdktn"}),
    "aws cdk": (AWS_CDK, CDK),
    "stock cdktf": (STOCK, {}),
    "stock cdktn": (STOCK_CDKTN, CDKTN),
}
IN_A_STACK, EACH_TYPE = 100, 10


def measure(rounds: int, sizes: list[int]) -> dict[str, dict[int, list[Run]]]:
    """All programs in turns, at each size."""
    for program, environment in PROGRAMS.values():
        run(program, "1", "1", environment=environment)
    taken: dict[str, dict[int, list[Run]]] = {name: {size: [] for size in sizes} for name in PROGRAMS}
    for size in sizes:
        for _ in range(rounds if size < max(sizes) else 1):
            for name, (program, environment) in PROGRAMS.items():
                one = run(program, str(size // IN_A_STACK), str(EACH_TYPE), environment=environment)
                assert one.resources == size, f"{name} made {one.resources} resources instead of {size}"
                taken[name][size].append(one)
    return taken


def report(taken: dict[str, dict[int, list[Run]]], floor: dict[str, Any]) -> dict[str, Any]:
    """Medians, how many times our time the others take, the distance to the floor, and what a resource costs."""
    medians = {name: {size: median(runs) for size, runs in sizes.items()} for name, sizes in taken.items()}
    ours = medians["ours"]
    return {
        "floor": floor,
        "median": medians,
        "times_ours": {
            name: {size: round(figures["seconds"] / ours[size]["seconds"], 1) for size, figures in sizes.items()}
            for name, sizes in medians.items()
        },
        "seconds_above_floor": {
            name: {size: round(figures["seconds"] - floor["seconds"], 2) for size, figures in sizes.items()}
            for name, sizes in medians.items()
        },
        "milliseconds_each_further_resource": {
            name: {
                f"{fewer} to {more}": round(
                    1000 * (sizes[more]["seconds"] - sizes[fewer]["seconds"]) / (more - fewer), 1
                )
                for fewer, more in itertools.pairwise(sizes)
            }
            for name, sizes in medians.items()
        },
        "runs": {name: {size: len(runs) for size, runs in sizes.items()} for name, sizes in taken.items()},
    }


def versions() -> dict[str, str]:
    """Those of the peers, which lie in folders of their own."""
    wanted = {"aws-cdk-lib": CACHE / "cdk", "cdktn": CACHE / "cdktn", "cdktn-provider-aws": CACHE / "cdktn"}
    return {
        name: found.version
        for name, folder in wanted.items()
        for found in importlib.metadata.distributions(name=name, path=[str(folder)])
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--resources", type=int, nargs="+", default=[100, 300, 1000, 5000])
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    floor = median([run(FLOOR) for _ in range(arguments.rounds + 1)][1:])
    result = report(measure(arguments.rounds, sorted(arguments.resources)), floor)
    around = surroundings()
    show({**around, "versions": around["versions"] | versions(), **result}, arguments.output)


if __name__ == "__main__":
    main()
