from __future__ import annotations

from typing import Any

from .registry import Aws, check, refused, tags

PASSWORD = {"MasterUsername": "admin", "MasterUserPassword": "not-a-secret"}


def _cluster(aws: Aws, region: str = "us-east-1", **settings: Any) -> str:
    name = aws.name("cluster")
    rds = aws.client("rds", region)
    rds.create_db_cluster(DBClusterIdentifier=name, Engine="aurora-postgresql", **PASSWORD, **settings)
    return name


def _instance(aws: Aws, **settings: Any) -> dict[str, Any]:
    rds, name = aws.client("rds"), aws.name("instance")
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.r6g.large",
        Engine="postgres",
        AllocatedStorage=20,
        **PASSWORD,
        **settings,
    )
    found: dict[str, Any] = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]
    return found


@check("rds.resource_id")
def resource_id(aws: Aws) -> None:
    assert _instance(aws)["DbiResourceId"] != _instance(aws)["DbiResourceId"]


@check("rds.performance_insights")
def performance_insights(aws: Aws) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/x"
    watched = _instance(aws, EnablePerformanceInsights=True, PerformanceInsightsKMSKeyId=key)
    assert watched["PerformanceInsightsEnabled"]
    assert watched["PerformanceInsightsKMSKeyId"] == key
    assert watched["PerformanceInsightsRetentionPeriod"] == 7
    plain = _instance(aws)
    assert not plain["PerformanceInsightsEnabled"]
    rds, name = aws.client("rds"), plain["DBInstanceIdentifier"]
    for change in ({"EnablePerformanceInsights": True}, {"MonitoringInterval": 30}):
        rds.modify_db_instance(DBInstanceIdentifier=name, **change)
        assert rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]["PerformanceInsightsEnabled"]


@check("rds.scaling_configuration")
def scaling_configuration(aws: Aws) -> None:
    rds = aws.client("rds")
    (plain,) = rds.describe_db_clusters(DBClusterIdentifier=_cluster(aws))["DBClusters"]
    assert "ScalingConfigurationInfo" not in plain
    scaled = _cluster(aws, EngineMode="serverless", ScalingConfiguration={"MinCapacity": 2, "MaxCapacity": 4})
    (found,) = rds.describe_db_clusters(DBClusterIdentifier=scaled)["DBClusters"]
    assert found["ScalingConfigurationInfo"]["MaxCapacity"] == 4


@check("rds.cluster_insights")
def cluster_insights(aws: Aws) -> None:
    rds, key = aws.client("rds"), "arn:aws:kms:us-east-1:123456789012:key/x"
    name = _cluster(aws, EnablePerformanceInsights=True, PerformanceInsightsKMSKeyId=key)
    advanced = {"DatabaseInsightsMode": "advanced", "PerformanceInsightsRetentionPeriod": 465}
    rds.modify_db_cluster(DBClusterIdentifier=name, **advanced)
    (found,) = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    assert found["PerformanceInsightsEnabled"]
    assert found["PerformanceInsightsKMSKeyId"] == key
    assert {setting: found[setting] for setting in advanced} == advanced


@check("rds.iam_authentication")
def iam_authentication(aws: Aws) -> None:
    rds, name = aws.client("rds"), _cluster(aws)
    for wanted in (True, False):
        rds.modify_db_cluster(DBClusterIdentifier=name, EnableIAMDatabaseAuthentication=wanted)
        (found,) = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
        assert found["IAMDatabaseAuthenticationEnabled"] is wanted


@check("rds.data_api")
def data_api(aws: Aws) -> None:
    rds = aws.client("rds")

    def cluster(name: str) -> dict[str, Any]:
        return dict(rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"][0])

    name, without = _cluster(aws, EnableHttpEndpoint=True), _cluster(aws)
    assert cluster(name)["HttpEndpointEnabled"] is True
    assert not cluster(without)["HttpEndpointEnabled"]
    arn = cluster(name)["DBClusterArn"]
    assert rds.disable_http_endpoint(ResourceArn=arn)["HttpEndpointEnabled"] is False
    assert not cluster(name)["HttpEndpointEnabled"]
    assert rds.enable_http_endpoint(ResourceArn=arn)["HttpEndpointEnabled"] is True
    assert cluster(name)["HttpEndpointEnabled"]


def _parameter_groups(aws: Aws) -> tuple[str, str]:
    rds, name, cluster_name = aws.client("rds"), aws.name("group"), aws.name("group")
    family = {"DBParameterGroupFamily": "aurora-postgresql15", "Description": "x"}
    rds.create_db_parameter_group(DBParameterGroupName=name, **family)
    rds.create_db_cluster_parameter_group(DBClusterParameterGroupName=cluster_name, **family)
    rds.modify_db_parameter_group(DBParameterGroupName=name, Parameters=[PARAMETER])
    rds.modify_db_cluster_parameter_group(DBClusterParameterGroupName=cluster_name, Parameters=[PARAMETER])
    return name, cluster_name


PARAMETER = {"ParameterName": "log_statement", "ParameterValue": "all", "ApplyMethod": "immediate"}


@check("rds.parameter_source")
def parameter_source(aws: Aws) -> None:
    rds = aws.client("rds")
    name, cluster_name = _parameter_groups(aws)
    (of_instances,) = rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"]
    (of_cluster,) = rds.describe_db_cluster_parameters(DBClusterParameterGroupName=cluster_name)["Parameters"]
    assert (of_instances["Source"], of_cluster["Source"]) == ("user", "user")


@check("rds.parameter_reset")
def parameter_reset(aws: Aws) -> None:
    rds = aws.client("rds")
    name, cluster_name = _parameter_groups(aws)
    rds.reset_db_parameter_group(DBParameterGroupName=name, Parameters=[PARAMETER])
    assert rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"] == []
    rds.reset_db_cluster_parameter_group(DBClusterParameterGroupName=cluster_name, ResetAllParameters=True)
    assert rds.describe_db_cluster_parameters(DBClusterParameterGroupName=cluster_name)["Parameters"] == []


def _global(aws: Aws, **settings: Any) -> str:
    name = aws.name("global")
    aws.client("rds").create_global_cluster(GlobalClusterIdentifier=name, Engine="aurora-postgresql", **settings)
    return name


def _describe(aws: Aws, name: str) -> dict[str, Any]:
    (found,) = aws.client("rds").describe_global_clusters(GlobalClusterIdentifier=name)["GlobalClusters"]
    return dict(found)


@check("rds_global.description")
def global_description(aws: Aws) -> None:
    first = _global(aws, DatabaseName="orders", Tags=tags(Name="x"))
    _global(aws)
    assert _describe(aws, first)["DatabaseName"] == "orders"
    assert _describe(aws, first)["TagList"] == tags(Name="x")
    assert len(aws.client("rds").describe_global_clusters()["GlobalClusters"]) >= 2
    describe = aws.client("rds").describe_global_clusters
    refused("GlobalClusterNotFoundFault", describe, GlobalClusterIdentifier="unknown")


@check("rds_global.update")
def global_update(aws: Aws) -> None:
    name = _global(aws)
    rds = aws.client("rds")
    rds.modify_global_cluster(GlobalClusterIdentifier=name, DeletionProtection=True)
    assert _describe(aws, name)["DeletionProtection"]
    rds.modify_global_cluster(GlobalClusterIdentifier=name, EngineVersion="15.99", DeletionProtection=False)
    assert _describe(aws, name)["EngineVersion"] == "15.99"


@check("rds_global.membership")
def global_membership(aws: Aws) -> None:
    name = _global(aws)
    here, there = aws.client("rds"), aws.client("rds", "eu-west-1")
    primary, third = (_cluster(aws, GlobalClusterIdentifier=name) for _ in range(2))
    secondary, detached = aws.name("cluster"), aws.name("cluster")
    for cluster in (secondary, detached):
        settings = {"Engine": "aurora-postgresql", "GlobalClusterIdentifier": name}
        there.create_db_cluster(DBClusterIdentifier=cluster, **settings)
    arn = there.describe_db_clusters(DBClusterIdentifier=detached)["DBClusters"][0]["DBClusterArn"]
    there.remove_from_global_cluster(GlobalClusterIdentifier=name, DbClusterIdentifier=arn)
    for cluster in (secondary, detached):
        there.delete_db_cluster(DBClusterIdentifier=cluster, SkipFinalSnapshot=True)
    for cluster in (primary, third):
        here.delete_db_cluster(DBClusterIdentifier=cluster, SkipFinalSnapshot=True)
    here.delete_global_cluster(GlobalClusterIdentifier=name)


def _over_two_regions(aws: Aws) -> tuple[str, str, str]:
    """A global database, and the ARNs of its members, the writer's first."""
    name, follower = _global(aws), aws.name("cluster")
    primary = _cluster(aws, GlobalClusterIdentifier=name)
    there = aws.client("rds", "eu-west-1")
    there.create_db_cluster(DBClusterIdentifier=follower, Engine="aurora-postgresql", GlobalClusterIdentifier=name)
    (found,) = there.describe_db_clusters(DBClusterIdentifier=follower)["DBClusters"]
    (first,) = aws.client("rds").describe_db_clusters(DBClusterIdentifier=primary)["DBClusters"]
    return name, first["DBClusterArn"], found["DBClusterArn"]


def _followed(aws: Aws, arn: str) -> Any:
    region, name = arn.split(":")[3], arn.rpartition(":")[2]
    (found,) = aws.client("rds", region).describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    return found.get("ReplicationSourceIdentifier")


def _writers(aws: Aws, name: str) -> list[str]:
    return [member["DBClusterArn"] for member in _describe(aws, name)["GlobalClusterMembers"] if member["IsWriter"]]


@check("rds_global.following")
def following(aws: Aws) -> None:
    _, first, second = _over_two_regions(aws)
    assert (_followed(aws, first), _followed(aws, second)) == (None, first)


@check("rds_global.switchover")
def switchover(aws: Aws) -> None:
    name, first, second = _over_two_regions(aws)
    rds, named = aws.client("rds", "eu-west-1"), {"GlobalClusterIdentifier": name}
    answer = rds.switchover_global_cluster(**named, TargetDbClusterIdentifier=second)["GlobalCluster"]
    assert [member["IsWriter"] for member in answer["GlobalClusterMembers"]] == [False, True]
    assert _writers(aws, name) == [second]
    assert (_followed(aws, first), _followed(aws, second)) == (second, None)
    rds.failover_global_cluster(**named, TargetDbClusterIdentifier=first, AllowDataLoss=True)
    assert _writers(aws, name) == [first]
    both = {"TargetDbClusterIdentifier": second, "AllowDataLoss": True, "Switchover": True}
    refused("InvalidParameterCombination", rds.failover_global_cluster, **named, **both)
    refused("InvalidGlobalClusterStateFault", rds.switchover_global_cluster, **named, TargetDbClusterIdentifier=first)
    refused("DBClusterNotFoundFault", rds.switchover_global_cluster, **named, TargetDbClusterIdentifier="arn:x")


@check("rds_global.cluster_endpoint")
def cluster_endpoint(aws: Aws) -> None:
    rds, cluster, name = aws.client("rds"), _cluster(aws), aws.name("endpoint")
    named = {"DBClusterEndpointIdentifier": name}
    rds.create_db_cluster_endpoint(
        **named, DBClusterIdentifier=cluster, EndpointType="READER", StaticMembers=["a"], Tags=tags(Name="x")
    )
    (found,) = rds.describe_db_cluster_endpoints(DBClusterIdentifier=cluster, **named)["DBClusterEndpoints"]
    assert (found["Status"], found["CustomEndpointType"], found["StaticMembers"]) == ("available", "READER", ["a"])
    rds.modify_db_cluster_endpoint(**named, EndpointType="ANY", ExcludedMembers=["b"])
    (found,) = rds.describe_db_cluster_endpoints(**named)["DBClusterEndpoints"]
    assert (found["CustomEndpointType"], found["StaticMembers"], found["ExcludedMembers"]) == ("ANY", [], ["b"])
    rds.delete_db_cluster_endpoint(**named)
    assert rds.describe_db_cluster_endpoints(**named)["DBClusterEndpoints"] == []
    refused("DBClusterEndpointNotFoundFault", rds.delete_db_cluster_endpoint, **named)


@check("rds_global.tagging")
def global_tagging(aws: Aws) -> None:
    rds, name, cluster = aws.client("rds"), aws.name("endpoint"), _cluster(aws)
    endpoint = rds.create_db_cluster_endpoint(
        DBClusterEndpointIdentifier=name, DBClusterIdentifier=cluster, EndpointType="ANY"
    )
    arns = (
        _describe(aws, _global(aws))["GlobalClusterArn"],
        endpoint["DBClusterEndpointArn"],
        rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"][0]["DBClusterArn"],
    )
    for arn in arns:
        rds.add_tags_to_resource(ResourceName=arn, Tags=tags(Name="x", Other="y"))
        rds.remove_tags_from_resource(ResourceName=arn, TagKeys=["Other"])
        assert rds.list_tags_for_resource(ResourceName=arn)["TagList"] == tags(Name="x")
