"""Tags: made legal, and put on every resource through the provider's default tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

# Source: AWS Tagging Resources guide, "Tag naming limits and requirements". Checked 2026-11-22.
MAX_KEY_LENGTH: Final = 128
MAX_VALUE_LENGTH: Final = 256
MAX_TAGS: Final = 50
RESERVED_KEY_PREFIX: Final = "aws:"
_ILLEGAL = re.compile(r"[^\w\s.:/=+\-@]+")


def legal_value(value: str) -> str:
    """The value with what AWS refuses replaced: ``dependabot[bot]`` becomes ``dependabot-bot``.

    Each run of illegal characters becomes a hyphen, hyphens that this put at an end are dropped, and at most 256
    characters stay. A legal value is returned as it is.
    """
    if not _ILLEGAL.search(value):
        return value.strip()[:MAX_VALUE_LENGTH]
    return _ILLEGAL.sub("-", value).strip("- ")[:MAX_VALUE_LENGTH].rstrip("- ")


def legal_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags with legal values, without those that are empty, in the order of their keys."""
    made = {key: legal_value(value) for key, value in tags.items()}
    return {key: made[key] for key in sorted(made) if made[key]}
