"""The base of every configuration model, and the faults of one as problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from .errors import ConfigurationError, Problem
from .messages import shown, told, without_secrets

T = TypeVar("T")

# What pydantic calls a fault -> what the user should do about it.
_REMEDIES = {
    "extra_forbidden": "remove the key or correct its spelling",
    "missing": "give it a value",
}


class Model(BaseModel):
    """A frozen configuration model that refuses unknown keys; a field's docstring is its documentation."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        str_strip_whitespace=True,
    )

    # Pydantic would fill a table that is given in part from its own class, whatever default its holder has for it.
    @model_validator(mode="before")
    @classmethod
    def _keep_defaults_of_tables(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        fields = {key: cls.model_fields.get(key) for key in data}
        return {key: _completed(field and field.default, data[key]) for key, field in fields.items()}


def _completed(default: Any, given: Any) -> Any:
    """What was given of a table, with what its default was made with below it."""
    if not (isinstance(default, Model) and isinstance(given, Mapping)):
        return given
    held = {name: getattr(default, name) for name in default.model_fields_set}
    return held | {key: _completed(held.get(key), value) for key, value in given.items()}


def problems_of(error: ValidationError, within: str = "") -> Iterator[Problem]:
    """Every fault that a model found in its input.

    Args:
        error: What pydantic raised.
        within: The path of the model in the user's input, such as ``network``.

    Yields:
        One problem a fault; those that a validator described itself are passed on as they are.
    """
    for fault in error.errors(include_url=False):
        # Pydantic marks a key that is itself at fault with a step of its own.
        steps = fault["loc"][:-1] if fault["loc"][-1:] == ("[key]",) else fault["loc"]
        where = ".".join([within, *map(str, steps)]).strip(".")
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, ConfigurationError):
            for problem in cause.problems:
                full = ".".join(part for part in (where, problem.where) if part)
                got = shown(problem.got, partial(without_secrets, where=where, value=fault["input"]))
                yield Problem(full, problem.what, got, problem.expected, problem.remedy)
            continue
        yield Problem(
            where or "settings",
            fault["msg"].removeprefix("Value error, "),
            got="" if fault["type"] == "missing" else shown(fault["input"], partial(told, where)),
            remedy=_REMEDIES.get(fault["type"], "correct it"),
        )


def refuse(what: str, *, got: Any = "", expected: str = "", remedy: str = "", where: str = "") -> ConfigurationError:
    """The error a validator raises for one fault of the value it looks at."""
    return ConfigurationError([Problem(where, what, shown(got), expected, remedy)])


def like(pattern: str, expected: str, what: str = "is not of the form that is needed") -> AfterValidator:
    """Makes a text field keep to a pattern, and says in words what it wants.

    Args:
        pattern: What the whole text has to match.
        expected: The same in words, with an example.
        what: What is wrong where it does not.
    """

    def matching(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise refuse(what, got=value, expected=expected, remedy="correct it")
        return value

    return AfterValidator(matching)


def _without_duplicates(values: tuple[T, ...]) -> tuple[T, ...]:
    twice = [str(value) for index, value in enumerate(values) if value in values[:index]]
    if twice:
        raise refuse("each may be named once only", got=", ".join(map(str, values)), remedy=f"remove {twice[0]}")
    return values


# Any number of values, none of them twice.
Distinct = Annotated[tuple[T, ...], AfterValidator(_without_duplicates)]
