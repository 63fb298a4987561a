"""What would be lost without a word: colliding logical ids, stacks on one folder, constructs outside a stack."""

from __future__ import annotations

from pathlib import Path

import pytest

import lib  # noqa: F401  # first: it makes the provider's bindings load fast

# isort: split
from cdktf import (
    App,
    TerraformElement,
    TerraformHclModule,
    TerraformLocal,
    TerraformOutput,
    TerraformStack,
    TerraformVariable,
)
from cdktf_cdktf_provider_aws.data_aws_region import DataAwsRegion
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from lib.identity import identity
from lib.provider import add_provider
from lib.tree_guards import tree_problems

# The identities of the stacks that `new_stack` made; those of other tests' apps are in it without effect.
guarded: set[str] = set()


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(outdir=str(tmp_path / "out"))


def new_stack(scope: Construct, name: str) -> TerraformStack:
    stack = TerraformStack(scope, name)
    add_provider(stack, "eu-central-1", tags={})
    guarded.add(identity(stack))
    return stack


def found(stack: TerraformStack) -> dict[str, str]:
    """What is wrong, and of which constructs."""
    return {problem.where: problem.got for problem in tree_problems(stack, stack.to_terraform(), guarded)}


def doubled(stack: TerraformStack, *elements: TerraformElement) -> None:
    for element in elements:
        element.override_logical_id("same")


def test_a_sound_app_has_no_problem(app: App) -> None:
    stack = new_stack(app, "one")
    Vpc(Construct(stack, "network"), "vpc")
    new_stack(app, "other")
    app.synth()
    assert found(stack) == {}


def test_every_kind_that_the_json_names_can_collide(app: App) -> None:
    stack = new_stack(app, "s")
    doubled(stack, Vpc(stack, "v1"), Vpc(stack, "v2"))
    doubled(stack, DataAwsRegion(stack, "d1"), DataAwsRegion(stack, "d2"))
    doubled(stack, TerraformOutput(stack, "o1", value=1), TerraformOutput(stack, "o2", value=2))
    doubled(stack, TerraformVariable(stack, "p1"), TerraformVariable(stack, "p2"))
    doubled(stack, TerraformLocal(stack, "l1", 1), TerraformLocal(stack, "l2", 2))
    doubled(stack, TerraformHclModule(stack, "m1", source="a/b/c"), TerraformHclModule(stack, "m2", source="a/b/c"))
    assert found(stack) == {
        "aws_vpc.same": "s/v1, s/v2",
        "data.aws_region.same": "s/d1, s/d2",
        "output.same": "s/o1, s/o2",
        "var.same": "s/p1, s/p2",
        "local.same": "s/l1, s/l2",
        "module.same": "s/m1, s/m2",
    }


def test_equal_ids_of_different_kinds_do_not_collide(app: App) -> None:
    stack = new_stack(app, "s")
    doubled(stack, Vpc(stack, "v"), DataAwsRegion(stack, "d"), TerraformOutput(stack, "o", value=1))
    assert found(stack) == {}


def test_an_override_can_collide_with_an_id_that_was_given(app: App) -> None:
    stack = new_stack(app, "s")
    Vpc(stack, "main")
    Vpc(Construct(stack, "network"), "vpc").override_logical_id("main")
    assert found(stack) == {"aws_vpc.main": "s/main, s/network/vpc"}


def test_a_resource_written_by_an_override_hides_no_collision(app: App) -> None:
    stack = new_stack(app, "s")
    doubled(stack, Vpc(stack, "v1"), Vpc(stack, "v2"))
    stack.add_override("resource.aws_vpc.raw", {"cidr_block": "10.0.0.0/16"})
    assert found(stack) == {"aws_vpc.same": "s/v1, s/v2"}


def test_a_stack_inside_has_ids_of_its_own(app: App) -> None:
    outer = new_stack(app, "outer")
    inner = new_stack(outer, "inner")
    Vpc(outer, "v").override_logical_id("same")
    Vpc(inner, "v").override_logical_id("same")
    assert found(outer) == {}
    doubled(inner, Vpc(inner, "w"))
    assert found(inner) == {"aws_vpc.same": "outer/inner/v, outer/inner/w"}


def test_stacks_of_one_id_and_what_stands_outside_are_told_once(app: App) -> None:
    stacks = [new_stack(app, name) for name in ("a", "b")]
    inner = [new_stack(stack, "network") for stack in stacks]
    Vpc(Construct(app, "lost"), "vpc")
    assert found(stacks[0]) == {"network": "a/network, b/network", "lost/vpc": ""}
    assert [found(stack) for stack in (stacks[1], *inner)] == [{}, {}, {}]


def test_a_stack_that_is_not_guarded_tells_of_the_app_where_none_is(app: App) -> None:
    Vpc(Construct(app, "lost"), "vpc")
    assert found(TerraformStack(app, "s")) == {"lost/vpc": ""}
