"""ECS services: sizes, containers, and how they are replaced."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import FARGATE_MEMORY_MIB
from lib.config.ecs_cluster import EcsClusterConfig
from lib.config.ecs_service import ContainerConfig, ContainerHealthCheckConfig, EcsServiceConfig, secret_arn
from lib.errors import Problem
from lib.model import Model, problems_of

ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf"
PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/x"


def service(**given: Any) -> EcsServiceConfig:
    return EcsServiceConfig.model_validate({"containers": {"web": {"image": "web:1"}}, **given})


def problems(**given: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        service(**given)
    return list(problems_of(caught.value))


@pytest.mark.parametrize("cpu", FARGATE_MEMORY_MIB)
def test_a_size_that_fargate_has_is_taken(cpu: int) -> None:
    for memory in FARGATE_MEMORY_MIB[cpu]:
        assert service(cpu=cpu, memory_mib=memory).memory_mib == memory


@given(st.sampled_from([*FARGATE_MEMORY_MIB]), st.integers(1, 130_000))
def test_any_other_is_refused_with_one_that_is_there(cpu: int, memory: int) -> None:
    sizes = FARGATE_MEMORY_MIB[cpu]
    if memory in sizes:
        assert service(cpu=cpu, memory_mib=memory)
        return
    (problem,) = problems(cpu=cpu, memory_mib=memory)
    assert problem.where == "memory_mib"
    suggested = int(problem.remedy.removeprefix("take ").split(",")[0])
    assert suggested in sizes
    assert suggested > memory or suggested == sizes[-1]


def test_a_size_of_no_table_is_refused() -> None:
    (problem,) = problems(cpu=300)
    assert problem.where == "cpu"
    assert "256, 512" in problem.expected


def test_steps_are_told_where_there_are_many() -> None:
    (problem,) = problems(cpu=8192, memory_mib=20_000)
    assert problem.expected == "16384 to 61440 MiB in steps of 4096"


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"containers": {}}, "containers"),
        ({"containers": {"web 1": {"image": "x"}}}, "containers.web 1"),
        ({"containers": {"a": {"image": "x", "cpu": 200}, "b": {"image": "x", "cpu": 57}}}, "containers"),
        ({"containers": {"a": {"image": "x", "memory_mib": 513}}}, "containers"),
        ({"containers": {"a": {"image": "x", "essential": False}}}, "containers"),
        ({"execute_command": True}, "execute_command"),
        ({"healthy_percent_minimum": 100, "healthy_percent_maximum": 100}, "healthy_percent_maximum"),
        ({"healthy_percent_minimum": 50, "healthy_percent_maximum": 100}, "zone_rebalancing"),
        ({"spot_percent": 101}, "spot_percent"),
        ({"architecture": "arm"}, "architecture"),
    ],
)
def test_what_aws_refuses_is_refused(given: dict[str, Any], where: str) -> None:
    (problem,) = problems(**given)
    assert problem.where == where


@pytest.mark.parametrize(
    "given",
    [
        {"containers": {"a": {"image": "x", "cpu": 200}, "b": {"image": "x", "cpu": 56}}},
        {"containers": {"a": {"image": "x", "memory_mib": 512}}},
        {"containers": {"a": {"image": "x", "readonly_root": False}}, "execute_command": True},
        {"healthy_percent_minimum": 50, "healthy_percent_maximum": 100, "zone_rebalancing": False},
    ],
)
def test_what_is_at_the_bound_is_taken(given: dict[str, Any]) -> None:
    assert service(**given)


def test_scaling_decides_where_anything_is_aimed_at() -> None:
    none = {"cpu_target_percent": None}
    assert service().is_scaled
    assert not service(capacity=none).is_scaled
    assert service(capacity=none, memory_target_percent=70).is_scaled


def test_nothing_of_a_container_is_writable_or_privileged_by_default() -> None:
    made = ContainerConfig(image="x")
    assert made.readonly_root
    assert made.writable_paths == ()
    assert "privileged" not in ContainerConfig.model_fields


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (ContainerConfig, {"image": ""}),
        (ContainerConfig, {"image": "x", "environment": {"A": "1"}, "secrets": {"A": ARN}}),
        (ContainerConfig, {"image": "x", "parameters": {"A": PARAMETER}, "secrets": {"A": ARN}}),
        (ContainerConfig, {"image": "x", "secrets": {"A": PARAMETER}}),
        (ContainerConfig, {"image": "x", "parameters": {"A": ARN}}),
        (ContainerConfig, {"image": "x", "writable_paths": ["tmp"]}),
        (ContainerConfig, {"image": "x", "writable_paths": ["/"]}),
        (ContainerConfig, {"image": "x", "stop_seconds": 121}),
        (ContainerConfig, {"image": "x", "privileged": True}),
        (ContainerHealthCheckConfig, {"command": ["curl"]}),
        (ContainerHealthCheckConfig, {"command": []}),
        (EcsClusterConfig, {"container_insights": "on"}),
    ],
)
def test_wrong_parts_are_refused(model: type[Model], given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(given)


@pytest.mark.parametrize(
    ("reference", "arn"),
    [
        (ARN, ARN),
        (f"{ARN}:password::", ARN),
        ("${aws_secretsmanager_secret.x.arn}", "${aws_secretsmanager_secret.x.arn}"),
        ("${TfToken[TOKEN.3]}:password::", "${TfToken[TOKEN.3]}"),
    ],
)
def test_a_secrets_own_arn_is_found(reference: str, arn: str) -> None:
    assert secret_arn(reference) == arn
