"""The settings: each environment's file is sound, and what is wrong is said."""

from __future__ import annotations

import pytest
from tap_constructs import ConfigurationError

from settings import ROOT, Settings

ENVIRONMENTS = sorted(file.stem for file in (ROOT / "environments").glob("*.toml") if file.stem != "account")


@pytest.mark.parametrize("suffix", ENVIRONMENTS)
def test_each_file_is_sound(suffix):
    assert Settings.load(environ={"ENVIRONMENT_SUFFIX": suffix}).environment_suffix == suffix


def test_production_alone_is_protected():
    found = {suffix: Settings.load(environ={"ENVIRONMENT_SUFFIX": suffix}) for suffix in ENVIRONMENTS}
    assert [suffix for suffix, made in found.items() if made.orders.deletion_protection] == ["prod"]


def test_a_pull_request_needs_no_file():
    settings = Settings.load(environ={"ENVIRONMENT_SUFFIX": "pr42", "AWS_REGION": "eu-central-1"})
    assert (settings.environment_suffix, settings.aws_region, settings.orders.deletion_protection) == (
        "pr42",
        "eu-central-1",
        False,
    )


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ConfigurationError) as caught:
        Settings.load(
            environ={"ENVIRONMENT_SUFFIX": "PR_42", "AWS_REGION": "here"}, required=["TERRAFORM_STATE_BUCKET"]
        )
    places = {problem.where for problem in caught.value.problems}
    assert places == {
        "TERRAFORM_STATE_BUCKET",
        "environment_suffix (from ENVIRONMENT_SUFFIX)",
        "aws_region (from AWS_REGION)",
    }
