"""An ACL on a bucket that takes none."""

from __future__ import annotations

from collections.abc import Iterator

from ..buckets import ownership_of
from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for acl in document.of("aws_s3_bucket_acl"):
        bucket = document.find(acl.get("bucket"), "aws_s3_bucket")
        if bucket and ownership_of(document, bucket) == "BucketOwnerEnforced":
            yield Hit(acl.address, f"{bucket.address} takes no ACL")
    for bucket in document.of("aws_s3_bucket"):
        if bucket.get("acl") and ownership_of(document, bucket) == "BucketOwnerEnforced":
            yield Hit(bucket.address, f"acl is {bucket.get('acl')!r}, and the bucket takes none")


RULE = Rule(
    id="acl-under-owner-enforced",
    severity=Severity.ERROR,
    title="an ACL under BucketOwnerEnforced",
    why="New buckets are BucketOwnerEnforced unless told otherwise: AWS answers AccessControlListNotSupported.",
    remedy="Grant access in the bucket's policy, or set object_ownership to BucketOwnerPreferred.",
    examine=_check,
)
