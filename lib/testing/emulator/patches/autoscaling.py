"""EC2 Auto Scaling."""

from __future__ import annotations

import uuid
from typing import Any

from moto.autoscaling.models import FakeAutoScalingGroup
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


group_settings = Patch(
    "autoscaling.group_settings",
    "aws_autoscaling_group reads back its lifetime and warm-up, and keeps its mixed instances when others change",
)
SETTINGS = (
    ("MaxInstanceLifetime", "max_instance_lifetime"),
    ("DefaultInstanceWarmup", "default_instance_warmup"),
)


@group_settings.wraps(AutoScalingResponse)
def _create_auto_scaling_group(original: Function, self: Any) -> Any:
    answer = original(self)
    _keep_settings(self, _group_of(self))
    return answer


@group_settings.wraps(AutoScalingResponse)
def _update_auto_scaling_group(original: Function, self: Any) -> Any:
    group = _group_of(self)
    mixed = group.mixed_instances_policy
    answer = original(self)
    if self._get_param("MixedInstancesPolicy") is None and not self._get_param("LaunchTemplate"):
        group.mixed_instances_policy = mixed
    _keep_settings(self, group)
    return answer


def _group_of(self: Any) -> Any:
    return self.autoscaling_backend.autoscaling_groups[self._get_param("AutoScalingGroupName")]


def _keep_settings(self: Any, group: Any) -> None:
    for parameter, attribute in SETTINGS:
        if self._get_param(parameter) is not None:
            setattr(group, attribute, self._get_int_param(parameter))
    if self._get_param("CapacityRebalance") is not None:
        group.capacity_rebalance = self._get_bool_param("CapacityRebalance")
    group.termination_policies = self._get_param("TerminationPolicies") or group.termination_policies


mixed_capacity = Patch(
    "autoscaling.mixed_capacity",
    "aws_autoscaling_group waits for its capacity: shares of spot and on-demand instances round to the whole",
)


@mixed_capacity.wraps(FakeAutoScalingGroup)
def _set_desired_capacity(original: Function, self: Any, new_capacity: int | None) -> None:
    original(self, new_capacity)
    missing = (self.desired_capacity or 0) - len(self.active_instances())
    if self.mixed_instances_policy and missing > 0:
        self.replace_autoscaling_group_instances(missing, self.get_propagated_tags())
