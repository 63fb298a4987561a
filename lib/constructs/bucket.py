"""An S3 bucket with everything a bucket needs, and one policy for all that is granted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.s3_bucket import S3Bucket
from cdktf_cdktf_provider_aws.s3_bucket_lifecycle_configuration import (
    S3BucketLifecycleConfiguration,
    S3BucketLifecycleConfigurationRule,
    S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload,
    S3BucketLifecycleConfigurationRuleExpiration,
    S3BucketLifecycleConfigurationRuleFilter,
    S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration,
    S3BucketLifecycleConfigurationRuleTransition,
)
from cdktf_cdktf_provider_aws.s3_bucket_logging import S3BucketLoggingA
from cdktf_cdktf_provider_aws.s3_bucket_ownership_controls import (
    S3BucketOwnershipControls,
    S3BucketOwnershipControlsRule,
)
from cdktf_cdktf_provider_aws.s3_bucket_policy import S3BucketPolicy
from cdktf_cdktf_provider_aws.s3_bucket_public_access_block import S3BucketPublicAccessBlock
from cdktf_cdktf_provider_aws.s3_bucket_server_side_encryption_configuration import (
    S3BucketServerSideEncryptionConfigurationA,
    S3BucketServerSideEncryptionConfigurationRuleA,
    S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA,
)
from cdktf_cdktf_provider_aws.s3_bucket_versioning import (
    S3BucketVersioningA,
    S3BucketVersioningVersioningConfiguration,
)
from constructs import Construct

from ..arguments import checked
from ..config.bucket import BucketConfig
from ..iam import Statement, from_source, policy
from ..naming import Names
from .encryption_key import KeyLike
from .location import Location, locate
from .log_delivery import delivery_statements

Writer = Literal["access_logs", "load_balancer", "log_delivery"]


class BucketLike(Protocol):
    """Any bucket that a construct can write to or read from."""

    @property
    def name(self) -> str:
        """The bucket's name."""
        ...

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        ...


@dataclass(frozen=True, slots=True)
class ExistingBucket:
    """A bucket made elsewhere; whoever made it answers for its policy."""

    name: str
    arn: str


@checked
class Bucket(Construct):
    """A private bucket: versioned, encrypted, TLS only, owned by the account, with a lifecycle.

    All grants stand in its one policy, since a second `aws_s3_bucket_policy` would overwrite the first. With a key
    the objects are encrypted with KMS; without one with SSE-S3, which is all that load-balancer and S3 access logs
    can be written with.

    Attributes:
        bucket: The bucket.
        versioning: Its versioning.
        encryption: Its default encryption.
        policy: Its policy; wait for it where a service checks its grant when it is set up.

    Source: Amazon S3 User Guide, "Security best practices", "Enabling Amazon S3 server access logging".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        name: str | None = None,
        key: KeyLike | None = None,
        writers: Sequence[Writer] = (),
        statements: Sequence[Statement] = (),
        access_log_bucket: BucketLike | None = None,
        prevent_destroy: bool = False,
        config: BucketConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the bucket.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it holds, such as ``flow-logs``; part of its name, which also carries region and account.
            name: Its name, where it has to be one of your own choice.
            key: Encrypts its objects; None for SSE-S3.
            writers: AWS services that write to it.
            statements: Further statements for its policy.
            access_log_bucket: Where S3 logs the requests to it; that bucket has ``access_logs`` among its writers.
            prevent_destroy: Whether Terraform refuses every plan that would destroy it.
            config: How it keeps its objects.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        config = config or BucketConfig()
        where = locate(self, provider, names)
        self.bucket = S3Bucket(
            self,
            "Bucket",
            bucket=name or where.names.worldwide(purpose, where.account_id),
            force_destroy=config.force_destroy,
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if prevent_destroy else None,
            provider=provider,
        )
        self._id, self._arn = self.bucket.id, self.bucket.arn
        self._provider = provider
        self._keep_private()
        self._own_objects()
        self.versioning = self._version(config.versioned)
        self.encryption = self._encrypt(key)
        self.policy = self._grant(where, writers, statements)
        self._expire(config)
        if access_log_bucket:
            self._log_to(access_log_bucket)

    @property
    def name(self) -> str:
        """The bucket's name."""
        return self.bucket.bucket

    @property
    def arn(self) -> str:
        """The bucket's ARN."""
        return self._arn

    @staticmethod
    def from_existing(name: str, *, partition: str = "aws") -> ExistingBucket:
        """A bucket made elsewhere, to be given where a bucket is wanted."""
        return ExistingBucket(name, f"arn:{partition}:s3:::{name}")

    def _keep_private(self) -> None:
        S3BucketPublicAccessBlock(
            self,
            "PublicAccessBlock",
            bucket=self._id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            provider=self._provider,
        )

    def _own_objects(self) -> None:
        S3BucketOwnershipControls(
            self,
            "OwnershipControls",
            bucket=self._id,
            rule=S3BucketOwnershipControlsRule(object_ownership="BucketOwnerEnforced"),
            provider=self._provider,
        )

    def _version(self, versioned: bool) -> S3BucketVersioningA:
        return S3BucketVersioningA(
            self,
            "Versioning",
            bucket=self._id,
            versioning_configuration=S3BucketVersioningVersioningConfiguration(
                status="Enabled" if versioned else "Suspended"
            ),
            provider=self._provider,
        )

    def _encrypt(self, key: KeyLike | None) -> S3BucketServerSideEncryptionConfigurationA:
        return S3BucketServerSideEncryptionConfigurationA(
            self,
            "Encryption",
            bucket=self._id,
            rule=[
                S3BucketServerSideEncryptionConfigurationRuleA(
                    apply_server_side_encryption_by_default=(
                        S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA(
                            sse_algorithm="aws:kms" if key else "AES256",
                            kms_master_key_id=key.arn if key else None,
                        )
                    ),
                    bucket_key_enabled=bool(key),
                )
            ],
            provider=self._provider,
        )

    def _grant(self, where: Location, writers: Sequence[Writer], statements: Sequence[Statement]) -> S3BucketPolicy:
        granted = [statement for writer in writers for statement in _WRITERS[writer](where, self.arn)]
        return S3BucketPolicy(
            self,
            "Policy",
            bucket=self._id,
            policy=policy([_tls_only(self.arn), *granted, *statements]),
            provider=self._provider,
        )

    def _expire(self, config: BucketConfig) -> None:
        rules = S3BucketLifecycleConfigurationRule(
            id="expire",
            status="Enabled",
            # An empty filter is every object; without one the provider asks for the deprecated prefix.
            filter=[S3BucketLifecycleConfigurationRuleFilter(prefix="")],
            abort_incomplete_multipart_upload=[
                S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload(
                    days_after_initiation=config.abort_upload_days
                )
            ],
            noncurrent_version_expiration=[
                S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration(
                    noncurrent_days=config.noncurrent_expiration_days
                )
            ],
            expiration=[S3BucketLifecycleConfigurationRuleExpiration(days=config.expiration_days)]
            if config.expiration_days
            else None,
            transition=[
                S3BucketLifecycleConfigurationRuleTransition(
                    days=config.infrequent_access_after_days, storage_class="STANDARD_IA"
                )
            ]
            if config.infrequent_access_after_days
            else None,
        )
        S3BucketLifecycleConfiguration(
            self,
            "Lifecycle",
            bucket=self._id,
            rule=[rules],
            # S3 refuses rules for noncurrent versions while versioning is being set.
            depends_on=[self.versioning],
            provider=self._provider,
        )

    def _log_to(self, target: BucketLike) -> None:
        S3BucketLoggingA(
            self,
            "Logging",
            bucket=self._id,
            target_bucket=target.name,
            target_prefix=f"{self.node.id.lower()}/",
            # S3 checks that it may write there.
            depends_on=[target.policy] if isinstance(target, Bucket) else None,
            provider=self._provider,
        )


def _tls_only(bucket_arn: str) -> Statement:
    return Statement(
        sid="TlsOnly",
        effect="Deny",
        actions=["s3:*"],
        resources=[bucket_arn, f"{bucket_arn}/*"],
        principals={"*": "*"},
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )


def _access_logs(where: Location, bucket_arn: str) -> list[Statement]:
    return [
        Statement(
            sid="AccessLogWrite",
            actions=["s3:PutObject"],
            resources=[f"{bucket_arn}/*"],
            principals={"Service": "logging.s3.amazonaws.com"},
            conditions=from_source(where.account_id),
        )
    ]


# The path that load balancers write to has their account in it, which keeps those of others out.
def _load_balancer(where: Location, bucket_arn: str) -> list[Statement]:
    path = f"AWSLogs/{where.account_id}/*"
    return [
        Statement(
            sid="LoadBalancerWrite",
            actions=["s3:PutObject"],
            resources=[f"{bucket_arn}/{path}", f"{bucket_arn}/*/{path}"],
            principals={"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        )
    ]


_WRITERS = {"access_logs": _access_logs, "load_balancer": _load_balancer, "log_delivery": delivery_statements}
