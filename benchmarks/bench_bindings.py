"""Time and Python memory of a whole synth, with the bindings as shipped and as the library loads them.

Every run is a process of its own that builds 300 resources of ten types in one App and synthesizes them. The
ways take turns, so that a busy machine is busy for all of them; processor time, Node's included, depends on that
the least. "cold" starts with empty cache folders, jsii's own included; "warm" follows a run that filled them.

    python -m benchmarks.bench_bindings [--rounds 5] [--output result.json]
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from .measuring import ROOT, processor_seconds, surroundings

PROGRAM = """
import resource, sys
if sys.argv[2] == "ours":
    import lib
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.dynamodb_table import DynamodbTable, DynamodbTableAttribute
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
app = App(outdir=sys.argv[1])
stack = TerraformStack(app, "bench")
AwsProvider(stack, "aws", region="us-east-1")
for n in range(30):
    vpc = Vpc(stack, f"vpc-{n}", cidr_block="10.0.0.0/16", tags={"Name": f"vpc-{n}"})
    Subnet(stack, f"subnet-{n}", vpc_id=vpc.id, cidr_block="10.0.1.0/24")
    RouteTable(stack, f"routes-{n}", vpc_id=vpc.id,
               route=[RouteTableRoute(cidr_block="0.0.0.0/0", gateway_id="igw-1")])
    SecurityGroup(stack, f"group-{n}", vpc_id=vpc.id, ingress=[
        SecurityGroupIngress(protocol="tcp", from_port=port, to_port=port, cidr_blocks=["10.0.0.0/8"])
        for port in (80, 443)])
    key = KmsKey(stack, f"key-{n}", enable_key_rotation=True)
    S3Bucket(stack, f"bucket-{n}", bucket=f"bucket-{n}", tags={"key": key.arn})
    DynamodbTable(stack, f"table-{n}", name=f"table-{n}", hash_key="id", billing_mode="PAY_PER_REQUEST",
                  attribute=[DynamodbTableAttribute(name="id", type="S")])
    IamRole(stack, f"role-{n}", assume_role_policy="{}")
    SqsQueue(stack, f"queue-{n}", name=f"queue-{n}", kms_master_key_id=key.id)
    CloudwatchLogGroup(stack, f"logs-{n}", name=f"/logs/{n}", retention_in_days=30)
app.synth()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
WAYS = ("stock cold", "stock warm", "ours cold", "ours warm")


@dataclass(frozen=True)
class Run:
    """One synth: seconds and processor seconds of the whole program, and the peak memory of its Python process."""

    seconds: float
    processor_seconds: float
    megabytes: float
    digest: str


def run(way: str, caches: Path) -> Run:
    """Synthesize once in a process of its own."""
    library, temperature = way.split()
    with tempfile.TemporaryDirectory() as scratch:
        cache = Path(scratch) if temperature == "cold" else caches / library
        environment = os.environ | {
            "XDG_CACHE_HOME": str(cache / "xdg"),
            "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache / "jsii"),
            "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20,22",
        }
        command = [sys.executable, "-c", PROGRAM, f"{scratch}/out", library]
        start, used = time.perf_counter(), processor_seconds()
        result = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True)
        seconds, used = time.perf_counter() - start, processor_seconds() - used
        digest = hashlib.sha256(Path(scratch, "out/stacks/bench/cdk.tf.json").read_bytes()).hexdigest()
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return Run(seconds, used, int(result.stdout) / unit, digest)


def measure(rounds: int) -> dict[str, list[Run]]:
    """Take turns over all ways, after a run of each library that fills its caches."""
    with tempfile.TemporaryDirectory() as folder:
        caches = Path(folder)
        for way in ("stock warm", "ours warm"):
            run(way, caches)
        runs: dict[str, list[Run]] = {way: [] for way in WAYS}
        for _ in range(rounds):
            for way in WAYS:
                runs[way].append(run(way, caches))
    assert len({one.digest for way in runs.values() for one in way}) == 1, "the ways differ in their output"
    return runs


def report(runs: dict[str, list[Run]]) -> dict[str, object]:
    """Return medians, ratios, and what they were measured on."""
    medians = {
        way: {
            "seconds": round(statistics.median(one.seconds for one in taken), 2),
            "processor_seconds": round(statistics.median(one.processor_seconds for one in taken), 2),
            "python_megabytes": round(statistics.median(one.megabytes for one in taken), 1),
        }
        for way, taken in runs.items()
    }
    return {
        "resources": 300,
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


def print_table(result: dict[str, object]) -> None:
    """Print the medians."""
    medians = result["median"]
    assert isinstance(medians, dict)
    print(f"{'':12}{'whole program':>15}{'processor':>15}{'Python memory':>15}")
    for way, median in medians.items():
        seconds = f"{median['seconds']:>13.2f} s{median['processor_seconds']:>13.2f} s"
        print(f"{way:12}{seconds}{median['python_megabytes']:>12.1f} MB")
    print(f"times faster: {result['times_faster']}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, default=Path("bench_bindings.json"))
    arguments = parser.parse_args()
    result = report(measure(arguments.rounds))
    print_table(result)
    arguments.output.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
