"""A bucket whose policy does not admit a service that writes logs to it."""

from __future__ import annotations

from collections.abc import Iterator

from ..buckets import ownership_of
from ..deliveries import Delivery, bucket_deliveries
from ..document import Document
from ..finding import Severity
from ..policy import Policy, policies_on
from ..rule import Context, Hit, Rule


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for delivery in bucket_deliveries(document):
        if _refuses(document, delivery):
            yield Hit(
                delivery.target.address, f"{delivery.service} may not write to it, and {delivery.source} needs it"
            )


def _refuses(document: Document, delivery: Delivery) -> bool:
    bucket = delivery.target
    policies = policies_on(document, bucket, "aws_s3_bucket_policy", "bucket")
    if not policies and delivery.service == "delivery.logs.amazonaws.com":
        return False  # Log delivery writes a policy of its own where there is none.
    if delivery.service == "logging.s3.amazonaws.com" and ownership_of(document, bucket) != "BucketOwnerEnforced":
        return False  # An ACL may admit it.
    return all(policy is not None and not _admits(document, policy, delivery.service) for policy in policies)


def _admits(document: Document, policy: Policy, service: str) -> bool:
    for statement in policy:
        # Load balancers write as accounts of AWS in the older regions.
        account = service.startswith("logdelivery.") and any(statement.others)
        admitted = (account or statement.admits(service)) and statement.allows("s3:PutObject")
        if admitted and any(_covers_objects(document, each) for each in statement.resources):
            return True
    return False


def _covers_objects(document: Document, resource: str) -> bool:
    target = document.target(resource)
    whole = resource.startswith("${") and resource.count("${") == 1 and resource.endswith("}")
    return resource == "*" or "/" in resource or (whole and (target is None or target.kind != "aws_s3_bucket"))


RULE = Rule(
    id="bucket-refuses-service",
    severity=Severity.ERROR,
    title="a bucket that does not admit a service that writes logs to it",
    why="AWS refuses the logging at apply (`Access Denied for bucket`), or writes nothing.",
    remedy="Allow the service s3:PutObject on the bucket's objects (arn/*) in the bucket's policy.",
    examine=_check,
)
