"""A password or secret in clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..secrets import is_secret_name, is_secret_value
from ..values import is_true, literal, parsed, strings, walk

# Arguments that hold a secret wherever they occur; names alone would take token_type or secret_name for one.
_ARGUMENTS: Final = frozenset({
    "admin_user_password", "auth_token", "client_secret", "kerberos_password", "master_password",
    "master_user_password", "passwords", "password", "private_key", "secret_key", "shared_secret",
})  # fmt: skip


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for resource in (*document.resources, *document.providers):
        ignored = {name for block in resource.blocks("lifecycle") for name in strings(block.get("ignore_changes"))}
        for name, value, _ in walk(resource.body):
            if name in _ARGUMENTS and name not in ignored and literal(value):
                yield Hit(resource.address, f"{name} stands in clear")
        if "secret_string" not in ignored and _holds_secret(resource.get("secret_string")):
            yield Hit(resource.address, "secret_string stands in clear")
        if "value" not in ignored and resource.get("type") == "SecureString" and literal(resource.get("value")):
            yield Hit(resource.address, "the value of a SecureString stands in clear")
    for variable in document.variables:
        name = variable.address.removeprefix("var.")
        if literal(variable.get("default")) and (is_true(variable.get("sensitive")) or is_secret_name(name)):
            yield Hit(variable.address, "a secret has a default")


def _holds_secret(value: object) -> bool:
    """Whether a secret's content, as text or as JSON, has a secret in clear."""
    content = parsed(value)
    if isinstance(content, (dict, list)):
        return any(is_secret_value(name, inner) for name, inner, _ in walk(content))
    return literal(value) != ""


RULE = Rule(
    id="literal-password",
    severity=Severity.ERROR,
    title="a password or secret in clear",
    why="It is readable in cdk.tf.json, in the plan and in the state.",
    remedy="Let the service manage it, use a write-only argument, or a sensitive variable without a default.",
    items=("D4#6",),
    examine=_check,
)
