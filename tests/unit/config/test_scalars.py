"""Text of a certain form: what is taken, what is refused, and with which words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from lib.aws_facts import ZONE_LETTERS
from lib.config import scalars
from lib.errors import Problem
from lib.model import problems_of
from lib.naming import RESERVED_PREFIXES

ADAPTERS: dict[str, TypeAdapter[str]] = {
    name: TypeAdapter(getattr(scalars, name))
    for name in ("Suffix", "Project", "Region", "AccountId", "Url", "Domain", "BucketName", "TableName")
}

TAKEN = {
    "Suffix": ["dev", "pr-42", "1", "42", "a" * 19, "a-b-c"],
    "Project": ["tap", "payments", "a", "p" * 16, "shop-2"],
    "Region": ["us-east-1", "us-gov-west-1", "ap-southeast-7", *ZONE_LETTERS],
    "AccountId": ["123456789012", "000000000000"],
    "Url": ["http://127.0.0.1:5000", "https://localhost.localstack.cloud/path", "http://[::1]:80/x", "http://a?b"],
    "Domain": ["payments.corp.net", "a.io", "x-1.y-2.example"],
    "BucketName": ["abc", "a.b-c", "b" * 63, "1-2"],
    "TableName": ["abc", "A_b.c-1", "t" * 255],
}
REFUSED = {
    "Suffix": ["", "Dev", "my env", "a" * 20, "-a", "a-", "a--b", "a_b", "a.b", "../etc", "dev\nx", "é", "a/b"],
    "Project": ["", "Tap", "1tap", "p" * 17, "tap-", "t--p", "tap_x", "-tap"],
    "Region": ["", "us-east", "US-EAST-1", "us-east-1a", "useast1", "us-east-1 x", "us-east-10", "us-east-\u0661"],
    "AccountId": ["", "12345678901", "1234567890123", "12345678901a", "1234-5678-9012", "\u0661" * 12],
    "Url": [
        "",
        "127.0.0.1:5000",
        "ftp://x",
        "http://",
        "http://a b",
        "http://[",
        "http://[::1",
        "http:///x",
        "http://?",
    ],
    "Domain": ["", "localhost", "Corp.net", "-a.net", "a-.net", "a..net", "corp.net.", "a b.net", "corp.n"],
    "BucketName": ["", "ab", "b" * 64, "Bucket", "-ab", "ab-", ".ab", "a_b", "a/b", "a..b", "192.168.0.1", "xn--abc"],
    "TableName": ["", "ab", "t" * 256, "a b", "täble", "a/b"],
}


def problem_with(kind: str, value: Any) -> Problem:
    with pytest.raises(ValidationError) as caught:
        ADAPTERS[kind].validate_python(value)
    (problem,) = problems_of(caught.value)
    return problem


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in TAKEN.items() for value in values])
def test_taken(kind: str, value: str) -> None:
    assert ADAPTERS[kind].validate_python(value) == value


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in REFUSED.items() for value in values])
def test_refused_with_what_was_got_what_is_expected_and_a_remedy(kind: str, value: str) -> None:
    problem = problem_with(kind, value)
    assert problem.got == (value if len(value) <= 120 else f"{value[:117]}...")
    assert problem.expected
    assert problem.remedy


@pytest.mark.parametrize("kind", ADAPTERS)
@pytest.mark.parametrize("value", [7, None, ["a"], True])
def test_what_is_no_text_is_refused(kind: str, value: Any) -> None:
    assert problem_with(kind, value).what == "Input should be a valid string"


@pytest.mark.parametrize("prefix", [prefix.rstrip("-") for prefix in RESERVED_PREFIXES if "--" not in prefix])
def test_a_project_that_begins_with_what_aws_reserves_is_refused(prefix: str) -> None:
    problem = problem_with("Project", f"{prefix}-x")
    assert problem.remedy == "choose another project name"
    assert all(reserved in problem.expected for reserved in RESERVED_PREFIXES)


@pytest.mark.parametrize("kind", ["Suffix", "Project"])
@pytest.mark.parametrize("value", ["a-", "a--b"])
def test_a_hyphen_at_the_end_or_doubled_is_named_as_what_is_wrong(kind: str, value: str) -> None:
    assert problem_with(kind, value).remedy == "remove the hyphen"


@pytest.mark.parametrize("kind", ADAPTERS)
@given(text=st.text(max_size=70))
@settings(deadline=None, max_examples=30)
def test_any_text_is_either_taken_as_it_is_or_refused(kind: str, text: str) -> None:
    try:
        taken = ADAPTERS[kind].validate_python(text)
    except ValidationError:
        taken = problem_with(kind, text).got
    assert taken == text


@pytest.mark.parametrize("text", ["a" * 20_000, "a." * 10_000, "a-" * 10_000 + "."])
def test_long_text_is_refused_at_once(text: str) -> None:
    assert problem_with("Domain", text).what == "is no domain"
