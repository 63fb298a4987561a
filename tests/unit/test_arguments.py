"""What programs hand to constructs: a wrong kind or name is told with its place before anything is made."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

import lib
from lib import EncryptionKey, Names, Network, NetworkConfig, SecurityGroup
from lib.arguments import checked
from lib.errors import ConfigurationError, Problem
from tests.bad_input import assert_told

# Of no kind that any argument takes.
NOTHING_LIKE_IT = object()


@pytest.fixture
def stack() -> TerraformStack:
    made = TerraformStack(Testing.app(), "shop")
    AwsProvider(made, "aws", region="us-east-1")
    return made


def told(make: Callable[[], object]) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert_told(caught.value)
    return list(caught.value.problems)


def key(stack: TerraformStack, **arguments: Any) -> EncryptionKey:
    return EncryptionKey(stack, "Key", **{"purpose": "logs", **arguments})


@pytest.mark.parametrize(
    ("arguments", "where", "got", "expected", "remedy"),
    [
        (
            {"users": ["logs", "unknown"]},
            "users.1",
            "'unknown' (str)",
            "one of alarms, autoscaling",
            "take one of them",
        ),
        ({"users": "logs"}, "users", "'logs' (str)", "a list of which each is one of", "put it into a list"),
        ({"users": None}, "users", "None (NoneType)", "a list of which each is one of", "correct it"),
        ({"users": [1]}, "users.0", "1 (int)", "one of alarms", "take one of them"),
        (
            {"config": {"rotation_days": 90}},
            "config",
            "{'rotation_days': 90} (dict)",
            "EncryptionKeyConfig",
            "write EncryptionKeyConfig(rotation_days=...)",
        ),
        ({"purpose": 5}, "purpose", "5 (int)", "a text", "correct it"),
        ({"purpose": "a\ud800"}, "purpose", "'a\\ud800' (str)", "a text that is whole", "correct it"),
        ({"names": "shop"}, "names", "'shop' (str)", "Names", "correct it"),
        ({"provider": "aws"}, "provider", "'aws' (str)", "AwsProvider", "correct it"),
    ],
)
def test_a_wrong_argument_is_told_with_its_place(
    stack: TerraformStack, arguments: dict[str, Any], where: str, got: str, expected: str, remedy: str
) -> None:
    (problem,) = told(lambda: key(stack, **arguments))
    assert problem.where == f"shop/Key.{where}"
    assert problem.got == got
    assert problem.expected.startswith(expected)
    assert problem.remedy == remedy
    assert stack.node.try_find_child("Key") is None


def test_all_wrong_arguments_are_told_at_once(stack: TerraformStack) -> None:
    found = told(lambda: key(stack, users=["x", "y"], config=5))
    assert [problem.where for problem in found] == ["shop/Key.users.0", "shop/Key.users.1", "shop/Key.config"]


def test_a_scope_that_is_none_is_told() -> None:
    (problem,) = told(lambda: EncryptionKey(None, "Key", purpose="x"))  # type: ignore[arg-type]  # on purpose
    assert (problem.where, problem.expected) == ("EncryptionKey.scope", "Construct")


ANY_KEY: Any = EncryptionKey


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda stack: ANY_KEY(stack, "Key"), "missing a required"),
        (lambda stack: ANY_KEY(stack, "Key", purpose="x", user=["logs"]), "unexpected keyword argument 'user'"),
        (lambda stack: ANY_KEY(stack, "Key", "x"), "too many positional arguments"),
    ],
)
def test_an_argument_that_is_missing_or_unknown_is_told(stack: TerraformStack, make: Any, what: str) -> None:
    (problem,) = told(lambda: make(stack))
    assert problem.what.startswith(("missing", "got", "too"))
    assert what in problem.what
    assert "purpose, users, config, names, provider" in problem.expected


def test_methods_are_looked_at_too(stack: TerraformStack) -> None:
    network = Network(stack, "Network", config=NetworkConfig(zone_count=2))
    (problem,) = told(lambda: network.subnet_ids("privat"))  # type: ignore[arg-type]  # on purpose
    assert problem.where == "shop/Network.subnet_ids.tier"
    assert problem.expected == "one of public, private, database, intra"
    (problem,) = told(lambda: Network.from_existing(stack, vpc_id=5, cidr="10.0.0.0/16"))  # type: ignore[arg-type]  # on purpose
    assert problem.where == "shop/Network.from_existing.vpc_id"
    assert problem.got == "5 (int)"


def test_what_stands_for_something_made_elsewhere_is_made_of_its_name(stack: TerraformStack) -> None:
    arn = "arn:aws:kms:us-east-1:123456789012:key/1"
    (problem,) = told(lambda: lib.AlarmTopics(stack, "Alarms", key=arn))  # type: ignore[arg-type]  # on purpose
    assert problem.expected == "something with arn"
    assert "from_existing" in problem.remedy
    assert lib.AlarmTopics(stack, "Alarms", key=EncryptionKey.from_existing(arn))


def test_what_is_inside_a_dict_or_one_of_several_is_looked_at(stack: TerraformStack) -> None:
    vpc = {"vpc_id": "vpc-1", "cidr": "10.0.0.0/16"}
    found = told(lambda: Network.from_existing(stack, **vpc, subnets={"web": ["a"], "intra": "a"}))  # type: ignore[dict-item,arg-type]  # both on purpose
    assert [problem.where for problem in found] == [
        "shop/Network.from_existing.subnets",
        "shop/Network.from_existing.subnets.intra",
    ]
    group = SecurityGroup(stack, "Group", vpc_id="vpc-1", purpose="x", description="y")
    (problem,) = told(lambda: group.allow("tcp"))  # type: ignore[arg-type]  # on purpose
    assert problem.expected == "Rule"
    (problem,) = told(lambda: lib.Monitoring.any_of("alarm"))  # type: ignore[arg-type]  # on purpose
    assert problem.where == "Monitoring.any_of.parts"
    assert problem.expected.startswith("CloudwatchMetricAlarm or ")


@checked
class Kinds:
    def __init__(self, number: int = 0, share: float = 0.0, yes: bool = False, anything: Any = None) -> None:
        self.given = number, share, yes, anything

    @classmethod
    def of(cls, number: int) -> Kinds:
        return cls(number)

    def once(self, several: typing.Iterable[int]) -> list[int]:
        return list(several)


@pytest.mark.parametrize("arguments", [{"number": 1}, {"share": 1}, {"share": 0.5}, {"yes": True}, {"anything": "x"}])
def test_what_python_takes_for_a_kind_is_of_it(arguments: dict[str, Any]) -> None:
    assert Kinds(**arguments)
    assert Kinds.of(5).given[0] == 5


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"number": True}, "a whole number"),
        ({"number": 1.5}, "a whole number"),
        ({"share": True}, "a number"),
        ({"yes": 1}, "True or False"),
    ],
)
def test_a_truth_is_no_number_and_a_number_no_truth(arguments: dict[str, Any], expected: str) -> None:
    (problem,) = told(lambda: Kinds(**arguments))
    assert problem.expected == expected
    assert problem.where.startswith("Kinds.")
    assert told(lambda: Kinds.of("x"))[0].where == "Kinds.of.number"  # type: ignore[arg-type]  # on purpose


def test_what_can_be_read_once_is_left_for_who_asked_for_it() -> None:
    assert Kinds().once(iter([1, 2])) == [1, 2]


CONSTRUCTS = {
    name: made for name in lib.__all__ if isinstance(made := getattr(lib, name), type) and issubclass(made, Construct)
}


@pytest.mark.parametrize("name", sorted(CONSTRUCTS))
def test_every_argument_of_every_construct_is_looked_at(stack: TerraformStack, name: str) -> None:
    parameters = list(inspect.signature(CONSTRUCTS[name].__init__).parameters)[3:]
    assert parameters
    found = told(lambda: CONSTRUCTS[name](stack, "X", **dict.fromkeys(parameters, NOTHING_LIKE_IT)))
    assert [problem.where for problem in found] == [f"shop/X.{parameter}" for parameter in parameters]


def test_names_are_looked_at() -> None:
    assert told(lambda: Names(project=5))[0].where == "Names.project"  # type: ignore[arg-type]  # on purpose
    assert told(lambda: Names().regional("x", kind="y"))[0].expected.startswith("one of default, backup_plan")


@checked
class Taking:
    def __init__(self, values: Sequence[int | str]) -> None:
        self.values = values


def test_what_a_list_may_hold_is_said_in_words() -> None:
    wrong: Any = 5
    (problem,) = told(lambda: Taking(wrong))
    assert problem.expected == "a list of which each is a whole number or a text"
    assert Taking([1, "x"]).values == [1, "x"]
