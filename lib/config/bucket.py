"""How an S3 bucket keeps its objects."""

from __future__ import annotations

from pydantic import Field

from ..model import Model


class BucketConfig(Model):
    """How a bucket keeps its objects."""

    versioned: bool = True
    """Whether overwritten and deleted objects are kept as noncurrent versions."""

    expiration_days: int | None = Field(default=None, ge=1)
    """Days after which an object is deleted; None keeps it for good."""

    infrequent_access_after_days: int | None = Field(default=None, ge=30)
    """Days after which an object moves to Standard-IA; None leaves it where it is."""

    noncurrent_expiration_days: int = Field(default=90, ge=1)
    """Days after which a noncurrent version is deleted."""

    abort_upload_days: int = Field(default=7, ge=1)
    """Days after which an unfinished multipart upload is dropped."""

    force_destroy: bool = False
    """Whether the bucket can be destroyed with its objects in it."""
