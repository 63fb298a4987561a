"""The order in which an environment is deployed: by references alone, and by `depends_on` only where AWS needs it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from cdktf import Testing

from lib.ordering import Graph
from lib.settings import TapSettings
from lib.settings_sources import VARIABLES
from lib.tap_stack import TapStack

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ("full", "test")

# What waits -> what it waits for -> why AWS needs it, although no value is passed.
REASONS: Final[Mapping[str, Mapping[str, str]]] = {
    "aws_backup_selection": {"aws_iam_role_policy_attachment": "AWS Backup tries what the role may do"},
    "aws_cloudwatch_event_target": {
        "aws_cloudwatch_event_bus_policy": "what is refused at the other bus is not sent again",
        "aws_iam_role_policy": "what the role may not send is not sent again",
    },
    "aws_dms_endpoint": {"aws_iam_role_policy": "DMS reads the secret with the role when the endpoint is made"},
    "aws_eks_addon": {"aws_eks_fargate_profile": "CoreDNS becomes active once its pods run"},
    "aws_eks_cluster": {
        "aws_cloudwatch_log_group": "EKS makes it itself, without key and end, if it comes first",
        "aws_iam_role_policy": "EKS uses its role from the first to the last moment",
    },
    "aws_eks_fargate_profile": {
        "aws_iam_role_policy": "pods start and log as soon as their profile is there",
        "aws_iam_role_policy_attachment": "pods pull images as soon as their profile is there",
    },
    "aws_flow_log": {"aws_s3_bucket_policy": "the delivery checks that it may write"},
    "aws_lambda_function": {"aws_iam_role_policy": "Lambda tries the role when the function is made"},
    "aws_lb": {"aws_s3_bucket_policy": "the load balancer writes a test object"},
    "aws_lb_target_group_attachment": {"aws_lambda_permission": "registering is refused until it may call"},
    "aws_nat_gateway": {"aws_internet_gateway": "it has no way out without one"},
    "aws_rds_cluster": {
        "aws_cloudwatch_log_group": "RDS makes it itself, without key and end, if it comes first",
        "aws_rds_cluster_instance": "a second region is refused while there is no writer",
    },
    "aws_rds_cluster_instance": {
        "aws_iam_role_policy_attachment": "RDS tries whether the role may write metrics",
        "aws_rds_cluster_instance": "the first that is there becomes the writer",
    },
    "aws_s3_bucket_lifecycle_configuration": {"aws_s3_bucket_versioning": "S3 refuses it while versioning is set"},
    "aws_s3_bucket_logging": {"aws_s3_bucket_policy": "S3 checks that it may write there"},
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@cache
def document(suffix: str) -> dict[str, Any]:
    settings = TapSettings.load(suffix, root=ROOT, environ={})
    return dict(json.loads(Testing.synth(TapStack(Testing.app(), "x", settings=settings), True)))


def blocks(made: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for section, prefix in (("resource", ""), ("data", "data.")):
        for kind, by_name in made.get(section, {}).items():
            for name, block in by_name.items():
                yield f"{prefix}{kind}.{name}", block


def explicit(made: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((address, needed) for address, block in blocks(made) for needed in block.get("depends_on", ()))


def implied(made: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The `depends_on` that Terraform would keep to without them."""
    bare = json.loads(json.dumps(made))
    for _, block in blocks(bare):
        block.pop("depends_on", None)
    references, all_needs = Graph(bare), Graph(made)
    return {
        (address, needed)
        for address, needed in explicit(made)
        if needed in references.needs[address] | reached(all_needs, all_needs.needs[address] - {needed})
    }


def reached(graph: Graph, addresses: Set[str]) -> set[str]:
    return set().union(*map(graph.needed_by, addresses))


@pytest.mark.parametrize("suffix", ENVIRONMENTS)
def test_no_order_is_given_that_is_there_already(suffix: str) -> None:
    assert not implied(document(suffix))


def test_an_order_that_is_there_already_is_noticed() -> None:
    made = {
        "resource": {
            "aws_vpc": {"v": {}},
            "aws_subnet": {"by_reference": {"vpc_id": "${aws_vpc.v.id}", "depends_on": ["aws_vpc.v"]}},
            "aws_instance": {
                "over_another": {"subnet_id": "${aws_subnet.by_reference.id}", "depends_on": ["aws_vpc.v"]},
                "new": {"depends_on": ["aws_vpc.v"]},
            },
        }
    }
    assert implied(made) == {("aws_subnet.by_reference", "aws_vpc.v"), ("aws_instance.over_another", "aws_vpc.v")}


@pytest.mark.parametrize("suffix", ENVIRONMENTS)
def test_nothing_waits_without_a_reason(suffix: str) -> None:
    waits = {(address.split(".")[0], needed.split(".")[0]) for address, needed in explicit(document(suffix))}
    assert waits <= pairs()


def test_every_reason_is_needed() -> None:
    waits = {(address.split(".")[0], needed.split(".")[0]) for address, needed in explicit(document("full"))}
    assert waits == pairs()


def pairs() -> set[tuple[str, str]]:
    return {(waiting, needed) for waiting, reasons in REASONS.items() for needed in reasons}


def resources(kind: str) -> dict[str, dict[str, Any]]:
    return {f"{kind}.{name}": block for name, block in document("full")["resource"][kind].items()}


def test_coredns_waits_for_the_profile_of_its_namespace_and_for_no_other() -> None:
    profiles = resources("aws_eks_fargate_profile")
    found = [addon for addon in resources("aws_eks_addon").values() if addon["addon_name"] == "coredns"]
    assert len(found) == 2
    for addon in found:
        assert [profiles[needed]["fargate_profile_name"] for needed in addon["depends_on"]] == ["kube-system"]


def test_functions_wait_for_their_log_groups() -> None:
    graph = Graph(document("full"))
    assert len(resources("aws_lambda_function")) == 4
    for address, function in resources("aws_lambda_function").items():
        group = function["logging_config"]["log_group"].removeprefix("${").removesuffix(".name}")
        assert group in graph.needs[address]
        assert group.startswith("aws_cloudwatch_log_group.")


def test_the_roles_of_dms_are_looked_for_before_anything_is_made() -> None:
    # The account's stack makes them. A data source that waits for nothing is read by the plan, which fails without.
    (lookup,) = (address for address, _ in blocks(document("full")) if address.startswith("data.aws_iam_roles."))
    assert Graph(document("full")).needs[lookup] == set()
    assert not any(role["name"].startswith("dms-") for role in resources("aws_iam_role").values())


def test_the_second_region_waits_for_the_writer_alone() -> None:
    (second,) = (cluster for name, cluster in resources("aws_rds_cluster").items() if "_Secondary_" in name)
    waits = [needed for needed in second["depends_on"] if needed.startswith("aws_rds_cluster_instance.")]
    assert [needed.rpartition("_")[0].rpartition("_")[2] for needed in waits] == ["Instance-a"]


def test_regions_do_not_wait_for_each_other_but_for_peering_and_data() -> None:
    graph = Graph(document("full"))
    for kind in ("aws_eks_cluster", "aws_nat_gateway", "aws_lb", "aws_lambda_function"):
        for address, block in resources(kind).items():
            other = "Primary" if block["provider"] == "aws.secondary" else "Secondary"
            assert not {needed for needed in graph.needed_by(address) if f".{other}_Network" in needed}, address
