"""Types and bounds of model fields in plain words."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from lib.aws_facts import LOG_RETENTION_DAYS
from lib.config.retention import accepted_retention
from lib.model import Distinct, Model, refuse

from .docstrings import documented
from .markdown import code, listed
from .values import toml

_WORDS: Final[dict[Any, tuple[str, str]]] = {
    bool: ("true or false", "true or false"),
    int: ("whole number", "whole numbers"),
    float: ("number", "numbers"),
    str: ("text", "texts"),
    IPv4Address: ("IPv4 address", "IPv4 addresses"),
    IPv4Network: ("IPv4 addresses, as CIDR", "IPv4 addresses, as CIDR"),
    Any: ("anything", "anything"),
}

# What `annotated_types` calls the limits that pydantic understands.
_LIMITS: Final = ("ge", "gt", "le", "lt", "min_length", "max_length")

# Validators whose docstring cannot name what they accept.
_ACCEPTED: Final[dict[Callable[..., Any], str]] = {
    accepted_retention: f"one of {', '.join(map(str, LOG_RETENTION_DAYS))}",
    get_args(Distinct)[1].func: "each once",
}


def unwrapped(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type without `Annotated` and `| None`, and the metadata that was found on the way."""
    if get_origin(annotation) is Annotated:
        inner, *found = get_args(annotation)
        bare, further = unwrapped(inner)
        limits = [limit for item in found for limit in (item.metadata if isinstance(item, FieldInfo) else [item])]
        return bare, (*further, *limits)
    arms = _arms(annotation)
    return unwrapped(arms[0]) if len(arms) == 1 else (annotation, ())


def models_in(annotation: Any) -> list[type[Model]]:
    """The models of which a value is one, by itself, in a list or in a table."""
    bare, _ = unwrapped(annotation)
    if isinstance(bare, type) and issubclass(bare, Model):
        return [bare]
    inner = inner_of(annotation)
    return [found for arm in (*_arms(bare), *([inner] if inner else [])) for found in models_in(arm)]


def inner_of(annotation: Any) -> Any:
    """What a list or a table holds; None for anything else."""
    bare, _ = unwrapped(annotation)
    arguments = [argument for argument in get_args(bare) if argument is not Ellipsis]
    return arguments[-1] if _is_list(bare) or _is_table(bare) else None


def steps(annotation: Any) -> tuple[str, ...]:
    """What stands between the path of a value and those of what it holds: a name of a table, an entry of a list."""
    inner = inner_of(annotation)
    return ("<name>" if _is_table(unwrapped(annotation)[0]) else "<entry>", *steps(inner)) if inner else ()


def words(annotation: Any, *, many: bool = False) -> str:
    """What the type is, in words.

    Args:
        annotation: The type.
        many: Whether several are spoken of.
    """
    bare, _ = unwrapped(annotation)
    if bare in _WORDS:
        return _WORDS[bare][many]
    if get_origin(bare) is Literal:
        return listed([code(toml(choice)) for choice in get_args(bare)])
    if isinstance(bare, type) and issubclass(bare, Model):
        return code(bare.__name__)
    return _compound(bare, "s" if many else "")


def bounds(annotation: Any, metadata: Sequence[Any] = ()) -> str:
    """What a value has to keep to, in words; empty where anything of its type is taken.

    Args:
        annotation: The type.
        metadata: What pydantic took off the type already.

    Raises:
        ConfigurationError: A validator says nowhere what it accepts.
    """
    bare, found = unwrapped(annotation)
    everything = [*metadata, *found]
    parts = [*_span(bare, everything), *_patterns(everything), *_validators(everything)]
    inner = inner_of(annotation)
    each = bounds(inner) if inner else ""
    return "; ".join([*parts, *([f"each {each}"] if each else [])])


def _arms(annotation: Any) -> list[Any]:
    """The types that a value may be of, but for None."""
    arms = get_args(annotation) if get_origin(annotation) in (Union, types.UnionType) else ()
    return [arm for arm in arms if arm is not types.NoneType]


def _is_list(bare: Any) -> bool:
    return get_origin(bare) in (tuple, list, set, frozenset, Sequence)


def _is_table(bare: Any) -> bool:
    return get_origin(bare) in (dict, Mapping)


def _compound(bare: Any, plural: str) -> str:
    if _is_list(bare):
        return f"list{plural} of {words(get_args(bare)[0], many=True)}"
    if _is_table(bare):
        key, value = get_args(bare)
        by = "name" if unwrapped(key)[0] is str else words(key)
        return f"table{plural} of {words(value, many=True)} by {by}"
    return " or ".join(words(arm) for arm in _arms(bare)) or getattr(bare, "__name__", str(bare))


def _span(bare: Any, metadata: Sequence[Any]) -> Iterator[str]:
    limits: dict[str, Any] = {}
    for item in metadata:
        limits |= {name: getattr(item, name) for name in _LIMITS if hasattr(item, name)}
    if "ge" in limits or "le" in limits:
        yield _between(limits.get("ge"), limits.get("le"))
    if "gt" in limits:
        yield f"more than {limits['gt']}"
    if "lt" in limits:
        yield f"less than {limits['lt']}"
    if "min_length" in limits or "max_length" in limits:
        span = _between(limits.get("min_length"), limits.get("max_length"))
        unit = "characters" if bare is str else "entries"
        yield "not empty" if span == "at least 1" else f"{span} {unit}"


def _between(low: Any, high: Any) -> str:
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"{low} to {high}"


def _patterns(metadata: Sequence[Any]) -> Iterator[str]:
    for item in metadata:
        pattern = getattr(item, "pattern", None)
        if isinstance(pattern, str):
            yield f"matches {code(pattern)}"


def _validators(metadata: Sequence[Any]) -> Iterator[str]:
    for item in metadata:
        if isinstance(item, AfterValidator):
            yield _accepted(item.func)


def _accepted(validator: Callable[..., Any]) -> str:
    # What `lib.model.like` was told to say to a user.
    told = inspect.getclosurevars(validator).nonlocals.get("expected") if inspect.isfunction(validator) else None
    text = told or _ACCEPTED.get(validator) or documented(validator).summary
    if not text:
        raise refuse(
            "nothing says what this validator accepts",
            expected="a docstring of a few words, such as: Hyphens single and inside.",
            remedy="write one",
            where=f"{validator.__module__}.{validator.__qualname__}",
        )
    said = str(text).rstrip(".")
    return said[0].lower() + said[1:] if said[1:2].islower() else said
