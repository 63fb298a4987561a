"""EC2 Auto Scaling."""

from __future__ import annotations

import uuid
from typing import Any

from moto.autoscaling.responses import AutoScalingResponse
from moto.core.responses import ActionResult, EmptyResult

from .answers import now
from .registry import Fault, Function, Patch, notes

scaling_policy = Patch(
    "autoscaling.scaling_policy",
    "aws_autoscaling_policy: enabled is read back, no predictive configuration is none, and names are per group",
)


@scaling_policy.wraps(AutoScalingResponse)
def _put_scaling_policy(original: Function, self: Any) -> Any:
    answer = original(self)
    policies = self.autoscaling_backend.policies
    policy = policies.pop(self._get_param("PolicyName"))
    policies[f"{self._get_param('AutoScalingGroupName')}/{policy.name}"] = policy
    policy.enabled = self._get_bool_param("Enabled", True)
    policy.predictive_scaling_configuration = policy.predictive_scaling_configuration or None
    return answer


@scaling_policy.replaces(AutoScalingResponse)
def _delete_policy(self: Any) -> EmptyResult:
    del self.autoscaling_backend.policies[_policy_key(self)]
    return EmptyResult()


@scaling_policy.replaces(AutoScalingResponse)
def _execute_policy(self: Any) -> EmptyResult:
    self.autoscaling_backend.policies[_policy_key(self)].execute()
    return EmptyResult()


def _policy_key(self: Any) -> str:
    name, group = self._get_param("PolicyName"), self._get_param("AutoScalingGroupName")
    for key, policy in self.autoscaling_backend.policies.items():
        if name in (policy.name, policy.arn) and group in (None, policy.auto_scaling_group_name):
            return str(key)
    raise Fault("ValidationError", f"PolicyName '{name}' not found")


lifecycle_hook = Patch(
    "autoscaling.lifecycle_hook", "aws_autoscaling_lifecycle_hook reads back its target, role and metadata, or none"
)


@lifecycle_hook.wraps(AutoScalingResponse)
def _put_lifecycle_hook(original: Function, self: Any) -> Any:
    answer = original(self)
    key = f"{self._get_param('AutoScalingGroupName')}_{self._get_param('LifecycleHookName')}"
    hook = self.autoscaling_backend.lifecycle_hooks[key]
    hook.role_arn = self._get_param("RoleARN")
    hook.notification_target_arn = self._get_param("NotificationTargetARN")
    hook.notification_metadata = self._get_param("NotificationMetadata")
    return answer


instance_refresh = Patch(
    "autoscaling.instance_refresh", "aws_autoscaling_group with instance_refresh starts one at a change: done at once"
)


@instance_refresh.replaces(AutoScalingResponse)
def _start_instance_refresh(self: Any) -> ActionResult:
    refresh = {
        "InstanceRefreshId": str(uuid.uuid4()),
        "AutoScalingGroupName": self._get_param("AutoScalingGroupName"),
        "Status": "Successful",
        "PercentageComplete": 100,
        "StartTime": now(),
    }
    _refreshes(self).append(refresh)
    return ActionResult({"InstanceRefreshId": refresh["InstanceRefreshId"]})


@instance_refresh.replaces(AutoScalingResponse)
def _describe_instance_refreshes(self: Any) -> ActionResult:
    return ActionResult({"InstanceRefreshes": _refreshes(self)})


def _refreshes(self: Any) -> list[dict[str, Any]]:
    by_group = notes(self.autoscaling_backend, "refreshes")
    found: list[dict[str, Any]] = by_group.setdefault(self._get_param("AutoScalingGroupName"), [])
    return found
