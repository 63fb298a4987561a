"""The base of every configuration model, and the faults of one as problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError, model_validator

from .errors import ConfigurationError, Problem
from .guards.secrets import is_secret_name, without_credentials

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
        use_attribute_docstrings=True,
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
                got = _without_secrets(problem.got, where, fault["input"])
                yield Problem(full, problem.what, got, problem.expected, problem.remedy)
            continue
        yield Problem(
            where or "settings",
            fault["msg"].removeprefix("Value error, "),
            got="" if fault["type"] == "missing" else _shown(_told(where, fault["input"])),
            remedy=_REMEDIES.get(fault["type"], ""),
        )


def refuse(what: str, *, got: Any = "", expected: str = "", remedy: str = "", where: str = "") -> ConfigurationError:
    """The error a validator raises for one fault of the value it looks at."""
    return ConfigurationError([Problem(where, what, _shown(got), expected, remedy)])


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


# Settings whose values no message repeats: they name where a secret is, and get the secret itself by mistake.
_NEAR_SECRETS = re.compile(
    r"(variable|secret_arn|(^|\.)value)$|(^|\.)(entries|extra_connection_attributes|secrets)\.[^.]+$"
)


def _told(where: str, value: Any) -> Any:
    """What a message may say of a value: messages end up in logs."""
    if isinstance(value, Mapping):
        return {key: _told(f"{where}.{key}", inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_told(where, inner) for inner in value]
    if not isinstance(value, str):
        return value
    return _counted(value) if value and _is_near_secrets(where) else without_credentials(value)


def _without_secrets(got: str, where: str, value: Any) -> str:
    """What a validator says that it got, of a value; a count where it repeats what no message does."""
    # What holds of all settings together speaks of none of them.
    hidden = where and any(text in got for text in _hidden_texts(where, value))
    return _counted(got) if hidden else without_credentials(got)


def _hidden_texts(where: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _hidden_texts(f"{where}.{key}", inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _hidden_texts(where, inner)
    elif isinstance(value, str) and value.strip() and _is_near_secrets(where):
        yield value.strip()


def _is_near_secrets(where: str) -> bool:
    return bool(_NEAR_SECRETS.search(where)) or any(map(is_secret_name, where.split(".")))


def _counted(text: str) -> str:
    return f"a text of {len(text)} characters"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 120 else f"{text[:117]}..."
