"""Time of all guards over a configuration of 1,000 resources, and over the violations that they find.

python benchmarks/bench_guards.py [--rounds 20] [--resources 1000]
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from lib.guards.document import Document  # noqa: E402  # the path comes first
from lib.guards.rule import Context  # noqa: E402
from lib.guards.rules import RULES  # noqa: E402
from lib.guards.run import run  # noqa: E402

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


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--resources", type=int, default=1000)
    arguments = parser.parse_args()
    tree = configuration(arguments.resources)
    times = []
    findings = 0
    for _ in range(arguments.rounds):
        start = time.perf_counter()
        findings = len(run(Document(tree), Context(TODAY)))
        times.append((time.perf_counter() - start) * 1000)
    size = len(json.dumps(tree)) // 1024
    print(f"Python {platform.python_version()}, {len(RULES)} rules, {arguments.resources} resources, {size} KiB")
    print(f"median {statistics.median(times):.1f} ms, least {min(times):.1f} ms, {findings} findings")


if __name__ == "__main__":
    main()
