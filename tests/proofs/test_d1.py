"""What document 1 corrects, as far as bindings show it."""

from __future__ import annotations

from .conftest import Proof


def test_a_stack_takes_only_the_arguments_that_it_names(proof: Proof) -> None:
    error, message = proof("constructor_arguments")
    assert error == "TypeError"
    assert message.endswith("__init__() got an unexpected keyword argument 'environment_suffix'")


def test_tap_stack_takes_the_arguments_of_the_document(proof: Proof) -> None:
    found = proof("tap_stack")
    assert found["backend"]["bucket"] == "states"
    assert found["region"] == "eu-central-1"
    assert found["tags"]["CostCenter"] == "x"


def test_a_lock_table_synthesizes_and_a_second_backend_does_not(proof: Proof) -> None:
    found = proof("backends")
    assert found["table"]["dynamodb_table"] == "locks"
    assert found["twice"][0] == "RuntimeError"
    assert "already a Construct with name 'backend'" in found["twice"][1]


def test_a_token_in_a_backend_stays_as_it_is(proof: Proof) -> None:
    assert proof("backends")["token"] == "${var.env}-state.tfstate"


def test_the_library_refuses_a_token_in_a_backend(proof: Proof) -> None:
    error, message = proof("backend_with_token")
    assert error == "ConfigurationError"
    assert "a token in a backend becomes a literal" in message


def test_vpcs_of_a_zone_are_structs(proof: Proof) -> None:
    found = proof("zones_of_vpcs")
    assert found["dict"][0] == "RuntimeError"
    assert "'vpcId'" in found["dict"][1]
    assert found["struct"] == [{"vpc_id": "vpc-1"}]


def test_the_library_refuses_duplicate_rules(proof: Proof) -> None:
    error, message = proof("duplicate_rules")
    assert error == "ConfigurationError"
    assert "2 rules are the same permission" in message
