"""Two regions with everything on: the real Terraform and provider, from nothing and back to nothing."""

from __future__ import annotations

import pytest

from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import PROVIDER_NAMED, Synthesize

pytestmark = pytest.mark.terraform


# Roles that DMS needs, once per account: the account's stack makes them.
ACCOUNT_ROLES = ("dms-cloudwatch-logs-role", "dms-vpc-role")


@pytest.fixture
def account(emulator_clean: Emulator) -> None:
    for name in ACCOUNT_ROLES:
        emulator_clean.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument="{}")


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("suffix", ["full", "test"])
def test_apply_an_empty_second_plan_and_destroy_to_nothing(
    suffix: str, synthesize: Synthesize, terraform: TerraformFactory, emulator: Emulator, states: str
) -> None:
    stacks = synthesize(
        "tap.py",
        {"ENVIRONMENT_SUFFIX": suffix, "TERRAFORM_STATE_BUCKET": states, "AWS_ENDPOINT_URL": emulator.endpoint},
    )
    run = terraform(stacks / f"TapStack{suffix}", registry=PROVIDER_NAMED)
    run.init()
    run.validate()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)
    outputs = run.outputs()
    assert outputs["environment_suffix"] == suffix
    for region, vpc in (("us-east-1", "vpc_id"), ("us-west-2", "secondary_vpc_id")):
        (found,) = emulator.client("ec2", region).describe_vpcs(VpcIds=[outputs[vpc]])["Vpcs"]
        tags = {tag["Key"]: tag["Value"] for tag in found["Tags"]}
        assert (tags["Environment"], tags["Name"]) == (suffix, f"tap-{suffix}-vpc")
    run.destroy()
    assert emulator.leftovers() == [
        *(f"iam.role global {name}" for name in ACCOUNT_ROLES),
        f"s3.bucket global {states}",
    ]
