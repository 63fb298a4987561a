"""Tags: what AWS refuses is replaced, what it takes stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.tags import MAX_KEY_LENGTH, MAX_VALUE_LENGTH, is_legal_key, legal_tags, legal_value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("dependabot[bot]", "dependabot-bot"),
        ("renovate[bot] (self-hosted)", "renovate-bot- -self-hosted"),
        ("a<<<>>>b", "a-b"),
        ("[draft] fix", "draft- fix"),
        ("two\nlines", "two-lines"),
        ("tab\there", "tab-here"),
        ("  spaced  ", "spaced"),
        ("ends-with-a-hyphen-", "ends-with-a-hyphen-"),
        ("jane.doe+ci@corp.net", "jane.doe+ci@corp.net"),
        ("org/repo:v1=x_y", "org/repo:v1=x_y"),
        ("Ångström 東京", "Ångström 東京"),
        ("[]", ""),
        ("", ""),
        ("x" * 300, "x" * MAX_VALUE_LENGTH),
        ("x" * 255 + "[]y", "x" * 255),
        ("x" * 255 + " y", "x" * 255),
    ],
)
def test_a_value_becomes_legal(value: str, expected: str) -> None:
    assert legal_value(value) == expected


@given(st.text(max_size=400))
@settings(deadline=None)
def test_every_value_becomes_legal_and_then_stays(value: str) -> None:
    made = legal_value(value)
    assert len(made) <= MAX_VALUE_LENGTH
    assert made == made.strip()
    assert not re.search(r"[\x00-\x1f\x85<>\[\](){}!#$%^&*?;'\"|\\~`,]", made)
    assert legal_value(made) == made


def test_tags_are_in_the_order_of_their_keys_and_those_without_a_value_are_left_out() -> None:
    made = legal_tags({"Team": "a[b]c", "Author": "me", "Owner": "", "Empty": "[]"})
    assert list(made.items()) == [("Author", "me"), ("Team", "a-b-c")]


@pytest.mark.parametrize("key", ["Team", "kubernetes.io/role/elb", "a b", "k" * MAX_KEY_LENGTH, "awsome"])
def test_a_key_that_aws_takes(key: str) -> None:
    assert is_legal_key(key)


@pytest.mark.parametrize("key", ["", "  ", "aws:x", "AWS:x", "k" * (MAX_KEY_LENGTH + 1), "a[b]", "a\nb"])
def test_a_key_that_aws_refuses(key: str) -> None:
    assert not is_legal_key(key)
