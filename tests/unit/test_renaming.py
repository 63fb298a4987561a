from __future__ import annotations

import json
from typing import Any

import pytest
from cdktf import App, TerraformStack, Testing
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct, RootConstruct

from lib import Bucket, EncryptionKey
from lib.errors import ConfigurationError
from lib.provider import add_provider
from lib.renaming import renamed


class Pair(Construct):
    """Resources at two depths, one of them with ids that CDKTF treats apart."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        Vpc(self, "Vpc", cidr_block="10.0.0.0/16")
        for name in ("Resource", "Default", "ecr.api"):
            SqsQueue(Construct(self, f"In-{name}"), name)


@pytest.fixture
def stack() -> TerraformStack:
    return new_stack("shop")


def new_stack(name: str) -> TerraformStack:
    made = TerraformStack(Testing.app(), name)
    add_provider(made, "eu-central-1", tags={})
    return made


def synthesized(stack: TerraformStack) -> dict[str, Any]:
    return dict(json.loads(Testing.synth(stack, True)))


def addresses(stack: TerraformStack) -> set[str]:
    return {f"{kind}.{name}" for kind, names in synthesized(stack)["resource"].items() for name in names}


@pytest.mark.parametrize("old", ["Pair", "Region/Pair", "Main", "A/Main", "Default/Main"])
def test_every_resource_is_moved_from_where_it_was(old: str, stack: TerraformStack) -> None:
    before = new_stack("former")
    scope: Construct = before
    *above, last = old.split("/")
    for name in above:
        scope = Construct(scope, name)
    Pair(scope, last)

    renamed(Pair(Construct(stack, "New"), "Main"), old=old)
    moves = synthesized(stack)["moved"]
    assert {move["from"] for move in moves} == addresses(before)
    assert {move["to"] for move in moves} == addresses(stack)
    assert all(move["from"].split(".")[0] == move["to"].split(".")[0] for move in moves)
    assert len(moves) == 4


def test_a_resource_alone_is_moved(stack: TerraformStack) -> None:
    renamed(Vpc(stack, "Main", cidr_block="10.0.0.0/16"), old="Old")
    assert synthesized(stack)["moved"] == [{"from": "aws_vpc.Old", "to": "aws_vpc.Main"}]


def test_what_has_an_id_of_its_own_stays(stack: TerraformStack) -> None:
    pair = Pair(stack, "Main")
    pair.node.find_child("Vpc").override_logical_id("kept")  # type: ignore[attr-defined]  # it is a Vpc
    renamed(pair, old="Old")
    moves = synthesized(stack)["moved"]
    assert len(moves) == 3
    assert "aws_vpc.kept" not in {move["to"] for move in moves}


def test_only_what_has_a_state_is_moved(stack: TerraformStack) -> None:
    files = Bucket(stack, "Files", purpose="files", key=EncryptionKey(stack, "Key", purpose="files"))
    renamed(files, old="Documents")
    document = synthesized(stack)
    assert {move["to"].split(".")[0] for move in document["moved"]} == {
        kind for kind in document["resource"] if kind.startswith("aws_s3_")
    }


@pytest.mark.parametrize("old", ["", "/Old", "Old/", "A//B"])
def test_what_is_no_path_is_refused(old: str, stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="shop/Main: is given no path"):
        renamed(Pair(stack, "Main"), old=old)


def test_a_move_to_where_it_was_is_refused(stack: TerraformStack) -> None:
    pair = Pair(Construct(stack, "Region"), "Main")
    with pytest.raises(ConfigurationError, match=r"(?s)shop/Region/Main: has the addresses.*got: +old='Region/Main'"):
        renamed(pair, old="Region/Main")


def test_a_stack_needs_no_move(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="shop: has the addresses that it had"):
        renamed(stack, old="store")


def test_a_construct_without_resources_is_refused(stack: TerraformStack) -> None:
    with pytest.raises(ConfigurationError, match="shop/Empty: has no resource to move"):
        renamed(Construct(stack, "Empty"), old="Old")


def test_a_resource_moves_once_and_all_that_do_not_are_named(stack: TerraformStack) -> None:
    pair = Pair(stack, "Main")
    renamed(pair, old="Old")
    with pytest.raises(ConfigurationError, match="is moved already") as refused:
        renamed(pair, old="Older")
    assert len(refused.value.problems) == 4
    assert {move["from"].split(".")[1].split("_")[0] for move in synthesized(stack)["moved"]} == {"Old"}


@pytest.mark.parametrize("root", [RootConstruct, App])
def test_what_is_in_no_stack_is_refused(root: type[Construct], monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="Lost: is in no stack"):
        renamed(Construct(root(), "Lost"), old="Old")  # type: ignore[call-arg]  # a root takes no scope
