from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lib.config.container_registry import ContainerRegistryConfig, RegistryReplicationConfig, RepositoryConfig
from lib.model import Model, problems_of


def test_by_default_tags_stay_images_are_scanned_and_nothing_is_lost() -> None:
    made = ContainerRegistryConfig()
    assert list(made.repositories) == ["payment", "fraud-detection", "reporting"]
    assert not made.force_delete
    repository = made.repositories["payment"]
    assert (repository.immutable_tags, repository.scan_on_push, repository.pull_principals) == (True, True, ())


@pytest.mark.parametrize("name", ["web", "team/web", "a__b", "a--b", "a.b_c-d/e", "9"])
def test_a_name_that_ecr_takes_is_taken(name: str) -> None:
    assert list(ContainerRegistryConfig.model_validate({"repositories": {name: {}}}).repositories) == [name]


@pytest.mark.parametrize("name", ["Web", "/web", "web/", "a//b", "a..b", "a___b", "-a", "a" * 201, ""])
def test_a_name_that_ecr_refuses_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        ContainerRegistryConfig.model_validate({"repositories": {name: {}}})


@pytest.mark.parametrize(
    "puller", ["123456789012", "arn:aws:iam::123456789012:root", "arn:aws:iam::123456789012:role/x", "${local.x}"]
)
def test_accounts_roles_and_tokens_may_pull(puller: str) -> None:
    assert RepositoryConfig(pull_principals=(puller,)).pull_principals == (puller,)


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (RepositoryConfig, "pull_principals", ["*"]),
        (RepositoryConfig, "pull_principals", ["12345678901"]),
        (RepositoryConfig, "pull_principals", ["arn:aws:iam::123456789012:group/x"]),
        (RepositoryConfig, "keep_tagged", 0),
        (RepositoryConfig, "expire_untagged_days", 0),
    ],
)
def test_a_value_that_aws_refuses_is_refused(model: type[Model], field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate({field: value})
    assert [problem.where.split(".")[0] for problem in problems_of(caught.value)] == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("regions", []),
        ("regions", ["europe"]),
        ("regions", ["eu-west-1", "eu-west-1"]),
        ("regions", [f"eu-west-{index // 10}-x" for index in range(26)]),
        ("prefixes", []),
        ("prefixes", ["x"]),
        ("prefixes", ["Tap/"]),
        ("prefixes", [f"tap-{index}/" for index in range(101)]),
    ],
)
def test_a_replication_that_ecr_refuses_is_refused(field: str, value: Any) -> None:
    whole = {"regions": ["eu-west-1"], "prefixes": ["tap-prod/"]}
    assert RegistryReplicationConfig.model_validate(whole).prefixes == ("tap-prod/",)
    with pytest.raises(ValidationError) as caught:
        RegistryReplicationConfig.model_validate({**whole, field: value})
    assert {problem.where.split(".")[0] for problem in problems_of(caught.value)} == {field}
