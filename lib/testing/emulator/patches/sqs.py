"""SQS."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from moto.sqs.models import Queue, SQSBackend

from .registry import Function, Patch

redrive_allow_policy = Patch(
    "sqs.redrive_allow_policy", "aws_sqs_queue_redrive_allow_policy reads back an attribute that moto refuses"
)


@redrive_allow_policy.wraps(Queue, "_set_attributes")
def _keep_redrive_allow_policy(original: Function, self: Any, attributes: Mapping[str, Any], now: Any = None) -> None:
    others = dict(attributes)
    if "RedriveAllowPolicy" in others:
        self.redrive_allow_policy = others.pop("RedriveAllowPolicy")
    original(self, others, now)


@redrive_allow_policy.wraps(SQSBackend, "get_queue_attributes")
def _answer_redrive_allow_policy(
    original: Function, self: Any, queue_name: str, attribute_names: Iterable[str] | None
) -> dict[str, Any]:
    names = list(attribute_names or [])
    others = [name for name in names if name != "RedriveAllowPolicy"]
    attributes = dict(original(self, queue_name, others)) if others or not names else {}
    kept = getattr(self.get_queue(queue_name), "redrive_allow_policy", None)
    if kept and {"RedriveAllowPolicy", "All"} & set(names):
        attributes["RedriveAllowPolicy"] = kept
    return attributes


redrive_policy = Patch("sqs.redrive_policy", "aws_sqs_queue waits until redrive_policy comes back as compact JSON")


@redrive_policy.wraps(SQSBackend, "get_queue_attributes")
def _answer_compact_redrive_policy(
    original: Function, self: Any, queue_name: str, attribute_names: Iterable[str] | None
) -> dict[str, Any]:
    attributes = dict(original(self, queue_name, attribute_names))
    if isinstance(attributes.get("RedrivePolicy"), str):
        attributes["RedrivePolicy"] = json.dumps(json.loads(attributes["RedrivePolicy"]), separators=(",", ":"))
    return attributes


policy_kept = Patch("sqs.policy_kept", "aws_sqs_queue_policy keeps its policy while others set other attributes")


@policy_kept.wraps(Queue, "_set_attributes")
def _keep_policy(original: Function, self: Any, attributes: Mapping[str, Any], now: Any = None) -> None:
    kept = getattr(self, "policy", None)
    original(self, attributes, now)
    if "Policy" not in attributes:
        self.policy = kept
