"""Texts that are meant as they stand, in Terraform's JSON, where ``${`` and ``%{`` begin expressions."""

from __future__ import annotations

import re

# CDKTF writes what is known later as such a token. What is doubled has been escaped before.
_BEGINNING = re.compile(r"(?<!\$)\$\{(?!TfToken\[)|(?<!%)%\{")


def literal(text: str) -> str:
    """The text as Terraform takes it: its own ``${HOME}`` is no reference to a resource, CDKTF's tokens still are."""
    return _BEGINNING.sub(lambda found: found.group()[0] + found.group(), text)
