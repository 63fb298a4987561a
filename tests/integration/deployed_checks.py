"""What holds of an environment that is deployed, on AWS or on the emulator.

AWS answers differently from hour to hour: it maintains, scales and upgrades, a setting takes time to show, and a field
that is usual is left out. A check takes all that for right, and nothing that was not deployed as it was meant. What an
environment does not have, its outputs do not name. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from lib.testing.deployed import Deployed

Check = Callable[[Deployed], None]

# Statuses in which a cluster or an instance of Aurora works.
# Source: Amazon Aurora User Guide, "Viewing DB cluster status", "Viewing DB instance status".
DATABASE_WORKS: Final = frozenset({
    "available", "backing-up", "configuring-enhanced-monitoring", "configuring-iam-database-auth",
    "configuring-log-exports", "maintenance", "modifying", "resetting-master-credentials", "scaling-compute",
    "storage-optimization", "update-iam-db-auth", "upgrading",
})  # fmt: skip
TABLE_WORKS: Final = frozenset({"ACTIVE", "UPDATING"})
CLUSTER_WORKS: Final = frozenset({"ACTIVE", "UPDATING"})


def regional(deployed: Deployed, name: str) -> Iterator[tuple[str, str]]:
    """The regions that have an output, and its value there."""
    for prefix, region in zip(("", "secondary_"), deployed.regions, strict=False):
        if value := deployed.outputs.get(f"{prefix}{name}"):
            yield region, value


def region_of(arn: str) -> str:
    return arn.split(":")[3]


def networks_span_zones(deployed: Deployed) -> None:
    found = dict(regional(deployed, "vpc_id"))
    assert set(found) == set(deployed.regions)
    for region, vpc_id in found.items():
        client = deployed.client("ec2", region)
        (vpc,) = client.describe_vpcs(VpcIds=[vpc_id])["Vpcs"]
        assert vpc["State"] == "available"
        for name in (name for name in deployed.outputs if name.endswith("_subnet_ids")):
            if name.startswith("secondary_") != (region != deployed.regions[0]):
                continue
            subnets = client.describe_subnets(SubnetIds=deployed.outputs[name])["Subnets"]
            assert {subnet["VpcId"] for subnet in subnets} == {vpc_id}, name
            assert len({subnet["AvailabilityZone"] for subnet in subnets}) == len(subnets) >= 2, name


def keys_rotate(deployed: Deployed) -> None:
    for region, arn in regional(deployed, "kms_key_arn"):
        client = deployed.client("kms", region)
        assert client.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"] in ("Enabled", "Updating"), arn
        assert client.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"], arn


def topics_are_encrypted(deployed: Deployed) -> None:
    for severity in ("critical", "warning"):
        for region, arn in regional(deployed, f"{severity}_topic_arn"):
            attributes = deployed.client("sns", region).get_topic_attributes(TopicArn=arn)["Attributes"]
            assert attributes.get("KmsMasterKeyId"), arn


def buses_and_vaults_are_there(deployed: Deployed) -> None:
    for region, name in regional(deployed, "event_bus_name"):
        assert deployed.client("events", region).describe_event_bus(Name=name)["Name"] == name
    for region, name in regional(deployed, "backup_vault_name"):
        vault = deployed.client("backup", region).describe_backup_vault(BackupVaultName=name)
        assert vault["EncryptionKeyArn"], name


def databases_work(deployed: Deployed) -> None:
    versions = set()
    for region, identifier in regional(deployed, "database_cluster_id"):
        client = deployed.client("rds", region)
        (cluster,) = client.describe_db_clusters(DBClusterIdentifier=identifier)["DBClusters"]
        assert cluster["Status"] in DATABASE_WORKS, identifier
        assert cluster["StorageEncrypted"], identifier
        assert cluster["DBClusterMembers"], identifier
        for member in cluster["DBClusterMembers"]:
            name = member["DBInstanceIdentifier"]
            (instance,) = client.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
            assert instance["DBInstanceStatus"] in DATABASE_WORKS, name
        # AWS raises the minor version, and not in both regions at once.
        versions.add((cluster["Engine"], cluster["EngineVersion"].split(".")[0]))
    assert len(versions) <= 1


def clusters_have_joined_their_global_database(deployed: Deployed) -> None:
    """Asked of the global database: a cluster does not always name the one that it is in, and one apart works too."""
    identifier = deployed.outputs.get("global_database_id")
    if not identifier:
        return
    (found,) = deployed.client("rds").describe_global_clusters(GlobalClusterIdentifier=identifier)["GlobalClusters"]
    writes = {member["DBClusterArn"]: member["IsWriter"] for member in found["GlobalClusterMembers"]}
    joined = {(region_of(arn), arn.rpartition(":")[2]) for arn in writes}
    missing = set(regional(deployed, "database_cluster_id")) - joined
    assert not missing, f"{missing} have not joined {identifier}, which has {joined}"
    # Which of them is not said: a switchover exchanges them.
    assert list(writes.values()).count(True) == 1, writes


def tables_are_encrypted_and_recoverable(deployed: Deployed) -> None:
    name = deployed.outputs.get("table_name")
    if not name:
        return
    client = deployed.client("dynamodb")
    table = client.describe_table(TableName=name)["Table"]
    assert table["TableStatus"] in TABLE_WORKS
    # It is left out where the key is AWS's own, and the environment's key was asked for.
    encryption = table.get("SSEDescription", {})
    assert encryption.get("Status") in ("ENABLED", "UPDATING"), encryption
    assert encryption.get("KMSMasterKeyArn") == deployed.outputs["kms_key_arn"]
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    expiry = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    if "AttributeName" in expiry:  # to be enabled takes up to an hour
        assert expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING"), expiry
    for replica in table.get("Replicas", ()):
        assert replica["RegionName"] in deployed.regions
        assert replica["ReplicaStatus"] in TABLE_WORKS, replica


def secrets_are_kept(deployed: Deployed) -> None:
    for name, arn in deployed.outputs.items():
        if name.endswith("_secret_arn"):
            secret = deployed.client("secretsmanager", region_of(arn)).describe_secret(SecretId=arn)
            assert not secret.get("DeletedDate"), name
            assert secret.get("KmsKeyId"), name


def load_balancers_span_zones(deployed: Deployed) -> None:
    for region, dns_name in regional(deployed, "load_balancer_dns_name"):
        pages = deployed.client("elbv2", region).get_paginator("describe_load_balancers").paginate()
        (found,) = (one for page in pages for one in page["LoadBalancers"] if one["DNSName"] == dns_name)
        assert found["State"]["Code"] in ("active", "active_impaired", "provisioning"), dns_name
        assert len(found["AvailabilityZones"]) >= 2, dns_name


def functions_are_ready(deployed: Deployed) -> None:
    for region, arn in regional(deployed, "payments_function_arn"):
        client = deployed.client("lambda", region)
        function = client.get_function_configuration(FunctionName=arn)
        # One that was not called for weeks is made inactive, and wakes up with the next call.
        assert function.get("State", "Active") in ("Active", "Inactive", "Pending"), arn
        assert function.get("LastUpdateStatus") != "Failed", arn
        assert function.get("KMSKeyArn"), arn


def repositories_scan(deployed: Deployed) -> None:
    for name, url in deployed.outputs.items():
        if name.endswith("_repository_url"):
            region, repository = url.split(".")[3], url.partition("/")[2]
            client = deployed.client("ecr", region)
            (found,) = client.describe_repositories(repositoryNames=[repository])["repositories"]
            assert found["imageScanningConfiguration"]["scanOnPush"], name


def clusters_run_on_fargate(deployed: Deployed) -> None:
    for region, name in regional(deployed, "cluster_name"):
        client = deployed.client("eks", region)
        cluster = client.describe_cluster(name=name)["cluster"]
        assert cluster["status"] in CLUSTER_WORKS, name
        assert cluster.get("encryptionConfig"), name
        profiles = client.list_fargate_profiles(clusterName=name)["fargateProfileNames"]
        assert "kube-system" in profiles, name
        for profile in profiles:
            described = client.describe_fargate_profile(clusterName=name, fargateProfileName=profile)
            assert described["fargateProfile"]["status"] == "ACTIVE", profile
        for addon in client.list_addons(clusterName=name)["addons"]:
            described = client.describe_addon(clusterName=name, addonName=addon)
            assert described["addon"]["status"] in CLUSTER_WORKS, addon


CHECKS: Final[tuple[Check, ...]] = (
    networks_span_zones,
    keys_rotate,
    topics_are_encrypted,
    buses_and_vaults_are_there,
    databases_work,
    clusters_have_joined_their_global_database,
    tables_are_encrypted_and_recoverable,
    secrets_are_kept,
    load_balancers_span_zones,
    functions_are_ready,
    repositories_scan,
    clusters_run_on_fargate,
)


def check_all(deployed: Deployed) -> None:
    """For tests that have deployed an environment anyway."""
    for check in CHECKS:
        check(deployed)
