"""Time of all rules over a configuration of 1,000 resources, and what the guards add to a whole synthesis.

The second is measured on the largest environment (`environments/full.toml`): programs with and without guards take
turns, each a process of its own, with warm caches.

    python -m benchmarks.bench_guards [--rounds 20] [--resources 1000] [--output result.json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

from lib.guards.document import Document
from lib.guards.rule import Context
from lib.guards.rules import RULES
from lib.guards.run import run

from .measuring import PEAKS, Run, median, show, surroundings
from .measuring import run as run_program

TODAY = date(2026, 11, 22)


def configuration(count: int) -> dict[str, Any]:
    """Resources of ten types in equal parts, which refer to each other as a real stack's do."""
    kinds: dict[str, dict[str, Any]] = {}
    for number in range(count // 10):
        policy = {"Effect": "Allow", "Principal": {"Service": "logs.amazonaws.com"}, "Action": "kms:*", "Resource": "*"}
        publish = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:*", "Resource": "*"}
        rules = [
            {
                "protocol": "tcp",
                "from_port": port,
                "to_port": port,
                "cidr_blocks": [f"${{aws_vpc.r{number}.cidr_block}}"],
            }
            for port in range(5)
        ]
        bodies: dict[str, dict[str, Any]] = {
            "aws_vpc": {"cidr_block": f"10.{number % 256}.0.0/16"},
            "aws_security_group": {"name": f"g{number}", "ingress": rules},
            "aws_route_table": {"vpc_id": f"${{aws_vpc.r{number}.id}}"},
            "aws_route": {
                "route_table_id": f"${{aws_route_table.r{number}.id}}",
                "destination_cidr_block": "0.0.0.0/0",
            },
            "aws_kms_key": {"policy": json.dumps({"Statement": [policy]})},
            "aws_cloudwatch_log_group": {"name": f"/g{number}", "kms_key_id": f"${{aws_kms_key.r{number}.arn}}"},
            "aws_sns_topic": {"name": f"t{number}", "policy": json.dumps({"Statement": [publish]})},
            "aws_s3_bucket": {"bucket": f"b{number}"},
            "aws_s3_bucket_notification": {
                "bucket": f"${{aws_s3_bucket.r{number}.id}}",
                "topic": [{"topic_arn": f"${{aws_sns_topic.r{number}.arn}}"}],
            },
            "aws_subnet": {"vpc_id": f"${{aws_vpc.r{number}.id}}", "tags": {"Name": f"s{number}"}},
        }
        for kind, body in bodies.items():
            kinds.setdefault(kind, {})[f"r{number}"] = body
    return {"resource": kinds}


PROGRAM = (
    """
import sys
import lib.tap_stack
from cdktf import App
if sys.argv[2] == "without":
    lib.tap_stack.guard = lambda *stack, **options: None
app = App(outdir=sys.argv[1])
stack = lib.tap_stack.TapStack(app, "full", environment_suffix="full", state_bucket="states")
app.synth()
"""
    + PEAKS
)


def rules_alone(rounds: int, count: int) -> dict[str, Any]:
    """Milliseconds of all rules over a configuration."""
    tree = configuration(count)
    times = []
    findings = 0
    for _ in range(rounds):
        start = time.perf_counter()
        findings = len(run(Document(tree), Context(TODAY)))
        times.append((time.perf_counter() - start) * 1000)
    return {
        "rules": len(RULES),
        "resources": count,
        "kibibytes": len(json.dumps(tree)) // 1024,
        "findings": findings,
        "median_milliseconds": round(statistics.median(times), 1),
        "least_milliseconds": round(min(times), 1),
    }


def whole_program(rounds: int) -> dict[str, Any]:
    """What guards add to a synthesis."""
    run_program(PROGRAM, "with")
    runs: dict[str, list[Run]] = {"without": [], "with": []}
    for _ in range(rounds):
        for way, taken in runs.items():
            taken.append(run_program(PROGRAM, way))
    medians = {way: median(taken) for way, taken in runs.items()}
    return {
        "resources": runs["with"][0].resources,
        "seconds_without": medians["without"]["seconds"],
        "seconds_with": medians["with"]["seconds"],
        "share_of_program": round(1 - medians["without"]["seconds"] / medians["with"]["seconds"], 3),
    }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--resources", type=int, default=1000)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    result = {
        **surroundings(),
        "rules_alone": rules_alone(arguments.rounds, arguments.resources),
        "synthesis": whole_program(arguments.rounds),
    }
    show(result, arguments.output)


if __name__ == "__main__":
    main()
