"""Looks at what a program hands to constructs before they take it: a wrong kind of value, or a name that there is none.

Type checkers say the same of programs that run them; everyone else would get an exception from deep inside.
"""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Literal, TypeVar

from .errors import ConfigurationError, Problem
from .messages import shown
from .model import Model, refuse

ClassT = TypeVar("ClassT", bound=type)

_Hints = Callable[[], Mapping[str, Any]]
# In Python True is a number, too.
_EXACT: Final = (bool, int, float)
# What a message can show.
_PLAIN: Final = (str, int, float, list, tuple, dict, types.NoneType)


def checked(cls: ClassT) -> ClassT:
    """Has the arguments of a class, and of its public methods, held against their annotations.

    Args:
        cls: A construct, or a dataclass that constructs take.

    Returns:
        The class itself. What its methods raise is a `ConfigurationError` with all that is wrong with a call.
    """
    for name, member in list(vars(cls).items()):
        if name.startswith("_") and name != "__init__":
            continue
        if isinstance(member, (staticmethod, classmethod)):
            setattr(cls, name, type(member)(_checking(cls, name, member.__func__)))
        elif inspect.isfunction(member):
            setattr(cls, name, _checking(cls, name, member))
    return cls


def _checking(cls: type, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(function)
    # Read at the first call: some annotations name classes that are not there before.
    hints = functools.cache(lambda: typing.get_type_hints(function))

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise _misfit(cls, name, signature, args, error) from None
        problems = list(_problems(given, hints))
        if problems:
            where = _place(cls, name, given.arguments)
            raise ConfigurationError(
                Problem(f"{where}.{p.where}", p.what, p.got, p.expected, p.remedy) for p in problems
            )
        return function(*args, **kwargs)

    return call


def _misfit(
    cls: type, name: str, signature: inspect.Signature, args: tuple[Any, ...], error: TypeError
) -> ConfigurationError:
    known = [parameter for parameter in signature.parameters if parameter not in ("self", "cls")]
    arguments = dict(zip(signature.parameters, args, strict=False))
    return refuse(str(error), expected=f"the arguments {', '.join(known)}", where=_place(cls, name, arguments))


def _place(cls: type, name: str, arguments: Mapping[str, Any]) -> str:
    """The path of the construct, as far as it is known, and the method."""
    method = "" if name == "__init__" else f".{name}"
    # A construct has no node before it has been made.
    if node := getattr(arguments.get("self"), "node", None):
        return f"{node.path}{method}"
    named = arguments.get("construct_id") or arguments.get("stack_id") or cls.__name__
    node = getattr(arguments.get("scope"), "node", None)
    return f"{node.path}/{named}{method}".removeprefix("/") if node else f"{cls.__name__}{method}"


def _problems(given: inspect.BoundArguments, hints: _Hints) -> Iterator[Problem]:
    for name, value in given.arguments.items():
        if name not in hints():
            continue
        kind = given.signature.parameters[name].kind
        several = value if kind is inspect.Parameter.VAR_POSITIONAL else [value]
        for each in several:
            yield from _faults(name, each, hints()[name])


def _faults(where: str, value: Any, hint: Any) -> Iterator[Problem]:
    """What is wrong with a value; nothing where it is of the kind that a hint names."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is Any:
        return
    if origin in (typing.Union, types.UnionType):
        yield from _faults_of_all(where, value, inner)
    elif origin is Literal:
        if not (isinstance(value, str) and value in inner):
            yield _problem(where, "there is none of that name", value, _one_of(inner), "take one of them")
    elif not _is_one(value, origin or hint) or (origin and isinstance(value, (str, bytes))):
        yield _problem(where, _KIND, value, _listed([hint]), _remedy(value, [hint]))
    elif hint is str and value.encode(errors="ignore").decode() != value:  # no file can have it, not as JSON either
        yield _problem(where, "has half of a character in it", value, "a text that is whole", "correct it")
    elif origin:
        yield from _faults_inside(where, value, inner)


def _faults_inside(where: str, values: Any, hints: tuple[Any, ...]) -> Iterator[Problem]:
    if isinstance(values, Mapping):
        for key, each in values.items():
            yield from _faults(where, key, hints[0])
            yield from _faults(f"{where}.{key}", each, hints[1])
    # Anything else would be used up by looking at it.
    elif isinstance(values, (list, tuple)):
        for index, each in enumerate(values):
            yield from _faults(f"{where}.{index}", each, hints[0])


def _faults_of_all(where: str, value: Any, hints: tuple[Any, ...]) -> Iterator[Problem]:
    """Nothing where one of the hints takes the value; what the nearest of them says otherwise."""
    found = [list(_faults(where, value, hint)) for hint in hints]
    if not all(found):
        return
    others = [hint for hint in hints if hint is not types.NoneType]
    if len(others) == 1:
        yield from found[hints.index(others[0])]
    else:
        yield _problem(where, _KIND, value, _listed(others), _remedy(value, others))


_KIND: Final = "is of another kind"


def _is_one(value: Any, hint: type) -> bool:
    if getattr(hint, "_is_protocol", False):
        # On the class where it is one of its properties: reading one asks Node.
        return all(hasattr(type(value), name) or hasattr(value, name) for name in _members(hint))
    if hint in _EXACT and isinstance(value, bool):
        return hint is bool
    return isinstance(value, (int, float) if hint is float else hint)


@functools.cache
def _members(protocol: type) -> tuple[str, ...]:
    bases = (base for base in protocol.__mro__ if getattr(base, "_is_protocol", False))
    return tuple(dict.fromkeys(name for base in bases for name in vars(base) if not name.startswith("_")))


def _problem(where: str, what: str, value: Any, expected: str, remedy: str) -> Problem:
    kind = type(value).__name__
    got = f"{shown(value, repr)} ({kind})" if isinstance(value, _PLAIN) else f"an object of {kind}"
    return Problem(where, what, got, expected, remedy)


def _listed(hints: list[Any]) -> str:
    return " or ".join(_named(hint) for hint in hints)


def _named(hint: Any) -> str:
    """A hint in words."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return _one_of(inner)
    if origin in (typing.Union, types.UnionType):
        return _listed([*inner])
    if origin and issubclass(origin, Mapping):
        return f"a dict whose values are each {_listed([inner[1]])}"
    if origin:
        return f"a list of which each is {_listed([*inner])}"
    if getattr(hint, "_is_protocol", False):
        return f"something with {', '.join(_members(hint))}"
    return _WORDS.get(hint) or str(hint.__name__)


def _one_of(names: tuple[str, ...]) -> str:
    return f"one of {', '.join(names)}"


_WORDS: Final[dict[Any, str]] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
    Any: "anything",
}


def _remedy(value: Any, hints: list[Any]) -> str:
    for hint in hints:
        if isinstance(value, Mapping) and isinstance(hint, type) and issubclass(hint, Model):
            return f"write {hint.__name__}({', '.join(f'{key}=...' for key in value)})"
        if isinstance(value, str) and typing.get_origin(hint) is not None:
            return "put it into a list"
        if isinstance(value, str) and getattr(hint, "_is_protocol", False):
            return "give what makes it, or what `from_existing` of its construct returns"
    return "correct it"
