"""Load balancers: actions, rules, the firewall, and what fits together."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.aws_facts import RECOMMENDED_TLS_POLICY
from lib.config.listener import ActionConfig, FixedResponseConfig, ForwardConfig, ListenerRuleConfig, RedirectConfig
from lib.config.load_balancer import LoadBalancerConfig, LoadBalancerLogsConfig
from lib.config.web_acl import WebAclConfig
from lib.model import Model, problems_of

TO_WEB = {"forward": {"target_groups": {"web": 1}}}


def problems(model: type[Model], given: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(given)
    return [(problem.where, problem.what) for problem in problems_of(caught.value)]


def test_by_default_it_is_public_protected_and_watched() -> None:
    made = LoadBalancerConfig()
    assert (made.scheme, made.plain_http, made.deletion_protection) == ("public", False, True)
    assert made.tls_policy == RECOMMENDED_TLS_POLICY
    assert made.logs.enabled
    assert made.web_acl.enabled
    assert made.effective_default_action.fixed_response == FixedResponseConfig(status_code="404")


def test_logs_are_off_when_nothing_is_logged() -> None:
    assert not LoadBalancerLogsConfig(access=False, connections=False).enabled
    assert LoadBalancerLogsConfig(access=False).enabled


@pytest.mark.parametrize(
    "policy", ["ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS13-1-0-2021-06", "ELBSecurityPolicy-TLS-1-1-2017-01"]
)
def test_old_versions_of_tls_are_refused(policy: str) -> None:
    ((where, what),) = problems(LoadBalancerConfig, {"tls_policy": policy})
    assert where == "tls_policy"
    assert "TLS 1.0 or 1.1" in what


@pytest.mark.parametrize(
    "policy",
    [
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    ],
)
def test_newer_ones_are_taken(policy: str) -> None:
    assert LoadBalancerConfig(tls_policy=policy).tls_policy == policy


ARN = "arn:aws:acm:eu-central-1:123456789012:certificate/x"


def test_a_public_one_never_does_without_tls() -> None:
    ((where, what),) = problems(LoadBalancerConfig, {"plain_http": True})
    assert where == "plain_http"
    assert "public load balancer needs TLS" in what
    assert LoadBalancerConfig(scheme="internal", plain_http=True).internal


@pytest.mark.parametrize("given", [{"certificate_arn": ARN}, {"further_certificate_arns": {"a": ARN}}])
def test_a_certificate_and_plain_http_contradict_each_other(given: dict[str, Any]) -> None:
    found = problems(LoadBalancerConfig, {"scheme": "internal", "plain_http": True, **given})
    assert [where for where, _ in found] == ["plain_http"]


def test_a_target_group_is_forwarded_to_and_exists() -> None:
    assert LoadBalancerConfig.model_validate({"target_groups": {"web": {}}, "default_action": TO_WEB})
    rule = {"priority": 1, "paths": ["/"], "action": {"forward": {"target_groups": {"other": 1}}}}
    given = {"target_groups": {"web": {}}, "rules": {"r": rule}}
    assert [where for where, _ in problems(LoadBalancerConfig, given)] == [
        "rules.r.action.forward.target_groups",
        "target_groups.web",
    ]
    (found,) = problems(LoadBalancerConfig, {"default_action": TO_WEB})
    assert found == ("default_action.forward.target_groups", "there is no such target group")


@given(st.lists(st.integers(1, 50_000), min_size=1, max_size=6))
def test_rules_have_priorities_of_their_own(priorities: list[int]) -> None:
    action: dict[str, Any] = {"fixed_response": {}}
    rules = {f"r{n}": {"priority": one, "paths": ["/"], "action": action} for n, one in enumerate(priorities)}
    if len(set(priorities)) == len(priorities):
        assert len(LoadBalancerConfig.model_validate({"rules": rules}).rules) == len(priorities)
    else:
        assert {where for where, _ in problems(LoadBalancerConfig, {"rules": rules})} == {"rules"}


@pytest.mark.parametrize("given", [{}, {"forward": {"target_groups": {"a": 1}}, "redirect": {}}])
def test_an_action_is_exactly_one(given: dict[str, Any]) -> None:
    ((_, what),) = problems(ActionConfig, given)
    assert "one way only" in what


def test_an_action_knows_where_it_sends_requests() -> None:
    assert ActionConfig.model_validate(TO_WEB).target_groups == ("web",)
    assert ActionConfig(redirect=RedirectConfig()).target_groups == ()


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 1000}, {f"g{n}": 1 for n in range(6)}])
def test_weights_that_send_nowhere_are_refused(weights: dict[str, int]) -> None:
    assert problems(ForwardConfig, {"target_groups": weights})


def test_a_redirect_leads_elsewhere() -> None:
    assert RedirectConfig().protocol == "HTTPS"
    same = {"protocol": "#{protocol}", "port": "#{port}"}
    ((_, what),) = problems(RedirectConfig, same)
    assert "back to where it came from" in what
    assert RedirectConfig.model_validate({**same, "path": "/new/#{path}"})


def test_a_fixed_response_has_a_status_that_can_be_sent() -> None:
    assert problems(FixedResponseConfig, {"status_code": "301"})
    assert problems(FixedResponseConfig, {"body": "x" * 1025})


@given(hosts=st.integers(0, 3), paths=st.integers(0, 3), headers=st.integers(0, 3), methods=st.integers(0, 2))
def test_a_rule_has_one_to_five_values(hosts: int, paths: int, headers: int, methods: int) -> None:
    given = {
        "priority": 1,
        "action": {"fixed_response": {}},
        "hosts": [f"h{n}.corp.net" for n in range(hosts)],
        "paths": [f"/{n}" for n in range(paths)],
        "methods": ["GET", "PUT"][:methods],
        "headers": {"X": [str(n) for n in range(headers)]} if headers else {},
    }
    if 1 <= hosts + paths + headers + methods <= 5:
        assert ListenerRuleConfig.model_validate(given)
    else:
        assert problems(ListenerRuleConfig, given)


def test_a_header_without_a_value_is_no_condition() -> None:
    given = {"priority": 1, "paths": ["/"], "headers": {"X": []}, "action": {"fixed_response": {}}}
    assert problems(ListenerRuleConfig, given)


def test_the_firewall_has_four_groups_and_a_rate_limit_by_default() -> None:
    made = WebAclConfig()
    assert len({group.priority for group in made.managed_groups.values()}) == 4
    assert (made.rate_limit, made.rate_window_seconds) == (2000, 300)
    assert made.redacted_headers == ("authorization", "cookie")


def test_groups_of_rules_have_priorities_of_their_own() -> None:
    given = {"managed_groups": {"A": {"priority": 1}, "B": {"priority": 1}, "C": {"priority": 2}}}
    (found,) = problems(WebAclConfig, given)
    assert found == ("managed_groups", "each group has a priority of its own")


def test_a_firewall_without_a_rule_is_none() -> None:
    (found,) = problems(WebAclConfig, {"managed_groups": {}, "rate_limit": None})
    assert "lets everything through" in found[1]
    assert WebAclConfig(enabled=False, managed_groups={}, rate_limit=None)
    assert WebAclConfig(managed_groups={}).rate_limit == 2000


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        (LoadBalancerConfig, "scheme", "internet-facing"),
        (LoadBalancerConfig, "idle_timeout_seconds", 4001),
        (LoadBalancerConfig, "client_keep_alive_seconds", 59),
        (LoadBalancerConfig, "desync_mitigation", "monitor"),
        (LoadBalancerConfig, "ingress_cidrs", ["10.0.0.1/8"]),
        (LoadBalancerConfig, "certificate_arn", "certificate"),
        (WebAclConfig, "rate_limit", 9),
        (WebAclConfig, "rate_window_seconds", 90),
        (WebAclConfig, "retention_days", 2),
    ],
)
def test_a_value_that_aws_refuses_is_refused(model: type[Model], field: str, value: Any) -> None:
    assert {where.split(".")[0] for where, _ in problems(model, {field: value})} == {field}
