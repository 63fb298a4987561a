"""Trees of settings made from the models alone, so that every new setting is in them by itself."""

from __future__ import annotations

import inspect
import string
from collections.abc import Callable, Sequence
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Network
from types import NoneType
from typing import Annotated, Any, Literal, cast, get_args, get_origin

from hypothesis import strategies as st
from pydantic import AfterValidator, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from lib.model import Distinct, Model
from scripts.reference import types

Tree = dict[str, Any]
Values = st.SearchStrategy[Any]

# Of no pattern, or of one that nothing at random keeps to: add a line where a new type needs one.
TEXTS = [
    *("us-east-1", "eu-west-1", "us-west-2", "us-east-1a", "us-east-1b"),
    *("app.corp.net", "payments.corp.net", "10.9.0.0/16", "Europe/Berlin"),
]
_ADDRESSES: dict[type, list[str]] = {
    IPv4Network: ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/20", "172.16.0.0/23"],
    IPv4Address: ["10.0.0.10", "198.51.100.7"],
    IPv6Network: ["2001:db8::/48"],
}

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=3),
    st.dates(),
    st.sampled_from([[], {}, [None], {"x": 1}, {1: {2: 3}}, *TEXTS]),
)

_LETTERS = string.ascii_letters + string.digits
_PRINTABLE = "".join(map(chr, range(32, 127)))
_HIGHEST = 4000


@cache
def trees(model: type[Model], *, wrong: bool = False, most_keys: int = 3) -> st.SearchStrategy[Tree]:
    """Tables of a model in which each value is right by itself; some do not go together.

    Args:
        model: The model.
        wrong: Whether some values and some keys are wrong.
        most_keys: How many keys there are at most in one table, beside those that have to be there.
    """
    fields = {name: _field(info, wrong=wrong) for name, info in model.model_fields.items()}
    needed = [name for name, info in model.model_fields.items() if info.is_required()]
    others = sorted(set(fields) - set(needed))
    some = st.lists(st.sampled_from(others), unique=True, max_size=most_keys) if others else st.just([])
    known = some.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in [*needed, *names]}))
    unknown = st.sampled_from([{}, {}, {}, {"netwrok": 1}, {"x": {"y": None}}]) if wrong else st.just({})
    return st.builds(lambda table, further: {**table, **further}, known, unknown)


def _field(info: FieldInfo, *, wrong: bool) -> Values:
    right = _values(info.annotation, info.metadata, wrong=wrong)
    return st.one_of(right, right, right, JUNK) if wrong else right


def _values(annotation: Any, metadata: Sequence[Any] = (), *, wrong: bool) -> Values:
    bare, found = types.unwrapped(annotation)
    everything = [*metadata, *found]
    if inner := types.inner_of(bare):
        made = _several(bare, inner, everything, wrong=wrong)
    elif get_origin(bare) is Literal:
        made = st.sampled_from(get_args(bare))
    elif bare is Any:
        made = st.sampled_from([1, "x", True])
    elif isinstance(bare, type):
        made = trees(bare, wrong=wrong) if issubclass(bare, Model) else _scalar(cast("Any", bare), tuple(everything))
    else:
        made = st.one_of([_values(arm, wrong=wrong) for arm in get_args(bare) if arm is not NoneType])
    return st.one_of(st.none(), made, made) if NoneType in get_args(annotation) else made


def _several(bare: Any, inner: Any, metadata: Sequence[Any], *, wrong: bool) -> Values:
    values = _values(inner, wrong=wrong)
    limits = _limits(metadata)
    span = {"min_size": limits.get("min_length", 0), "max_size": min(2, limits.get("max_length", 2))}
    span["max_size"] += span["min_size"]
    if get_origin(bare) is dict:
        return st.dictionaries(_values(get_args(bare)[0], wrong=False), values, **span)
    made = st.lists(values, unique_by=repr, **span)
    further = [item for item in metadata if isinstance(item, AfterValidator) and item.func is not _EACH_ONCE]
    return made.filter(_accepts(bare, further)) if further and not wrong else made


@cache
def _scalar(kind: type, metadata: tuple[Any, ...]) -> Values:
    limits = _limits(metadata)
    accepts = _accepts(kind, metadata)
    if kind is bool:
        return st.booleans()
    if kind in (int, float):
        lowest = limits.get("ge", 0)
        numbers = range(lowest, min(limits.get("le", _HIGHEST), lowest + _HIGHEST) + 1)
        return st.sampled_from([kind(number) for number in numbers if accepts(number)])
    if kind in _ADDRESSES:
        return st.sampled_from(_ADDRESSES[kind])
    assert kind is str, f"nothing says how to make a {kind}"
    known = [text for text in TEXTS if accepts(text)]
    pattern = next(filter(None, map(pattern_of, metadata)), None)
    if pattern:
        # What is only known when Terraform runs is written by programs, not in settings.
        made = st.from_regex(pattern, fullmatch=True, alphabet=_PRINTABLE)
        return st.one_of(made.filter(lambda text: "{" not in text and accepts(text)), *map(st.just, known))
    if any(isinstance(item, AfterValidator) for item in metadata):
        assert known, f"none of TEXTS is right for {metadata}"
        return st.sampled_from(known)
    least = limits.get("min_length", 0)
    return st.text(_LETTERS, min_size=least, max_size=min(least + 12, limits.get("max_length", 99)))


def pattern_of(item: Any) -> str | None:
    """What a text has to match, be it that `lib.model.like` was given it."""
    found = getattr(item, "pattern", None)
    if isinstance(item, AfterValidator) and inspect.isfunction(item.func):
        found = inspect.getclosurevars(item.func).nonlocals.get("pattern")
    return found if isinstance(found, str) else None


def _limits(metadata: Sequence[Any]) -> dict[str, Any]:
    names = ("ge", "le", "min_length", "max_length")
    return {name: getattr(item, name) for item in metadata for name in names if hasattr(item, name)}


def _accepts(bare: Any, metadata: Sequence[Any]) -> Callable[[Any], bool]:
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[(bare, *metadata)] if metadata else bare)

    def accepts(value: Any) -> bool:
        try:
            adapter.validate_python(value)
        except ValidationError:
            return False
        return True

    return accepts


_EACH_ONCE = get_args(Distinct)[1].func
