"""Every example is a program that runs by itself and makes what it is there to show."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lib.account_settings import ACCOUNT_VARIABLES
from lib.settings_sources import VARIABLES
from lib.testing.synthesized import Synthesized

EXAMPLES = Path(__file__).parents[2] / "examples"

# What is made, by example; the types of the example's own construct at least.
EXPECTED = {
    "account_stack": {"aws_s3_bucket": 2, "aws_kms_key": 1, "aws_dynamodb_table": 1},
    "bucket": {"aws_s3_bucket": 2, "aws_s3_bucket_logging": 1, "aws_s3_bucket_policy": 2, "aws_kms_key": 1},
    "encryption_key": {"aws_kms_key": 1, "aws_kms_alias": 1, "aws_cloudwatch_log_group": 1},
    "flow_logs": {"aws_flow_log": 1, "aws_s3_bucket": 1, "aws_kms_key": 1},
    "migration_rollback": {"aws_lambda_function": 1, "aws_lambda_alias": 1, "aws_ssm_parameter": 1},
    "migration_validation": {"aws_lambda_function": 1, "aws_lambda_alias": 1, "aws_iam_role_policy": 1},
    "network": {"aws_vpc": 1, "aws_subnet": 12, "aws_nat_gateway": 3, "aws_vpc_endpoint": 3, "aws_security_group": 1},
    "packaged_function": {"aws_lambda_function": 1, "aws_lambda_permission": 1, "aws_cloudwatch_log_group": 1},
    "payment_api": {"aws_lambda_function": 1, "aws_lambda_permission": 1, "aws_cloudwatch_event_bus": 1},
    "peering": {"aws_vpc": 2, "aws_vpc_peering_connection": 1, "aws_vpc_peering_connection_accepter": 1},
    "security_group": {"aws_security_group": 1},
    "tap_stack": {"aws_vpc": 2, "aws_vpc_peering_connection": 1, "aws_flow_log": 2, "aws_kms_key": 2},
    "vpc_endpoints": {"aws_vpc_endpoint": 2, "aws_security_group": 1},
}


def environment() -> dict[str, str]:
    """The process's own, without what would change settings."""
    return {key: value for key, value in os.environ.items() if key not in {*VARIABLES, *ACCOUNT_VARIABLES}}


def test_every_example_is_expected_to_make_something() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.py")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_runs_as_a_program_and_makes_what_it_shows(name: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", str(EXAMPLES / f"{name}.py")],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr
    [file] = tmp_path.glob("cdktf.out/stacks/*/cdk.tf.json")
    stack = Synthesized.load(file)
    assert {kind: stack.count(kind) for kind in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_is_short_and_imports_the_library_as_a_user_does(name: str) -> None:
    lines = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= 30
    assert not [line for line in lines if line.startswith(("from lib", "import lib"))]
    imported = [number for number, line in enumerate(lines) if line.startswith("from tap_constructs")]
    bindings = [number for number, line in enumerate(lines) if line.startswith("from cdktf_cdktf_provider_aws")]
    assert all(imported[0] < number for number in bindings)
