"""Budgets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from moto.budgets.responses import BudgetsResponse

from .registry import Function, Patch, notes

subscribers = Patch("budgets.subscribers", "aws_budgets_budget reads back who is told by each notification")


@subscribers.wraps(BudgetsResponse, "create_budget")
def _keep_subscribers(original: Function, self: Any) -> Any:
    name = self._get_param("Budget")["BudgetName"]
    for item in self._get_param("NotificationsWithSubscribers") or []:
        notes(self.backend, "subscribers")[_key(name, item["Notification"])] = item["Subscribers"]
    return original(self)


@subscribers.wraps(BudgetsResponse)
def _create_notification(original: Function, self: Any) -> Any:
    notes(self.backend, "subscribers")[_asked(self)] = self._get_param("Subscribers")
    return original(self)


@subscribers.replaces(BudgetsResponse)
def _describe_subscribers_for_notification(self: Any) -> str:
    return json.dumps({"Subscribers": notes(self.backend, "subscribers").get(_asked(self), [])})


def _asked(self: Any) -> tuple[Any, ...]:
    return _key(self._get_param("BudgetName"), self._get_param("Notification"))


def _key(budget: str, notification: Mapping[str, Any]) -> tuple[Any, ...]:
    return budget, *(notification.get(name) for name in ("NotificationType", "ComparisonOperator", "Threshold"))


budget_tags = Patch("budgets.tags", "aws_budgets_budget reads and changes its tags")


@budget_tags.wraps(BudgetsResponse, "create_budget")
def _keep_tags(original: Function, self: Any) -> Any:
    account, name = self._get_param("AccountId"), self._get_param("Budget")["BudgetName"]
    given = self._get_param("ResourceTags") or []
    notes(self.backend, "tags")[f"arn:aws:budgets::{account}:budget/{name}"] = {
        tag["Key"]: tag["Value"] for tag in given
    }
    return original(self)


@budget_tags.replaces(BudgetsResponse)
def _list_tags_for_resource(self: Any) -> str:
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in _tags(self).items()]})


@budget_tags.replaces(BudgetsResponse)
def _tag_resource(self: Any) -> str:
    _tags(self).update({tag["Key"]: tag["Value"] for tag in self._get_param("ResourceTags")})
    return "{}"


@budget_tags.replaces(BudgetsResponse)
def _untag_resource(self: Any) -> str:
    for key in self._get_param("ResourceTagKeys"):
        _tags(self).pop(key, None)
    return "{}"


def _tags(self: Any) -> dict[str, str]:
    found: dict[str, str] = notes(self.backend, "tags").setdefault(self._get_param("ResourceARN"), {})
    return found
