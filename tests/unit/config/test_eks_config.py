from __future__ import annotations

from datetime import date
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import EKS_DEFAULT_VERSION, EKS_STANDARD_SUPPORT_ENDS
from lib.config.eks import (
    LOG_TYPES,
    SYSTEM_NAMESPACE,
    AccessEntryConfig,
    AddonsConfig,
    EksConfig,
    EndpointConfig,
    NamespaceConfig,
)
from lib.errors import Problem
from lib.model import Model, problems_of

ROLE = "arn:aws:iam::123456789012:role/admins"

namespaces = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True)


def problem_of(model: type[Model], given_value: dict[str, Any]) -> Problem:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given_value)
    (problem,) = problems_of(caught.value)
    return problem


def test_by_default_it_is_private_logged_and_measured() -> None:
    made = EksConfig()
    assert made.endpoint.public_cidrs == ()
    assert made.endpoint.private_cidrs is None
    assert made.log_types == LOG_TYPES
    assert (made.log_retention_days, made.pod_logs.retention_days, made.container_insights.retention_days) == (365,) * 3
    assert not made.creator_is_admin
    assert made.support == "STANDARD"


def test_the_default_version_is_the_one_that_is_supported_longest() -> None:
    def ends(version: str) -> date:
        return EKS_STANDARD_SUPPORT_ENDS[version]

    assert max(EKS_STANDARD_SUPPORT_ENDS, key=ends) == EKS_DEFAULT_VERSION == EksConfig().version


def test_every_namespace_has_a_profile_and_so_have_the_systems() -> None:
    made = EksConfig()
    assert list(made.profiles) == [SYSTEM_NAMESPACE, "payment", "fraud-detection", "reporting", "container-insights"]
    without = EksConfig.model_validate({"container_insights": {"enabled": False}, "namespaces": {}})
    assert without.profiles == {SYSTEM_NAMESPACE: NamespaceConfig()}


@given(st.dictionaries(namespaces, st.just({}), max_size=4), namespaces, st.booleans())
def test_no_profile_is_lost_to_another(chosen: dict[str, Any], collector: str, measured: bool) -> None:
    insights = {"namespace": collector, "enabled": measured}
    made = {SYSTEM_NAMESPACE, *([collector] if measured else [])}
    value = {"namespaces": chosen, "container_insights": insights}
    if made & set(chosen):
        assert problem_of(EksConfig, value).where == "namespaces"
    elif collector != SYSTEM_NAMESPACE:
        assert len(EksConfig.model_validate(value).profiles) == len(chosen) + len(made)


@pytest.mark.parametrize("namespace", ["kube-system", "container-insights"])
def test_a_namespace_of_the_library_is_refused(namespace: str) -> None:
    problem = problem_of(EksConfig, {"namespaces": {namespace: {}}})
    assert (problem.where, problem.got) == ("namespaces", namespace)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("version", "1.9"),
        ("version", "v1.36"),
        ("version", "1.360"),
        ("support", "FOREVER"),
        ("log_types", ["api", "api"]),
        ("log_types", ["kubelet"]),
        ("log_retention_days", 42),
        ("namespaces", {"Payment": {}}),
        ("namespaces", {"a" * 64: {}}),
        ("namespaces", {"payment-": {}}),
        ("access", {"a/b": {"principal_arn": ROLE}}),
        ("addons", {"coredns": {"version": "1.13"}}),
        ("addons", {"coredns": {"on_create": "PRESERVE"}}),
        ("container_insights", {"image": ""}),
    ],
)
def test_a_value_that_aws_refuses_is_refused(path: str, value: Any) -> None:
    assert problem_of(EksConfig, {path: value}).where.startswith(path)


@pytest.mark.parametrize("cidr", ["10.1.0.0/16", "172.20.0.0/24", "192.168.0.0/24", "100.64.1.0/24", "8.0.0.0/5"])
def test_private_addresses_are_refused_for_the_public_endpoint(cidr: str) -> None:
    problem = problem_of(EndpointConfig, {"public_cidrs": ["203.0.113.5/32", cidr]})
    assert (problem.where, problem.got) == ("public_cidrs", cidr)


def test_the_whole_internet_is_refused() -> None:
    problem = problem_of(EndpointConfig, {"public_cidrs": ["0.0.0.0/0"]})
    assert "whole internet" in problem.what


def test_more_addresses_than_eks_takes_are_refused() -> None:
    many = [f"203.0.113.{number}/32" for number in range(41)]
    assert len(EndpointConfig.model_validate({"public_cidrs": many[:40]}).public_cidrs) == 40
    assert problem_of(EndpointConfig, {"public_cidrs": many}).where == "public_cidrs"


def test_other_networks_can_reach_the_private_endpoint() -> None:
    made = EndpointConfig.model_validate({"private_cidrs": ["10.1.0.0/16"]})
    assert made.private_cidrs == (IPv4Network("10.1.0.0/16"),)


@pytest.mark.parametrize(
    "principal",
    [ROLE, "arn:aws-cn:iam::123456789012:user/teams/someone", "${aws_iam_role.x.arn}", "${TfToken[TOKEN.1]}"],
)
def test_roles_users_and_tokens_can_have_an_entry(principal: str) -> None:
    assert AccessEntryConfig(principal_arn=principal).principal_arn == principal


@pytest.mark.parametrize(
    "principal",
    [
        "arn:aws:sts::123456789012:assumed-role/admins/me",
        "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:group/admins",
        "admins",
    ],
)
def test_sessions_groups_and_names_can_have_none(principal: str) -> None:
    assert problem_of(AccessEntryConfig, {"principal_arn": principal}).where == "principal_arn"


@pytest.mark.parametrize("group", ["system:masters", "eks:admins", "aws:x", "amazon:x", "iam:x"])
def test_reserved_groups_are_refused(group: str) -> None:
    problem = problem_of(AccessEntryConfig, {"principal_arn": ROLE, "kubernetes_groups": [group]})
    assert (problem.where, problem.got) == ("kubernetes_groups.0", group)


def test_an_access_policy_goes_by_its_name() -> None:
    given_value = {"principal_arn": ROLE, "policies": {"AmazonEKSViewPolicy": ["payment"]}}
    assert AccessEntryConfig.model_validate(given_value).policies == {"AmazonEKSViewPolicy": ("payment",)}
    wrong = {"principal_arn": ROLE, "policies": {"AdministratorAccess": []}}
    assert problem_of(AccessEntryConfig, wrong).where.startswith("policies")


def test_a_principal_has_one_entry() -> None:
    problem = problem_of(EksConfig, {"access": {"a": {"principal_arn": ROLE}, "b": {"principal_arn": ROLE}}})
    assert (problem.where, problem.got) == ("access", f"{ROLE} in a, b")


def test_coredns_runs_on_fargate_and_nowhere_else() -> None:
    told = AddonsConfig.model_validate({"coredns": {"configuration": {"computeType": "Fargate"}}})
    assert told.coredns.configuration == {"computeType": "Fargate"}
    problem = problem_of(AddonsConfig, {"coredns": {"configuration": {"computeType": "ec2"}}})
    assert (problem.where, problem.got) == ("coredns", "computeType = ec2")
