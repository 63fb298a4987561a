"""Settings: where each value comes from, what is refused, and how that is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lib.account_settings import AccountSettings
from lib.aws_facts import SUPPORTED_PROVIDER_VERSIONS
from lib.config.flow_logs import FlowLogsConfig
from lib.config.network import NetworkConfig
from lib.config.tags import TagsConfig
from lib.errors import ConfigurationError, Problem
from lib.naming import MAX_PREFIX_LENGTH, Names
from lib.settings import SecondarySettings, TapSettings
from lib.settings_sources import VARIABLES
from tests.bad_input import assert_told, texts, time_limit, unchanged
from tests.settings_trees import TEXTS, Tree, trees
from tests.unit.test_text_files import STAND_INS

TEN_TAGS = {
    "Environment",
    "Project",
    "CostCenter",
    "Application",
    "Owner",
    "ManagedBy",
    "Repository",
    "Author",
    "PRNumber",
    "Team",
}
NOWHERE = Path("no-such-folder")

WriteFile = Callable[[str, str], Path]


@pytest.fixture
def toml(tmp_path: Path) -> WriteFile:
    def write(suffix: str, text: str) -> Path:
        folder = tmp_path / "environments"
        folder.mkdir(exist_ok=True)
        (folder / f"{suffix}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def load(environ: Mapping[str, str] | None = None, *, root: Path = NOWHERE, **arguments: Any) -> TapSettings:
    return TapSettings.load(root=root, environ=environ or {}, **arguments)


def problems(environ: Mapping[str, str] | None = None, *, root: Path = NOWHERE, **arguments: Any) -> list[Problem]:
    with pytest.raises(ConfigurationError) as caught:
        load(environ, root=root, **arguments)
    return list(caught.value.problems)


def places(environ: Mapping[str, str] | None = None, *, root: Path = NOWHERE, **arguments: Any) -> list[str]:
    return [problem.where for problem in problems(environ, root=root, **arguments)]


def value_at(made: TapSettings, path: tuple[str, ...]) -> Any:
    value: Any = made
    for step in path:
        value = getattr(value, step)
    return value


# --- sources ---------------------------------------------------------------------------------------------------------


def test_nothing_given_is_the_test_environment_in_two_regions() -> None:
    made = load()
    assert made == TapSettings()
    assert (made.environment_suffix, made.project, made.profile) == ("test", "tap", "test")
    assert (made.aws_region, made.secondary_aws_region) == ("us-east-1", "us-west-2")
    assert made.peering is True


def test_an_argument_wins_over_a_variable_over_the_file_over_the_profile_over_the_default(toml: WriteFile) -> None:
    root = toml("dev", 'profile = "prod"\n[network]\nnat = "single"\n[tags]\nteam = "file"\nowner = "file"\n')
    made = load(
        {"ENVIRONMENT_SUFFIX": "dev", "TEAM": "variable", "AWS_REGION": "eu-west-1"},
        root=root,
        aws_region="eu-central-1",
    )
    assert made.aws_region == "eu-central-1"
    assert made.tags.team == "variable"
    assert made.tags.owner == "file"
    assert made.network.nat == "single"
    assert made.network.flow_logs.retention_days == 365
    assert made.network.zone_slots == 6


def test_an_argument_that_is_none_is_left_to_the_other_sources() -> None:
    made = load({"ENVIRONMENT_SUFFIX": "dev", "AWS_REGION": "eu-west-1"}, environment_suffix=None, aws_region=None)
    assert (made.environment_suffix, made.aws_region) == ("dev", "eu-west-1")


def test_models_that_are_handed_in_lie_above_the_other_sources_leaf_by_leaf(toml: WriteFile) -> None:
    root = toml("dev", "[network]\nzone_count = 4\nzone_slots = 5\n[network.flow_logs]\nretention_days = 90\n")
    made = load(
        {"TEAM": "variable"},
        root=root,
        environment_suffix="dev",
        network=NetworkConfig(zone_count=3, flow_logs=FlowLogsConfig(traffic="REJECT")),
        tags=TagsConfig(owner="argument"),
    )
    assert (made.network.zone_count, made.network.zone_slots) == (3, 5)
    assert (made.network.flow_logs.traffic, made.network.flow_logs.retention_days) == ("REJECT", 90)
    assert (made.tags.owner, made.tags.team) == ("argument", "variable")


VALUES = {
    "ENVIRONMENT_SUFFIX": "pr-42",
    "AWS_REGION": "eu-west-1",
    "SECONDARY_AWS_REGION": "eu-north-1",
    "TERRAFORM_STATE_BUCKET": "state-bucket",
    "TERRAFORM_STATE_BUCKET_REGION": "eu-west-3",
    "TERRAFORM_STATE_LOCK_TABLE": "locks",
    "ROUTE53_DOMAIN": "corp.net",
    "REPOSITORY": "org/repo",
    "COMMIT_AUTHOR": "jane",
    "PR_NUMBER": "42",
    "TEAM": "core",
    "COST_CENTER": "c-1",
    "OWNER": "joe",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:5000",
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_each_variable_reaches_its_setting_and_no_other(variable: str) -> None:
    made = load({variable: VALUES[variable]})
    assert value_at(made, VARIABLES[variable]) == VALUES[variable]
    untouched = TapSettings()
    assert [name for name, path in VARIABLES.items() if value_at(made, path) != value_at(untouched, path)] == [variable]


@pytest.mark.parametrize("variable", sorted(set(VARIABLES) - {"SECONDARY_AWS_REGION"}))
def test_an_empty_variable_counts_as_not_set(variable: str) -> None:
    assert load({variable: ""}) == load()


def test_a_variable_that_is_none_of_the_librarys_changes_nothing() -> None:
    assert load({"PROJECT": "x", "NETWORK": "y", "aws_region": "eu-west-1"}) == load()


def test_the_variables_of_the_process_and_its_folder_are_read_by_default(
    toml: WriteFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(toml("pr7", '[tags]\nteam = "file"\n'))
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("ENVIRONMENT_SUFFIX", "pr7")
    made = TapSettings.load()
    assert (made.environment_suffix, made.tags.team) == ("pr7", "file")


def test_a_subclass_loads_its_own_fields(toml: WriteFile) -> None:
    class MySettings(TapSettings):
        """Settings with one more."""

        colour: str = "red"

    made = MySettings.load("dev", root=toml("dev", 'colour = "blue"\n'), environ={})
    assert made.colour == "blue"


# --- the file --------------------------------------------------------------------------------------------------------


def test_an_environment_without_a_file_has_the_test_profile(toml: WriteFile) -> None:
    made = load({"ENVIRONMENT_SUFFIX": "pr42"}, root=toml("dev", 'profile = "dev"\n'))
    assert made.profile == "test"
    assert made.network.flow_logs.retention_days == 30
    assert made.network.zone_count == 2


@pytest.mark.parametrize(("profile", "days"), [("dev", 7), ("test", 30), ("prod", 365)])
def test_the_file_names_the_profile(toml: WriteFile, profile: str, days: int) -> None:
    made = load(root=toml("x", f'profile = "{profile}"\n'), environment_suffix="x")
    assert made.network.flow_logs.retention_days == days


def test_an_unknown_key_in_the_file_is_refused_with_the_file_named(toml: WriteFile) -> None:
    (problem,) = problems({"ENVIRONMENT_SUFFIX": "dev"}, root=toml("dev", "[network]\nzone_cout = 3\n"))
    assert problem.where == "network.zone_cout (from environments/dev.toml)"
    assert problem.got == "3"
    assert "spelling" in problem.remedy


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("nat = 1\n", "nat"),
        ('[network.endpoints.interfaces."ecr.api"]\nx = 1\n', "network.endpoints.interfaces.ecr.api.x"),
        ('[network.subnet_tags.web]\na = "b"\n', "network.subnet_tags.web"),
        ("[network.subnet_prefix_lengths]\nweb = 24\n", "network.subnet_prefix_lengths.web"),
        ('[network]\navailability_zones = ["us-east-1a", 2]\n', "network.availability_zones.1"),
        ("[tags.extra]\nnumber = 5\n", "tags.extra.number"),
        ("network = 5\n", "network"),
    ],
)
def test_a_fault_anywhere_in_the_file_is_told_with_its_place_and_the_file(
    toml: WriteFile, text: str, where: str
) -> None:
    assert places(root=toml("dev", text), environment_suffix="dev") == [f"{where} (from environments/dev.toml)"]


def test_a_value_from_a_variable_is_told_with_the_variable_and_an_argument_plainly(toml: WriteFile) -> None:
    root = toml("dev", 'aws_region = "file"\n')
    assert places({"AWS_REGION": "variable"}, root=root, environment_suffix="dev") == ["aws_region (from AWS_REGION)"]
    assert places({"AWS_REGION": "variable"}, root=root, environment_suffix="dev", aws_region="x") == ["aws_region"]


@pytest.mark.parametrize(
    "content",
    [
        b"network = [",
        b"= 1",
        b"a = 1\na = 2\n",
        b'team = "\xff\xfe"',
        b"zone_count = " + b"9" * 5000,
        b"a = " + b"[" * 5000,
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments" / "dev.toml").write_bytes(content)
    (problem,) = problems({"ENVIRONMENT_SUFFIX": "dev"}, root=tmp_path)
    assert (problem.where, problem.what) == ("environments/dev.toml", "cannot be read")
    assert problem.got


@pytest.mark.slow
@pytest.mark.parametrize("name", STAND_INS)
def test_what_stands_in_the_files_place_is_no_reason_for_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("environments").mkdir()
    STAND_INS[name](Path("environments/prod.toml"))
    with time_limit(10), unchanged(tmp_path):
        if name == "nothing":
            assert load(root=tmp_path, environment_suffix="prod").profile == "test"
        else:
            assert places(root=tmp_path, environment_suffix="prod") == ["environments/prod.toml"]


def test_a_folder_of_environments_that_is_a_broken_link_is_none_of_defaults(tmp_path: Path) -> None:
    (tmp_path / "environments").symlink_to("nowhere")
    assert places(root=tmp_path, environment_suffix="prod") == ["environments/prod.toml"]


def test_a_file_as_windows_writes_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    text = b'\xef\xbb\xbfprofile = "prod"\r\n[tags]\r\nteam = "core"\r\n'
    (tmp_path / "environments" / "dev.toml").write_bytes(text)
    made = load(root=tmp_path, environment_suffix="dev")
    assert (made.profile, made.tags.team) == ("prod", "core")


def test_what_no_message_can_show_is_told_all_the_same(toml: WriteFile) -> None:
    digits = "f" * 5000
    root = toml("dev", f'[network]\nzone_count = 0x{digits}\n[tags]\nteam = 0x{digits}\n"\\u001b[2J\\n" = 1\n')
    with pytest.raises(ConfigurationError) as caught:
        load(root=root, environment_suffix="dev")
    assert_told(caught.value)
    told = str(caught.value)
    assert "got:      a value of type int that cannot be shown" in told
    assert "tags.\\x1b[2J\\n (from environments/dev.toml): Extra inputs" in told


def test_thousands_of_faults_are_told_in_time(toml: WriteFile) -> None:
    text = "".join(f"key{number} = 1\n" for number in range(5000))
    with time_limit(60):
        assert len(places(root=toml("dev", text), environment_suffix="dev")) == 5000


@pytest.mark.parametrize("key", ["network", "x", "profile"])
def test_an_argument_without_an_end_is_refused(key: str) -> None:
    endless: dict[str, Any] = {}
    endless["x"] = endless
    given: dict[str, Any] = {key: endless}
    assert places(**given) == ["settings"]


def test_a_required_variable_that_there_is_none_of_is_told_with_those_that_there_are() -> None:
    with pytest.raises(ConfigurationError, match=r"required: is no variable of settings\n.*NOPE\n.*ENVIRONMENT_SUFFIX"):
        TapSettings.load(root=NOWHERE, environ={}, required=["NOPE"])


def test_the_folder_may_be_given_as_text(toml: WriteFile) -> None:
    root = toml("dev", 'project = "shop"')
    assert TapSettings.load("dev", root=str(root), environ={}).project == "shop"  # type: ignore[arg-type]


def test_a_folder_in_the_files_place_is_one_problem(tmp_path: Path) -> None:
    (tmp_path / "environments" / "dev.toml").mkdir(parents=True)
    assert places({"ENVIRONMENT_SUFFIX": "dev"}, root=tmp_path) == ["environments/dev.toml"]


def test_what_is_wrong_elsewhere_is_told_with_a_broken_file(toml: WriteFile) -> None:
    root = toml("dev", "broken")
    assert places({"ENVIRONMENT_SUFFIX": "dev", "AWS_REGION": "x"}, root=root) == [
        "environments/dev.toml",
        "aws_region (from AWS_REGION)",
    ]


@pytest.mark.parametrize("suffix", ["../dev", "..", "/dev", "a/../dev", "dev\0", "environments/dev", "DEV", "a b", "é"])
def test_a_suffix_that_is_no_plain_name_never_opens_a_file(
    toml: WriteFile, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    root = toml("dev", 'profile = "prod"\n')
    (root / "dev.toml").write_text('profile = "prod"\n', encoding="utf-8")
    opened: list[Path] = []
    monkeypatch.setattr(Path, "read_text", lambda self, **_: opened.append(self))
    assert places({"ENVIRONMENT_SUFFIX": suffix}, root=root) == ["environment_suffix (from ENVIRONMENT_SUFFIX)"]
    assert opened == []


def test_a_suffix_that_is_no_text_is_refused() -> None:
    assert places(environment_suffix=5) == ["environment_suffix"]


def test_space_around_the_suffix_changes_neither_the_environment_nor_its_file(toml: WriteFile) -> None:
    made = load({"ENVIRONMENT_SUFFIX": " live "}, root=toml("live", 'profile = "prod"\n'))
    assert (made.environment_suffix, made.profile) == ("live", "prod")


# --- the secondary region --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("primary", "secondary"),
    [("us-east-1", "us-west-2"), ("us-west-2", "us-east-1"), ("eu-central-1", "us-west-2")],
)
def test_the_secondary_region_is_another_one_by_default(primary: str, secondary: str) -> None:
    assert load({"AWS_REGION": primary}).secondary_aws_region == secondary


@pytest.mark.parametrize("given_as", [{"environ": {"SECONDARY_AWS_REGION": ""}}, {"secondary_aws_region": ""}])
def test_empty_text_means_no_secondary_region(given_as: dict[str, Any]) -> None:
    made = TapSettings.load(**{"root": NOWHERE, "environ": {}, **given_as})
    assert made.secondary_aws_region is None


def test_empty_text_in_the_file_means_none_and_a_variable_still_wins(toml: WriteFile) -> None:
    root = toml("one", 'secondary_aws_region = ""\n')
    assert load(root=root, environment_suffix="one").secondary_aws_region is None
    made = load({"SECONDARY_AWS_REGION": "eu-west-1"}, root=root, environment_suffix="one")
    assert made.secondary_aws_region == "eu-west-1"


def test_none_constructed_directly_means_no_secondary_region() -> None:
    assert TapSettings(secondary_aws_region=None).secondary_aws_region is None


def test_the_secondary_region_has_what_the_primary_has() -> None:
    made = load(
        network={
            "zone_count": 4,
            "nat": "per_zone",
            "endpoints": {"interfaces": {"logs": {}}},
            "flow_logs": {"traffic": "REJECT"},
            "subnet_tags": {"public": {"a": "b"}},
        }
    )
    own = {"cidr": IPv4Network("10.1.0.0/16")}
    assert made.secondary.network == made.network.model_copy(update=own)


def test_what_belongs_to_one_region_is_not_taken_over() -> None:
    made = load(
        network={
            "cidr": "10.8.0.0/16",
            "availability_zones": ["us-east-1a", "us-east-1b"],
            "nat": "per_zone",
            "nat_allocation_ids": ["eipalloc-1", "eipalloc-2"],
        }
    )
    assert made.secondary.network.cidr == IPv4Network("10.1.0.0/16")
    assert made.secondary.network.availability_zones is None
    assert made.secondary.network.nat_allocation_ids == ()
    assert made.secondary.network.nat == "per_zone"


def test_what_the_secondary_region_is_given_wins_leaf_by_leaf(toml: WriteFile) -> None:
    text = (
        '[network]\nnat = "per_zone"\n[network.flow_logs]\nretention_days = 90\n'
        '[secondary.network]\ncidr = "10.9.0.0/16"\n[secondary.network.flow_logs]\nretention_days = 14\n'
    )
    made = load(root=toml("dev", text), environment_suffix="dev")
    assert made.network.flow_logs.retention_days == 90
    assert made.secondary.network.cidr == IPv4Network("10.9.0.0/16")
    assert made.secondary.network.nat == "per_zone"
    assert made.secondary.network.flow_logs.retention_days == 14
    assert made.secondary.network.flow_logs.force_destroy is made.network.flow_logs.force_destroy


@pytest.mark.parametrize(
    "secondary",
    [
        SecondarySettings(network=NetworkConfig(zone_count=4)),
        {"network": NetworkConfig(zone_count=4)},
        {"network": {"zone_count": 4}},
    ],
)
def test_the_secondary_region_may_be_given_as_models_or_tables(secondary: Any) -> None:
    for made in (load(secondary=secondary), TapSettings(secondary=secondary)):
        assert made.secondary.network.zone_count == 4
        assert made.secondary.network.cidr == IPv4Network("10.1.0.0/16")
        assert made.secondary.network.nat == made.network.nat


def test_a_network_given_as_a_model_is_inherited_too() -> None:
    made = TapSettings(network=NetworkConfig(zone_count=4, nat="none"))
    assert (made.secondary.network.zone_count, made.secondary.network.nat) == (4, "none")


# --- several faults at once ------------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once_and_each_once(toml: WriteFile) -> None:
    text = (
        'profile = "production"\nregion = "x"\n'
        '[network]\nzone_count = 9\n[network.flow_logs]\nretention_days = 45\n[tags.extra]\n"aws:x" = "y"\n'
    )
    found = places(
        {"ENVIRONMENT_SUFFIX": "dev", "AWS_REGION": "nowhere", "TERRAFORM_STATE_BUCKET": "Bad_Bucket"},
        root=toml("dev", text),
        provider={"account_id": "12"},
    )
    file = "(from environments/dev.toml)"
    assert sorted(found) == sorted(
        [
            "aws_region (from AWS_REGION)",
            "state.bucket (from TERRAFORM_STATE_BUCKET)",
            "provider.account_id",
            f"profile {file}",
            f"region {file}",
            f"network.zone_count {file}",
            f"network.flow_logs.retention_days {file}",
            f"tags.extra {file}",
        ]
    )


def test_faults_that_show_only_in_what_holds_together_are_told_in_the_same_run() -> None:
    found = places(
        provider={"account_id": "1"},
        aws_region="us-west-2",
        secondary_aws_region="us-west-2",
        network={"zone_count": 5},
    )
    assert found == ["provider.account_id", "secondary_aws_region", "network.zone_count"]


def test_a_fault_that_the_secondary_region_inherited_is_told_once() -> None:
    assert places(network={"zone_count": 9}) == ["network.zone_count"]
    assert places(network={"cidr": "10.0.0.0/16", "tiers": ["public"]}) == ["network"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            {"network": {"zone_count": 9, "nat": "per_zone", "nat_allocation_ids": ["a", "b", "c"]}},
            "network.zone_count",
        ),
        (
            {"network": {"zone_count": 9}, "secondary": {"network": {"nat": "per_zone", "nat_allocation_ids": ["a"]}}},
            "network.zone_count",
        ),
        (
            {"profile": "production", "network": {"nat": "per_zone", "nat_allocation_ids": ["a", "b", "c"]}},
            "profile",
        ),
    ],
)
def test_no_part_is_told_to_be_at_fault_for_a_stand_in(arguments: dict[str, Any], expected: str) -> None:
    assert places(**arguments) == [expected]


def test_a_fault_that_both_regions_have_of_their_own_is_told_twice() -> None:
    found = places(network={"zone_count": 9}, secondary={"network": {"zone_count": 9}})
    assert found == ["network.zone_count", "secondary.network.zone_count"]


def test_a_fault_that_the_secondary_region_alone_has_is_told_with_its_place() -> None:
    assert places(secondary={"network": {"zone_count": 9}}) == ["secondary.network.zone_count"]
    assert places(secondary={"network": {"cidr": "10.1.0.0/28"}}) == ["secondary.network"]
    assert places(secondary={"netwrok": {}}) == ["secondary.netwrok"]


def test_two_faults_alike_under_keys_that_begin_alike_are_both_told() -> None:
    assert places(tags={"extra": {"my key": 5, "my other": 5}}) == ["tags.extra.my key", "tags.extra.my other"]


@pytest.mark.parametrize("key", ["network", "secondary", "tags", "state", "key"])
@pytest.mark.parametrize("value", ["text", 5, [1], True])
def test_a_table_that_is_none_is_refused(key: str, value: Any) -> None:
    assert places(**{key: value}) == [key]


@pytest.mark.parametrize("profile", ["production", ["dev"], {"dev": 1}, 5, True])
def test_an_unknown_profile_is_refused_whatever_it_is(profile: Any) -> None:
    assert places(profile=profile) == ["profile"]


def test_what_is_no_table_is_no_settings() -> None:
    with pytest.raises(ValidationError, match="valid dictionary"):
        TapSettings.model_validate("settings")


def test_constructed_directly_faults_are_pydantics() -> None:
    with pytest.raises(ValidationError, match="the secondary region is the primary one"):
        TapSettings(aws_region="eu-west-1", secondary_aws_region="eu-west-1")


# --- required --------------------------------------------------------------------------------------------------------


def test_what_is_required_and_not_set_is_named_with_its_setting() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TapSettings.load(root=NOWHERE, environ={}, required=["ENVIRONMENT_SUFFIX", "TERRAFORM_STATE_BUCKET"])
    assert [(p.where, p.what) for p in caught.value.problems] == [
        ("ENVIRONMENT_SUFFIX", "is not set"),
        ("TERRAFORM_STATE_BUCKET", "is not set"),
    ]
    assert caught.value.problems[1].expected == "a value for state.bucket"
    assert caught.value.problems[1].remedy == "export TERRAFORM_STATE_BUCKET=..."


@pytest.mark.parametrize("source", ["argument", "variable", "file"])
def test_what_is_required_may_come_from_any_source(toml: WriteFile, source: str) -> None:
    root = toml("dev", '[state]\nbucket = "abc"\n' if source == "file" else "")
    environ = {"TERRAFORM_STATE_BUCKET": "abc"} if source == "variable" else {}
    arguments = {"state": {"bucket": "abc"}} if source == "argument" else {}
    made = TapSettings.load("dev", root=root, environ=environ, required=["TERRAFORM_STATE_BUCKET"], **arguments)
    assert made.state_bucket == "abc"


def test_what_is_required_and_wrong_is_told_as_wrong_alone() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TapSettings.load(
            root=NOWHERE, environ={"TERRAFORM_STATE_BUCKET": "B"}, required=["TERRAFORM_STATE_BUCKET"], state={}
        )
    assert [p.where for p in caught.value.problems] == ["state.bucket (from TERRAFORM_STATE_BUCKET)"]


# --- checks over several settings ------------------------------------------------------------------------------------


def test_project_and_suffix_may_be_as_long_as_names_allow_and_no_longer() -> None:
    suffix = "a" * (MAX_PREFIX_LENGTH - len("shop-"))
    assert load(project="shop", environment_suffix=suffix).names.prefix == f"shop-{suffix}"
    (problem,) = problems(project="shop", environment_suffix=f"{suffix}b")
    assert problem.where == "environment_suffix"
    assert problem.got == f"shop-{suffix}b (23 characters)"
    assert problem.expected == "at most 22, the hyphen included"


def test_the_secondary_region_must_be_another() -> None:
    (problem,) = problems({"AWS_REGION": "eu-west-1", "SECONDARY_AWS_REGION": "eu-west-1"})
    assert problem.where == "secondary_aws_region (from SECONDARY_AWS_REGION)"
    assert problem.got == "eu-west-1"


def test_more_zones_than_a_region_has_are_refused_where_they_were_asked_for() -> None:
    (problem,) = problems(aws_region="us-east-1", network={"zone_count": 6})
    assert problem.where == "secondary.network.zone_count"
    assert "us-west-2 has 4 zones" in problem.what
    assert load(network={"zone_count": 6}, secondary={"network": {"zone_count": 4}}).network.zone_count == 6
    assert load(network={"zone_count": 6}, secondary_aws_region="").network.zone_count == 6


def test_zones_of_another_region_are_refused() -> None:
    zones = ["us-west-2a", "us-west-2b"]
    assert places(network={"availability_zones": zones}) == ["network.availability_zones"]
    assert load(secondary={"network": {"availability_zones": zones}}).secondary.network.availability_zones


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.128.0/20"])
def test_networks_that_overlap_cannot_be_peered(cidr: str) -> None:
    (problem,) = problems(secondary={"network": {"cidr": cidr}})
    assert problem.where == "secondary.network.cidr"
    assert problem.got == f"10.0.0.0/16 in us-east-1, {cidr} in us-west-2"


@pytest.mark.parametrize("apart", [{"peering": False}, {"secondary_aws_region": ""}])
def test_networks_that_are_not_peered_may_overlap(apart: dict[str, Any]) -> None:
    assert load(secondary={"network": {"cidr": "10.0.0.0/16"}}, **apart)


OVERLAP: dict[str, Any] = {"secondary": {"network": {"cidr": "10.0.0.0/16"}}}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"peering": "perhaps", **OVERLAP}, ["peering"]),
        ({"secondary_aws_region": "none", **OVERLAP}, ["secondary_aws_region"]),
        ({"aws_region": "x", **OVERLAP}, ["aws_region"]),
        ({"network": {"nat": "all"}, **OVERLAP}, ["network.nat"]),
        ({"secondary": {"network": {"cidr": "10.0.0.0/16", "nat": "all"}}}, ["secondary.network.nat"]),
        ({"aws_region": "x", "secondary_aws_region": "us-east-1"}, ["aws_region"]),
        ({"aws_region": "us-west-2", "secondary_aws_region": "x"}, ["secondary_aws_region"]),
        (
            {
                "aws_region": "x",
                "secondary_aws_region": "us-east-1",
                "network": {"zone_count": 9, "cidr": "10.0.0.0/26"},
            },
            ["aws_region", "network.zone_count"],
        ),
        ({"aws_region": "x", "network": {"zone_count": 4}}, ["aws_region"]),
        ({"secondary_aws_region": "x", "network": {"zone_count": 6}}, ["secondary_aws_region"]),
        ({"network": {"zone_count": 6, "cidr": "x"}}, ["network.cidr"]),
        ({"project": "X", "environment_suffix": "a" * 19}, ["project"]),
        ({"environment_suffix": "A" * 60, "project": "p" * 16}, ["environment_suffix"]),
    ],
)
def test_no_check_speaks_of_a_stand_in_for_what_is_itself_at_fault(
    arguments: dict[str, Any], expected: list[str]
) -> None:
    assert places(**arguments) == expected


def test_a_fault_in_one_check_hides_no_other() -> None:
    found = places(
        project="p" * 16,
        environment_suffix="a" * 10,
        aws_region="us-west-2",
        secondary_aws_region="us-west-2",
        **OVERLAP,
    )
    assert found == ["environment_suffix", "secondary_aws_region", "secondary.network.cidr"]


# --- what follows from settings --------------------------------------------------------------------------------------


def test_names_are_those_of_the_primary_region() -> None:
    assert load(project="shop", environment_suffix="dev").names == Names("shop", "dev", "us-east-1")


def test_the_state_has_a_place_by_default() -> None:
    made = load(project="shop", environment_suffix="dev", aws_region="eu-west-1")
    assert made.state_bucket == "shop-terraform-state"
    assert made.state_key == "shop/dev/terraform.tfstate"
    assert made.state_region == "eu-west-1"


def test_the_state_is_where_it_is_said_to_be() -> None:
    made = load({"TERRAFORM_STATE_BUCKET": "abc", "TERRAFORM_STATE_BUCKET_REGION": "eu-west-3"})
    assert (made.state_bucket, made.state_region) == ("abc", "eu-west-3")


@pytest.mark.parametrize(
    ("arguments", "constraint"),
    [
        ({}, None),
        ({"provider": {"endpoint_url": "http://127.0.0.1:5000"}}, SUPPORTED_PROVIDER_VERSIONS),
        ({"provider": {"version": "~> 6.0"}}, "~> 6.0"),
        ({"provider": {"version": "~> 6.0", "endpoint_url": "http://127.0.0.1:5000"}}, "~> 6.0"),
    ],
)
def test_the_provider_constraint(arguments: dict[str, Any], constraint: str | None) -> None:
    assert load(**arguments).provider.constraint == constraint


def test_the_default_tags_are_ten_and_carry_the_suffix() -> None:
    made = load({"ENVIRONMENT_SUFFIX": "pr-42", "COMMIT_AUTHOR": "dependabot[bot]"}, project="shop")
    assert set(made.default_tags) == TEN_TAGS
    assert made.default_tags["Environment"] == "pr-42"
    assert made.default_tags["Project"] == "shop"
    assert made.default_tags["Author"] == "dependabot-bot"


# --- any tree at all -------------------------------------------------------------------------------------------------


def settings_or_refusal(model: type[TapSettings | AccountSettings], tree: Tree) -> None:
    """The tree makes settings that can be written and read again, or all that is wrong with it is told."""
    given = {key: value for key, value in tree.items() if value is not None}
    with time_limit(20):
        try:
            made = model.load(root=NOWHERE, environ={}, **given)
        except ConfigurationError as error:
            assert_told(error)
            with pytest.raises(ValidationError):
                model.model_validate(given)
        else:
            assert model.model_validate(given) == made
            assert model.model_validate(made.model_dump()) == made
            assert model.model_validate_json(made.model_dump_json()) == made


# Deferred, since every worker collects the test and only one runs it.
@given(st.deferred(lambda: st.one_of(trees(TapSettings), trees(TapSettings, wrong=True))))
@example({"profile": ["dev"], "network": {"subnet_prefix_lengths": {"private": 16}, "cidr": "10.0.1.0/24"}})
@example({"secondary": {"network": {1: 2}}, "network": {"cidr": "255.255.255.0/28"}})
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
def test_any_tree_is_either_settings_or_a_readable_refusal(tree: Tree) -> None:
    settings_or_refusal(TapSettings, tree)


def test_most_trees_without_wrong_values_are_settings() -> None:
    """Or else the test above would look at refusals alone."""
    verdicts = []

    @given(trees(TapSettings))
    @settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], database=None)
    def judge(tree: Tree) -> None:
        try:
            TapSettings.model_validate(tree)
        except ValidationError:
            verdicts.append(False)
        else:
            verdicts.append(True)

    judge()
    assert sum(verdicts) > len(verdicts) / 2


printable = st.text(st.characters(exclude_categories=["C"]), max_size=30)
environs = st.dictionaries(
    st.sampled_from(sorted(VARIABLES)), st.one_of(st.sampled_from([*TEXTS, "", "dev", "pr-42"]), printable, texts)
)


@given(environs)
@example(dict.fromkeys(VARIABLES, "\udcff"))
@example(dict.fromkeys(VARIABLES, "a\nb"))
@example(dict.fromkeys(VARIABLES, "x" * 1_000_000))
@settings(deadline=None, max_examples=100)
def test_any_variables_are_either_settings_or_a_refusal_that_names_them(environ: dict[str, str]) -> None:
    settings_or_refusal_of(environ)


def settings_or_refusal_of(environ: dict[str, str]) -> None:
    """The variables make settings that hold them, or what is told names those that are wrong."""
    try:
        with time_limit(20):
            made = load(environ)
    except ConfigurationError as error:
        assert_told(error)
        told = str(error)
        assert any(f"(from {name})" in told for name in environ) or "project and suffix" in told or "zones" in told
    else:
        assert all(value_at(made, VARIABLES[name]) == text.strip() for name, text in environ.items() if text.strip())


def test_the_default_environment_has_a_file_too(toml: WriteFile) -> None:
    root = toml("test", 'project = "shop"')
    assert TapSettings.load(root=root, environ={}).project == "shop"


@pytest.mark.parametrize(
    "table",
    [
        {"hash_key": "order", "attributes": {"order": "S"}},
        {"range_key": "at", "attributes": {"id": "S", "at": "N"}},
        {"attributes": {"id": "N"}},
    ],
)
def test_payments_are_kept_by_their_id(table: dict[str, Any]) -> None:
    assert places(table=table) == ["table"]
    assert not TapSettings.load(root=NOWHERE, environ={}, table=table, features={"payments": False}).features.payments
