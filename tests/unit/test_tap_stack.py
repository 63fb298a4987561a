from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cdktf import Testing
from jsii._kernel.providers.process import _NodeProcess

from lib import tap_stack
from lib.composition.data_tier import DataTier
from lib.errors import ConfigurationError
from lib.renaming import renamed
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.synthesized import Synthesized

SNAPSHOT = Path(__file__).parent / "logical_ids.txt"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from lib.settings_sources import VARIABLES

    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def stack(**settings: Any) -> TapStack:
    return TapStack(Testing.app(), "x", settings=TapSettings(**settings))


@cache
def plain() -> Synthesized:
    """What is made if nothing is set; tests only read it."""
    return Synthesized.of(stack())


def test_it_works_with_suffix_and_region_alone() -> None:
    made = TapStack(Testing.app(), "x", environment_suffix="test", aws_region="us-east-1")
    synthesized = Synthesized.of(made)
    assert [provider["region"] for provider in synthesized.providers["aws"]] == ["us-east-1", "us-west-2"]
    assert synthesized.backend["s3"] == {
        "bucket": "tap-terraform-state",
        "key": "tap/test/terraform.tfstate",
        "region": "us-east-1",
        "encrypt": True,
        "use_lockfile": True,
    }
    assert synthesized.count("aws_vpc") == 2


def test_the_arguments_may_be_positional_and_tags_of_either_form() -> None:
    for tags in ({"Kind": "demo"}, {"tags": {"Kind": "demo"}}):
        made = TapStack(Testing.app(), "x", "dev", "states", "eu-west-1", "us-west-2", tags)
        synthesized = Synthesized.of(made)
        primary, secondary = synthesized.providers["aws"]
        assert (primary["region"], secondary["region"]) == ("us-west-2", "us-east-1")
        assert primary["default_tags"][0]["tags"]["Kind"] == "demo"
        assert (synthesized.backend["s3"]["bucket"], synthesized.backend["s3"]["region"]) == ("states", "eu-west-1")


def test_without_arguments_the_environment_is_test() -> None:
    assert TapStack(Testing.app(), "x").settings.environment_suffix == "test"


def test_settings_and_arguments_together_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="settings were given, and arguments beside them"):
        TapStack(Testing.app(), "x", "dev", settings=TapSettings())


def test_a_bad_argument_is_reported_before_anything_is_made() -> None:
    app = Testing.app()
    with pytest.raises(ConfigurationError, match="is no environment suffix"):
        TapStack(app, "x", environment_suffix="Not Legal")
    assert app.node.try_find_child("x") is None


def test_both_regions_are_connected_and_let_each_other_in() -> None:
    assert plain().count("aws_vpc_peering_connection") == 1
    cidrs = {vpc["cidr_block"] for vpc in plain().resources("aws_vpc").values()}
    assert cidrs == {"10.0.0.0/16", "10.1.0.0/16"}
    for acl in plain().resources("aws_network_acl").values():
        assert cidrs <= {rule["cidr_block"] for rule in acl["ingress"]}


def test_regions_can_stay_apart() -> None:
    made = stack(peering=False)
    assert made.peering is None
    synthesized = Synthesized.of(made)
    assert synthesized.count("aws_vpc_peering_connection") == 0
    assert "vpc_peering_connection_id" not in synthesized.outputs
    acl = next(iter(synthesized.resources("aws_network_acl").values()))
    assert "10.1.0.0/16" not in {rule["cidr_block"] for rule in acl["ingress"]}


def test_there_can_be_one_region() -> None:
    made = stack(secondary_aws_region="")
    assert made.secondary is None
    assert made.peering is None
    synthesized = Synthesized.of(made)
    assert len(synthesized.providers["aws"]) == 1
    assert not [name for name in synthesized.outputs if name.startswith("secondary")]


def test_outputs_have_flat_names_and_descriptions() -> None:
    outputs = plain().outputs
    assert {"vpc_id", "secondary_vpc_id", "private_subnet_ids", "aws_region", "environment_suffix"} <= set(outputs)
    assert all(output["description"] for output in outputs.values())


def test_every_name_carries_the_suffix() -> None:
    synthesized = Synthesized.of(stack(environment_suffix="pr42"))
    named = 0
    for kind in synthesized.json["resource"]:
        if kind in ("aws_iam_role_policy", "aws_lambda_alias"):  # live inside what carries it
            continue
        for logical_id, properties in synthesized.resources(kind).items():
            names = [properties.get("name"), properties.get("bucket"), properties.get("tags", {}).get("Name")]
            for name in names:
                if not name or name.startswith("${"):  # none, or that of another resource
                    continue
                assert "pr42" in name, f"{kind}.{logical_id}"
                named += 1
    assert named > 50


def test_global_names_carry_their_region() -> None:
    regions = {"aws": "us-east-1", "aws.secondary": "us-west-2"}
    roles = list(plain().resources("aws_iam_role").values())
    for role in roles:
        assert role["name"].endswith("-" + regions[role["provider"]])
    assert {role["provider"] for role in roles} == set(regions)


def test_an_emulator_gets_what_it_needs() -> None:
    synthesized = Synthesized.of(stack(provider={"endpoint_url": "http://127.0.0.1:5000"}))
    assert all(provider["s3_use_path_style"] for provider in synthesized.providers["aws"])
    assert synthesized.backend["s3"]["use_path_style"] is True
    assert synthesized.json["terraform"]["required_providers"]["aws"]["version"] == ">= 5.100.0, < 7.0.0"


def test_node_is_asked_little_beside_what_it_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question takes as long as a small resource: what was answered is kept."""
    asked: Counter[str] = Counter()
    send = _NodeProcess.send

    def counting(process: _NodeProcess, request: Any, response: Any) -> Any:
        asked[type(request).__name__] += 1
        return send(process, request, response)

    monkeypatch.setattr(_NodeProcess, "send", counting)
    Synthesized.of(stack())
    made = asked["CreateRequest"]
    assert made > 300
    assert asked.total() < 2.5 * made


def full(request: pytest.FixtureRequest) -> TapStack:
    """The largest environment there is."""
    settings = TapSettings.load("full", root=request.config.rootpath, environ={})
    return TapStack(Testing.app(), "x", settings=settings)


def known_addresses() -> list[str]:
    return SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_no_logical_id_has_changed(request: pytest.FixtureRequest) -> None:
    # A changed id makes Terraform destroy the resource and make another: add ids here, never change one.
    assert sorted(Synthesized.of(full(request)).addresses) == known_addresses()


def test_a_renamed_construct_keeps_its_data_only_if_it_is_moved(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tap_stack, "DataTier", lambda scope, _, **given: DataTier(scope, "Storage", **given))
    with pytest.raises(AssertionError, match="these hold data, and would be destroyed") as lost:
        Synthesized.of(full(request)).assert_keeps(known_addresses())
    for kind in ("aws_rds_global_cluster", "aws_dynamodb_table", "aws_secretsmanager_secret"):
        assert f"    {kind}.Data_" in str(lost.value)
        assert f"    {kind}.Storage_" in str(lost.value)
    moved = full(request)
    renamed(moved.data, old="Data")
    Synthesized.of(moved).assert_keeps(known_addresses())
