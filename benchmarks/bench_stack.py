"""The whole TapStack: resources, time and memory of its synthesis, and what each further environment in an App costs.

"floor" is a program that loads the library, starts Node and jsii, and synthesizes a stack without resources. "full" is
`environments/full.toml`: two regions with everything on. "environments" are copies of the profile `dev` in one App. The
programs take turns, with warm caches. With `--deploy` the full environment is applied to the local emulator as well,
planned again and destroyed; an emulator's times say how long a rehearsal takes, not how long AWS does.

    python -m benchmarks.bench_stack [--rounds 5] [--environments 1 5 20] [--deploy] [--output result.json]
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cdktf import App

from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform
from tests.integration.conftest import FREE, prepare_account

from .measuring import PEAKS, ROOT, Run, median, resources_in, run, show, surroundings

FLOOR = (
    """
import sys
import lib
from cdktf import App, TerraformStack
app = App(outdir=sys.argv[1])
TerraformStack(app, "empty")
app.synth()
"""
    + PEAKS
)

ENVIRONMENTS = (
    """
import sys
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from cdktf import App
app = App(outdir=sys.argv[1])
for suffix, profile in (one.split("=") for one in sys.argv[2:]):
    given = {"profile": profile} if profile else {}
    TapStack(app, f"TapStack{suffix}", settings=TapSettings.load(suffix, environ={}, **given))
app.synth()
"""
    + PEAKS
)


def synthesis(rounds: int, counts: Sequence[int]) -> dict[str, Any]:
    """The medians of all programs, and what one further environment adds."""
    programs: dict[str, tuple[str, list[str]]] = {"floor": (FLOOR, []), "full": (ENVIRONMENTS, ["full="])}
    for count in counts:
        programs[f"{count} environments"] = (ENVIRONMENTS, [f"e{number}=dev" for number in range(count)])
    for program, arguments in programs.values():
        run(program, *arguments[:1])
    taken: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, (program, arguments) in programs.items():
            taken[name].append(run(program, *arguments))
    medians = {name: median(runs) for name, runs in taken.items()}
    return {"rounds": rounds, "median": medians, "full_over_floor": ratio(medians), "growth": growth(medians, counts)}


def ratio(medians: dict[str, dict[str, Any]]) -> float:
    """How many times the floor the full environment takes."""
    return round(float(medians["full"]["seconds"] / medians["floor"]["seconds"]), 1)


def growth(medians: dict[str, dict[str, Any]], counts: Sequence[int]) -> list[dict[str, Any]]:
    """What each environment adds, from one number of them to the next."""
    steps = []
    for fewer, more in itertools.pairwise(counts):
        first, then = medians[f"{fewer} environments"], medians[f"{more} environments"]
        each = {
            f"{name}_each": round((then[name] - first[name]) / (more - fewer), 2)
            for name in ("seconds", "processor_seconds", "python_megabytes", "node_megabytes", "resources")
            if first[name] is not None
        }
        steps.append({"from": fewer, "to": more, **each})
    return steps


def deployment() -> dict[str, Any]:
    """Seconds of each step of the full environment on the local emulator."""
    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        result = step()
        seconds[name] = round(time.perf_counter() - start, 1)
        return result

    with tempfile.TemporaryDirectory() as scratch, Emulator.start(Path(scratch, "emulator.log")) as emulator:
        environ = {"TERRAFORM_STATE_BUCKET": prepare_account(emulator), "AWS_ENDPOINT_URL": emulator.endpoint}
        settings = TapSettings.load("full", root=ROOT, environ=environ, **FREE)
        app = App(outdir=scratch)
        TapStack(app, "full", settings=settings)
        app.synth()
        folder = Path(scratch, "stacks", "full")
        terraform = Terraform(folder, environment=emulator.environment())
        timed("init", terraform.init)
        timed("apply", terraform.apply)
        second = timed("second_plan", terraform.plan)
        assert second.is_empty, str(second)
        timed("destroy", terraform.destroy)
        return {"resources": resources_in(folder / "cdk.tf.json"), "seconds": seconds}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--environments", type=int, nargs="+", default=[1, 5, 20])
    parser.add_argument("--deploy", action="store_true")
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    result = surroundings() | {"synthesis": synthesis(arguments.rounds, sorted(arguments.environments))}
    if arguments.deploy:
        result["deployment"] = deployment()
    show(result, arguments.output)


if __name__ == "__main__":
    main()
