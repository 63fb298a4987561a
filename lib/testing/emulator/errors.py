"""The error of the local AWS."""

from __future__ import annotations

from ...errors import TapError


class EmulatorError(TapError):
    """The local AWS could not be started, reached, reset or stopped."""
