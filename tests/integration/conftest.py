"""What integration tests share: the repository, and apps run as their users run them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from cdktf import LocalBackend, TerraformStack

from lib.config.provider import ProviderConfig
from lib.testing.deployed import MODE_VARIABLE
from lib.testing.emulator import Emulator
from tests.pages import blocks

ROOT = Path(__file__).parents[2]
BINDINGS = ROOT / ".cache" / "bindings"

# What a provider needs with an emulator, whatever its address.
EMULATED = ProviderConfig(endpoint_url="http://127.0.0.1:5000")

# What the account's stack makes, and the zone that environments/full.toml expects.
ACCOUNT_ROLES = ("dms-cloudwatch-logs-role", "dms-vpc-role")
DOMAIN = "payments.corp.net"

# What lets the full environment be destroyed with nothing left, as the page about it says.
(_free,) = blocks("docs/teardown.md", "toml")
FREE: dict[str, Any] = tomllib.loads(_free.text)

# Which provider Terraform is to take, such as one of the next major; from its registry where no mirror has it.
WANTED_PROVIDER = os.environ.get("TAP_TEST_PROVIDER", "")
PROVIDER_NAMED = bool(WANTED_PROVIDER)

# These look at what somebody has deployed, and are asked for by the variable that says where.
collect_ignore = [] if os.environ.get(MODE_VARIABLE) else ["test_deployed.py"]

# For what the provider waits for, 15 s and longer for each record: all at once.
ALL_AT_ONCE = {f"TF_CLI_ARGS_{command}": "-parallelism=40" for command in ("apply", "destroy")}

# What takes longest begins first: at the end, one worker alone would have it.
LONGEST = "test_slice.py"

Synthesize = Callable[..., Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name != LONGEST)


def take_provider(stacks: Path) -> None:
    """Has Terraform take the wanted provider, if one is named."""
    for file in stacks.glob("*/cdk.tf.json") if PROVIDER_NAMED else ():
        document = json.loads(file.read_text(encoding="utf-8"))
        document["terraform"]["required_providers"]["aws"]["version"] = WANTED_PROVIDER
        file.write_text(json.dumps(document), encoding="utf-8")


def keep_state_beside(stack: TerraformStack) -> None:
    """Keeps the state in the folder that Terraform runs in; by default it would lie where the tests are run."""
    LocalBackend(stack, path="terraform.tfstate")


@pytest.fixture
def synthesize(tmp_path: Path) -> Synthesize:
    """`synthesize(script, environment)`: runs an app of the repository, gives the folder of its stacks."""

    def run(script: str, environment: Mapping[str, str], python_path: str = "") -> Path:
        output = tmp_path / "cdktf.out"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TERRAFORM_"))}
        subprocess.run(
            [sys.executable, str(ROOT / script)],
            cwd=tmp_path,
            env={**inherited, "CDKTF_OUTDIR": str(output), "PYTHONPATH": python_path, **environment},
            check=True,
        )
        take_provider(output / "stacks")
        return output / "stacks"

    return run


def prepare_account(emulator: Emulator) -> str:
    """Gives an empty account what environments expect to find, and a bucket for their states, whose name it returns."""
    emulator.client("s3").create_bucket(Bucket="states")
    for name in ACCOUNT_ROLES:
        emulator.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    emulator.client("route53").create_hosted_zone(Name=DOMAIN, CallerReference=DOMAIN)
    return "states"


def assert_as_prepared(emulator: Emulator) -> None:
    """There is what `prepare_account` made, and nothing else."""
    left = [line for line in emulator.leftovers() if not line.startswith("route53.")]  # the zone, named by its id
    assert left == [*(f"iam.role global {name}" for name in ACCOUNT_ROLES), "s3.bucket global states"]


@pytest.fixture
def states(emulator_clean: Emulator) -> str:
    """A bucket for states, in an account that has what environments expect and nothing else."""
    return prepare_account(emulator_clean)
