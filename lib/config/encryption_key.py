"""How a KMS key behaves."""

from __future__ import annotations

from pydantic import Field

from ..model import Model


class EncryptionKeyConfig(Model):
    """How a key behaves."""

    rotation_days: int = Field(default=365, ge=90, le=2560)
    """Days between automatic rotations of the key material."""

    deletion_window_days: int = Field(default=30, ge=7, le=30)
    """Days during which a deleted key can be brought back."""

    multi_region: bool = False
    """Whether replicas of the key can be made in other regions; cannot be changed later."""
