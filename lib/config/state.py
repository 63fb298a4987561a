"""Where Terraform keeps its state."""

from __future__ import annotations

from pydantic import Field, model_validator

from ..model import Model, refuse
from .scalars import BucketName, Region, TableName


class StateConfig(Model):
    """The S3 backend."""

    bucket: BucketName | None = Field(default=None, examples=["payments-terraform-state"])
    """The bucket; ``<project>-terraform-state`` by default. `tap.py` requires one by name."""

    region: Region | None = Field(default=None, examples=["us-east-1"])
    """The bucket's region; the primary region by default."""

    lock_table: TableName | None = Field(default=None, examples=["payments-terraform-locks"])
    """A DynamoDB table to lock the state with; deprecated by Terraform in favour of `lockfile`, both may be on."""

    lockfile: bool = True
    """Whether the state is locked with a file beside it in the bucket."""

    kms_key_id: str | None = Field(
        default=None,
        min_length=1,
        examples=["arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
    )
    """The KMS key that encrypts the state; S3's own key by default, whatever the bucket's default is."""

    @model_validator(mode="after")
    def _is_locked(self) -> StateConfig:
        """S3 locks nothing by itself: two runs at once would overwrite each other's state."""
        if not self.lockfile and self.lock_table is None:
            raise refuse(
                "nothing locks the state",
                got="lockfile = false, and no lock_table",
                expected="a lock file in the bucket, a table, or both",
                remedy="leave lockfile on, or name a lock_table",
                where="lockfile",
            )
        return self
