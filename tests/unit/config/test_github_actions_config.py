from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.github_actions import GithubActionsConfig

POLICY = "arn:aws:iam::aws:policy/PowerUserAccess"
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)


def config(**settings: Any) -> GithubActionsConfig:
    return GithubActionsConfig(**{"repositories": ("acme/shop",), "policy_arns": (POLICY,), **settings})


def test_pull_requests_for_an_hour_by_default() -> None:
    made = config()
    assert made.subjects == ["repo:acme/shop:pull_request"]
    assert (made.session_minutes, made.make_provider, made.permissions_boundary_arn) == (60, True, None)


def test_a_subject_for_each_repository_and_context() -> None:
    made = config(
        repositories=("acme/shop", "acme@12/till@34"), contexts=("ref:refs/heads/release/1.x", "environment:prod")
    )
    assert made.subjects == [
        "repo:acme/shop:ref:refs/heads/release/1.x",
        "repo:acme/shop:environment:prod",
        "repo:acme@12/till@34:ref:refs/heads/release/1.x",
        "repo:acme@12/till@34:environment:prod",
    ]


@given(owner=NAMES, repository=NAMES, numbers=st.none() | st.tuples(st.integers(0), st.integers(0)))
def test_no_subject_holds_a_wildcard_or_leads_to_another_repository(
    owner: str, repository: str, numbers: tuple[int, int] | None
) -> None:
    name = f"{owner}@{numbers[0]}/{repository}@{numbers[1]}" if numbers else f"{owner}/{repository}"
    (subject,) = config(repositories=(name,)).subjects
    assert subject == f"repo:{name}:pull_request"
    for mark in "*?:":
        with pytest.raises(ValidationError, match="is no repository"):
            config(repositories=(name + mark,))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"repositories": ()}, "at least 1 item"),
        ({"repositories": ("acme/*",)}, "is no repository"),
        ({"repositories": ("shop",)}, "is no repository"),
        ({"repositories": ("acme@12/shop",)}, "is no repository"),
        ({"repositories": ("acme/shop@34",)}, "is no repository"),
        ({"repositories": ("acme/shop", "acme/shop")}, "named once only"),
        ({"contexts": ()}, "at least 1 item"),
        ({"contexts": ("*",)}, "does not say when"),
        ({"contexts": ("ref:refs/heads/*",)}, "does not say when"),
        ({"contexts": ("push",)}, "does not say when"),
        ({"policy_arns": ()}, "at least 1 item"),
        ({"policy_arns": ("PowerUserAccess",)}, "is no ARN of a managed policy"),
        ({"policy_arns": tuple(f"{POLICY}{number}" for number in range(11))}, "at most 10 items"),
        ({"permissions_boundary_arn": "arn:aws:iam::12:policy/ci"}, "is no ARN of a managed policy"),
        ({"session_minutes": 59}, "greater than or equal to 60"),
        ({"session_minutes": 721}, "less than or equal to 720"),
    ],
)
def test_what_would_admit_others_or_be_refused_by_iam_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        config(**settings)
