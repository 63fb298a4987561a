"""How an S3 bucket keeps its objects."""

from __future__ import annotations

from pydantic import Field, model_validator

from ..model import Model, refuse


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

    @model_validator(mode="after")
    def _moves_before_it_goes(self) -> BucketConfig:
        """An object is deleted after it has moved, not before."""
        moves, goes = self.infrequent_access_after_days, self.expiration_days
        if moves and goes and goes <= moves:
            raise refuse(
                "S3 refuses to delete objects before they have moved",
                got=f"expiration_days = {goes}, infrequent_access_after_days = {moves}",
                expected=f"expiration_days above {moves}",
                remedy="raise expiration_days, or leave infrequent_access_after_days out",
            )
        return self
