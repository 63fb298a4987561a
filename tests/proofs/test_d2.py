"""What document 2 corrects, as far as bindings show it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from .conftest import Proof

NO_PROVIDER = "Found resources without a matching provider construct"


def test_a_stack_needs_a_provider_of_its_own(proof: Proof) -> None:
    found = proof("stacks")
    for form, path in (("without provider", "[vpc-stack-dev]"), ("nested without provider", "[outer/inner]")):
        error, message = found[form]
        assert error == "RuntimeError"
        assert f"{path} {NO_PROVIDER}" in message


def test_stacks_can_refer_to_each_other(proof: Proof) -> None:
    found = proof("stacks")["referring"]
    assert found["dependencies"] == ["one"]
    assert found["remote state"] == ["terraform_remote_state"]
    assert found["reference"].startswith("${data.terraform_remote_state.")


def test_nested_stacks_of_one_id_overwrite_each_other(proof: Proof) -> None:
    found = proof("stacks")["nested twice"]
    assert len(found["folders"]) == 3  # of four stacks
    assert found["vpcs"] == [["b"]]


def test_the_library_refuses_stacks_that_overwrite_each_other(proof: Proof) -> None:
    error, message = proof("guarded_stacks")
    assert error == "RuntimeError"
    assert "written to the same folder" in message


def test_a_package_inside_lib_is_not_found_by_its_bare_name(tmp_path: Path) -> None:
    folder = tmp_path / "lib" / "stacks"
    folder.mkdir(parents=True)
    for package in (folder, folder.parent):
        (package / "__init__.py").touch()
    (folder / "vpc_stack.py").write_text("VpcStack = 1\n")
    (folder / "relative.py").write_text("from .vpc_stack import VpcStack\n")

    def said(statement: str) -> str:
        command = [sys.executable, "-c", statement]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stderr

    assert "No module named 'stacks'" in said("from stacks.vpc_stack import VpcStack")
    assert said("from lib.stacks.vpc_stack import VpcStack") == ""
    assert said("from lib.stacks.relative import VpcStack") == ""


def test_an_ingress_struct_is_no_resource(proof: Proof) -> None:
    found = proof("ingress_structs_as_resources")
    assert found["type"][0] == "TypeError"
    assert found["type"][1].endswith("unexpected keyword argument 'type'")
    assert found["positional"][0] == "TypeError"
    assert found["rule"]["source_security_group_id"] == "sg-2"
    assert found["newer"]["referenced_security_group_id"] == "sg-2"


def test_what_stands_on_the_app_vanishes(proof: Proof) -> None:
    found = proof("outside_a_stack")
    assert found["synth"] == ["nothing", "None"]
    assert (found["files"], found["vpc"]) == (1, False)
    assert found["attribute"][0] == "RuntimeError"
    assert "No stack could be identified for the construct at path" in found["attribute"][1]


def test_the_library_refuses_what_stands_on_the_app(proof: Proof) -> None:
    found = proof("guarded_outside_a_stack")
    assert found["construct of the library"][0] == "ConfigurationError"
    assert found["raw"][0] == "RuntimeError"
    assert "lost/x: stands outside a stack" in found["raw"][1]


def test_an_asset_is_a_package_with_its_hash(proof: Proof) -> None:
    found = proof("assets")
    function = found["function"]
    assert function["filename"] == f"assets/code/{function['source_code_hash']}/archive.zip"
    assert found["default type"] == "DIRECTORY"
    assert found["missing"][0] == "RuntimeError"
    assert "ENOENT" in found["missing"][1]


def test_a_cluster_has_the_data_api(proof: Proof) -> None:
    assert proof("data_api") is True


def test_scaling_is_a_single_block(proof: Proof) -> None:
    assert proof("serverless_scaling") == {"min_capacity": 0.5, "max_capacity": 4}


def test_flow_logs_have_a_destination(proof: Proof, version: str) -> None:
    found = proof("flow_logs")
    assert found["destination"]["log_destination"] == "arn:g"
    assert found["name"][0] == ("nothing" if version == "20.1.0" else "TypeError")


def test_a_region_may_be_a_token_in_a_dashboard(proof: Proof, version: str) -> None:
    found = proof("dashboard_regions")
    assert found["body"] == '{"region": "${data.aws_region.here.id}"}'
    assert found["has region"] is (version != "20.1.0")
    assert found["has name"] is True


def test_default_tags_are_a_struct_in_a_list(proof: Proof) -> None:
    found = proof("default_tags")
    assert found["struct"] == found["dict"] == [{"tags": {"CostCenter": "x"}}]
    assert found["bare"] == [{}]
    assert found["no list"][0] == "RuntimeError"
    assert "Value is not an array" in found["no list"][1]
    assert proof("refused_dicts")["provider.AwsProvider"][0] == "NestedBlockError"


def test_an_output_cannot_depend_on_a_construct(proof: Proof) -> None:
    assert proof("outputs")["waiting"]["depends_on"] == ["${aws_vpc.vpc}"]
