"""What a setting without a default might look like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lib.errors import ConfigurationError, Problem

from . import types
from .fields import Field, Shape, inner_fields

# By the end of the path; what is not here is taken from the setting's own words ("such as ...").
_FORMS: Final[dict[str, Any]] = {
    "provider.account_id": "123456789012",
    "provider.version": "~> 6.0",
    "state.bucket": "payments-terraform-state",
    "state.region": "us-east-1",
    "state.lock_table": "payments-terraform-locks",
    "state.kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "tags.extra": {"Product": "payments"},
    "network.subnet_prefix_lengths": {"private": 20},
    "network.subnet_tags": {"private": {"karpenter.sh/discovery": "payments"}},
    "secondary.network.availability_zones": ["us-west-2a", "us-west-2b"],
    "network.availability_zones": ["us-east-1a", "us-east-1b"],
    "endpoints.gateway_policies": {"s3": '{"Version": "2012-10-17", "Statement": []}'},
    "interfaces.policy": '{"Version": "2012-10-17", "Statement": []}',
    "endpoints.interfaces": "ecr.api",
    "emails": {"on-call": "on-call@company.net"},
    "urls": {"incidents": "https://events.company.net/aws"},
    "accounts": ["210987654321"],
    "table.range_key": "created_at",
    "table.ttl_attribute": "expires_at",
    "table.tags": {"Product": "payments"},
}


def example_form(field: Field) -> Any:
    """A value that the field accepts; for tables under names of one's own, such a name.

    Raises:
        ConfigurationError: None is known.
    """
    for candidate in _candidates(field):
        if field.shape is Shape.NAMED_TABLES or field.accepts(candidate):
            return candidate
    raise ConfigurationError(
        [
            Problem(
                field.dotted,
                "has no default, and no example form is known",
                expected=f"{field.words}; {field.bounds}",
                remedy="say one in its text (such as `...`), or put it into scripts/reference/example_forms.py",
            )
        ]
    )


def example_table(field: Field) -> dict[str, Any]:
    """A table of the field's model, with what has to be given."""
    return {one.name: example_form(one) for one in inner_fields(field) if one.required}


def _candidates(field: Field) -> Iterator[Any]:
    # The longest end of a path says most.
    for end in (".".join(field.path[start:]) for start in range(len(field.path))):
        if end in _FORMS:
            yield _FORMS[end]
    if field.shape is Shape.NAMED_TABLES:
        yield "name"
    for text in (field.text, field.bounds):
        for said in re.findall(r"such as (`[^`]+`|\S+)", text):
            yield from _forms(said.strip("`").rstrip(".,;)"))
    yield from re.findall(r'`"([^"]+)"`', field.words)
    bare, _ = types.unwrapped(field.annotation)
    if bare is int:
        yield from (int(number) for number in re.findall(r"\d+", f"{field.bounds} 1"))
    yield from (True, "...")


def _forms(said: str) -> Iterator[Any]:
    if said.isdecimal():
        yield int(said)
    yield said
    yield [said]
