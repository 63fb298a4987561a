"""No text keeps a pattern busy: not one that matches it almost, with any part of it repeated many times."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lib
from lib.model import Model
from tests.bad_input import MANY, time_limit
from tests.settings_trees import pattern_of

REPEATS = 8_000
# A pattern whose time grows with the square of this takes a hundredth of it; one that is worse never ends.
SECONDS = 10


def modules() -> Iterator[Any]:
    """All modules but for the tests' own tools, and what is never imported."""
    for found in pkgutil.walk_packages(lib.__path__, "lib."):
        if not found.name.startswith(("lib.testing", "lib.lambda", "lib.template")):
            yield importlib.import_module(found.name)


def of_annotation(annotation: Any) -> Iterator[str]:
    for item in getattr(annotation, "__metadata__", ()):
        if pattern := pattern_of(item):
            yield pattern
    for inner in get_args(annotation):
        yield from of_annotation(inner)


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that text from outside is held against, by where it is."""
    found: dict[str, re.Pattern[str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.__name__}.{name}"] = value
            elif inspect.isclass(value) and issubclass(value, Model):
                for field, info in value.model_fields.items():
                    for pattern in (*filter(None, map(pattern_of, info.metadata)), *of_annotation(info.annotation)):
                        found.setdefault(f"{name}.{field}", re.compile(pattern))
    return found


PATTERNS = patterns()


def test_there_are_patterns_of_both_kinds() -> None:
    assert "lib.guards.document._REFERENCE" in PATTERNS
    assert "TapSettings.route53_domain" in PATTERNS


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_no_text_keeps_a_pattern_busy(name: str) -> None:
    pattern = PATTERNS[name]

    @given(st.from_regex(pattern, fullmatch=True), st.integers(0, 60), st.integers(1, 3), st.sampled_from(["", "\x01"]))
    @settings(MANY, max_examples=40)
    def match(text: str, at: int, length: int, end: str) -> None:
        start = at % (len(text) + 1)
        part = text[start : start + length]
        for tail in (end, text[start + length :] + end):
            long = text[:start] + part * REPEATS + tail
            with time_limit(SECONDS, working=True):
                pattern.fullmatch(long)
                # What is looked for inside of texts is compiled in a module; what a whole value has to be is not.
                if name.startswith("lib."):
                    pattern.search(long)

    match()
