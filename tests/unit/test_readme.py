"""The numbers of the README are those of the benchmarks' results and of the code."""

from __future__ import annotations

import json
import re
from typing import Any

from lib.guards.catalogue import ITEMS
from lib.guards.rules import RULES
from tests.pages import ROOT, read

README = read("README.md")


def results(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def numbers(row: str) -> list[float]:
    """The numbers in the cells of the table's row that begins with a text."""
    (line,) = (line for line in README.splitlines() if line.startswith(f"| {row} |"))
    return [float(text.replace(",", "")) for text in re.findall(r"\d[\d,.]*", line.removeprefix(f"| {row} |"))]


def test_what_the_bindings_cost() -> None:
    median = results("bindings")["median"]
    rows = {
        "stock, first run on a machine": "stock cold",
        "this library, first run": "ours cold",
        "stock, later runs": "stock warm",
        "this library, later runs": "ours warm",
    }
    for row, key in rows.items():
        found = median[key]
        wanted = [found["seconds"], found["processor_seconds"], found["python_megabytes"]]
        assert numbers(row) == [round(wanted[0], 1), rounded(wanted[1]), int(wanted[2] + 0.5)], row
    said = "A program with 300 resources takes {ours} s instead of {stock} s"
    assert " ".join(README.split()).count(
        said.format(ours=round(median["ours warm"]["seconds"], 1), stock=round(median["stock warm"]["seconds"], 1))
    )


def rounded(value: float) -> float:
    """To one place, halves up."""
    return round(value + 1e-9, 1)


def test_what_environments_cost() -> None:
    median = results("stack")["synthesis"]["median"]
    rows = {
        "no resources: Node and jsii start alone": "floor",
        "`full`: two regions, everything on": "full",
        "1 environment of profile `dev`": "1 environments",
        "5 in one App": "5 environments",
        "20 in one App": "20 environments",
    }
    for row, key in rows.items():
        found = median[key]
        assert numbers(row) == [
            found["resources"],
            rounded(found["seconds"]),
            int(found["python_megabytes"] + 0.5),
            int(found["node_megabytes"] + 0.5),
        ], row


def test_what_peers_cost() -> None:
    found = results("peers")
    rows = {
        "this library": "ours",
        "this library on CDK Terrain": "ours on cdktn",
        "stock CDK Terrain": "stock cdktn",
        "AWS CDK": "aws cdk",
        "stock CDKTF": "stock cdktf",
    }
    for row, key in rows.items():
        cells: list[float] = []
        for size in ("100", "300", "1000", "5000"):
            cells.append(round(found["median"][key][size]["seconds"], 1))
            cells += [found["times_ours"][key][size]] if key != "ours" else []
        assert numbers(row) == [*cells, int(found["median"][key]["5000"]["node_megabytes"] + 0.5)], row
    above = found["seconds_above_floor"]["ours"]
    said = (
        f"start alone in {found['floor']['seconds']:.1f} s of that run: this library is {above['100']:.1f} s above "
        f"that floor with 100 resources, and {above['5000']:.1f} s with 5,000"
    )
    assert said in " ".join(README.split())


def test_how_much_there_is() -> None:
    assert f"{len(RULES)} rules" in README
    assert f"{len(ITEMS)} items" in README


def test_what_a_deployment_to_the_emulator_takes() -> None:
    seconds = {step: round(taken) for step, taken in results("deploy")["deployment"]["seconds"].items()}
    said = "emulator in {apply} s, plans it again in {second_plan} s and destroys it in {destroy} s"
    assert said.format(**seconds) in " ".join(README.split())
