"""RDS and Aurora: instances, clusters and parameter groups."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from moto.core.responses import ActionResult
from moto.rds.models import DBCluster, DBClusterParameterGroup, DBInstance, DBParameterGroup
from moto.rds.responses import RDSResponse

from .registry import Function, Patch

resource_id = Patch("rds.resource_id", "aws_db_instance and aws_rds_cluster_instance have an id each, moto one for all")


@resource_id.wraps(DBInstance, "__init__")
def _give_resource_id(original: Function, self: Any, *arguments: Any, **named: Any) -> None:
    original(self, *arguments, **named)
    self.dbi_resource_id = "db-" + uuid.uuid4().hex[:26].upper()


performance_insights = Patch(
    "rds.performance_insights", "aws_rds_cluster_instance and aws_db_instance read Performance Insights back"
)


@performance_insights.wraps(DBInstance, "__init__")
def _keep_performance_insights(original: Function, self: Any, *arguments: Any, **named: Any) -> None:
    original(self, *arguments, **named)
    self.performance_insights_enabled = bool(named.get("enable_performance_insights"))
    self.performance_insights_kms_key_id = named.get("performance_insights_kms_key_id")
    if self.performance_insights_enabled:
        self.performance_insights_retention_period = named.get("performance_insights_retention_period") or 7


scaling_configuration = Patch(
    "rds.scaling_configuration", "aws_rds_cluster has no scaling_configuration unless one was given"
)
_scaling_configuration_of_moto = DBCluster.scaling_configuration_info


@scaling_configuration.property(DBCluster)
def _scaling_configuration_info(self: Any) -> Any:
    return _scaling_configuration_of_moto.fget(self) if self.scaling_configuration else None


parameter_source = Patch(
    "rds.parameter_source",
    'aws_db_parameter_group and aws_rds_cluster_parameter_group keep parameters of source "user"',
)


@parameter_source.wraps(DBParameterGroup, "update_parameters")
@parameter_source.wraps(DBClusterParameterGroup, "update_cluster_parameters")
def _set_by_user(original: Function, self: Any, new_parameters: Iterable[dict[str, Any]]) -> None:
    original(self, [{**parameter, "Source": "user"} for parameter in new_parameters])


parameter_reset = Patch("rds.parameter_reset", "a parameter that is taken out of the configuration is reset")


@parameter_reset.replaces(RDSResponse)
def _reset_db_parameter_group(self: Any) -> ActionResult:
    return _reset(self, "DB", self.backend.db_parameter_groups)


@parameter_reset.replaces(RDSResponse)
def _reset_db_cluster_parameter_group(self: Any) -> ActionResult:
    return _reset(self, "DBCluster", self.backend.db_cluster_parameter_groups)


def _reset(self: Any, kind: str, groups: dict[str, Any]) -> ActionResult:
    group = groups[self.params[f"{kind}ParameterGroupName"]]
    if self.params.get("ResetAllParameters"):
        group.parameters.clear()
    for parameter in self.params.get("Parameters") or []:
        group.parameters.pop(parameter["ParameterName"], None)
    return ActionResult({f"{kind}ParameterGroupName": group.name})
