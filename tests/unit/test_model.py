"""What every configuration model has in common, and how its faults are told."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from lib.errors import ConfigurationError, Problem
from lib.model import Distinct, Model, like, problems_of, refuse


def even(value: int) -> int:
    if value % 2:
        raise refuse("is odd", got=value, expected="an even number", remedy="add one", where="unit")
    return value


class Inner(Model):
    """An inner model."""

    number: Annotated[int, AfterValidator(even)] = 0
    """A number."""

    table: dict[int, int] = Field(default_factory=dict)
    """A table."""


class Outer(Model):
    """An outer model."""

    name: str
    """A name."""

    inner: Inner = Inner()
    """An inner model."""

    things: Distinct[str] = ()
    """Things."""

    @model_validator(mode="after")
    def _coherent(self) -> Outer:
        if self.name == "root":
            raise refuse("is the root's", got=self.name)
        if self.name == "plain":
            raise ValueError("told by no problem")
        return self


class Held(Model):
    """A model that is held."""

    inner: Inner = Inner(number=2)
    """An inner model, with a default of its holder's."""

    size: int = 1
    """A size."""


class Holder(Model):
    """A holder."""

    held: Held = Held(size=5)
    """What it holds."""


def faults(data: object, within: str = "") -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(data)
    return list(problems_of(caught.value, within))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, Held(size=5)),
        ({"held": {}}, Held(size=5)),
        ({"held": {"size": 7}}, Held(size=7)),
        ({"held": {"inner": {"table": {1: 2}}}}, Held(size=5, inner=Inner(number=2, table={1: 2}))),
        ({"held": {"inner": Inner(number=4)}}, Held(size=5, inner=Inner(number=4))),
        ({"held": Held(size=9)}, Held(size=9)),
    ],
)
def test_a_table_given_in_part_keeps_what_its_holder_has(given: dict[str, object], expected: Held) -> None:
    assert Holder.model_validate(given).held == expected


def test_a_model_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Outer(name="x").name = "y"


def test_text_is_stripped() -> None:
    assert Outer(name="  x ").name == "x"


def test_no_program_reads_the_source_for_the_documentation_of_fields() -> None:
    assert Outer.model_fields["name"].description is None


def test_defaults_are_validated_too() -> None:
    class Wrong(Model):
        """A model whose default is wrong."""

        number: Annotated[int, AfterValidator(even)] = 1

    with pytest.raises(ValidationError):
        Wrong()


def test_an_unknown_key_is_refused_with_what_to_do() -> None:
    (problem,) = faults({"name": "x", "nmae": 1})
    assert (problem.where, problem.got) == ("nmae", "1")
    assert "spelling" in problem.remedy


def test_a_missing_value_shows_no_input() -> None:
    (problem,) = faults({})
    assert problem == Problem("name", "Field required", remedy="give it a value")


def test_a_validators_own_problem_is_passed_on_with_its_place() -> None:
    (problem,) = faults({"name": "x", "inner": {"number": 3}})
    assert problem == Problem("inner.number.unit", "is odd", "3", "an even number", "add one")


def test_a_problem_of_the_whole_model_has_the_models_place() -> None:
    (problem,) = faults({"name": "root"})
    assert problem == Problem("", "is the root's", "root")
    (problem,) = faults({"name": "root"}, within="outer")
    assert problem.where == "outer"


def test_a_plain_value_error_is_told_without_pydantics_prefix() -> None:
    (problem,) = faults({"name": "plain"})
    assert (problem.where, problem.what) == ("settings", "told by no problem")


def test_the_place_is_put_below_the_path_that_is_given() -> None:
    (problem,) = faults({"name": "x", "inner": {"number": "many"}}, within="here")
    assert problem.where == "here.inner.number"


def test_a_key_at_fault_is_named_as_the_user_wrote_it() -> None:
    (problem,) = faults({"name": "x", "inner": {"table": {"one": 1}}})
    assert (problem.where, problem.got) == ("inner.table.one", "one")


def test_all_faults_are_told() -> None:
    assert [problem.where for problem in faults({"inner": {"number": 1, "x": 0}, "y": 0})] == [
        "name",
        "inner.number.unit",
        "inner.x",
        "y",
    ]


@pytest.mark.parametrize(("length", "shown"), [(120, "x" * 120), (121, "x" * 117 + "..."), (500, "x" * 117 + "...")])
def test_a_long_input_is_cut(length: int, shown: str) -> None:
    assert refuse("is wrong", got="x" * length).problems[0].got == shown


def test_refuse_shows_what_it_got() -> None:
    error = refuse("is wrong", got=7, expected="8", remedy="add one", where="there")
    assert isinstance(error, ConfigurationError)
    assert error.problems == (Problem("there", "is wrong", "7", "8", "add one"),)


@pytest.mark.parametrize("value", ["abc", "ab", "xabc", "abc\n"])
def test_like_wants_the_whole_text_to_match(value: str) -> None:
    class Coded(BaseModel):
        code: Annotated[str, like(r"abc", "abc and nothing else", "is no code")]

    if value == "abc":
        assert Coded(code=value).code == value
        return
    with pytest.raises(ValidationError) as caught:
        Coded(code=value)
    (problem,) = problems_of(caught.value)
    assert problem == Problem("code", "is no code", value, "abc and nothing else", "correct it")


def test_distinct_values_keep_their_order() -> None:
    assert Outer(name="x", things=("b", "a")).things == ("b", "a")


def test_a_value_that_is_there_twice_is_named() -> None:
    (problem,) = faults({"name": "x", "things": ["a", "b", "a"]})
    assert problem == Problem("things", "each may be named once only", "a, b, a", "", "remove a")
