"""The account's stack: its own state moves into the bucket it made, and it refuses to be destroyed by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError

from .conftest import Synthesize

pytestmark = pytest.mark.terraform

BUCKET = "company-terraform-state"


def test_its_state_moves_into_its_bucket_and_back_before_it_is_destroyed(
    synthesize: Synthesize, terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    given = {
        "AWS_ENDPOINT_URL": emulator_clean.endpoint,
        "TERRAFORM_STATE_BUCKET": BUCKET,
        "TAP_ACCOUNT_LOCAL_STATE": str(tmp_path / "account.tfstate"),
    }
    account = terraform(synthesize("account.py", given) / "TapAccount")
    account.init()
    account.apply()
    assert account.plan().is_empty, str(account.plan())
    assert account.outputs()["state_bucket"] == BUCKET

    with pytest.raises(TerraformError, match=r"prevent_destroy"):
        account.destroy()

    in_bucket = {**given, "TAP_ACCOUNT_STATE_IN_BUCKET": "true"}
    synthesize("account.py", in_bucket)
    account.init(migrate=True)
    assert account.plan().is_empty
    objects = emulator_clean.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]
    assert [found["Key"] for found in objects] == ["tap/account/terraform.tfstate"]

    synthesize("account.py", {**in_bucket, "TAP_ACCOUNT_PROTECTED": "false"})
    account.init()
    account.apply()  # unprotects bucket and table
    synthesize("account.py", {**given, "TAP_ACCOUNT_PROTECTED": "false"})
    account.init(migrate=True)
    account.destroy()
    assert emulator_clean.leftovers() == []
