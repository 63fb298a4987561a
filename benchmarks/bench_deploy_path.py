"""The slowest chain of the largest environment's deploy, by the order of its resources and typical times of AWS.

It estimates, it does not deploy: what a chain of references and `depends_on` costs at least, however many resources are
made at once. The times are in `creation_times.toml`, each with its source; types that are not count as 10 s.

    python -m benchmarks.bench_deploy_path [--environment full] [--output result.json]
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

from cdktf import Testing

from lib.ordering import Graph
from lib.settings import TapSettings
from lib.tap_stack import TapStack

from .measuring import ROOT, show

TIMES = Path(__file__).with_name("creation_times.toml")
UNKNOWN_SECONDS = 10
READING_SECONDS = 1  # a data source or an ephemeral resource

Times = Mapping[str, Mapping[str, Any]]


def synthesized(environment: str) -> dict[str, Any]:
    """The JSON of an environment."""
    settings = TapSettings.load(environment, root=ROOT, environ={})
    return dict(json.loads(Testing.synth(TapStack(Testing.app(), environment, settings=settings), True)))


def seconds_of(address: str, times: Times) -> int:
    """How long one resource takes."""
    kind = address.split(".")[0]
    if kind in ("data", "ephemeral"):
        return READING_SECONDS
    return int(times.get(kind, {"seconds": UNKNOWN_SECONDS})["seconds"])


def order(document: Mapping[str, Any], times: Times) -> dict[str, set[str]]:
    """What each resource waits for, those included that the provider makes one after the other."""
    needs = {address: set(needed) for address, needed in Graph(document).needs.items()}
    for queue in queues(document, times):
        for one, following in pairwise(queue):
            needs[following].add(one)
    return needs


def queues(document: Mapping[str, Any], times: Times) -> Iterator[list[str]]:
    """Resources of one type that share a lock, by their addresses; Terraform promises no order among them."""
    for kind, time in times.items():
        if argument := time.get("one_at_a_time_by"):
            sharing = defaultdict(list)
            for name, body in document["resource"].get(kind, {}).items():
                sharing[body[argument]].append(f"{kind}.{name}")
            yield from map(sorted, sharing.values())


def slowest_chain(needs: Mapping[str, set[str]], times: Times) -> list[tuple[str, int]]:
    """The resources of the chain that ends last, each with the second at which it is there."""
    ready: dict[str, int] = {}
    before: dict[str, str | None] = {}
    for address in TopologicalSorter(needs).static_order():
        before[address] = max(needs[address], key=lambda needed: (ready[needed], needed), default=None)
        last = before[address]
        ready[address] = (ready[last] if last else 0) + seconds_of(address, times)
    found: list[tuple[str, int]] = []
    step: str | None = max(ready, key=lambda address: (ready[address], address))
    while step:
        found.insert(0, (step, ready[step]))
        step = before[step]
    return found


def main() -> None:
    """Estimates and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--environment", default="full")
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    times = tomllib.loads(TIMES.read_text(encoding="utf-8"))
    document = synthesized(arguments.environment)
    needs = order(document, times)
    chain = slowest_chain(needs, times)
    result = {
        "environment": arguments.environment,
        "resources": sum(map(len, document["resource"].values())),
        "seconds_one_after_the_other": sum(seconds_of(address, times) for address in needs),
        "seconds_by_references_alone": slowest_chain(Graph(document).needs, times)[-1][1],
        "seconds_of_slowest_chain": chain[-1][1],
        "slowest_chain": [
            {"address": address, "seconds": seconds_of(address, times), "there_after": there}
            for address, there in chain
        ],
        "types_that_count_as_10_seconds": sorted(set(document["resource"]) - set(times)),
    }
    show(result, arguments.output)


if __name__ == "__main__":
    main()
