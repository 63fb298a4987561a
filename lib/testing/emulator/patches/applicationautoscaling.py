"""Application Auto Scaling."""

from __future__ import annotations

import json
from typing import Any

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

from .registry import Function, Patch, notes

target_tags = Patch("applicationautoscaling.target_tags", "aws_appautoscaling_target reads and changes its tags")


@target_tags.wraps(ApplicationAutoScalingResponse)
def _register_scalable_target(original: Function, self: Any) -> str:
    answer: str = original(self)
    tags = self._get_param("Tags")
    if tags:
        _all_tags(self)[json.loads(answer)["ScalableTargetARN"]] = dict(tags)
    return answer


@target_tags.replaces(ApplicationAutoScalingResponse)
def _list_tags_for_resource(self: Any) -> str:
    return json.dumps({"Tags": _tags(self)})


@target_tags.replaces(ApplicationAutoScalingResponse)
def _tag_resource(self: Any) -> str:
    _tags(self).update(self._get_param("Tags"))
    return "{}"


@target_tags.replaces(ApplicationAutoScalingResponse)
def _untag_resource(self: Any) -> str:
    for key in self._get_param("TagKeys"):
        _tags(self).pop(key, None)
    return "{}"


def _all_tags(self: Any) -> dict[Any, Any]:
    return notes(self.applicationautoscaling_backend, "tags")


def _tags(self: Any) -> dict[str, str]:
    found: dict[str, str] = _all_tags(self).setdefault(self._get_param("ResourceARN"), {})
    return found
