"""What document 4 corrects, as far as bindings show it."""

from __future__ import annotations

from .cases import WITH_AN_A, WITHOUT_AN_A
from .conftest import Proof

LIST_IN_TEXT = "Found an encoded list token string in a scalar string context"


def test_ten_resources_end_in_a(proof: Proof) -> None:
    found = proof("names_with_an_a")
    assert len(WITH_AN_A) == 10
    for name in WITH_AN_A.values():
        assert found[name] == ["ImportError", "nothing"], name
    for name in WITHOUT_AN_A.values():
        assert found[name] == ["nothing", "ImportError"], name


def test_structs_of_s3_with_and_without_an_a(proof: Proof) -> None:
    found = proof("structs_of_s3")
    assert found["versioning"] == {"status": "Enabled"}
    [rule] = found["encryption"]
    assert rule["apply_server_side_encryption_by_default"] == {"sse_algorithm": "aws:kms"}
    assert found["dict"] == [{}]
    assert found["foreign"][0] == "TypeError"
    assert found["foreign in a list"][0] == "RuntimeError"
    assert "Wired struct has type" in found["foreign in a list"][1]


def test_an_elastic_ip_takes_domain(proof: Proof, version: str) -> None:
    found = proof("elastic_ips")
    assert found["domain"] == {"domain": "vpc"}
    assert found["vpc"][0] == ("nothing" if version == "20.1.0" else "TypeError")


def test_a_list_token_is_read_with_functions(proof: Proof) -> None:
    found = proof("list_tokens")
    for form in ("text", "first", "loop"):
        assert found[form][0] == "RuntimeError", form
        assert LIST_IN_TEXT in found[form][1], form
    assert found["second"][0] == "IndexError"
    assert found["length"] == 1
    assert found["element"] == "${element(data.aws_availability_zones.azs.names, 1)}"
    assert found["slice"][0] != "nothing"
    assert found["slice as list"] == "${slice(data.aws_availability_zones.azs.names, 0, 2)}"


def test_the_delay_is_a_text(proof: Proof) -> None:
    found = proof("delays")
    error, message = found["number"]
    assert error == "TypeError"
    assert message.endswith("deregistration_delay must be one of (str, NoneType); got int instead")
    assert found["text"] == "30"


def test_a_default_password_stands_in_the_json(proof: Proof) -> None:
    found = proof("passwords")
    assert found["default"]["master_password"] == "ChangeMe123!"
    assert "master_password" not in found["unset"]
    assert found["variable"] == "${var.pw}"
