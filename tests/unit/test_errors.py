"""Problems read well, and an error carries all of them."""

from __future__ import annotations

import copy
import pickle

import pytest

from lib.errors import ConfigurationError, Problem, TapError


def test_a_problem_says_where_what_got_expected_and_remedy() -> None:
    problem = Problem("network.cidr", "is too small", "10.0.0.0/28", "a /24 or larger", "enlarge it")
    assert str(problem) == (
        "network.cidr: is too small\n    got:      10.0.0.0/28\n    expected: a /24 or larger\n    remedy:   enlarge it"
    )


def test_what_a_problem_does_not_know_is_left_out() -> None:
    assert str(Problem("", "is wrong")) == "is wrong"
    assert str(Problem("x", "is wrong", remedy="correct it")) == "x: is wrong\n    remedy:   correct it"


def test_an_error_holds_its_problems_in_order_and_says_them_all() -> None:
    one, other = Problem("b", "first"), Problem("a", "second")
    error = ConfigurationError(problem for problem in (one, other))
    assert error.problems == (one, other)
    assert str(error) == "b: first\na: second"


@pytest.mark.parametrize("base", [TapError, ValueError])
def test_a_configuration_error_can_be_caught_as(base: type[Exception]) -> None:
    assert issubclass(ConfigurationError, base)


def test_an_error_survives_being_copied_and_sent_to_another_process() -> None:
    error = ConfigurationError([Problem("a", "b", "c")])
    for made in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  # made one line above
        assert made.problems == error.problems
        assert str(made) == str(error)
