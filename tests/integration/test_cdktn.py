"""The whole stack by CDK Terrain: the JSON of CDKTF but for three values, and nothing to change where it is up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lib.base import VARIABLE
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory

from .conftest import ROOT, Synthesize

CDKTN = ROOT / ".cache" / "cdktn"
GIVEN = {"TERRAFORM_STATE_BUCKET": "states"}


def synthesized(synthesize: Synthesize, base: str, script: str, **environment: str) -> Path:
    assert CDKTN.is_dir(), f"{CDKTN} is missing: run make .cache/cdktn/.installed"
    [folder] = (path for path in synthesize(script, {**GIVEN, **environment, VARIABLE: base}, str(CDKTN)).iterdir())
    return folder


def document(folder: Path) -> Any:
    return json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))


def test_three_values_differ(synthesize: Synthesize) -> None:
    old, new = (
        document(synthesized(synthesize, base, "tap.py", ENVIRONMENT_SUFFIX="full")) for base in ("cdktf", "cdktn")
    )
    assert (old["//"]["metadata"].pop("version"), new["//"]["metadata"].pop("version")) == ("0.21.0", "0.24.0")
    providers = [made["terraform"]["required_providers"].pop("aws") for made in (old, new)]
    assert providers == [
        {"source": "aws", "version": "6.25.0"},
        {"source": "hashicorp/aws", "version": "6.69.1"},
    ]
    assert old == new
    # Byte for byte in their order too, so that a difference of files shows nothing else.
    assert json.dumps(old) == json.dumps(new)


@pytest.mark.terraform
def test_nothing_changes_where_it_is_deployed(
    synthesize: Synthesize, terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    # The account's stack: it is applied in seconds.
    given = {
        "AWS_ENDPOINT_URL": emulator_clean.endpoint,
        "TAP_ACCOUNT_LOCAL_STATE": str(tmp_path / "account.tfstate"),
        "TAP_ACCOUNT_PROTECTED": "false",
    }
    run = terraform(synthesized(synthesize, "cdktf", "account.py", **given))
    run.init()
    run.apply()
    first = run.plan()
    assert first.is_empty, str(first)

    # Over the files of the first, with the state that it left.
    synthesized(synthesize, "cdktn", "account.py", **given)
    assert document(run.folder)["//"]["metadata"]["version"] == "0.24.0"
    run.init()
    second = run.plan()
    assert second.is_empty, str(second)
    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []
