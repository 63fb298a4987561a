"""Which names promise a secret, and which texts can be one."""

from __future__ import annotations

import re
from typing import Final

from .values import literal

_NAME: Final = re.compile(
    r"(?:^|[_.-])(?:password|passwd|passphrase|secret|token|credentials?|api_?key|access_?key|secret_?key|private_?key)$"
)
_ACCESS_KEY: Final = re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")
_USER_OF_ADDRESS: Final = re.compile(r"://[^/\s]*@")
# Addresses, switches, numbers, and the dynamic references of other tools: what stands for a secret without being one.
_NO_SECRET: Final = re.compile(
    r"arn:.*|https?://.*|/.*|\{\{.*\}\}|true|false|enabled|disabled|none|null|[0-9]{1,5}", re.I
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name holds a secret, rather than where one is kept (``DB_SECRET_ARN``)."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return _NAME.search(snake) is not None


def is_secret_value(name: str, value: object) -> bool:
    """Whether a value that stands in clear is, by the name it goes by, a secret.

    Args:
        name: The variable or argument.
        value: Its value.

    Returns:
        False for expressions, references and what is no text. A ``..._SECRET`` with a slash is the name of one.
    """
    text = literal(value).strip()
    if not text or _NO_SECRET.fullmatch(text):
        return False
    if _ACCESS_KEY.search(text):
        return True
    path = "/" in text and name.lower().endswith(("secret", "token", "credentials"))
    return is_secret_name(name) and not path


def without_credentials(text: str) -> str:
    """The text without access keys, and without the user and password of an address."""
    return _ACCESS_KEY.sub("(an access key)", _USER_OF_ADDRESS.sub("://", text))
