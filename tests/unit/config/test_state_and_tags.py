"""Where state is kept, and what resources are tagged with."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lib.config.state import StateConfig
from lib.config.tags import UNKNOWN, TagsConfig
from lib.model import problems_of
from lib.tags import MAX_TAGS

TEN = {
    "Environment",
    "Project",
    "CostCenter",
    "Application",
    "Owner",
    "ManagedBy",
    "Repository",
    "Author",
    "PRNumber",
    "Team",
}


def test_state_is_locked_by_a_file_and_nothing_else_by_default() -> None:
    made = StateConfig()
    assert made.lockfile is True
    assert (made.bucket, made.region, made.lock_table, made.kms_key_id) == (None, None, None, None)


@pytest.mark.parametrize(
    ("field", "value"), [("bucket", "B"), ("region", "eu"), ("lock_table", "x"), ("kms_key_id", ""), ("table", "abc")]
)
def test_a_state_that_cannot_be_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        StateConfig.model_validate({field: value})
    assert [problem.where for problem in problems_of(caught.value)] == [field]


def test_something_locks_the_state() -> None:
    assert StateConfig(lockfile=False, lock_table="locks").lockfile is False
    with pytest.raises(ValidationError) as caught:
        StateConfig(lockfile=False)
    (problem,) = problems_of(caught.value)
    assert (problem.where, problem.what) == ("lockfile", "nothing locks the state")


def test_there_are_ten_tags_whatever_is_known() -> None:
    made = TagsConfig().of("dev", "shop")
    assert set(made) == TEN
    assert made["Environment"] == "dev"
    assert made["Project"] == made["Application"] == "shop"
    assert made["ManagedBy"] == "cdktf"
    assert [key for key, value in made.items() if value == UNKNOWN] == [
        "Author",
        "CostCenter",
        "Owner",
        "PRNumber",
        "Repository",
        "Team",
    ]


def test_each_field_has_its_tag() -> None:
    made = TagsConfig(
        cost_center="c1", application="a1", owner="o1", repository="r1", author="u1", pr_number="7", team="t1"
    ).of("dev", "shop")
    assert made == {
        "Application": "a1",
        "Author": "u1",
        "CostCenter": "c1",
        "Environment": "dev",
        "ManagedBy": "cdktf",
        "Owner": "o1",
        "PRNumber": "7",
        "Project": "shop",
        "Repository": "r1",
        "Team": "t1",
    }


def test_a_bots_name_becomes_legal() -> None:
    assert TagsConfig(author="dependabot[bot]").of("dev", "shop")["Author"] == "dependabot-bot"


def test_further_tags_win_over_the_others() -> None:
    made = TagsConfig(team="a", extra={"Team": "b", "kubernetes.io/x": "[y]"}).of("dev", "shop")
    assert made["Team"] == "b"
    assert made["kubernetes.io/x"] == "y"


@pytest.mark.parametrize("key", ["aws:x", "AWS:x", "k" * 129, "a[b]", "", " "])
def test_a_tag_whose_key_aws_refuses_is_refused_and_named(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TagsConfig(extra={key: "x", "fine": "y"})
    (problem,) = problems_of(caught.value)
    assert (problem.where, problem.what) == ("extra", "AWS refuses these tag keys")
    assert key.strip()[:110] in problem.got
    assert "fine" not in problem.got


def test_half_of_what_aws_allows_is_left_to_the_constructs() -> None:
    most = {f"k{number}": "v" for number in range(MAX_TAGS // 2)}
    assert TagsConfig(extra=most).extra == most
    with pytest.raises(ValidationError) as caught:
        TagsConfig(extra={**most, "more": "v"})
    (problem,) = problems_of(caught.value)
    assert (problem.got, problem.expected) == ("26", "at most 25")
