from __future__ import annotations

from typing import Any

from lib.testing.emulator.patches.answers import in_query
from lib.testing.emulator.patches.registry import Patch, kept, notes


class Owner:
    value = 1

    def __init__(self) -> None:
        self.label = "given"

    def greet(self, name: str) -> str:
        return f"hello {name}"


class Response:
    dispatch = "dispatch"


def a_patch() -> Patch:
    patch = Patch("x.y", "because")

    @patch.wraps(Owner)
    def _greet(original: Any, self: Any, name: str) -> str:
        return str(original(self, name)) + "!"

    @patch.wraps(Owner, "missing")
    def _new(original: Any, self: Any) -> Any:
        return original

    @patch.replaces(Owner)
    def _added(self: Any) -> str:
        return "added"

    @patch.property(Owner)
    def _label(self: Any) -> str:
        return "computed"

    return patch


def test_a_patch_is_applied_once() -> None:
    patch, routes = a_patch(), {"/known": "moto's own"}
    patch.route(routes, "/known", Response)
    patch.route(routes, "/new", Response)
    for _ in range(2):
        patch.apply()
    owner: Any = Owner()
    assert owner.greet("you") == "hello you!"
    assert owner.missing() is None
    assert owner.added() == "added"
    assert owner.label == "computed"
    assert routes == {"/known": "moto's own", "/new": "dispatch"}


def test_what_a_patch_keeps_lives_on_the_backend() -> None:
    backend = Owner()
    kept(backend, "selection")["a"] = 1
    notes(backend, "selection")["b"] = 2
    assert (kept(backend, "selection"), kept(backend, "selection").kind) == ({"a": 1}, "selection")
    assert notes(backend, "selection") == {"b": 2}
    assert kept(Owner(), "selection") == {}


def test_a_parameter_that_is_not_in_the_query_is_none() -> None:
    response = Owner()
    response.querystring = {"a": ["1"], "b": []}  # type: ignore[attr-defined]
    assert [in_query(response, name) for name in "abc"] == ["1", None, None]
