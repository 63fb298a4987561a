"""Dicts for nested blocks: those that lose keys are refused, wherever they are given; the others pass."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsii
import pytest

from lib import nested_blocks
from lib.base import BINDINGS, CDKTF, base
from lib.errors import TapError
from lib.nested_blocks import NestedBlockError

JSII_FUNCTIONS = ("create", "invoke", "sinvoke", "set")


# A small package as jsii makes them: structs, a resource with a config struct, methods and a property.


class Struct:
    def __init__(self, **values: Any) -> None:
        self._values = values


@jsii.data_type(
    jsii_type="test.Stickiness",
    jsii_struct_bases=[],
    name_mapping={"enabled": "enabled", "duration_seconds": "durationSeconds"},
)
class Stickiness(Struct):
    def __init__(self, *, enabled: bool | None = None, duration_seconds: int | None = None) -> None:
        super().__init__(enabled=enabled, duration_seconds=duration_seconds)


@jsii.data_type(
    jsii_type="test.Forward",
    jsii_struct_bases=[],
    name_mapping={"stickiness": "stickiness", "target_groups": "targetGroups", "weights": "weights"},
)
class Forward(Struct):
    def __init__(
        self,
        *,
        stickiness: Stickiness | dict[str, Any] | None = None,
        target_groups: Sequence[Stickiness | dict[str, Any]] | None = None,
        weights: Mapping[str, Stickiness | dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(stickiness=stickiness, target_groups=target_groups, weights=weights)


@jsii.data_type(
    jsii_type="test.Rule",
    jsii_struct_bases=[],
    name_mapping={
        "port": "port",
        "from_port": "fromPort",
        "lambda_": "lambda",
        "forward": "forward",
        "forwards": "forwards",
    },
)
class Rule(Struct):
    def __init__(
        self,
        *,
        port: int | None = None,
        from_port: int | None = None,
        lambda_: str | None = None,
        forward: Forward | dict[str, Any] | None = None,
        forwards: Sequence[Forward | dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(port=port, from_port=from_port, lambda_=lambda_, forward=forward, forwards=forwards)


@jsii.data_type(jsii_type="test.Login", jsii_struct_bases=[], name_mapping={"host": "host", "user_name": "userName"})
class Login(Struct):
    def __init__(self, *, host: str | None = None, user_name: str | None = None) -> None:
        super().__init__(host=host, user_name=user_name)


@jsii.data_type(jsii_type="test.Key", jsii_struct_bases=[], name_mapping={"host": "host", "key_file": "keyFile"})
class Key(Struct):
    def __init__(self, *, host: str | None = None, key_file: str | None = None) -> None:
        super().__init__(host=host, key_file=key_file)


@jsii.data_type(
    jsii_type="test.TableConfig",
    jsii_struct_bases=[],
    name_mapping={name: name for name in ("rules", "tags", "connection", "names", "anything")},
)
class TableConfig(Struct):
    def __init__(
        self,
        *,
        rules: Sequence[Rule | dict[str, Any]] | None = None,
        tags: Mapping[str, str] | None = None,
        connection: Login | dict[str, Any] | Key | None = None,
        names: Sequence[str] | None = None,
        anything: Any = None,
    ) -> None:
        super().__init__(rules=rules, tags=tags, connection=connection, names=names, anything=anything)


class Table(metaclass=jsii.JSIIMeta, jsii_type="test.Table"):
    def __init__(self, scope: Any, id_: str, *more_rules: Rule | dict[str, Any], **config: Any) -> None:
        jsii.create(self.__class__, self, [scope, id_, *more_rules, TableConfig(**config)])

    @jsii.member(jsii_name="putRules")
    def put_rules(self, value: Sequence[Rule | dict[str, Any]]) -> None:
        jsii.invoke(self, "putRules", [value])

    @jsii.member(jsii_name="resetRules")
    def reset_rules(self) -> None:
        jsii.invoke(self, "resetRules", [])

    @jsii.member(jsii_name="importAll")
    @classmethod
    def import_all(cls, rules: Sequence[Rule | dict[str, Any]]) -> None:
        jsii.sinvoke(cls, "importAll", [rules])

    @property
    @jsii.member(jsii_name="fixedRules")
    def fixed_rules(self) -> None:
        """Read only."""

    @property
    @jsii.member(jsii_name="allRules")
    def all_rules(self) -> Sequence[Rule | dict[str, Any]]:
        return []

    @all_rules.setter
    def all_rules(self, value: Sequence[Rule | dict[str, Any]]) -> None:
        jsii.set(self, "allRules", value)


class Node:
    id = "table"


class Lazy:
    """As every token: an object, not a dict."""


class Reference:
    __jsii_ref__ = "cdktf.Lazy@1"

    def __init__(self) -> None:
        self.ref = self.__jsii_ref__
        self.interfaces = None


@pytest.fixture(autouse=True)
def passed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What came through to jsii, which the fixture stands in for."""
    calls: list[tuple[Any, ...]] = []

    def stock(target: Any, *call: Any) -> None:
        target.__jsii_ref__ = Reference()
        calls.append(call)

    for name in JSII_FUNCTIONS:
        monkeypatch.setattr(jsii, name, stock)
    monkeypatch.setattr(jsii, nested_blocks._MARK, True, raising=False)
    monkeypatch.delattr(jsii, nested_blocks._MARK)
    monkeypatch.delenv(nested_blocks.OFF_SWITCH, raising=False)
    monkeypatch.setattr(jsii, "create", lambda _made, instance, args=None: stock(instance, args))
    nested_blocks.install()
    return calls


def refused(**config: Any) -> str:
    with pytest.raises(NestedBlockError) as error:
        Table(None, "t", **config)
    return str(error.value)


# What is refused


def test_the_error_says_everything() -> None:
    assert refused(rules=[{"port": 1, "from_port": 2}]) == (
        "Table 't': rules[0]: a dict in this place loses from_port without a word\n"
        "    got:      a dict with the keys port, from_port\n"
        "    expected: the struct class Rule\n"
        f"    remedy:   from {__name__} import Rule; then write Rule(port=..., from_port=...)"
    )


def test_nothing_reaches_node(passed: list[Any]) -> None:
    refused(rules=[{"from_port": 2}])
    assert passed == []


def test_the_error_is_both_the_librarys_and_a_type_error() -> None:
    assert issubclass(NestedBlockError, TapError)
    assert issubclass(NestedBlockError, TypeError)


def test_values_stay_out_of_the_error() -> None:
    assert "secret" not in refused(rules=[{"from_port": "secret"}])


def test_every_dict_of_a_construct_is_in_one_error() -> None:
    with pytest.raises(NestedBlockError) as error:
        Table(None, "t", rules=[{"from_port": 1}, Rule(from_port=2), {"from_port": 3}], connection={"user_name": "x"})
    assert [problem.where for problem in error.value.problems] == [
        "Table 't': rules[0]",
        "Table 't': rules[2]",
        "Table 't': connection",
    ]


def test_a_misspelt_key_gets_the_nearest() -> None:
    message = refused(rules=[{"form_port": 1, "qqq": 2}])
    assert "rules[0]: Rule has no 'form_port' (did you mean 'from_port'?), 'qqq'\n" in message
    assert message.endswith("then write Rule(from_port=...)")


def test_lost_and_misspelt_keys_are_told_apart() -> None:
    message = refused(rules=[{"from_port": 1, "prt": 2}])
    assert "loses from_port without a word; Rule has no 'prt' (did you mean 'port'?)\n" in message


def test_the_python_name_of_a_keyword_is_lost() -> None:
    assert "loses lambda_ without" in refused(rules=[{"lambda_": "x"}])


def test_keys_that_are_not_lost_keep_their_place_in_the_remedy() -> None:
    assert refused(rules=[{"lambda": "x", "from_port": 1, "form_port": 2}]).endswith(
        "then write Rule(lambda_=..., from_port=...)"
    )


def test_a_struct_has_lists_of_its_own() -> None:
    assert "forward.target_groups[0]: a dict in this place loses duration_seconds" in refused(
        rules=[Rule(forward=Forward(target_groups=[{"duration_seconds": 1}]))]
    )


def test_a_single_block_within_a_dict_is_no_better_than_a_list() -> None:
    message = refused(rules=[{"forward": {"stickiness": {"duration_seconds": 1}}}])
    assert "rules[0].forward.stickiness: a dict in this place loses duration_seconds" in message


def test_below_a_refused_dict_only_lists_are_looked_at() -> None:
    message = refused(rules=[{"from_port": 1, "forward": {"target_groups": []}, "forwards": [{"target_groups": []}]}])
    assert [line for line in message.splitlines() if line.startswith("Table")] == [
        "Table 't': rules[0]: a dict in this place loses from_port without a word",
        "Table 't': rules[0].forwards[0]: a dict in this place loses target_groups without a word",
    ]


def test_a_list_below_a_lost_key_is_looked_at() -> None:
    message = refused(rules=[Rule(forwards=[{"target_groups": [{"duration_seconds": 1}]}])])
    assert "rules[0].forwards[0].target_groups[0]: a dict in this place loses duration_seconds" in message


def test_a_map_of_blocks_loses_keys_too() -> None:
    message = refused(rules=[Rule(forward=Forward(weights={"a": {"duration_seconds": 1}}))])
    assert "rules[0].forward.weights['a']: a dict in this place loses duration_seconds" in message


def test_a_struct_passed_as_anything_is_looked_into() -> None:
    message = refused(anything={"x": [Rule(forwards=[{"target_groups": []}])]})
    assert "anything['x'][0].forwards[0]: a dict" in message


def test_of_several_structs_the_nearest_is_named() -> None:
    message = refused(connection={"host": "h", "key_file": "k", "keyFile": "k"})
    assert "connection: a dict in this place loses key_file without" in message
    assert "write Key(host=..., key_file=...)" in message


def test_a_struct_that_knows_a_lost_key_comes_before_one_that_does_not() -> None:
    assert "write Key(key_file=...)" in refused(connection={"key_file": "k"})


def test_a_tuple_is_a_list() -> None:
    assert "rules[0]: a dict" in refused(rules=({"from_port": 1},))


def test_positional_blocks() -> None:
    with pytest.raises(NestedBlockError, match="Table 't': more_rules: a dict in this place loses from_port"):
        Table(None, "t", Rule(), {"from_port": 1})


def test_a_users_subclass() -> None:
    class Mine(Table):
        def __init__(self, scope: Any, name: str, rules: list[dict[str, Any]]) -> None:
            super().__init__(scope, name, rules=rules)

    with pytest.raises(NestedBlockError, match="Mine 'mine': rules\\[0\\]: a dict"):
        Mine(None, "mine", [{"from_port": 1}])


def test_a_users_struct() -> None:
    class Mine(Forward):
        def __init__(self, groups: list[Any]) -> None:
            super().__init__(target_groups=groups)

    assert "forward.target_groups[0]: a dict" in refused(rules=[Rule(forward=Mine([{"duration_seconds": 1}]))])


def test_a_method() -> None:
    table = Table(None, "t")
    table.node = Node()  # type: ignore[attr-defined]
    with pytest.raises(NestedBlockError, match=r"Table 'table' put_rules\(\): value\[0\]: a dict"):
        table.put_rules([{"from_port": 1}])


def test_a_class_method() -> None:
    with pytest.raises(NestedBlockError, match=r"Table\.import_all\(\): rules\[0\]: a dict"):
        Table.import_all([{"from_port": 1}])


def test_a_property() -> None:
    table = Table(None, "t")
    with pytest.raises(NestedBlockError, match=r"Table: all_rules\[0\]: a dict"):
        table.all_rules = [{"from_port": 1}]


@pytest.mark.parametrize("function", ["invoke", "sinvoke", "set"])
def test_members_that_the_class_does_not_know(function: str) -> None:
    target = Table if function == "sinvoke" else Table(None, "t")
    value: Any = Rule(forwards=[{"target_groups": []}])
    with pytest.raises(NestedBlockError, match=r"forwards\[0\]: a dict"):
        getattr(jsii, function)(target, "unknown", value if function == "set" else [value])


def test_a_class_without_an_id() -> None:
    with pytest.raises(NestedBlockError, match=r"^Rule: forwards\[0\]: a dict"):
        jsii.create(Rule, Rule(), [Rule(forwards=[{"target_groups": []}])])


def test_a_class_that_jsii_does_not_declare() -> None:
    with pytest.raises(NestedBlockError, match=r"^Lazy: forwards\[0\]: a dict"):
        jsii.create(Lazy, Lazy(), [Rule(forwards=[{"target_groups": []}])])


# What passes


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"rules": []},
        {"rules": [Rule(from_port=1)]},
        {"rules": [{"port": 1}]},
        {"rules": [{"fromPort": 1, "lambda": "x"}]},
        {"rules": [{"forward": {"targetGroups": [{"enabled": True}], "weights": {"a_b": {"durationSeconds": 1}}}}]},
        {"rules": [{}]},
        {"rules": Lazy()},
        {"rules": [Lazy(), "${each.value}"]},
        {"tags": {"from_port": "x", "a-b": "c"}},
        {"names": ["from_port"]},
        {"connection": {"host": "h", "keyFile": "k"}},
        {"connection": Login(user_name="x")},
        {"anything": [{"from_port": 1, "x": {"target_groups": []}}]},
    ],
)
def test_what_loses_nothing_passes_untouched(config: dict[str, Any], passed: list[Any]) -> None:
    Table(None, "t", **config)
    ((args,),) = passed
    assert {name: args[2]._values[name] for name in config} == config
    assert all(args[2]._values[name] is value for name, value in config.items())


def test_calls_without_blocks_pass(passed: list[Any]) -> None:
    table = Table(None, "t")
    table.reset_rules()
    table.put_rules([{"fromPort": 1}])
    table.all_rules = [Rule()]
    jsii.set(table, "allRules", None)
    jsii.create(Table, table)
    jsii.sinvoke(Table, "importAll")
    assert [call[0] for call in passed[1:]] == ["resetRules", "putRules", "allRules", "allRules", None, "importAll"]


def test_hints_that_cannot_be_resolved_are_left_alone(passed: list[Any]) -> None:
    @jsii.data_type(jsii_type="test.Odd", jsii_struct_bases=[], name_mapping={"blocks": "blocks"})
    class Odd(Struct):
        def __init__(self, *, blocks: Sequence[NotThere]) -> None:  # type: ignore[name-defined]  # noqa: F821
            super().__init__(blocks=blocks)

    Table(None, "t", anything=Odd(blocks=[{"from_port": 1}]))
    assert len(passed) == 1


# Switching it on and off


def test_a_second_call_wraps_nothing() -> None:
    functions = [getattr(jsii, name) for name in JSII_FUNCTIONS]
    nested_blocks.install()
    assert [getattr(jsii, name) for name in JSII_FUNCTIONS] == functions


@pytest.mark.parametrize(("value", "guarded"), [("1", False), ("yes", False), ("0", True), ("", True)])
def test_the_variable_turns_it_off(value: str, guarded: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(jsii, nested_blocks._MARK)
    stock = [getattr(jsii, name) for name in JSII_FUNCTIONS]
    monkeypatch.setenv(nested_blocks.OFF_SWITCH, value)
    nested_blocks.install()
    assert ([getattr(jsii, name) for name in JSII_FUNCTIONS] != stock) == guarded


# With the real bindings, in processes of their own

ROUTES = """
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.route_table import RouteTable
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.autoscaling_group import AutoscalingGroup
"""
ATTEMPTS = """
stack = TerraformStack(App(), "stack")
provider = AwsProvider(stack, "aws", default_tags=[{"tags": {"cost_center": "x"}}])
table = RouteTable(stack, "table", vpc_id="v", route=[{"cidrBlock": "10.0.0.0/8"}], timeouts={"create": "1m"})
policy = {"launch_template": {
    "launch_template_specification": {"launch_template_id": "x"}, "override": [{"instance_type": "m"}]}}
for attempt in (
    lambda: RouteTable(stack, "a", vpc_id="v", route=[{"cidr_block": "10.0.0.0/8"}]),
    lambda: table.put_route([{"cidr_block": "10.0.0.0/8"}]),
    lambda: setattr(provider, "assume_role", [{"role_arn": "x"}]),
    lambda: RouteTable(stack, "b", vpc_id="v", connection={"type": "ssh", "host": "h", "private_key": "k"}),
    lambda: AutoscalingGroup(stack, "c", max_size=1, min_size=1, mixed_instances_policy=policy),
    lambda: RouteTable(stack, "d", vpc_id="v", provisioners=[{"type": "local-exec", "working_dir": "x"}]),
):
    try:
        attempt()
        print("passed")
    except TypeError as error:
        print(type(error).__name__, str(error).splitlines()[0].partition(": a dict")[0])
"""
EXPECTED = """NestedBlockError RouteTable 'a': route[0]
NestedBlockError RouteTable 'table' put_route(): value[0]
NestedBlockError AwsProvider 'aws': assume_role[0]
NestedBlockError RouteTable 'b': connection
NestedBlockError AutoscalingGroup 'c': mixed_instances_policy.launch_template.override[0]
NestedBlockError RouteTable 'd': provisioners[0]
"""


ROOT = Path(__file__).parents[2]


def run(program: str, **environment: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", program]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ | environment
    ).stdout


@pytest.mark.slow
def test_the_library_before_the_bindings() -> None:
    assert run("import lib\n" + ROUTES + ATTEMPTS) == EXPECTED


@pytest.mark.slow
def test_the_bindings_before_the_library() -> None:
    # In place of the package, which takes 13 s to import, only its folder.
    package = (
        "import importlib.util, sys, types\n"
        f"package = types.ModuleType('{BINDINGS[base()]}')\n"
        "package.__path__ = importlib.util.find_spec(package.__name__).submodule_search_locations\n"
        "sys.modules[package.__name__] = package\n"
    )
    routes = ROUTES.replace(BINDINGS[CDKTF], BINDINGS[base()]).replace("from cdktf ", f"from {base()} ")
    assert run(package + routes + "import lib\n" + ATTEMPTS) == EXPECTED


@pytest.mark.slow
def test_switched_off() -> None:
    assert run("import lib\n" + ROUTES + ATTEMPTS, TAP_ALLOW_LOSSY_BLOCKS="1") == "passed\n" * 6
