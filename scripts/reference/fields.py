"""The fields of a model, and of the models in it, with all that is said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from lib.model import Model, refuse

from . import types
from .docstrings import documented, documented_attribute, one_line
from .values import plain

Path = tuple[str, ...]


class Shape(Enum):
    """How a field is written in a file, in words."""

    VALUE = ""
    TABLE = "table"
    OPTIONAL_TABLE = "a table or nothing"
    NAMED_TABLES = "a table for each name"
    LISTED_TABLES = "a list of tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field.

    Attributes:
        path: Where it is in the tree.
        words: Its type.
        bounds: What a value has to keep to; empty for none.
        text: Its documentation.
        required: Whether it has no default.
        raw: Its default as the models have it, before profiles and other settings change it.
        example: A value of it that stands with the model; None for none.
        shape: How it is written.
        models: The models of which it holds one or several; none for a plain value.
        steps: What stands between its path and those of the models' keys.
    """

    path: Path
    words: str
    bounds: str
    text: str
    required: bool
    raw: Any
    example: Any
    shape: Shape
    models: Sequence[type[Model]]
    steps: Path

    @property
    def default(self) -> Any:
        """The same in what TOML has."""
        return plain(self.raw)

    @property
    def name(self) -> str:
        """Its own name."""
        return self.path[-1]

    @property
    def dotted(self) -> str:
        """Its path as one text."""
        return ".".join(self.path)

    @property
    def inner_path(self) -> Path:
        """Where the keys of its models are."""
        return (*self.path, *self.steps)


def fields_of(model: type[Model], within: Path = (), default: Any = None) -> list[Field]:
    """The fields of a model, in order.

    Args:
        model: The model.
        within: Where it is in the tree.
        default: What stands there by default; where that is a model, the defaults of the fields are in it.

    Raises:
        ConfigurationError: One has no documentation, or nothing says what it accepts.
    """
    return [_field(model, name, info, within, default) for name, info in model.model_fields.items()]


def inner_fields(field: Field) -> list[Field]:
    """The fields of the models that a field holds one or several of."""
    return [inner for model in field.models for inner in fields_of(model, field.inner_path, field.raw)]


def rules_of(model: type[Model]) -> list[str]:
    """What the fields of a model have to satisfy together: the docstrings of its validators."""
    decorators = model.__pydantic_decorators__.model_validators.values()
    return [summary for one in decorators if (summary := documented(one.func).summary)]


def _field(model: type[Model], name: str, info: FieldInfo, within: Path, default: Any) -> Field:
    given = isinstance(default, model)
    required = info.is_required() and not given
    own = None if required or given else info.get_default(call_default_factory=True)
    raw = getattr(default, name) if given else own
    models = types.models_in(info.annotation)
    return Field(
        path=(*within, name),
        words=types.words(info.annotation),
        bounds="; ".join(filter(None, (types.bounds(info.annotation, info.metadata), _own_rules(model, name)))),
        text=_text(model, name),
        required=required,
        raw=raw,
        example=_example(info, within),
        shape=_shape(info.annotation, models, raw),
        models=models,
        steps=types.steps(info.annotation),
    )


def _example(info: FieldInfo, within: Path) -> Any:
    """The example; none below a name of the user's own, whose table has one of its own."""
    if not info.examples or any(step.startswith("<") for step in within):
        return None
    return plain(info.examples[0])


def _shape(annotation: Any, models: Sequence[type[Model]], default: Any) -> Shape:
    if not models:
        return Shape.VALUE
    if annotation in models or isinstance(default, Model):
        return Shape.TABLE
    return {"<name>": Shape.NAMED_TABLES, "<entry>": Shape.LISTED_TABLES}.get(
        next(iter(types.steps(annotation)), ""), Shape.OPTIONAL_TABLE
    )


def _own_rules(model: type[Model], name: str) -> str:
    """What the validators of this one field say in their docstrings."""
    found = model.__pydantic_decorators__.field_validators.values()
    said = [documented(one.func).summary.rstrip(".") for one in found if name in one.info.fields]
    return "; ".join(text[0].lower() + text[1:] for text in said if text)


def _text(model: type[Model], name: str) -> str:
    text = documented_attribute(model, name)
    if text:
        return one_line(text)
    where = f"{model.__module__}.{model.__name__}.{name}"
    raise refuse("has no documentation", expected="a docstring below the field", remedy="write one", where=where)
