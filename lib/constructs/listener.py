"""The actions and conditions of listeners and their rules, as the provider's blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from cdktf_cdktf_provider_aws.lb_listener import (
    LbListenerDefaultAction,
    LbListenerDefaultActionFixedResponse,
    LbListenerDefaultActionForward,
    LbListenerDefaultActionForwardStickiness,
    LbListenerDefaultActionForwardTargetGroup,
    LbListenerDefaultActionRedirect,
)
from cdktf_cdktf_provider_aws.lb_listener_rule import (
    LbListenerRuleAction,
    LbListenerRuleActionFixedResponse,
    LbListenerRuleActionForward,
    LbListenerRuleActionForwardStickiness,
    LbListenerRuleActionForwardTargetGroup,
    LbListenerRuleActionRedirect,
    LbListenerRuleCondition,
    LbListenerRuleConditionHostHeader,
    LbListenerRuleConditionHttpHeader,
    LbListenerRuleConditionHttpRequestMethod,
    LbListenerRuleConditionPathPattern,
    LbListenerRuleConditionSourceIp,
)

from ..config.listener import ActionConfig, FixedResponseConfig, ForwardConfig, ListenerRuleConfig, RedirectConfig

# What a client that comes by HTTP is told.
TO_HTTPS: Final = ActionConfig(redirect=RedirectConfig())


class _Blocks(NamedTuple):
    """The classes of one place for actions: the bindings have the same ones twice."""

    action: Any
    forward: Any
    target_group: Any
    stickiness: Any
    redirect: Any
    fixed_response: Any


_DEFAULT: Final = _Blocks(
    LbListenerDefaultAction,
    LbListenerDefaultActionForward,
    LbListenerDefaultActionForwardTargetGroup,
    LbListenerDefaultActionForwardStickiness,
    LbListenerDefaultActionRedirect,
    LbListenerDefaultActionFixedResponse,
)
_RULE: Final = _Blocks(
    LbListenerRuleAction,
    LbListenerRuleActionForward,
    LbListenerRuleActionForwardTargetGroup,
    LbListenerRuleActionForwardStickiness,
    LbListenerRuleActionRedirect,
    LbListenerRuleActionFixedResponse,
)


def default_action(action: ActionConfig, arns: Mapping[str, str]) -> list[LbListenerDefaultAction]:
    """What a listener does by default; `arns` has the target groups by key."""
    return [_action(action, arns, _DEFAULT)]


def rule_action(action: ActionConfig, arns: Mapping[str, str]) -> list[LbListenerRuleAction]:
    """What a rule does; `arns` has the target groups by key."""
    return [_action(action, arns, _RULE)]


def conditions(rule: ListenerRuleConfig) -> list[LbListenerRuleCondition]:
    """Which requests a rule is for."""
    found = [
        LbListenerRuleCondition(http_header=LbListenerRuleConditionHttpHeader(http_header_name=name, values=[*values]))
        for name, values in rule.headers.items()
    ]
    if rule.hosts:
        found.append(LbListenerRuleCondition(host_header=LbListenerRuleConditionHostHeader(values=[*rule.hosts])))
    if rule.paths:
        found.append(LbListenerRuleCondition(path_pattern=LbListenerRuleConditionPathPattern(values=[*rule.paths])))
    if rule.methods:
        method = LbListenerRuleConditionHttpRequestMethod(values=[*rule.methods])
        found.append(LbListenerRuleCondition(http_request_method=method))
    if rule.source_cidrs:
        source = LbListenerRuleConditionSourceIp(values=[str(cidr) for cidr in rule.source_cidrs])
        found.append(LbListenerRuleCondition(source_ip=source))
    return found


def _action(action: ActionConfig, arns: Mapping[str, str], blocks: _Blocks) -> Any:
    if action.forward:
        return _forward(action.forward, arns, blocks)
    if action.redirect:
        return blocks.action(type="redirect", redirect=blocks.redirect(**_redirect(action.redirect)))
    response = action.fixed_response or FixedResponseConfig()
    return blocks.action(
        type="fixed-response",
        fixed_response=blocks.fixed_response(
            status_code=response.status_code,
            content_type=response.content_type,
            message_body=response.body or None,
        ),
    )


def _forward(forward: ForwardConfig, arns: Mapping[str, str], blocks: _Blocks) -> Any:
    seconds = forward.stickiness_seconds
    if len(forward.target_groups) == 1:  # nothing to weigh, and nowhere else to come back to
        return blocks.action(type="forward", target_group_arn=arns[next(iter(forward.target_groups))])
    return blocks.action(
        type="forward",
        forward=blocks.forward(
            target_group=[
                blocks.target_group(arn=arns[key], weight=weight) for key, weight in forward.target_groups.items()
            ],
            stickiness=blocks.stickiness(enabled=True, duration=seconds) if seconds else None,
        ),
    )


def _redirect(redirect: RedirectConfig) -> dict[str, str]:
    return {
        "status_code": "HTTP_301" if redirect.permanent else "HTTP_302",
        "protocol": redirect.protocol,
        "host": redirect.host,
        "port": redirect.port,
        "path": redirect.path,
        "query": redirect.query,
    }
