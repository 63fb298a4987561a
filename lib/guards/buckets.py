"""What a bucket is set to by the resources that configure it."""

from __future__ import annotations

from .document import Document, Resource
from .values import literal


def ownership_of(document: Document, bucket: Resource) -> str:
    """Who owns the objects of a bucket; empty when an expression decides."""
    for controls in document.attached("aws_s3_bucket_ownership_controls", "bucket", bucket):
        return next((literal(rule.get("object_ownership")) for rule in controls.blocks("rule")), "")
    return "BucketOwnerEnforced"  # What AWS sets since April 2023.


def customer_key_of(document: Document, bucket: Resource) -> Resource | None:
    """The key of the document with which a bucket is encrypted; None when AWS or nobody in sight has it."""
    for setting in document.attached("aws_s3_bucket_server_side_encryption_configuration", "bucket", bucket):
        for default in setting.blocks("rule", "apply_server_side_encryption_by_default"):
            return document.find(default.get("kms_master_key_id"), "aws_kms_key")
    return None


def is_kms_encrypted(document: Document, bucket: Resource) -> bool:
    """Whether a bucket encrypts with KMS by default, whichever the key."""
    settings = document.attached("aws_s3_bucket_server_side_encryption_configuration", "bucket", bucket)
    return any(
        str(default.get("sse_algorithm")).startswith("aws:kms")
        for setting in settings
        for default in setting.blocks("rule", "apply_server_side_encryption_by_default")
    )
