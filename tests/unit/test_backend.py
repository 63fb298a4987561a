from __future__ import annotations

import pytest
from cdktf import TerraformStack, TerraformVariable, Testing

from lib.backend import use_s3_backend
from lib.errors import ConfigurationError
from lib.testing.synthesized import Synthesized


@pytest.fixture
def stack() -> TerraformStack:
    return TerraformStack(Testing.app(), "shop")


def backend(stack: TerraformStack) -> dict[str, object]:
    return Synthesized.of(stack).backend["s3"]


def test_the_state_is_encrypted_and_locked_with_a_file(stack: TerraformStack) -> None:
    use_s3_backend(stack, bucket="states", key="tap/dev", region="eu-west-1")
    assert backend(stack) == {
        "bucket": "states",
        "key": "tap/dev",
        "region": "eu-west-1",
        "encrypt": True,
        "use_lockfile": True,
    }


def test_both_locks_can_be_on(stack: TerraformStack) -> None:
    use_s3_backend(stack, bucket="states", key="k", region="eu-west-1", lock_table="locks", kms_key_id="alias/x")
    made = backend(stack)
    assert (made["use_lockfile"], made["dynamodb_table"], made["kms_key_id"]) == (True, "locks", "alias/x")


def test_the_table_can_be_the_only_lock(stack: TerraformStack) -> None:
    use_s3_backend(
        stack, bucket="states", key="k", region="eu-west-1", lockfile=False, lock_table="locks", path_style=True
    )
    made = backend(stack)
    assert "use_lockfile" not in made
    assert made["use_path_style"] is True


def test_a_token_is_refused_for_every_argument_at_once(stack: TerraformStack) -> None:
    token = TerraformVariable(stack, "environment", type="string").string_value
    with pytest.raises(ConfigurationError, match="a token in a backend becomes a literal") as caught:
        use_s3_backend(stack, bucket=token, key=f"{token}/state", region="eu-west-1")
    assert [problem.where for problem in caught.value.problems] == ["shop.backend.bucket", "shop.backend.key"]
