"""`node.add_dependency()` becomes `depends_on`, where it matters and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import lib

# isort: split
from cdktf import App, TerraformStack, Testing
from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct, DependencyGroup

from lib.ordering import Graph, order
from lib.provider import add_provider


def new_stack(scope: Construct | None = None, name: str = "s") -> TerraformStack:
    stack = TerraformStack(scope or Testing.app(), name)
    add_provider(stack, "eu-central-1", tags={})
    order(stack)
    return stack


class Net(Construct):
    """A VPC, two subnets that need it, and a gateway that does too."""

    def __init__(self, scope: Construct, name: str) -> None:
        super().__init__(scope, name)
        self.vpc = Vpc(self, "vpc", cidr_block="10.0.0.0/16")
        self.vpc.override_logical_id(f"{name}_vpc")  # before it is referred to: later it has no effect
        self.subnets = [Subnet(self, f"subnet{n}", vpc_id=self.vpc.id, cidr_block=f"10.0.{n}.0/24") for n in (0, 1)]
        for number, subnet in enumerate(self.subnets):
            subnet.override_logical_id(f"{name}_{number}")


def depends_on(stack: TerraformStack) -> dict[str, Any]:
    document = json.loads(Testing.synth(stack))
    return {
        f"{kind}.{name}": block["depends_on"]
        for section in ("resource", "data")
        for kind, by_name in document.get(section, {}).items()
        for name, block in by_name.items()
        if "depends_on" in block
    }


def problems(stack: TerraformStack) -> str:
    with pytest.raises(RuntimeError) as caught:
        Testing.synth(stack, True)
    return str(caught.value)


def test_without_dependencies_nothing_is_written() -> None:
    stack = new_stack()
    Net(stack, "a")
    assert depends_on(stack) == {}


def test_a_resource_waits_for_a_resource() -> None:
    stack = new_stack()
    one, other = Vpc(stack, "one"), Vpc(stack, "other")
    other.node.add_dependency(one)
    assert depends_on(stack) == {"aws_vpc.other": ["aws_vpc.one"]}


def test_what_comes_first_waits_for_what_comes_last() -> None:
    stack = new_stack()
    one, other = Net(stack, "a"), Net(stack, "b")
    other.node.add_dependency(one)
    assert depends_on(stack) == {"aws_vpc.b_vpc": ["aws_subnet.a_0", "aws_subnet.a_1"]}


def test_of_two_dependencies_the_second_adds_what_is_missing() -> None:
    stack = new_stack()
    one, two, three = (Net(stack, name) for name in "abc")
    two.node.add_dependency(one)
    three.node.add_dependency(two, one)
    assert depends_on(stack) == {
        "aws_vpc.b_vpc": ["aws_subnet.a_0", "aws_subnet.a_1"],
        "aws_vpc.c_vpc": ["aws_subnet.b_0", "aws_subnet.b_1"],
    }


def test_what_a_reference_orders_already_is_left_out() -> None:
    stack = new_stack()
    net = Net(stack, "a")
    gateway = InternetGateway(stack, "gateway", vpc_id=net.vpc.id)
    gateway.node.add_dependency(net.vpc)
    assert depends_on(stack) == {}
    gateway.node.add_dependency(net)
    assert depends_on(stack) == {"aws_internet_gateway.gateway": ["aws_subnet.a_0", "aws_subnet.a_1"]}


def test_depends_on_that_is_there_is_kept() -> None:
    stack = new_stack()
    one, two = Vpc(stack, "one"), Vpc(stack, "two")
    three = Vpc(stack, "three", depends_on=[one])
    three.node.add_dependency(one)
    three.node.add_dependency(two)
    assert depends_on(stack) == {"aws_vpc.three": ["aws_vpc.one", "aws_vpc.two"]}


def test_it_is_written_once_however_often_it_is_synthesized() -> None:
    stack = new_stack()
    one, other = Vpc(stack, "one"), Vpc(stack, "other")
    other.node.add_dependency(one)
    order(stack)
    assert depends_on(stack) == depends_on(stack) == {"aws_vpc.other": ["aws_vpc.one"]}


def test_dependencies_from_before_the_call_count_too() -> None:
    stack = TerraformStack(Testing.app(), "s")
    one, other = Vpc(stack, "one"), Vpc(stack, "other")
    other.node.add_dependency(one)
    order(stack)
    assert depends_on(stack) == {"aws_vpc.other": ["aws_vpc.one"]}


def test_a_data_source_is_no_end_but_leads_on() -> None:
    stack = new_stack()
    one = Vpc(stack, "one")
    group = Construct(stack, "group")
    found = DataAwsVpc(group, "found", id=one.id)
    Subnet(group, "subnet", vpc_id=found.id).override_logical_id("subnet")
    group.node.add_dependency(one)
    assert depends_on(stack) == {}
    two = Vpc(stack, "two")
    group.node.add_dependency(two)
    assert depends_on(stack) == {"aws_subnet.subnet": ["aws_vpc.two"]}


def test_a_group_of_constructs_can_be_depended_on() -> None:
    stack = new_stack()
    one, two, three = (Vpc(stack, name) for name in ("one", "two", "three"))
    three.node.add_dependency(DependencyGroup(one, two))
    assert depends_on(stack) == {"aws_vpc.three": ["aws_vpc.one", "aws_vpc.two"]}


def test_what_a_construct_holds_itself_is_not_waited_for_by_itself() -> None:
    stack = new_stack()
    outer = Construct(stack, "outer")
    one, other = Vpc(outer, "one"), Vpc(outer, "other")
    one.override_logical_id("one")
    other.override_logical_id("other")
    outer.node.add_dependency(one)
    assert depends_on(stack) == {"aws_vpc.other": ["aws_vpc.one"]}


def test_a_part_waits_for_the_rest_of_what_it_is_part_of() -> None:
    stack = new_stack()
    outer = Construct(stack, "outer")
    net = Net(outer, "a")
    part = Vpc(outer, "part")
    part.override_logical_id("part")
    part.node.add_dependency(outer)
    assert depends_on(stack) == {"aws_vpc.part": ["aws_subnet.a_0", "aws_subnet.a_1"]}
    net.node.add_dependency(net)
    assert len(depends_on(stack)) == 1


def test_a_cycle_is_refused_with_what_to_do() -> None:
    stack = new_stack()
    net = Net(stack, "a")
    net.vpc.node.add_dependency(net.subnets[0])
    said = problems(stack)
    assert "s/a/vpc: cannot wait for s/a/subnet0, which already waits for it" in said
    assert "got:      aws_subnet.a_0 needs aws_vpc.a_vpc" in said
    assert "remove the dependency" in said
    assert depends_on(stack) == {}


def test_a_cycle_of_dependencies_is_refused() -> None:
    stack = new_stack()
    one, other = Net(stack, "a"), Net(stack, "b")
    one.node.add_dependency(other)
    other.node.add_dependency(one)
    assert problems(stack).count("which already waits for it") == 1


def test_another_stack_is_deployed_before(tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    one, other = new_stack(app, "one"), new_stack(app, "other")
    vpc, later = Vpc(one, "vpc"), Vpc(other, "later")
    later.node.add_dependency(vpc)
    app.synth()
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert manifest["stacks"]["other"]["dependencies"] == ["one"]
    assert manifest["stacks"]["one"]["dependencies"] == []


def test_a_stack_that_is_not_ordered_stays_as_it_is() -> None:
    stack = TerraformStack(Testing.app(), "s")
    one, other = Vpc(stack, "one"), Vpc(stack, "other")
    other.node.add_dependency(one)
    assert depends_on(stack) == {}


def test_the_stacks_of_the_library_are_ordered() -> None:
    stack = lib.TapStack(Testing.app(), "shop-dev", environment_suffix="dev", state_bucket="states")
    vpc = Vpc(stack, "later")
    vpc.node.add_dependency(stack.primary.key)
    waited = depends_on(stack)["aws_vpc.later"]
    assert waited
    assert all(address.startswith("aws_kms_") for address in waited)


def test_a_graph_knows_only_what_is_there() -> None:
    graph = Graph(
        {
            "resource": {
                "aws_vpc": {"a": {"cidr_block": "${aws_vpc.none.cidr_block}", "tags": {"Name": "aws_vpc.b"}}, "b": {}},
                "aws_subnet": {"c": {"vpc_id": "${aws_vpc.a.id}", "depends_on": ["aws_vpc.b"]}},
            }
        }
    )
    assert graph.needed_by("aws_vpc.a") == set()
    assert graph.needed_by("aws_subnet.c") == {"aws_vpc.a", "aws_vpc.b"}
    assert graph.resources("s") == set()


def test_a_reference_deep_in_an_expression_is_found() -> None:
    text = '${jsonencode({"a" = {"b" = aws_vpc.a.arn}, "c" = data.aws_vpc.b.arn})}'
    graph = Graph(
        {
            "resource": {
                "aws_vpc": {"a": {}},
                "aws_iam_policy": {"p": {"policy": text, "list": [1, None, "aws_vpc.a"]}},
            },
            "data": {"aws_vpc": {"b": {}}},
        }
    )
    assert graph.needed_by("aws_iam_policy.p") == {"aws_vpc.a", "data.aws_vpc.b"}


def test_an_ephemeral_resource_is_no_end_but_leads_on() -> None:
    graph = Graph(
        {
            "resource": {
                "aws_secretsmanager_secret_version": {"s": {"secret_id": "x"}},
                "aws_rds_cluster": {"c": {"master_password_wo": "${ephemeral.aws_secretsmanager_secret_version.r.x}"}},
            },
            "ephemeral": {
                "aws_secretsmanager_secret_version": {
                    "r": {
                        "secret_id": "${aws_secretsmanager_secret_version.s.secret_id}",
                        "//": {"metadata": {"path": "shop/Read"}},
                    }
                }
            },
        }
    )
    written, read = "aws_secretsmanager_secret_version.s", "ephemeral.aws_secretsmanager_secret_version.r"
    assert graph.needed_by("aws_rds_cluster.c") == {written, read}
    assert graph.resources("shop") == set()
