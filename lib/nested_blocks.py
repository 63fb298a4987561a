"""Refuses a dict for a nested block whose keys would be lost.

The bindings type a list of blocks as `Sequence[Struct | Dict[str, Any]]`, and jsii reads such a dict by the names
of its own, camelCase: `{"cidr_block": ...}` in a list becomes an empty block without a word. A single block is
safe, for there Python makes the struct class from the dict; blocks with a choice of struct classes (`connection`,
`provisioners`), what is handed to `put_x()` and what is assigned to a property are not.

Everything that Python tells Node about a construct passes through four functions of the `jsii` module. They are
wrapped here, so that raw bindings are guarded too, those of other providers and cdktf's own included, in
whichever order things are imported. A dict that loses nothing passes untouched. `TAP_ALLOW_LOSSY_BLOCKS=1` leaves
jsii as it is.

A struct class knows its names (`__jsii_name_mapping__`) and its type hints; both are read once per class. The
check costs 11 microseconds a resource, of about 1.6 ms that making one takes.
"""

from __future__ import annotations

import collections.abc
import difflib
import functools
import inspect
import os
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsii

from .errors import Problem, TapError

OFF_SWITCH = "TAP_ALLOW_LOSSY_BLOCKS"
_MARK = "_tap_constructs_nested_blocks"
_NAME_MAPPING = "__jsii_name_mapping__"
_PLAIN = (str, int, float, type(None))


_Function = typing.TypeVar("_Function", bound=Callable[..., Any])


def _cached(function: _Function) -> _Function:
    """Cache results for good, and keep the function's type: mypy holds classes to be unhashable otherwise."""
    return typing.cast(_Function, functools.cache(function))


class NestedBlockError(TapError, TypeError):
    """Dicts given for nested blocks would lose keys.

    Attributes:
        problems: One for each dict, in the order in which they were found.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def install() -> None:
    """Refuse dicts that would lose keys from now on; a second call changes nothing."""
    if os.environ.get(OFF_SWITCH, "0") not in ("", "0") or hasattr(jsii, _MARK):
        return
    setattr(jsii, _MARK, True)
    for name, guarded in (
        ("create", _guarded_create),
        ("invoke", _guarded_invoke),
        ("sinvoke", _guarded_static_invoke),
        ("set", _guarded_set),
    ):
        setattr(jsii, name, guarded(getattr(jsii, name)))


def _guarded_create(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def create(made: type, instance: object, args: list[Any] | None = None) -> object:
        if args:
            parameters = _parameters(_declared(made).__init__)
            _refuse_losses(args, parameters, lambda: _name_of_made(made, args))
        return stock(made, instance, args)

    return create


def _guarded_invoke(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def invoke(target: Any, method: str, args: list[Any] | None = None) -> object:
        if args:
            function = _members(type(target)).get(method)
            _refuse_losses(
                args, _parameters(function), lambda: f"{_name_of(target)} {_python_name(function, method)}()"
            )
        return stock(target, method, args)

    return invoke


def _guarded_static_invoke(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def sinvoke(owner: type, method: str, args: list[Any] | None = None) -> object:
        if args:
            function = _members(owner).get(method)
            _refuse_losses(args, _parameters(function), lambda: f"{owner.__name__}.{_python_name(function, method)}()")
        return stock(owner, method, args)

    return sinvoke


def _guarded_set(stock: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(stock)
    def assign(target: Any, name: str, value: Any) -> None:
        if not isinstance(value, _PLAIN):
            function = _members(type(target)).get(name)
            shapes = [parameter.shape for parameter in _parameters(function)]
            parameters = [_Parameter(_python_name(function, name), shape) for shape in shapes]
            _refuse_losses([value], parameters, lambda: _name_of(target))
        stock(target, name, value)

    return assign


# What a type hint says about the nested blocks in a value of that type.
@dataclass(frozen=True, slots=True)
class _Shape:
    structs: tuple[type, ...] = ()
    items: _Shape | None = None
    values: _Shape | None = None


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    shape: _Shape | None
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class _Loss:
    path: str
    struct: type
    given: tuple[str, ...]
    lost: tuple[str, ...]


def _shape(hint: object) -> _Shape | None:
    if _is_struct(hint):
        return _Shape(structs=(typing.cast(type, hint),))
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return functools.reduce(_merged, map(_shape, arguments))
    if origin in (list, collections.abc.Sequence):
        items = _shape(arguments[0])
        return _Shape(items=items) if items else None
    if origin in (dict, collections.abc.Mapping):
        values = _shape(arguments[1])
        return _Shape(values=values) if values else None
    return None


def _merged(one: _Shape | None, other: _Shape | None) -> _Shape | None:
    if one is None or other is None:
        return one or other
    return _Shape((*one.structs, *other.structs), _merged(one.items, other.items), _merged(one.values, other.values))


def _is_struct(candidate: object) -> bool:
    return isinstance(candidate, type) and hasattr(candidate, _NAME_MAPPING)


def _names(struct: type) -> Mapping[str, str]:
    """Return the names of a struct's members, Python's to jsii's."""
    return typing.cast(Mapping[str, str], getattr(struct, _NAME_MAPPING))


def _declared(cls: type[Any]) -> type[Any]:
    """Return the generated class behind a user's subclass, whose own `__init__` says nothing about blocks."""
    for base in cls.__mro__:
        if vars(base).get("__jsii_declared_type__") or _NAME_MAPPING in vars(base):
            return base
    return cls


def _hints(function: Callable[..., Any]) -> Mapping[str, object]:
    try:
        return typing.get_type_hints(function)
    except (AttributeError, NameError, TypeError):
        return {}  # a module whose names cannot be resolved is left as it is


@_cached
def _fields(struct: type) -> Mapping[str, _Shape]:
    """Return the shapes of a struct's members that can hold nested blocks."""
    hints = _hints(_declared(struct).__init__)
    return {name: shape for name, hint in hints.items() if (shape := _shape(hint))}


@_cached
def _parameters(function: Callable[..., Any] | None) -> tuple[_Parameter, ...]:
    """Return the positional parameters of a function without the first, which is the instance or class."""
    if function is None:
        return ()
    hints = _hints(function)
    return tuple(
        _Parameter(name, _shape(hints.get(name)), parameter.kind is parameter.VAR_POSITIONAL)
        for name, parameter in list(inspect.signature(function).parameters.items())[1:]
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.VAR_POSITIONAL)
    )


@_cached
def _members(cls: type) -> Mapping[str, Callable[..., Any]]:
    """Return the functions behind the methods and writable properties of a class by their jsii names."""
    members: dict[str, Callable[..., Any]] = {}
    for member in (member for base in cls.__mro__ for member in vars(base).values()):
        if isinstance(member, property):
            named, function = member.fget, member.fset
        else:  # jsii marks a class method itself, not its function
            named, function = member, getattr(member, "__func__", member)
        jsii_name = getattr(named, "__jsii_name__", None)
        if jsii_name is not None and function is not None:
            members.setdefault(jsii_name, function)
    return members


def _refuse_losses(args: Iterable[object], parameters: Iterable[_Parameter], subject: Callable[[], str]) -> None:
    losses = list(_argument_losses(args, tuple(parameters)))
    if losses:
        name = subject()
        raise NestedBlockError(_problem(name, loss) for loss in losses)


def _argument_losses(args: Iterable[object], parameters: tuple[_Parameter, ...]) -> Iterator[_Loss]:
    for index, value in enumerate(args):
        last = parameters[-1] if parameters and parameters[-1].variadic else _Parameter("", None)
        parameter = parameters[index] if index < len(parameters) else last
        # The keyword arguments of a call arrive as one struct: its members are the caller's arguments.
        path = "" if _is_struct(type(value)) else parameter.name
        yield from _losses(value, parameter.shape, path)


def _losses(value: Any, shape: _Shape | None, path: str) -> Iterator[_Loss]:
    if isinstance(value, dict):
        yield from _dict_losses(value, shape, path)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            if not isinstance(item, _PLAIN):
                yield from _losses(item, shape and shape.items, f"{path}[{index}]")
    elif _is_struct(type(value)):
        fields = _fields(type(value))
        for name, item in vars(value).get("_values", {}).items():
            if not isinstance(item, _PLAIN):
                yield from _losses(item, fields.get(name), f"{path}.{name}" if path else name)


def _dict_losses(block: Mapping[str, object], shape: _Shape | None, path: str) -> Iterator[_Loss]:
    if shape is None or not shape.structs:
        for key, item in block.items():
            yield from _losses(item, shape and shape.values, f"{path}[{key!r}]")
        return
    # Of several struct classes, the one that knows most of the keys is meant.
    losses = [(struct, _lost(block, struct)) for struct in shape.structs]
    struct, lost = min(losses, key=lambda loss: (len(set(loss[1]) - _names(loss[0]).keys()), len(loss[1])))
    if lost:
        yield _Loss(path, struct, tuple(map(str, block)), lost)
    python_names = {jsii_name: name for name, jsii_name in _names(struct).items()}
    for key, item in block.items():
        # In the struct class that the error asks for, a dict for a single block is right.
        if not (lost and isinstance(item, dict)):
            yield from _losses(item, _fields(struct).get(python_names.get(key, key)), f"{path}.{key}")


def _lost(block: Mapping[str, object], struct: type) -> tuple[str, ...]:
    kept = set(_names(struct).values())
    return tuple(str(key) for key in block if key not in kept)


def _problem(subject: str, loss: _Loss) -> Problem:
    names = _names(loss.struct)
    python_names = {jsii_name: name for name, jsii_name in names.items()}
    unknown = [key for key in loss.lost if key not in names]
    meant = [_nearest(key, names) if key in unknown else python_names.get(key, key) for key in loss.given]
    arguments = ", ".join(dict.fromkeys(f"{name}=..." for name in meant if name))
    struct = loss.struct.__name__
    return Problem(
        where=f"{subject}: {loss.path}",
        what="; ".join(filter(None, (_what_is_lost(loss, unknown), _what_is_unknown(unknown, names, struct)))),
        got="a dict with the keys " + ", ".join(loss.given),
        expected=f"the struct class {struct}",
        remedy=f"from {loss.struct.__module__} import {struct}; then write {struct}({arguments})",
    )


def _what_is_lost(loss: _Loss, unknown: list[str]) -> str:
    lost = [key for key in loss.lost if key not in unknown]
    return f"a dict in this place loses {', '.join(lost)} without a word" if lost else ""


def _what_is_unknown(unknown: list[str], names: Mapping[str, str], struct: str) -> str:
    hints = [f"{key!r}" + (f" (did you mean {near!r}?)" if (near := _nearest(key, names)) else "") for key in unknown]
    return f"{struct} has no {', '.join(hints)}" if hints else ""


def _nearest(key: str, names: Iterable[str]) -> str:
    return next(iter(difflib.get_close_matches(key, names, n=1)), "")


def _python_name(function: Callable[..., Any] | None, jsii_name: str) -> str:
    return jsii_name if function is None else function.__name__


def _name_of_made(made: type, args: list[Any]) -> str:
    construct_id = args[1] if len(args) > 1 and isinstance(args[1], str) else None
    return made.__name__ if construct_id is None else f"{made.__name__} {construct_id!r}"


def _name_of(target: object) -> str:
    node = getattr(target, "node", None)
    return type(target).__name__ if node is None else f"{type(target).__name__} {node.id!r}"
