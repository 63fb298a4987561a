"""How whole programs are measured, and what they were measured on."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PACKAGES = ("cdktf-cdktf-provider-aws", "cdktf", "constructs", "jsii")
SYNTHESIZED = ("stacks/*/cdk.tf.json", "*.template.json")

# Put at the end of a program: the peak memory of Python and of the Node that jsii started, where /proc tells them.
# Not getrusage: what it says begins with the memory of the process that started this one.
PEAKS = """
import json, os
from pathlib import Path
def peaks():
    found = {}
    for file in Path("/proc").glob("[0-9]*/status"):
        try:
            found[file.parent.name] = dict(line.split(":", 1) for line in file.read_text().splitlines())
        except OSError:
            continue
    below, below_it = {str(os.getpid())}, []
    while below:  # jsii starts a Node that starts the Node that works
        below = {pid for pid, lines in found.items() if lines["PPid"].strip() in below}
        below_it += [int(found[pid]["VmHWM"].split()[0]) / 2**10 for pid in below]
    own = found.get(str(os.getpid()))
    return own and int(own["VmHWM"].split()[0]) / 2**10, max(below_it, default=None)
print(json.dumps(peaks()))
"""


@dataclass(frozen=True)
class Run:
    """One program: seconds and processor seconds of all of it, the peak memory of its two processes, what it wrote."""

    seconds: float
    processor_seconds: float
    python_megabytes: float | None
    node_megabytes: float | None
    resources: int
    digest: str


def processor_seconds() -> float:
    """The processor time of all processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def run(program: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Run:
    """Runs a program that synthesizes into the folder named first, and ends with `PEAKS`."""
    quiet = {"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20,22", "PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", program, folder, *arguments]
        start, used = time.perf_counter(), processor_seconds()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **quiet, **(environment or {})}, stdout=subprocess.PIPE, check=True
        )
        seconds, used = time.perf_counter() - start, processor_seconds() - used
        files = sorted(file for pattern in SYNTHESIZED for file in Path(folder).glob(pattern))
        resources = sum(map(resources_in, files))
        digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    python, node = json.loads(done.stdout)
    return Run(seconds, used, python, node, resources, digest)


def resources_in(file: Path) -> int:
    """How many resources a synthesized stack has, of Terraform or of CloudFormation."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return len(document.get("Resources", ())) + sum(map(len, document.get("resource", {}).values()))


def median(runs: Sequence[Run]) -> dict[str, Any]:
    """The median of each figure."""
    taken = [{name: value for name, value in asdict(one).items() if name != "digest"} for one in runs]
    return {
        name: round(statistics.median(values), 2) if None not in values else None
        for name in taken[0]
        for values in [[one[name] for one in taken]]
    }


def surroundings() -> dict[str, Any]:
    """The machine, how busy it is, and the versions."""
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True)
    return {
        "machine": {
            "system": platform.system(),
            "processor": platform.machine(),
            "cores": os.cpu_count(),
            "load": os.getloadavg(),
        },
        "versions": {
            "python": platform.python_version(),
            "node": node.stdout.strip(),
            **{package: importlib.metadata.version(package) for package in PACKAGES},
        },
    }


def show(result: Mapping[str, Any], output: Path | None) -> None:
    """Prints a result, and writes it where a file is named."""
    text = json.dumps(result, indent=2)
    print(text)
    if output:
        output.write_text(text + "\n", encoding="utf-8")
