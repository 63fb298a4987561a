"""A project whose cdktf CLI only records what it was asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# Deploys by writing outputs and a stack's folder; fails for the stack that FAIL names.
CLI = """#!{python}
import json, os, pathlib, sys
verb, stack, *rest = sys.argv[1:]
record = dict(verb=verb, stack=stack, arguments=rest, environment=dict(os.environ))
with open("calls.jsonl", "a") as calls:
    calls.write(json.dumps(record) + "\\n")
print("Plan: 1 to add, 0 to change, 0 to destroy")
print("aws_vpc.a: Creation complete after 1s")
if os.environ.get("FAIL") == stack:
    sys.exit(1)
if verb == "deploy":
    output = pathlib.Path(rest[rest.index("--output") + 1]) / "stacks" / stack
    output.mkdir(parents=True, exist_ok=True)
    (output / "cdk.tf.json").write_text(json.dumps({{"resource": {{"aws_vpc": {{"a": {{}}, "b": {{}}}}}}}}))
    names = ["state_bucket", "state_bucket_region", "state_lock_table"]
    given = {{name: name for name in names}} if stack == "TapAccount" else {{"vpc_id": "vpc-1", "ids": ["a", "b"]}}
    if os.environ.get("SILENT") != stack:
        pathlib.Path(rest[rest.index("--outputs-file") + 1]).write_text(json.dumps({{stack: given}}))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    cli = tmp_path / "node_modules" / ".bin" / "cdktf"
    cli.parent.mkdir(parents=True)
    cli.write_text(CLI.format(python=sys.executable))
    cli.chmod(0o755)
    return tmp_path
