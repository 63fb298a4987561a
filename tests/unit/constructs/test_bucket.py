from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cdktf import TerraformStack

from lib.config.bucket import BucketConfig
from lib.constructs.bucket import Bucket
from lib.constructs.encryption_key import EncryptionKey
from lib.iam import Statement
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]


def statements(synthesized: Synthesized) -> dict[str, Any]:
    policy = json.loads(synthesized.resource("aws_s3_bucket_policy")["policy"])
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def test_it_is_private_versioned_and_owned_by_the_account(stack: TerraformStack, synthesize: Synthesize) -> None:
    Bucket(stack, "Files", purpose="files")
    made = synthesize()
    block = made.resource("aws_s3_bucket_public_access_block")
    assert all(value is True for name, value in block.items() if name != "bucket")
    assert made.resource("aws_s3_bucket_ownership_controls")["rule"] == {"object_ownership": "BucketOwnerEnforced"}
    assert made.resource("aws_s3_bucket_versioning")["versioning_configuration"] == {"status": "Enabled"}


def test_its_name_carries_region_and_account(stack: TerraformStack, synthesize: Synthesize) -> None:
    bucket = Bucket(stack, "Files", purpose="files")
    name = synthesize().resource("aws_s3_bucket")["bucket"]
    assert name.startswith("shop-files-eu-central-1-${data.aws_caller_identity.")
    assert bucket.name
    assert bucket.arn


def test_it_can_have_a_name_of_its_own_and_be_kept_from_destruction(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    Bucket(stack, "Files", purpose="files", name="my-own", prevent_destroy=True)
    made = synthesize().resource("aws_s3_bucket")
    assert (made["bucket"], made["lifecycle"], made["force_destroy"]) == ("my-own", {"prevent_destroy": True}, False)


def test_with_a_key_it_encrypts_with_kms(stack: TerraformStack, synthesize: Synthesize) -> None:
    key = EncryptionKey(stack, "Key", purpose="files")
    Bucket(stack, "Files", purpose="files", key=key)
    made = synthesize()
    rule = made.resource("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    assert rule["bucket_key_enabled"] is True
    default = rule["apply_server_side_encryption_by_default"]
    assert default["sse_algorithm"] == "aws:kms"
    assert made.address_of("aws_kms_key") in default["kms_master_key_id"]


def test_without_a_key_it_encrypts_with_s3s_own(stack: TerraformStack, synthesize: Synthesize) -> None:
    Bucket(stack, "Files", purpose="files")
    rule = synthesize().resource("aws_s3_bucket_server_side_encryption_configuration")["rule"][0]
    assert rule == {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"},
        "bucket_key_enabled": False,
    }


def test_everything_that_is_granted_stands_in_one_policy(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(sid="Own", actions=["s3:GetObject"], resources=["*"], principals={"AWS": "123456789012"})
    Bucket(stack, "Files", purpose="files", writers=["log_delivery", "access_logs"], statements=[own])
    made = statements(synthesize())
    assert list(made) == ["TlsOnly", "LogDeliveryWrite", "LogDeliveryCheck", "AccessLogWrite", "Own"]
    assert made["TlsOnly"] | {"Resource": []} == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    for sid in ("LogDeliveryWrite", "LogDeliveryCheck", "AccessLogWrite"):
        assert "aws:SourceAccount" in made[sid]["Condition"]["StringEquals"], sid


def test_the_lifecycle_waits_for_versioning_and_drops_what_is_not_needed(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    Bucket(
        stack,
        "Files",
        purpose="files",
        config=BucketConfig(
            versioned=False, expiration_days=400, infrequent_access_after_days=30, noncurrent_expiration_days=5
        ),
    )
    made = synthesize()
    lifecycle = made.resource("aws_s3_bucket_lifecycle_configuration")
    assert lifecycle["depends_on"] == [made.address_of("aws_s3_bucket_versioning")]
    (rule,) = lifecycle["rule"]
    assert rule["filter"] == [{"prefix": ""}]
    assert rule["expiration"] == [{"days": 400}]
    assert rule["transition"] == [{"days": 30, "storage_class": "STANDARD_IA"}]
    assert rule["noncurrent_version_expiration"] == [{"noncurrent_days": 5}]
    assert rule["abort_incomplete_multipart_upload"] == [{"days_after_initiation": 7}]
    assert made.resource("aws_s3_bucket_versioning")["versioning_configuration"] == {"status": "Suspended"}


def test_without_limits_objects_stay_where_they_are(stack: TerraformStack, synthesize: Synthesize) -> None:
    Bucket(stack, "Files", purpose="files")
    (rule,) = synthesize().resource("aws_s3_bucket_lifecycle_configuration")["rule"]
    assert not {"expiration", "transition"} & set(rule)


def test_requests_are_logged_once_the_target_admits_them(stack: TerraformStack, synthesize: Synthesize) -> None:
    logs = Bucket(stack, "Logs", purpose="logs", writers=["access_logs"])
    Bucket(stack, "Files", purpose="files", access_log_bucket=logs)
    made = synthesize()
    logging = made.resource("aws_s3_bucket_logging")
    assert logging["target_prefix"] == "files/"
    assert any(address.startswith("aws_s3_bucket_policy.Logs") for address in logging["depends_on"])


def test_requests_are_logged_to_a_bucket_made_elsewhere(stack: TerraformStack, synthesize: Synthesize) -> None:
    target = Bucket.from_existing("company-logs", partition="aws-cn")
    Bucket(stack, "Files", purpose="files", access_log_bucket=target)
    logging = synthesize().resource("aws_s3_bucket_logging")
    assert logging["target_bucket"] == "company-logs"
    assert "depends_on" not in logging
    assert target.arn == "arn:aws-cn:s3:::company-logs"
