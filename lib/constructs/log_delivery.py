"""What admits AWS's log delivery service to a key or a bucket.

Source: Amazon VPC User Guide, "Publish flow logs to Amazon S3". Checked 2026-11-22.
"""

from __future__ import annotations

from ..iam import Conditions, Statement, from_source
from .location import Location

LOG_DELIVERY = "delivery.logs.amazonaws.com"


def delivered_by_own_account(where: Location) -> Conditions:
    """Only deliveries that this account set up in this region: no other account's logs land here."""
    return from_source(where.account_id, where.arn("logs", "*"))


def delivery_statements(where: Location, bucket_arn: str) -> list[Statement]:
    """The statements of a bucket policy that let log delivery write to the bucket."""
    own = delivered_by_own_account(where)
    return [
        Statement(
            sid="LogDeliveryWrite",
            actions=["s3:PutObject"],
            resources=[f"{bucket_arn}/*"],
            principals={"Service": LOG_DELIVERY},
            conditions={
                **own,
                "StringEquals": {**own["StringEquals"], "s3:x-amz-acl": "bucket-owner-full-control"},
            },
        ),
        Statement(
            sid="LogDeliveryCheck",
            actions=["s3:GetBucketAcl", "s3:ListBucket"],
            resources=[bucket_arn],
            principals={"Service": LOG_DELIVERY},
            conditions=own,
        ),
    ]
