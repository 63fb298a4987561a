"""IAM policy documents from typed statements; pure, so that a policy can be read and tested without synthesis."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a policy.

    Attributes:
        sid: What the statement is for, in CamelCase; unique within its policy.
        actions: Such as ``logs:PutLogEvents``.
        resources: ARNs; empty in a trust policy, which has none.
        principals: Type to identifiers, such as ``{"Service": ["logs.amazonaws.com"]}``; empty in an identity policy.
        conditions: Operator to key to value.
        effect: ``Allow`` or ``Deny``.
    """

    sid: str
    actions: Sequence[str]
    resources: Sequence[str] = ()
    principals: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    conditions: Conditions = field(default_factory=dict)
    effect: Literal["Allow", "Deny"] = "Allow"

    def to_json(self) -> dict[str, Any]:
        """The statement as IAM spells it, without what it leaves out."""
        principals = "*" if self.principals.get("*") == "*" else {k: _one_or_all(v) for k, v in self.principals.items()}
        parts: dict[str, Any] = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Principal": principals,
            "Action": _one_or_all(self.actions),
            "Resource": _one_or_all(self.resources),
            "Condition": {op: dict(test) for op, test in self.conditions.items()},
        }
        return {key: value for key, value in parts.items() if value}


def policy(statements: Sequence[Statement]) -> str:
    """A policy document of the statements, as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": [s.to_json() for s in statements]})


def from_source(account_id: str, arn: str = "") -> Conditions:
    """Admits a service only for what it does for one account, and for the resources of an ARN where one is given.

    Without it anybody could have the service use what it is admitted to. Source: IAM User Guide, "The confused deputy
    problem". Checked 2026-11-28.

    Args:
        account_id: The account.
        arn: What the service acts for, such as ``arn:aws:ecs:us-east-1:123456789012:*``; empty for anything.
    """
    own = {"StringEquals": {"aws:SourceAccount": account_id}}
    return {**own, "ArnLike": {"aws:SourceArn": arn}} if arn else own


def service_trust(service: str, conditions: Conditions | None = None) -> str:
    """A trust policy that lets one AWS service assume the role.

    Args:
        service: The service's principal, such as ``vpc-flow-logs.amazonaws.com``.
        conditions: What else must hold, usually the source account, so that no other account's resource can make
            the service act here (the confused deputy).
    """
    return policy(
        [
            Statement(
                sid="AssumedByService",
                actions=["sts:AssumeRole"],
                principals={"Service": service},
                conditions=conditions or {},
            )
        ]
    )


def _one_or_all(values: str | Sequence[str]) -> str | list[str]:
    if isinstance(values, str):
        return values
    return values[0] if len(values) == 1 else list(values)
