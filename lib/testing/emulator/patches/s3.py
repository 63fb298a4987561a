"""S3."""

from __future__ import annotations

import copy
import json
from typing import Any

from moto.core.responses import ActionResult
from moto.s3.exceptions import ReplicationConfigurationNotFoundError
from moto.s3.models import FakeBucket, FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response
from moto.s3.utils import _VersionedKeyStore

from .registry import Function, Patch

replication_rules = Patch(
    "s3.replication_rules",
    "aws_s3_bucket_replication_configuration reads its rules back as stored: filter, delete markers, priority",
)


@replication_rules.replaces(S3Response)
def _get_bucket_replication(self: Any) -> Any:
    self.data["Action"] = "GetBucketReplication"
    stored = self.backend.get_bucket_replication(self.bucket_name)
    if not stored:
        raise ReplicationConfigurationNotFoundError(bucket_name=self.bucket_name)
    rules = [_replication_rule(rule) for rule in stored["Rule"]]
    return self.serialized(ActionResult({"ReplicationConfiguration": {"Role": stored["Role"], "Rules": rules}}))


def _replication_rule(stored: dict[str, Any]) -> dict[str, Any]:
    given = {key: value for key, value in stored.items() if value is not None}
    rule = {"DeleteMarkerReplication": {"Status": "Disabled"}, **given}
    # An empty element has become None, as has an empty prefix in it.
    rule["Filter"] = {key: value or "" for key, value in (rule.get("Filter") or {"Prefix": ""}).items()}
    rule["Priority"] = int(rule["Priority"])
    return rule


eventbridge_notification = Patch(
    "s3.eventbridge_notification", "aws_s3_bucket_notification reads eventbridge = true back"
)


@eventbridge_notification.wraps(S3Response)
def _get_bucket_notification(original: Function, self: Any) -> Any:
    stored = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if not stored or stored.event_bridge is None:
        return original(self)
    answering = copy.copy(self)
    answering.serialized = lambda answer: self.serialized(
        ActionResult({**answer.result, "EventBridgeConfiguration": {}})
    )
    return original(answering)


policy_conditions = Patch(
    "s3.policy_conditions",
    "moto evaluates no condition: a Deny without TLS or encryption would refuse every upload to the bucket",
)


@policy_conditions.wraps(FakeBucket)
def _get_permission(original: Function, self: Any, action: str, resource: str) -> Any:
    if not self.policy:
        return original(self, action, resource)
    policy = json.loads(self.policy)
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    unconditional = [
        statement for statement in statements if statement["Effect"] != "Deny" or not statement.get("Condition")
    ]
    bucket = copy.copy(self)
    bucket.policy = json.dumps({**policy, "Statement": unconditional}).encode()
    return original(bucket, action, resource)


logging_beside_everyone = Patch(
    "s3.logging_beside_everyone",
    'aws_s3_bucket_logging: the target\'s policy may have statements for everyone (Principal "*"), such as TLS only',
)


@logging_beside_everyone.wraps(FakeBucket, "_log_permissions_enabled_policy")
def _log_permissions(original: Function, self: Any, target_bucket: Any, target_prefix: str | None) -> bool:
    if not target_bucket.policy:
        return bool(original(target_bucket, target_prefix))
    policy = json.loads(target_bucket.policy)
    named = [statement for statement in policy["Statement"] if isinstance(statement.get("Principal"), dict)]
    bucket = copy.copy(target_bucket)
    bucket.policy = json.dumps({**policy, "Statement": named}).encode()
    return bool(original(bucket, target_prefix))


delete_markers_go = Patch(
    "s3.delete_markers_go",
    "aws_s3_bucket with force_destroy empties a versioned bucket, delete markers included",
)


@delete_markers_go.replaces(FakeDeleteMarker)
def _dispose(self: Any, garbage: bool = False) -> None:
    """A marker holds no content that would have to be closed."""


pages_go_on = Patch(
    "s3.pages_go_on",
    "aws_s3_bucket with force_destroy empties a bucket of over 1,000 objects: each page is deleted before the next",
)


@pages_go_on.wraps(S3Backend)
def _list_object_versions(
    original: Function, self: Any, bucket_name: str, key_marker: str | None, version_id_marker: str | None, **asked: Any
) -> Any:
    bucket = self.get_bucket(bucket_name)
    there = (version.version_id for version in bucket.keys.getlist(key_marker, []))
    if not version_id_marker or version_id_marker in there:
        return original(self, bucket_name, key_marker=key_marker, version_id_marker=version_id_marker, **asked)
    rest = copy.copy(bucket)
    rest.keys = _VersionedKeyStore()
    for name, versions in bucket.keys.lists():
        if name >= key_marker:
            rest.keys.setlist(name, versions)
    answering = copy.copy(self)
    answering.get_bucket = lambda name: rest
    return original(answering, bucket_name, **asked)
