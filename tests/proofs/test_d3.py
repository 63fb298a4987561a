"""What document 3 corrects, as far as bindings show it."""

from __future__ import annotations

from .conftest import Proof


def test_an_ingress_struct_has_no_group(proof: Proof) -> None:
    error, message = proof("ingress_structs_as_resources")["group"]
    assert error == "TypeError"
    assert message.endswith("unexpected keyword argument 'security_group_id'")


def test_a_lock_file_is_an_override(proof: Proof) -> None:
    found = proof("backends")
    assert found["keyword"][0] == "TypeError"
    assert found["keyword"][1].endswith("unexpected keyword argument 'use_lockfile'")
    assert found["override"]["use_lockfile"] is True
    assert found["override on the stack"]["use_lockfile"] is True


def test_the_library_locks_with_a_file_and_requires_its_terraform(proof: Proof) -> None:
    found = proof("tap_stack")
    assert found["backend"]["use_lockfile"] is True
    assert "dynamodb_table" not in found["backend"]
    assert found["required version"] == ">= 1.11"


def test_an_output_keeps_its_name_on_the_stack(proof: Proof) -> None:
    names = proof("outputs")["names"]
    assert names == ["chosen", "flat", "microservices_cluster_name_F27AAE71", "static", "waiting"]
    assert "vpc_id" in proof("tap_stack")["outputs"]


def test_equal_logical_ids_lose_one(proof: Proof) -> None:
    assert proof("equal_logical_ids") == {"vpcs": ["main"], "outputs": ["vpc"]}


def test_the_library_refuses_equal_logical_ids(proof: Proof) -> None:
    error, message = proof("guarded_logical_ids")
    assert error == "RuntimeError"
    assert "aws_vpc.main" in message
    assert "output.vpc" in message


def test_scanning_is_an_object_and_encryption_a_list(proof: Proof) -> None:
    found = proof("shapes_of_ecr")
    assert found["list"][0] == "TypeError"
    assert found["list"][1].endswith("got list instead")
    assert found["dict"] == {"scan_on_push": True}
    assert found["encryption as dict"] == [{}]
    assert found["encryption as struct"] == [{"encryption_type": "KMS", "kms_key": "arn:k"}]


def test_a_dependency_of_nodes_has_no_effect(proof: Proof) -> None:
    found = proof("dependencies")
    assert found["method"][0] == "AttributeError"
    assert found["nodes"] == "none"


def test_depends_on_takes_resources_alone(proof: Proof) -> None:
    found = proof("dependencies")
    assert found["resource"] == ["aws_vpc.vpc"]
    assert found["construct"] == []
    assert found["fqn"] == ["${aws_vpc.vpc}"]


def test_the_library_gives_node_dependencies_effect(proof: Proof) -> None:
    assert proof("ordered") == ["aws_vpc.vpc"]


def test_resolve_conflicts_ended_with_bindings_20(proof: Proof, version: str) -> None:
    found = proof("resolving_conflicts")
    assert found["old"][0] == ("nothing" if version == "20.1.0" else "TypeError")
    assert found["new"]["resolve_conflicts_on_create"] == "OVERWRITE"
