"""IAM policies as they stand in a document: whom they admit to what.

Conditions are not weighed, and what cannot be resolved counts as admitted: a rule that speaks must be sure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from .document import Document, Resource
from .values import blocks, is_empty, parsed, strings

_TOKEN: Final = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that allows something.

    Attributes:
        services: The services it admits, as patterns.
        others: Its other principals: accounts, roles, users, as patterns.
        actions: What it allows, as patterns in lower case.
        resources: What it allows it on, as it stands there.
    """

    services: tuple[str, ...]
    others: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]

    def admits(self, service: str) -> bool:
        """Whether the service is a principal of it."""
        return "*" in self.others or any(_alike(service, each) for each in self.services)

    def allows(self, action: str) -> bool:
        """Whether the action is among those it allows."""
        return any(fnmatchcase(action.lower(), pattern) for pattern in self.actions)


Policy = tuple[Statement, ...]

# What a key has whose creator gave it no policy.
DEFAULT_KEY_POLICY: Final[Policy] = (Statement((), ("arn:aws:iam::*:root",), ("kms:*",), ("*",)),)


def policy_of(document: Document, value: object) -> Policy | None:
    """The statements of a policy that allow something.

    Args:
        document: Where the policy stands.
        value: The argument that holds it: JSON text, or a reference to a policy document.

    Returns:
        None when the policy cannot be resolved.
    """
    source = document.target(value)
    if source and source.kind == "data.aws_iam_policy_document" and str(value).rstrip("} ").endswith(".json"):
        return _from_source(document, source)
    content = parsed(value)
    if not isinstance(content, dict) or not isinstance(content.get("Statement"), (dict, list)):
        return None
    return tuple(_statement(document, each) for each in blocks(content["Statement"]) if each.get("Effect") == "Allow")


def policies_on(document: Document, resource: Resource, attachment: str, argument: str) -> list[Policy | None]:
    """The policies that a resource has.

    Args:
        document: Where it stands.
        resource: It.
        attachment: The type of resource that gives it a policy from outside.
        argument: What names it there.

    Returns:
        Those from outside and its own; None stands for one that cannot be resolved.
    """
    separate = (each.get("policy") for each in document.attached(attachment, argument, resource))
    return [policy_of(document, text) for text in (*separate, resource.get("policy")) if not is_empty(text)]


def admits_service(policy: Policy, service: str, *actions: str) -> bool:
    """Whether a policy lets a service do all of the actions."""
    return all(any(each.admits(service) and each.allows(action) for each in policy) for action in actions)


def _from_source(document: Document, source: Resource) -> Policy | None:
    if any(not is_empty(source.get(f"{kind}_policy_documents")) for kind in ("source", "override")):
        return None
    return tuple(
        _statement(document, _upper(each))
        for each in source.blocks("statement")
        if each.get("effect") in (None, "Allow")
    )


def _upper(block: Mapping[str, Any]) -> dict[str, Any]:
    """A statement of the data source, in the form of JSON policies."""
    principals: dict[str, list[str]] = {}
    for each in blocks(block.get("principals")):
        principals.setdefault(str(each.get("type")), []).extend(strings(each.get("identifiers")))
    statement = {"Action": block.get("actions"), "Resource": block.get("resources"), "Principal": principals}
    names = (("NotAction", "not_actions"), ("NotPrincipal", "not_principals"), ("NotResource", "not_resources"))
    return statement | {name: block[given] for name, given in names if not is_empty(block.get(given))}


def _statement(document: Document, block: Mapping[str, Any]) -> Statement:
    principal = block.get("Principal")
    by_kind = principal if isinstance(principal, dict) else {"AWS": principal}
    others = [each for kind, value in by_kind.items() if kind != "Service" for each in strings(value)]
    # Exceptions are not worked out: they count as everything.
    everyone = ["*"] if "NotPrincipal" in block else others
    actions = ["*"] if "NotAction" in block else strings(block.get("Action"))
    resources = ["*"] if "NotResource" in block else strings(block.get("Resource"))
    return Statement(
        tuple(_pattern(document, each) for each in strings(by_kind.get("Service"))),
        tuple(_pattern(document, each) for each in everyone),
        tuple(_pattern(document, each).lower() for each in actions),
        tuple(resources),
    )


def _pattern(document: Document, text: str) -> str:
    """The text with what is not known yet as a wildcard."""
    return _TOKEN.sub("*", str(document.resolve(text)))


def _alike(wanted: str, given: str) -> bool:
    plain = given.removesuffix(".cn")
    return fnmatchcase(wanted, plain) or fnmatchcase(plain, wanted)
