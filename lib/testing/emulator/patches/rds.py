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
    "rds.performance_insights", "aws_rds_cluster_instance and aws_db_instance have Performance Insights as configured"
)


@performance_insights.wraps(DBInstance, "__init__")
def _keep_performance_insights(original: Function, self: Any, *arguments: Any, **named: Any) -> None:
    original(self, *arguments, **named)
    self.performance_insights_enabled = bool(named.get("enable_performance_insights"))
    self.performance_insights_kms_key_id = named.get("performance_insights_kms_key_id")
    if self.performance_insights_enabled:
        self.performance_insights_retention_period = named.get("performance_insights_retention_period") or 7


@performance_insights.wraps(DBInstance, "update")
def _switch_performance_insights(original: Function, self: Any, **named: Any) -> None:
    original(self, **named)
    wanted = named.get("enable_performance_insights")
    self.performance_insights_enabled = self.performance_insights_enabled if wanted is None else wanted


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


insights = Patch(
    "rds.cluster_insights", "aws_rds_cluster reads Database Insights and Performance Insights back, also once changed"
)
_INSIGHTS = (
    ("DatabaseInsightsMode", "database_insights_mode"),
    ("EnablePerformanceInsights", "performance_insights_enabled"),
    ("PerformanceInsightsKMSKeyId", "performance_insights_kms_key_id"),
    ("PerformanceInsightsRetentionPeriod", "performance_insights_retention_period"),
)


@insights.wraps(RDSResponse)
def _create_db_cluster(original: Function, self: Any) -> ActionResult:
    return _keep_insights(original, self)


@insights.wraps(RDSResponse)
def _modify_db_cluster(original: Function, self: Any) -> ActionResult:
    return _keep_insights(original, self)


def _keep_insights(original: Function, self: Any) -> ActionResult:
    name = self.params["DBClusterIdentifier"]  # before moto changes the parameters
    given = {attribute: self.params.get(parameter) for parameter, attribute in _INSIGHTS}
    answer = original(self)
    vars(self.backend.clusters[name]).update({key: value for key, value in given.items() if value is not None})
    return answer


data_api = Patch(
    "rds.data_api", "aws_rds_cluster has its HTTP endpoint as configured; moto knows it with Serverless v1 only"
)


@data_api.wraps(DBCluster, "__init__")
def _remember_data_api(original: Function, self: Any, *arguments: Any, **named: Any) -> None:
    original(self, *arguments, **named)
    self.data_api = bool(named.get("enable_http_endpoint"))


@data_api.property(DBCluster)
def _http_endpoint_enabled(self: Any) -> bool:
    return bool(self.data_api)


@data_api.replaces(RDSResponse)
def _enable_http_endpoint(self: Any) -> ActionResult:
    return _switch_data_api(self, on=True)


@data_api.replaces(RDSResponse)
def _disable_http_endpoint(self: Any) -> ActionResult:
    return _switch_data_api(self, on=False)


def _switch_data_api(self: Any, *, on: bool) -> ActionResult:
    arn = self.params["ResourceArn"]
    self.backend.clusters[arn.rpartition(":")[2]].data_api = on
    return ActionResult({"ResourceArn": arn, "HttpEndpointEnabled": on})


iam_authentication = Patch("rds.iam_authentication", "aws_rds_cluster switches authentication by IAM on and off")


@iam_authentication.property(DBCluster)
def _iam_database_authentication_enabled(self: Any) -> bool:
    return bool(vars(self).get("enable_iam_database_authentication", self.iam_auth))
