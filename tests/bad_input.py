"""What holds whatever a user gives; unit tests try a sample of it, and `make proof` ten thousand and more."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from lib.errors import ConfigurationError, Problem

# Many examples that are each fast, none of them twice as slow for being a new one.
MANY = settings(
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)

# A digit more than Python writes; JSON and TOML cannot hold what follows the second.
HUGE = 10**400
UNWRITABLE = 16**5000

texts = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(), max_size=4),
    st.text(st.characters(categories=["Cs", "Cc"]), max_size=3),
    st.sampled_from(
        ["", " ", "\0", "\n", "${", "${x.y}", "${TfToken[TOKEN.1]}", "../../etc/passwd", "'\"", "a.b", "é"]
    ),
)
junk = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        texts,
        st.sampled_from([HUGE, -HUGE, 2**63, float("inf"), float("nan")]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)


class HungError(BaseException):
    """It took longer than anything may; no `except` for errors catches it."""


@contextmanager
def time_limit(seconds: float, *, working: bool = False) -> Iterator[None]:
    """Ends what hangs, be it in a regular expression.

    Args:
        seconds: How long it may take.
        working: Count only the time in which this process has a processor, so that others do not lengthen it. What
            waits is never ended then.
    """
    timer, sent = (signal.ITIMER_PROF, signal.SIGPROF) if working else (signal.ITIMER_REAL, signal.SIGALRM)

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise HungError(f"after {seconds} s")

    before = signal.signal(sent, end)
    signal.setitimer(timer, seconds)
    try:
        yield
    finally:
        signal.setitimer(timer, 0)
        signal.signal(sent, before)


def assert_told(error: ConfigurationError) -> None:
    """Each fault is told once, with its place, what is wrong and what would be right, on lines of their own."""
    told = [str(problem) for problem in error.problems]
    assert told
    assert len(told) == len(set(told))
    for problem in error.problems:
        assert_readable(problem)


def assert_readable(problem: Problem) -> None:
    shown = str(problem)
    assert problem.where, shown
    assert problem.what, shown
    assert problem.expected or problem.remedy, shown
    assert all(line.isprintable() for line in shown.split("\n")), shown
    assert not re.search(r"Traceback| object at 0x|pydantic|jsii|errors\.", shown), shown


def tree_of(folder: Path) -> dict[str, Any]:
    """Everything below a folder: what it is, and the bytes of files."""
    return {
        str(path.relative_to(folder)): path.readlink()
        if path.is_symlink()
        else path.read_bytes()
        if path.is_file()
        else path.stat().st_mode
        for path in sorted(folder.rglob("*"))
    }


@contextmanager
def unchanged(*folders: Path) -> Iterator[None]:
    """Nothing in the folders is made, changed or removed."""
    before = [tree_of(folder) for folder in folders]
    yield
    assert [tree_of(folder) for folder in folders] == before


def nodes(tree: Any, path: tuple[Any, ...] = ()) -> Iterable[tuple[Any, ...]]:
    """The path of every value in a JSON, its own first."""
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in inner:
        yield from nodes(value, (*path, key))


def replaced(tree: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The JSON with another value in one place."""
    if not path:
        return value
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    copy[path[0]] = replaced(tree[path[0]], path[1:], value)
    return copy
