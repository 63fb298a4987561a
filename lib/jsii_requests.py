"""Writes what is handed to Node in one pass, and of a struct what is set alone; Node reads the same of it.

jsii goes over each request three times. It makes a value for every property of a struct: a resource has thirty, of
which five are set. cattrs copies all that, and looks for a way to do so for each class of a construct. JSON is the
third. Node drops the values that are not set before anything sees them.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

PLAIN = frozenset({str, int, float, bool, type(None)})
_WRITE = "_make_reference_for_native"


class _Written(dict[str, Any]):
    """What is ready for JSON."""


def install() -> bool:
    """Write requests this way from now on; a second call changes nothing.

    Returns:
        Whether jsii is one that it knows; another is left as it is.
    """
    from jsii import _kernel
    from jsii._kernel.providers.process import _NodeProcess, _unstructure_ref

    stock = getattr(_kernel, _WRITE, None)
    if hasattr(stock, "__wrapped__"):
        return True
    if stock is None or list(inspect.signature(stock).parameters) != ["kernel", "d"]:
        return False
    # jsii offers no hook: replacing what it keeps to itself is the one way.
    for owner, name, quicker in (
        (_kernel, _WRITE, _writing(stock, _unstructure_ref)),
        (_NodeProcess, "__init__", _taking_what_is_written(_NodeProcess.__init__)),
    ):
        setattr(owner, name, quicker)
    return True


def _taking_what_is_written(stock: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(stock)
    def prepare(process: Any) -> None:
        stock(process)
        vars(process)["_serializer"].register_unstructure_hook(_Written, lambda written: written)

    return prepare


def _writing(stock: Callable[..., Any], reference: Callable[..., dict[str, Any]]) -> Callable[..., Any]:
    """Wrap jsii's own way, which goes on to write what is neither plain nor a struct or construct of jsii's making."""

    @functools.wraps(stock)
    def write(kernel: Any, d: Any) -> Any:
        kind = type(d)
        if kind in PLAIN:
            return d
        if kind is list:
            return [write(kernel, item) for item in d]
        if kind is dict:
            return _Written({"$jsii.map": {key: write(kernel, value) for key, value in d.items()}})
        # Of a subclass of the user's own it is not known what its properties say.
        names = vars(kind).get("__jsii_name_mapping__")
        if names is not None:
            data = {
                names[name]: write(kernel, value) for name, value in vars(d)["_values"].items() if value is not None
            }
            return _Written({"$jsii.struct": {"fqn": kind.__jsii_type__, "data": data}})
        if hasattr(kind, "__jsii_type__") and hasattr(d, "__jsii_ref__"):
            return _Written(reference(d.__jsii_ref__))
        return stock(kernel, d)

    return write
