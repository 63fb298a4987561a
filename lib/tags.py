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
_ILLEGAL = re.compile(r"(?:[^\w\s.:/=+\-@]|[\x00-\x1f\x85])+")


def legal_value(value: str) -> str:
    """The value with what AWS refuses replaced: ``dependabot[bot]`` becomes ``dependabot-bot``.

    Each run of illegal characters becomes a hyphen, hyphens that this put at an end are dropped, and at most 256
    characters stay. Of a legal value only space at its ends is dropped.
    """
    text = value.strip()
    if not _ILLEGAL.search(text):
        return text[:MAX_VALUE_LENGTH].rstrip()
    return _ILLEGAL.sub("-", text).strip("- ")[:MAX_VALUE_LENGTH].rstrip("- ").strip()


def is_legal_key(key: str) -> bool:
    """Whether AWS takes the text as the key of a tag that is not its own."""
    reserved = key.lower().startswith(RESERVED_KEY_PREFIX)
    return bool(key.strip()) and len(key) <= MAX_KEY_LENGTH and not reserved and not _ILLEGAL.search(key)


def legal_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The tags with legal values, without those that are empty, in the order of their keys."""
    made = {key: legal_value(value) for key, value in tags.items()}
    return {key: made[key] for key in sorted(made) if made[key]}
