"""Until when functions can be created with a runtime."""

from __future__ import annotations

from datetime import date

from ..aws_facts import (
    LAMBDA_CREATION_ENDS,
    LAMBDA_CREATION_ENDS_FOR_DEPRECATED_UNTIL,
    LAMBDA_RUNTIME_DEPRECATED,
)


def creation_ends(runtime: str) -> date | None:
    """From when on no function can be created with a runtime; None when that is not known."""
    deprecated = LAMBDA_RUNTIME_DEPRECATED.get(runtime)
    if deprecated is None or deprecated > LAMBDA_CREATION_ENDS_FOR_DEPRECATED_UNTIL:
        return None
    return LAMBDA_CREATION_ENDS
