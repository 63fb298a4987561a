"""The same stack from every version of the bindings that is supported: what Terraform says of one, it says of all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .conftest import BINDINGS, Synthesize

PROVIDERS = {"20.1.0": "5.100.0", "21.9.1": "6.11.0", "21.22.1": "6.25.0"}
INSTALLED = "21.22.1"


def synthesized(synthesize: Synthesize, version: str) -> Path:
    folder = BINDINGS / version
    assert version == INSTALLED or folder.is_dir(), f"{folder} is missing: run make other-bindings"
    given = {"ENVIRONMENT_SUFFIX": "full", "TERRAFORM_STATE_BUCKET": "states"}
    return synthesize("tap.py", given, str(folder) if version != INSTALLED else "") / "TapStackfull"


def document(folder: Path) -> Any:
    made = json.loads((folder / "cdk.tf.json").read_text(encoding="utf-8"))
    version = made["terraform"]["required_providers"]["aws"].pop("version")
    return version, made


def test_all_versions_give_the_same_stack(synthesize: Synthesize) -> None:
    made = {version: document(synthesized(synthesize, version)) for version in PROVIDERS}
    assert {version: provider for version, (provider, _) in made.items()} == PROVIDERS
    (_, first), *others = made.values()
    assert all(other == first for _, other in others)
