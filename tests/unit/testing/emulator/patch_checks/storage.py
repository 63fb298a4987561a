from __future__ import annotations

import json

from .registry import Aws, check, refused


@check("s3.replication_rules")
def replication_rules(aws: Aws) -> None:
    s3, source, target = aws.client("s3"), aws.bucket(), aws.bucket()
    for bucket in (source, target):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    destination = {"Bucket": f"arn:aws:s3:::{target}", "StorageClass": "STANDARD"}
    rule = {"Status": "Enabled", "Destination": destination}
    rules = [
        {**rule, "ID": "logs", "Priority": 1, "Filter": {"Prefix": "logs/"}, "DeleteMarkerReplication": ENABLED},
        {**rule, "ID": "rest", "Priority": 2, "Filter": {"Prefix": ""}, "DeleteMarkerReplication": DISABLED},
    ]
    s3.put_bucket_replication(
        Bucket=source, ReplicationConfiguration={"Role": "arn:aws:iam::123456789012:role/x", "Rules": rules}
    )
    assert s3.get_bucket_replication(Bucket=source)["ReplicationConfiguration"]["Rules"] == rules
    whole = {**rule, "ID": "all", "Prefix": ""}  # the older form, without priority and filter
    s3.put_bucket_replication(
        Bucket=source, ReplicationConfiguration={"Role": "arn:aws:iam::123456789012:role/x", "Rules": [whole]}
    )
    (found,) = s3.get_bucket_replication(Bucket=source)["ReplicationConfiguration"]["Rules"]
    assert found["Filter"] == {"Prefix": ""}
    refused("ReplicationConfigurationNotFoundError", s3.get_bucket_replication, Bucket=target)


ENABLED, DISABLED = {"Status": "Enabled"}, {"Status": "Disabled"}


@check("s3.eventbridge_notification")
def eventbridge_notification(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), aws.bucket()
    assert "EventBridgeConfiguration" not in s3.get_bucket_notification_configuration(Bucket=bucket)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    assert s3.get_bucket_notification_configuration(Bucket=bucket)["EventBridgeConfiguration"] == {}


@check("s3.policy_conditions")
def policy_conditions(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), aws.bucket()
    s3.put_object(Bucket=bucket, Key="before", Body=b"x")
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{bucket}/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": deny}))
    refused("403", s3.put_object, Bucket=bucket, Key="denied", Body=b"x")
    insecure = {**deny, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [insecure]}))
    s3.put_object(Bucket=bucket, Key="allowed", Body=b"x")


@check("s3.logging_beside_everyone")
def logging_beside_everyone(aws: Aws) -> None:
    s3, logs, logged, other = aws.client("s3"), aws.bucket(), aws.bucket(), aws.bucket()
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{logs}/*",
    }
    everyone = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{logs}/*"}
    insecure = {**everyone, "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    s3.put_bucket_policy(Bucket=logs, Policy=json.dumps({"Version": "2012-10-17", "Statement": [insecure, allow]}))
    status = {"LoggingEnabled": {"TargetBucket": logs, "TargetPrefix": "x/"}}
    s3.put_bucket_logging(Bucket=logged, BucketLoggingStatus=status)
    assert s3.get_bucket_logging(Bucket=logged)["LoggingEnabled"] == status["LoggingEnabled"]
    without_policy = {"LoggingEnabled": {"TargetBucket": other, "TargetPrefix": "x/"}}
    refused("InvalidTargetBucketForLogging", s3.put_bucket_logging, Bucket=logged, BucketLoggingStatus=without_policy)


@check("kms.replica_key")
def replica_key(aws: Aws) -> None:
    here, there = aws.client("kms"), aws.client("kms", "eu-west-1")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    key = here.create_key(MultiRegion=True, Description="primary")["KeyMetadata"]["KeyId"]
    replica_tags = [{"TagKey": "Side", "TagValue": "replica"}]
    here.replicate_key(KeyId=key, ReplicaRegion="eu-west-1", Description="replica", Policy=policy, Tags=replica_tags)
    found = there.describe_key(KeyId=key)["KeyMetadata"]
    assert found["Description"] == "replica"
    assert found["MultiRegionConfiguration"]["MultiRegionKeyType"] == "REPLICA"
    assert there.list_resource_tags(KeyId=key)["Tags"] == replica_tags
    assert there.get_key_policy(KeyId=key, PolicyName="default")["Policy"] == policy
    assert here.describe_key(KeyId=key)["KeyMetadata"]["MultiRegionConfiguration"]["MultiRegionKeyType"] == "PRIMARY"
    here.replicate_key(KeyId=key, ReplicaRegion="eu-west-2")
    assert aws.client("kms", "eu-west-2").describe_key(KeyId=key)["KeyMetadata"]["Description"] == ""


@check("kms.aws_managed_keys")
def aws_managed_keys(aws: Aws) -> None:
    kms = aws.client("kms")
    assert kms.describe_key(KeyId="alias/aws/xray")["KeyMetadata"]["KeyManager"] == "AWS"
    refused("NotFoundException", kms.describe_key, KeyId="alias/unknown")


@check("kms.rotation_period")
def rotation_period(aws: Aws) -> None:
    kms = aws.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=180)
    assert kms.get_key_rotation_status(KeyId=key)["RotationPeriodInDays"] == 180
    kms.disable_key_rotation(KeyId=key)
    assert not kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"]


@check("s3.delete_markers_go")
def delete_markers_go(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), aws.bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=bucket, Key="x", Body=b"x")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="x")["VersionId"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Suspended"})  # it is destroyed first
    for last in (version, marker):
        s3.delete_object(Bucket=bucket, Key="x", VersionId=last)
    s3.delete_bucket(Bucket=bucket)


@check("s3.pages_go_on")
def pages_go_on(aws: Aws) -> None:
    s3, bucket = aws.client("s3"), aws.bucket()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for name in ("kept", "x", "y", "x", "z"):
        s3.put_object(Bucket=bucket, Key=name, Body=b"x")
    listed = []
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": 1}):
        (version,) = page["Versions"]
        listed.append(version["Key"])
        if version["Key"] != "kept":
            s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    assert listed == ["kept", "x", "x", "y", "z"]
