"""The checks of a deployed environment take AWS's variations for right, and what is at fault for wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lib.testing.deployed import Deployed
from tests.integration import deployed_checks as checks

KEY = "arn:aws:kms:eu-central-1:1:key/x"
OUTPUTS = {
    "aws_region": "eu-central-1",
    "secondary_aws_region": "eu-west-1",
    "kms_key_arn": KEY,
    "database_cluster_id": "shop-here",
    "secondary_database_cluster_id": "shop-there",
    "global_database_id": "shop",
    "table_name": "payments",
    "vpc_id": "vpc-1",
    "secondary_vpc_id": "vpc-1",
    "private_subnet_ids": ["subnet-1", "subnet-2"],
    "secondary_private_subnet_ids": ["subnet-1", "subnet-2"],
    "critical_topic_arn": "arn:aws:sns:eu-central-1:1:critical",
    "event_bus_name": "shop",
    "backup_vault_name": "shop",
    "database_secret_arn": "arn:aws:secretsmanager:eu-central-1:1:secret:x",
    "load_balancer_dns_name": "a.eu-central-1.elb.amazonaws.com",
    "payments_function_arn": "arn:aws:lambda:eu-central-1:1:function:x",
    "web_repository_url": "1.dkr.ecr.eu-central-1.amazonaws.com/shop/web",
    "cluster_name": "shop",
}
ARN = "arn:aws:rds:{}:1:cluster:{}"
CLUSTER = {
    "Status": "available",
    "StorageEncrypted": True,
    "DBClusterMembers": [{"DBInstanceIdentifier": "a"}],
    "Engine": "aurora-postgresql",
    "EngineVersion": "17.4",
}

# By operation, and by region before it where they differ.
Answers = dict[str, Any]
Change = Callable[[Answers], object]


def answers() -> Answers:
    return copy.deepcopy(
        {
            "eu-central-1 describe_db_clusters": {"DBClusters": [dict(CLUSTER)]},
            "eu-west-1 describe_db_clusters": {"DBClusters": [dict(CLUSTER)]},
            "describe_db_instances": {"DBInstances": [{"DBInstanceStatus": "available"}]},
            "describe_global_clusters": {
                "GlobalClusters": [
                    {
                        "GlobalClusterMembers": [
                            {"DBClusterArn": ARN.format("eu-central-1", "shop-here"), "IsWriter": True},
                            {"DBClusterArn": ARN.format("eu-west-1", "shop-there"), "IsWriter": False},
                        ]
                    }
                ]
            },
            "describe_table": {
                "Table": {
                    "TableStatus": "ACTIVE",
                    "SSEDescription": {"Status": "ENABLED", "KMSMasterKeyArn": KEY},
                    "Replicas": [{"RegionName": "eu-west-1", "ReplicaStatus": "ACTIVE"}],
                }
            },
            "describe_continuous_backups": {
                "ContinuousBackupsDescription": {
                    "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}
                }
            },
            "describe_time_to_live": {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}},
            "describe_vpcs": {"Vpcs": [{"State": "available"}]},
            "describe_subnets": {
                "Subnets": [{"VpcId": "vpc-1", "AvailabilityZone": zone} for zone in ("eu-central-1a", "eu-central-1b")]
            },
            "describe_key": {"KeyMetadata": {"KeyState": "Enabled"}},
            "get_key_rotation_status": {"KeyRotationEnabled": True},
            "get_topic_attributes": {"Attributes": {"KmsMasterKeyId": KEY}},
            "describe_event_bus": {"Name": "shop"},
            "describe_backup_vault": {"EncryptionKeyArn": KEY},
            "describe_secret": {"KmsKeyId": KEY},
            "describe_load_balancers": {
                "LoadBalancers": [
                    {"DNSName": "other"},
                    {
                        "DNSName": "a.eu-central-1.elb.amazonaws.com",
                        "State": {"Code": "active"},
                        "AvailabilityZones": [{}, {}],
                    },
                ]
            },
            "get_function_configuration": {"State": "Active", "LastUpdateStatus": "Successful", "KMSKeyArn": KEY},
            "describe_repositories": {"repositories": [{"imageScanningConfiguration": {"scanOnPush": True}}]},
            "describe_cluster": {"cluster": {"status": "ACTIVE", "encryptionConfig": [{}]}},
            "list_fargate_profiles": {"fargateProfileNames": ["kube-system"]},
            "describe_fargate_profile": {"fargateProfile": {"status": "ACTIVE"}},
            "list_addons": {"addons": ["coredns"]},
            "describe_addon": {"addon": {"status": "ACTIVE"}},
        }
    )


class Client:
    def __init__(self, region: str, given: Answers) -> None:
        self._region = region
        self._given = given

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        answer = self._given.get(f"{self._region} {operation}", self._given.get(operation))
        return lambda **arguments: answer

    def get_paginator(self, operation: str) -> Paginator:
        return Paginator(getattr(self, operation)())


class Paginator:
    def __init__(self, page: Any) -> None:
        self._page = page

    def paginate(self) -> list[Any]:
        return [self._page]


def look(change: Change, outputs: Mapping[str, Any] = OUTPUTS) -> None:
    given = answers()
    change(given)
    checks.check_all(Deployed(outputs, lambda _, region: Client(region, given), is_aws=True))


def there(given: Answers) -> dict[str, Any]:
    found: dict[str, Any] = given["eu-west-1 describe_db_clusters"]["DBClusters"][0]
    return found


def members(given: Answers) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = given["describe_global_clusters"]["GlobalClusters"][0]["GlobalClusterMembers"]
    return found


def table(given: Answers) -> dict[str, Any]:
    found: dict[str, Any] = given["describe_table"]["Table"]
    return found


def expiry(given: Answers) -> dict[str, Any]:
    found: dict[str, Any] = given["describe_time_to_live"]["TimeToLiveDescription"]
    return found


def balancer(given: Answers) -> dict[str, Any]:
    found: dict[str, Any] = given["describe_load_balancers"]["LoadBalancers"][1]
    return found


def switched_over(given: Answers) -> None:
    for member in members(given):
        member["IsWriter"] = not member["IsWriter"]


VARIATIONS: dict[str, Change] = {
    "as deployed": lambda given: None,
    "being modified": lambda given: there(given).update(Status="modifying"),
    "a minor version later": lambda given: there(given).update(EngineVersion="17.5"),
    "the cluster names its global database": lambda given: there(given).update(GlobalClusterIdentifier="shop"),
    "after a switchover": switched_over,
    "a member more": lambda given: members(given).append(
        {"DBClusterArn": ARN.format("eu-west-3", "later"), "IsWriter": False}
    ),
    "the table scales": lambda given: table(given).update(TableStatus="UPDATING"),
    "its key changes": lambda given: table(given)["SSEDescription"].update(Status="UPDATING"),
    "no replica": lambda given: table(given).pop("Replicas"),
    "expiry starts": lambda given: expiry(given).update(TimeToLiveStatus="ENABLING", AttributeName="at"),
    "the key is being replicated": lambda given: given["describe_key"]["KeyMetadata"].update(KeyState="Updating"),
    "the load balancer lacks capacity": lambda given: balancer(given).update(State={"Code": "active_impaired"}),
    "nobody called the function for weeks": lambda given: given["get_function_configuration"].update(State="Inactive"),
    "the function is without its state": lambda given: given["get_function_configuration"].pop("State"),
    "the cluster is upgraded": lambda given: given["describe_cluster"]["cluster"].update(status="UPDATING"),
    "expiry runs": lambda given: expiry(given).update(TimeToLiveStatus="ENABLED", AttributeName="at"),
}

FAULTS: dict[str, Change] = {
    "the second never joined": lambda given: members(given).pop(),
    "the first never joined": lambda given: members(given).pop(0),
    "one of that name in another region joined": lambda given: members(given)[1].update(
        DBClusterArn=ARN.format("eu-west-3", "shop-there")
    ),
    "nobody writes": lambda given: members(given)[0].update(IsWriter=False),
    "both write": lambda given: members(given)[1].update(IsWriter=True),
    "the cluster failed": lambda given: there(given).update(Status="inaccessible-encryption-credentials"),
    "not encrypted": lambda given: there(given).update(StorageEncrypted=False),
    "no instance": lambda given: there(given).update(DBClusterMembers=[]),
    "an instance failed": lambda given: given["describe_db_instances"]["DBInstances"][0].update(
        DBInstanceStatus="incompatible-parameters"
    ),
    "another major version": lambda given: there(given).update(EngineVersion="16.8"),
    "the table is of AWS's own key": lambda given: table(given).pop("SSEDescription"),
    "of another key": lambda given: table(given)["SSEDescription"].update(KMSMasterKeyArn="arn:other"),
    "its replica failed": lambda given: table(given)["Replicas"][0].update(ReplicaStatus="CREATION_FAILED"),
    "not recoverable": lambda given: given.update(
        describe_continuous_backups={
            "ContinuousBackupsDescription": {
                "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}
            }
        }
    ),
    "no second network": lambda given: given.update({"eu-west-1 describe_vpcs": {"Vpcs": [{"State": "pending"}]}}),
    "both subnets in a zone": lambda given: given["describe_subnets"]["Subnets"][1].update(
        AvailabilityZone="eu-central-1a"
    ),
    "a subnet of another network": lambda given: given["describe_subnets"]["Subnets"][1].update(VpcId="vpc-2"),
    "the key is disabled": lambda given: given["describe_key"]["KeyMetadata"].update(KeyState="Disabled"),
    "the key stays": lambda given: given["get_key_rotation_status"].update(KeyRotationEnabled=False),
    "the topic is open": lambda given: given["get_topic_attributes"]["Attributes"].update(KmsMasterKeyId=""),
    "another bus": lambda given: given["describe_event_bus"].update(Name="default"),
    "the vault is open": lambda given: given["describe_backup_vault"].update(EncryptionKeyArn=""),
    "the secret goes": lambda given: given["describe_secret"].update(DeletedDate="2026-11-22"),
    "the secret is of AWS's own key": lambda given: given["describe_secret"].update(KmsKeyId=""),
    "the load balancer failed": lambda given: balancer(given).update(State={"Code": "failed"}),
    "the load balancer in a zone": lambda given: balancer(given).update(AvailabilityZones=[{}]),
    "the function failed": lambda given: given["get_function_configuration"].update(State="Failed"),
    "its update failed": lambda given: given["get_function_configuration"].update(LastUpdateStatus="Failed"),
    "its variables are open": lambda given: given["get_function_configuration"].update(KMSKeyArn=""),
    "images are not scanned": lambda given: given["describe_repositories"]["repositories"][0].update(
        imageScanningConfiguration={"scanOnPush": False}
    ),
    "the cluster of pods failed": lambda given: given["describe_cluster"]["cluster"].update(status="FAILED"),
    "its secrets are open": lambda given: given["describe_cluster"]["cluster"].update(encryptionConfig=[]),
    "no profile for its own pods": lambda given: given["list_fargate_profiles"].update(fargateProfileNames=["web"]),
    "a profile failed": lambda given: given["describe_fargate_profile"].update(
        fargateProfile={"status": "CREATE_FAILED"}
    ),
    "an add-on does not work": lambda given: given["describe_addon"]["addon"].update(status="DEGRADED"),
    "expiry stops": lambda given: expiry(given).update(TimeToLiveStatus="DISABLING", AttributeName="at"),
}


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_is_right(name: str) -> None:
    look(VARIATIONS[name])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str) -> None:
    with pytest.raises(AssertionError):
        look(FAULTS[name])


def test_a_cluster_apart_is_named() -> None:
    with pytest.raises(AssertionError, match=r"\('eu-west-1', 'shop-there'\)\} have not joined shop"):
        look(FAULTS["the second never joined"])


def test_what_an_environment_does_not_have_is_not_looked_for() -> None:
    nothing = {name: OUTPUTS[name] for name in ("aws_region", "kms_key_arn", "vpc_id", "private_subnet_ids")}
    look(lambda given: None, nothing)
