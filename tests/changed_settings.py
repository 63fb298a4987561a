"""Every setting of an environment with another value, made from the models alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from lib.aws_facts import LOG_RETENTION_DAYS
from lib.errors import ConfigurationError
from lib.merging import Table, merged, nested
from lib.model import Model
from scripts.reference import types

Path = tuple[str, ...]
Load = Callable[[Mapping[str, Any]], Model]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A setting that is no table itself, what it is, and its type."""

    path: Path
    value: Any
    annotation: Any

    def __str__(self) -> str:
        return ".".join(self.path)

    def others(self) -> Iterator[Any]:
        """Other values of its type, the nearest first; its bounds are not looked at."""
        return (value for value in _candidates(self.annotation, self.value) if value != self.value)


def leaves(model: Model, path: Path = ()) -> Iterator[Leaf]:
    """The settings of a model and of the tables in it; of a table that is not there, none."""
    for name, info in type(model).model_fields.items():
        value, here = getattr(model, name), (*path, name)
        if isinstance(value, Model):
            yield from leaves(value, here)
        elif isinstance(value, dict) and any(isinstance(held, Model) for held in value.values()):
            for key, held in value.items():
                yield from leaves(held, (*here, str(key)))
        elif not types.models_in(info.annotation):
            yield Leaf(here, value, info.annotation)


def changed(load: Load, kept: Callable[[Leaf], bool], given: Callable[[Leaf], list[Any]]) -> tuple[Table, list[str]]:
    """What to set so that every setting has another value, and the settings for which no other value is taken.

    Args:
        load: Makes the settings with what it is given above the rest.
        kept: Which settings stay as they are.
        given: Other values that are better than those made from the type.
    """
    tree: Table = {}
    unchanged = []
    for leaf in leaves(load({})):
        if not kept(leaf):
            made = (merged(tree, nested(leaf.path, value)) for value in [*given(leaf), *leaf.others()])
            found = next((one for one in made if _is_taken(load, one)), None)
            tree = found or tree
            unchanged += [] if found else [str(leaf)]
    return tree, unchanged


def _is_taken(load: Load, tree: Table) -> bool:
    try:
        load(tree)
    except ConfigurationError:
        return False
    return True


def _candidates(annotation: Any, value: Any) -> Iterator[Any]:
    bare, _ = types.unwrapped(annotation)
    origin = get_origin(bare)
    if origin in (Union, UnionType):
        yield from (found for arm in get_args(bare) for found in _candidates(arm, value))
    elif bare is bool:
        yield not value
    elif origin is Literal:
        yield from (choice for choice in get_args(bare) if choice != value)
    elif bare in (int, float):
        yield from ((value or 0) + step for step in (1, -1, 5, -5))
        yield from (60, 300, *LOG_RETENTION_DAYS)
    elif bare is str:
        yield from (f"{value or ''}{end}" for end in ("2", " too", "/2"))
        yield from ("Europe/Berlin", "sun:06:00-sun:07:00", "05:00-06:00", "cron(0 6 * * ? *)", "rate(2 hours)")
    elif origin is tuple:
        inner = types.inner_of(annotation)
        held = value or ()
        yield held[:-1]
        yield from ((*held, further) for further in _candidates(inner, held[-1] if held else None))
    elif origin is dict:
        key, inner = get_args(bare)
        for name in _candidates(key, "changed"):
            yield from ({**(value or {}), name: held} for held in _candidates(inner, None))
