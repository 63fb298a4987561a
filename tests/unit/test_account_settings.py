"""The settings of what exists once per account."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lib.account_settings import ACCOUNT_VARIABLES, AccountSettings
from lib.aws_facts import SUPPORTED_PROVIDER_VERSIONS
from lib.errors import ConfigurationError

NOWHERE = Path("no-such-folder")


def load(environ: Mapping[str, str] | None = None, *, root: Path = NOWHERE, **arguments: Any) -> AccountSettings:
    return AccountSettings.load(root=root, environ=environ or {}, **arguments)


def places(environ: Mapping[str, str] | None = None, *, root: Path = NOWHERE, **arguments: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(environ, root=root, **arguments)
    return [problem.where for problem in caught.value.problems]


def write(root: Path, text: str) -> Path:
    (root / "environments").mkdir()
    (root / "environments" / "account.toml").write_text(text, encoding="utf-8")
    return root


def value_at(made: AccountSettings, path: tuple[str, ...]) -> Any:
    value: Any = made
    for step in path:
        value = getattr(value, step)
    return value


def test_the_defaults_protect_the_state_and_keep_its_history() -> None:
    made = load()
    assert made == AccountSettings()
    assert made.protected is True
    assert made.state_in_bucket is False
    assert (made.state_bucket, made.lock_table, made.local_state) == (None, None, None)
    assert (made.state_version_days, made.log_days) == (365, 365)


VALUES: dict[str, tuple[str, Any]] = {
    "AWS_REGION": ("eu-west-1", "eu-west-1"),
    "TERRAFORM_STATE_BUCKET_REGION": ("eu-west-3", "eu-west-3"),
    "TERRAFORM_STATE_BUCKET": ("state-bucket", "state-bucket"),
    "TERRAFORM_STATE_LOCK_TABLE": ("locks", "locks"),
    "TAP_ACCOUNT_PROTECTED": ("false", False),
    "TAP_ACCOUNT_LOCAL_STATE": ("account.tfstate", "account.tfstate"),
    "TAP_ACCOUNT_STATE_IN_BUCKET": ("true", True),
    "AWS_ENDPOINT_URL": ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
    "REPOSITORY": ("org/repo", "org/repo"),
    "COMMIT_AUTHOR": ("jane", "jane"),
    "PR_NUMBER": ("42", "42"),
    "TEAM": ("core", "core"),
    "COST_CENTER": ("c-1", "c-1"),
    "OWNER": ("joe", "joe"),
}


@pytest.mark.parametrize("variable", ACCOUNT_VARIABLES)
def test_each_variable_reaches_its_setting(variable: str) -> None:
    text, value = VALUES[variable]
    # A state is only ever in a bucket that has a name.
    made = load({"TERRAFORM_STATE_BUCKET": "state-bucket", variable: text})
    assert value_at(made, ACCOUNT_VARIABLES[variable]) == value
    assert value_at(load(), ACCOUNT_VARIABLES[variable]) != value


def test_the_buckets_own_region_wins_over_the_general_one() -> None:
    environ = {"AWS_REGION": "eu-west-1", "TERRAFORM_STATE_BUCKET_REGION": "eu-west-3"}
    assert load(environ).aws_region == "eu-west-3"
    assert load(dict(reversed(environ.items()))).aws_region == "eu-west-3"


def test_an_argument_wins_over_a_variable_over_the_file(tmp_path: Path) -> None:
    root = write(tmp_path, 'project = "file"\nlog_days = 7\n[tags]\nteam = "file"\n')
    made = load({"TEAM": "variable", "AWS_REGION": "eu-west-1"}, root=root, aws_region="eu-west-2")
    assert (made.aws_region, made.tags.team, made.project, made.log_days) == ("eu-west-2", "variable", "file", 7)


def test_an_argument_that_is_none_is_left_to_the_other_sources() -> None:
    made = load({"TERRAFORM_STATE_BUCKET": "abc"}, state_bucket=None, project=None)
    assert (made.state_bucket, made.project) == ("abc", "tap")


def test_the_variables_of_the_process_and_its_folder_are_read_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(write(tmp_path, "log_days = 7\n"))
    for variable in ACCOUNT_VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TERRAFORM_STATE_LOCK_TABLE", "locks")
    made = AccountSettings.load()
    assert (made.log_days, made.lock_table) == (7, "locks")


def test_all_faults_are_told_at_once_with_where_they_come_from(tmp_path: Path) -> None:
    root = write(tmp_path, "log_days = 0\nretention = 5\n")
    found = places({"AWS_REGION": "x", "TAP_ACCOUNT_PROTECTED": "perhaps"}, root=root, state_bucket="B")
    assert sorted(found) == [
        "aws_region (from AWS_REGION)",
        "log_days (from environments/account.toml)",
        "protected (from TAP_ACCOUNT_PROTECTED)",
        "retention (from environments/account.toml)",
        "state_bucket",
    ]


def test_a_broken_file_is_one_problem(tmp_path: Path) -> None:
    assert places(root=write(tmp_path, "broken")) == ["environments/account.toml"]


def test_a_state_is_kept_only_in_a_bucket_whose_name_is_known() -> None:
    assert places({"TAP_ACCOUNT_STATE_IN_BUCKET": "1"}) == ["state_in_bucket (from TAP_ACCOUNT_STATE_IN_BUCKET)"]
    assert load(state_in_bucket=True, state_bucket="abc").state_in_bucket
    with pytest.raises(ValidationError, match="whose name is known"):
        AccountSettings(state_in_bucket=True)


def test_a_bucket_name_that_is_at_fault_is_not_told_as_missing_too() -> None:
    assert places(state_in_bucket=True, state_bucket="Bad_Bucket") == ["state_bucket"]


def test_the_state_key_is_the_accounts_own() -> None:
    assert load(project="shop").state_key == "shop/account/terraform.tfstate"


@pytest.mark.parametrize(
    ("arguments", "constraint"),
    [
        ({}, None),
        ({"provider": {"endpoint_url": "http://127.0.0.1:5000"}}, SUPPORTED_PROVIDER_VERSIONS),
        ({"provider": {"version": "~> 6.0"}}, "~> 6.0"),
    ],
)
def test_the_provider_constraint(arguments: dict[str, Any], constraint: str | None) -> None:
    assert load(**arguments).provider.constraint == constraint


def test_the_default_tags_say_that_it_is_the_account() -> None:
    tags = load({"COMMIT_AUTHOR": "dependabot[bot]"}, project="shop").default_tags
    assert (tags["Environment"], tags["Project"], tags["Author"]) == ("account", "shop", "dependabot-bot")
    assert len(tags) == 10
