"""ECS."""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from moto.core.responses import ActionResult
from moto.ecs.models import Service
from moto.ecs.responses import EC2ContainerServiceResponse

from .registry import Function, Patch

service_settings = Patch(
    "ecs.service_settings", "aws_ecs_service reads back settings that moto takes at an update but drops at creation"
)
DROPPED_AT_CREATION = (
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "availabilityZoneRebalancing",
    "deploymentConfiguration",
    "capacityProviderStrategy",
    "placementConstraints",
    "placementStrategy",
    "enableECSManagedTags",
)


@service_settings.wraps(EC2ContainerServiceResponse)
def _create_service(original: Function, self: Any) -> ActionResult:
    answer = original(self)
    for name in DROPPED_AT_CREATION:
        if self._get_param(name) is not None:
            setattr(answer.result["service"], xform_name(name), self._get_param(name))
    return answer


steady_state = Patch(
    "ecs.steady_state", "aws_ecs_service with wait_for_steady_state: the tasks that are wanted are running"
)


@steady_state.wraps(Service, "__init__")
def _run_at_once(original: Function, self: Any, *arguments: Any, **named: Any) -> None:
    original(self, *arguments, **named)
    self.running_count, self.pending_count = self.desired_count, 0
    for deployment in self.deployments:
        deployment.update(runningCount=self.desired_count, pendingCount=0, rolloutState="COMPLETED")
