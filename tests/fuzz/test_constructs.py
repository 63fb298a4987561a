"""Constructs that are handed anything: they are made, or everything that is wrong is told before they are."""

from __future__ import annotations

import inspect
import types
import typing
from typing import Any, Literal

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.constructs.references import Reference
from lib.errors import ConfigurationError
from lib.model import Model, problems_of
from lib.naming import Names
from tests.bad_input import MANY, assert_readable, assert_told, junk, texts, time_limit
from tests.settings_trees import trees
from tests.unit.test_arguments import CONSTRUCTS

OWN = {name for name in CONSTRUCTS if not issubclass(CONSTRUCTS[name], TerraformStack)}


def value_of(hint: Any) -> st.SearchStrategy[Any]:
    """A value of the kind, or almost: names of every kind, and lists of them."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([value_of(each) for each in inner])
    if origin is Literal:
        return st.sampled_from([*inner, "nothing"])
    if hint is str:
        return st.one_of(texts, st.sampled_from(["logs", "main", "corp.net", "arn:aws:sns:us-east-1:123456789012:x"]))
    if hint is Names:
        return st.builds(
            Names, project=st.just("shop"), suffix=st.sampled_from(["", "dev"]), region=st.just("eu-west-1")
        )
    if inspect.isclass(hint) and issubclass(hint, Model):
        return trees(hint, most_keys=2).map(lambda tree: made(hint, tree))
    if getattr(hint, "_is_protocol", False):
        return st.just(Reference("arn:aws:kms:us-east-1:123456789012:key/1", "name"))
    if origin and len(inner) == 1:
        return st.lists(value_of(inner[0]), max_size=2)
    return st.none() if hint is types.NoneType else junk


def made(model: type[Model], tree: dict[str, Any]) -> Any:
    """The model; the tree itself where it makes none."""
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        for problem in problems_of(error, model.__name__):
            assert_readable(problem)
        return tree


@pytest.mark.parametrize("name", sorted(OWN))
def test_any_arguments(name: str) -> None:
    construct = CONSTRUCTS[name]
    hints = typing.get_type_hints(construct.__init__)
    known = {parameter: st.one_of(value_of(hints[parameter]), junk) for parameter in hints if parameter not in FIXED}

    @given(st.fixed_dictionaries({}, optional=known))
    @settings(MANY, max_examples=60)
    def make(arguments: dict[str, Any]) -> None:
        stack = TerraformStack(Testing.app(), "shop")
        AwsProvider(stack, "aws", region="us-east-1")
        with time_limit(60):
            try:
                construct(stack, "X", **arguments)
            except ConfigurationError as error:
                assert_told(error)

    make()


FIXED = ("return", "self", "scope", "construct_id", "provider")
