from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.config.function import FunctionConfig, LoadConfig, environment_problems, handler_problems, layer_problems
from lib.config.migration_functions import (
    MigrationRollbackConfig,
    MigrationValidationConfig,
    RollbackRecordConfig,
)
from lib.errors import Problem
from lib.model import Model, problems_of

TOKEN = "${aws_secretsmanager_secret.x.arn}"


def refusals(model: type[Model], **values: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(values)
    return list(problems_of(caught.value))


def test_by_default_it_reserves_nothing_and_tells_everything() -> None:
    made = FunctionConfig()
    assert (made.runtime, made.architecture, made.handler) == ("python3.13", "arm64", "handler.handle")
    assert (made.reserved_concurrency, made.tracing, made.log_retention_days) == (None, True, 365)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("runtime", "python"),
        ("runtime", "python3"),
        ("runtime", "cobol85"),
        ("runtime", "python3.132"),
        ("runtime", "provided.al20232"),
        ("handler", "has blanks.handle"),
        ("handler", "x" * 129),
        ("architecture", "arm"),
        ("memory_mb", 127),
        ("memory_mb", 10241),
        ("timeout_seconds", 0),
        ("timeout_seconds", 901),
        ("ephemeral_storage_mb", 511),
        ("ephemeral_storage_mb", 10241),
        ("log_retention_days", 45),
        ("max_retries", 3),
        ("max_event_age_seconds", 59),
        ("max_event_age_seconds", 21601),
    ],
)
def test_what_lambda_would_refuse_is_refused(field: str, value: Any) -> None:
    assert [problem.where for problem in refusals(FunctionConfig, **{field: value})] == [field]


@pytest.mark.parametrize("runtime", ["python3.14", "nodejs22.x", "java21", "ruby3.4", "dotnet8", "provided.al2023"])
def test_runtimes_of_all_languages_are_taken(runtime: str) -> None:
    assert FunctionConfig(runtime=runtime).runtime == runtime


def test_ten_requests_a_second_of_three_tenths_each_are_six_at_once() -> None:
    assert LoadConfig(requests_per_second=10, duration_seconds=0.3).concurrency == 6


@given(st.floats(0.001, 1000), st.floats(0.001, 900), st.floats(1, 10))
@settings(deadline=None)
def test_what_is_reserved_is_enough_and_no_execution_more(rate: float, duration: float, headroom: float) -> None:
    load = LoadConfig(requests_per_second=rate, duration_seconds=duration, headroom=headroom)
    needed = rate * duration * headroom
    assert load.concurrency >= max(1, needed - 1e-5)
    assert load.concurrency == 1 or load.concurrency < needed + 1 + 1e-5


def test_next_to_no_load_still_runs() -> None:
    assert LoadConfig(requests_per_second=1e-9, duration_seconds=1e-9).concurrency == 1


@given(st.floats(0.001, 900), st.integers(1, 900))
@settings(deadline=None)
def test_a_request_that_outlasts_the_timeout_is_refused(duration: float, timeout: int) -> None:
    load = {"requests_per_second": 1, "duration_seconds": duration}
    if duration <= timeout:
        config = FunctionConfig.model_validate({"expected_load": load, "timeout_seconds": timeout})
        assert config.reserved_concurrency == config.expected_load.concurrency  # type: ignore[union-attr]
    else:
        [problem] = refusals(FunctionConfig, expected_load=load, timeout_seconds=timeout)
        assert problem.expected == f"timeout_seconds of at least {math.ceil(duration)}"


def test_names_and_arns_may_stand_in_the_environment() -> None:
    variables = {"TABLE_NAME": "payments", "DB_SECRET_ARN": "arn:aws:secretsmanager:x", "TOKEN": TOKEN}
    assert list(environment_problems("Api", variables)) == []


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("DB_PASSWORD", "hunter2hunter2", "a secret in clear"),
        ("ANYTHING", "AKIAIOSFODNN7EXAMPLE", "a secret in clear"),
        ("AWS_REGION", "eu-central-1", "Lambda sets this variable itself"),
        ("AWS_ACCESS_KEY_ID", TOKEN, "Lambda sets this variable itself"),
        ("_HANDLER", "x", "is no name of a variable"),
        ("1ST", "x", "is no name of a variable"),
        ("X", "x", "is no name of a variable"),
        ("WITH-HYPHEN", "x", "is no name of a variable"),
    ],
)
def test_what_may_not_stand_in_the_environment_is_refused(name: str, value: str, what: str) -> None:
    [problem] = environment_problems("Api", {name: value, "TABLE_NAME": "payments"})
    assert problem.where == f"Api.environment.{name}"
    assert problem.what.startswith(what)
    assert value not in str(problem) or name == "AWS_REGION" or len(value) == 1


def test_an_environment_that_is_too_large_is_refused_and_tokens_are_not_counted() -> None:
    assert list(environment_problems("Api", {"LIST": "x" * 4088, "MORE": TOKEN * 500})) == []
    [problem] = environment_problems("Api", {"LIST": "x" * 4093})
    assert problem.got == "4097 bytes"


@pytest.mark.parametrize(
    ("handler", "names"),
    [
        ("handler.handle", ["handler.py"]),
        ("app.main.handle", ["app/main.py"]),
        ("app/main.handle", ["app/main.py"]),
        ("app.handle", ["app/__init__.py"]),
    ],
)
def test_a_handler_whose_module_is_there_is_taken(handler: str, names: list[str]) -> None:
    assert list(handler_problems("Api", FunctionConfig(handler=handler), names)) == []


@pytest.mark.parametrize("handler", ["main.handle", "handler", "handler.deeper.handle"])
def test_a_handler_whose_module_is_not_there_is_refused(handler: str) -> None:
    [problem] = handler_problems("Api", FunctionConfig(handler=handler), ["handler.py", "other.py"])
    assert problem.where == "Api.config.handler"
    assert problem.expected.endswith("among: handler.py, other.py")


def test_handlers_of_other_languages_are_not_looked_for() -> None:
    assert list(handler_problems("Api", FunctionConfig(runtime="nodejs22.x", handler="index.x"), ["index.mjs"])) == []


def test_five_layers_are_taken_and_six_refused() -> None:
    assert list(layer_problems("Api", ["x"] * 5)) == []
    [problem] = layer_problems("Api", ["x"] * 6)
    assert (problem.where, problem.got) == ("Api.layers", "6")


@pytest.mark.parametrize(
    "table",
    ["payments", "public.", ".payments", "public.Payments", "public.pay ments", 'public."x"', "a.b.c", "public.1st"],
)
def test_a_table_that_could_leave_its_statement_is_refused(table: str) -> None:
    [problem] = refusals(MigrationValidationConfig, database="shop", tables=[table])
    assert problem.where == "tables.0"


def test_validation_compares_each_table_once_and_one_at_least() -> None:
    assert refusals(MigrationValidationConfig, database="shop", tables=["public.a", "public.a"])
    for tables in ([], [f"public.t{number}" for number in range(101)]):
        [problem] = refusals(MigrationValidationConfig, database="shop", tables=tables)
        assert (problem.where, problem.expected) == ("tables", "1 to 100")
    assert refusals(MigrationValidationConfig, database="shop; DROP", tables=["public.a"])
    made = MigrationValidationConfig(database="shop", tables=("public.a",))
    assert made.function.timeout_seconds == 900


@pytest.mark.parametrize("name", ["api.shop.net", "*.shop.net", "_dmarc.shop.net", "a--b.shop.net"])
def test_names_of_records_are_taken(name: str) -> None:
    assert RollbackRecordConfig(name=name, old="old").type == "A"


@pytest.mark.parametrize("name", ["api.shop.net.", "API.shop.net", "shop", "a.*.shop.net", "", "x." * 130 + "net"])
def test_what_is_no_name_of_a_record_is_refused(name: str) -> None:
    [problem] = refusals(RollbackRecordConfig, name=name, old="old")
    assert problem.where == "name"


def test_a_record_goes_back_to_one_system() -> None:
    first, second = {"name": "api.shop.net", "old": "a"}, {"name": "api.shop.net", "old": "b"}
    [problem] = refusals(MigrationRollbackConfig, records=[first, second])
    assert problem.got == "api.shop.net A"
    both = MigrationRollbackConfig.model_validate({"records": [first, {**second, "type": "AAAA"}]})
    assert len(both.records) == 2
