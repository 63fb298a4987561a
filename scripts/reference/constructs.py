"""What there is to say about a construct class: read off the class, its docstrings and its specimens."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, get_args, get_origin

import lib  # first: it makes the provider's bindings load fast

# isort: split
from constructs import Construct

from lib.account_stack import AccountStack
from lib.base import BINDINGS
from lib.model import Model

from .docstrings import Docstring, documented
from .specimens import Specimen

# Not exported, since it is used by `account.py` alone.
_FURTHER: Final[dict[str, type[Construct]]] = {"AccountStack": AccountStack}


@dataclass(frozen=True)
class ConstructClass:
    """A construct class.

    Attributes:
        name: Its name.
        cls: It.
        specimens: Some that were made of it.
    """

    name: str
    cls: type[Construct]
    specimens: Sequence[Specimen] = ()

    @property
    def slug(self) -> str:
        """The name of its page and of its example: `security_group`."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower()

    @cached_property
    def doc(self) -> Docstring:
        """The docstring of the class."""
        return documented(self.cls)

    @cached_property
    def made(self) -> Docstring:
        """The docstring of its constructor."""
        return documented(_constructor(self.cls))

    @property
    def statement(self) -> str:
        """How it is imported."""
        return f"from {public_module(self.name, self.cls)} import {self.name}"

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """The parameters of its constructor."""
        return list(inspect.signature(_constructor(self.cls)).parameters.values())[1:]

    @property
    def mentioned(self) -> dict[str, Any]:
        """The library's own types that its parameters are made of, by name."""
        return dict(_mentioned(self.cls, (str(parameter.annotation) for parameter in self.parameters)))

    @property
    def configs(self) -> list[type[Model]]:
        """The models that its constructor takes."""
        return [found for found in self.mentioned.values() if isinstance(found, type) and issubclass(found, Model)]

    @property
    def members(self) -> dict[str, Any]:
        """Its public properties and methods, in the order in which they are written."""
        return {name: member for name, member in vars(self.cls).items() if not name.startswith("_") and _is_own(member)}

    @property
    def of_bindings(self) -> bool:
        """Whether an attribute holds what the provider's bindings make."""
        return any("." in self.attribute_type(name) for name in self.doc.items("Attributes"))

    def attribute_type(self, name: str) -> str:
        """What an attribute holds, as seen in the specimens."""
        values = [getattr(specimen.construct, name) for specimen in self.specimens]
        seen = dict.fromkeys(described(value) for value in values if value is not None)
        # What is empty in one specimen says less than what it holds in another.
        telling = [one for one in seen if not any(other.startswith(f"{one} of ") for other in seen)]
        return " or ".join([*telling, *(["None"] if any(value is None for value in values) else [])])


def construct_classes() -> dict[str, type[Construct]]:
    """Every construct class that the library exports, by name."""
    exported = {name: getattr(lib, name) for name in lib.__all__}
    found = {name: one for name, one in exported.items() if isinstance(one, type) and issubclass(one, Construct)}
    return dict(sorted((found | _FURTHER).items()))


def public_module(name: str, found: Any) -> str:
    """The module to import something from."""
    return "tap_constructs" if name in lib.__all__ else re.sub(r"^lib\b", "tap_constructs", found.__module__)


def described(value: Any) -> str:
    """What a value is, by the names of the classes; those of the provider's bindings with their module."""
    if isinstance(value, Mapping):
        inner = list(dict.fromkeys(described(item) for item in value.values()))
        return f"dict of {' or '.join(inner)}" if inner else "dict"
    if isinstance(value, (list, tuple)):
        inner = list(dict.fromkeys(described(item) for item in value))
        return f"{type(value).__name__} of {' or '.join(inner)}" if inner else type(value).__name__
    package, _, module = type(value).__module__.partition(".")
    return f"{module}.{type(value).__name__}" if package in BINDINGS.values() else type(value).__name__


def choices(found: Any) -> tuple[Any, ...]:
    """The values of an alias of `Literal`; empty for anything else."""
    return get_args(found) if get_origin(found) is Literal else ()


def is_protocol(found: Any) -> bool:
    """Whether it is a protocol, which anything of the right form satisfies."""
    return bool(getattr(found, "_is_protocol", False))


def _constructor(cls: type) -> Callable[..., Any]:
    constructor: Callable[..., Any] = vars(cls)["__init__"]
    return constructor


def _is_own(member: Any) -> bool:
    return isinstance(member, (property, staticmethod, classmethod)) or inspect.isfunction(member)


def _mentioned(cls: type, annotations: Iterator[str]) -> Iterator[tuple[str, Any]]:
    module = importlib.import_module(cls.__module__)
    for name in dict.fromkeys(word for text in annotations for word in re.findall(r"\w+", text)):
        found = getattr(module, name, None)
        if choices(found) or str(getattr(found, "__module__", "")).partition(".")[0] == "lib":
            yield name, found
