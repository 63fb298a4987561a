"""How moto is changed: a patch is a named set of functions to put in place of moto's, applied once."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, MutableMapping
from typing import Any, TypeVar

from moto.core.exceptions import ServiceException

Function = Callable[..., Any]
FunctionT = TypeVar("FunctionT", bound=Function)


class Fault(ServiceException):  # type: ignore[misc]  # moto is untyped here
    """An error with a code and a message that any service can answer in its own protocol."""


class Kept(dict[Any, Any]):
    """Resources of a kind that moto lacks, by name; it lives on a backend, so that moto's reset clears it."""

    kind = ""


class Patch:
    """Changes to moto that together meet one expectation.

    Attributes:
        name: `<service>.<what>`, by which its check is found.
        reason: The expectation of the Terraform provider, or of another caller, that stock moto does not meet.
    """

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        self._changes: list[Callable[[], None]] = []
        self._applied = False

    def apply(self) -> None:
        """Changes moto, at the first call only."""
        if not self._applied:
            self._applied = True
            for change in self._changes:
                change()

    def replaces(self, owner: Any, name: str = "") -> Callable[[FunctionT], FunctionT]:
        """The decorated function becomes a method of the class `owner`.

        Its name there is `name`, unless given the function's own without its first underscore.
        """

        def register(function: FunctionT) -> FunctionT:
            self._changes.append(lambda: setattr(owner, name or function.__name__.removeprefix("_"), function))
            return function

        return register

    def wraps(self, owner: Any, name: str = "") -> Callable[[Function], Function]:
        """Like `replaces`; the function's first argument is the method that stood there before, or None."""

        def register(function: Function) -> Function:
            attribute = name or function.__name__.removeprefix("_")

            def change() -> None:
                original = getattr(owner, attribute, None)

                @functools.wraps(original or function)
                def wrapper(self: Any, *args: Any, **kwargs: Any) -> Any:
                    return function(original, self, *args, **kwargs)

                setattr(owner, attribute, wrapper)

            self._changes.append(change)
            return function

        return register

    def property(self, owner: Any, name: str = "") -> Callable[[Function], Function]:
        """The decorated function becomes a read-only property; what moto assigns to it is dropped."""

        def register(function: Function) -> Function:
            computed = property(function, lambda self, value: None)
            self._changes.append(lambda: setattr(owner, name or function.__name__.removeprefix("_"), computed))
            return function

        return register

    def route(self, url_paths: MutableMapping[str, Any], pattern: str, response: Any) -> None:
        """Requests for `pattern` reach the service; moto finds the operation from AWS's own model."""
        self._changes.append(lambda: url_paths.setdefault(pattern, response.dispatch))


def kept(backend: Any, kind: str) -> Kept:
    """The resources of a kind that `backend` keeps for a patch; they count as leftovers."""
    items: Kept = vars(backend).setdefault(f"_kept_{kind}", Kept())
    items.kind = kind
    return items


def notes(backend: Any, name: str) -> dict[Any, Any]:
    """What a patch remembers about resources that moto keeps itself, such as their tags."""
    found: dict[Any, Any] = vars(backend).setdefault(f"_notes_{name}", {})
    return found


def patches_of(module_name: str) -> tuple[Patch, ...]:
    """The patches that a module of this package defines, in its order."""
    module = importlib.import_module(f".{module_name}", __package__)
    return tuple(value for value in vars(module).values() if isinstance(value, Patch))
