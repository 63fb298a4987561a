"""What Terraform says of the forms: the real one, with the real AWS provider 5.100, against the emulator."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lib.testing.emulator import Emulator
from lib.testing.plan import Plan
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import Terraform, TerraformError

from .conftest import results

# The bindings of that provider.
BINDINGS = "20.1.0"
PROVIDER = {"s3_use_path_style": True, "max_retries": 3}

pytestmark = [pytest.mark.terraform, pytest.mark.xdist_group("proofs-terraform")]

Configure = Callable[[str], Terraform]


def document(name: str) -> dict[str, Any]:
    """A root module of that name, with what the emulator needs."""
    made = json.loads(json.dumps(results(BINDINGS)[name]))
    assert "failed" not in made, made["failed"]
    for provider in made.get("provider", {}).get("aws", ()):
        provider |= PROVIDER
    return dict(made)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Path:
    """A folder in which the provider is installed; the root modules follow one another in it."""
    made = tmp_path_factory.mktemp("root")
    configuration = document("accepted_by_validate")
    (made / "cdk.tf.json").write_text(json.dumps(configuration), encoding="utf-8")
    Terraform(made, environment=emulator.environment()).init()
    return made


@pytest.fixture
def configured(folder: Path, emulator: Emulator) -> Configure:
    """`configured(name)`: Terraform with that root module, the provider installed and no state."""

    def configure(name: str) -> Terraform:
        for state in folder.glob("*.tfstate*"):
            state.unlink()
        (folder / "cdk.tf.json").write_text(json.dumps(document(name)), encoding="utf-8")
        return Terraform(folder, environment=emulator.environment())

    return configure


def refusal(action: Callable[[], object]) -> str:
    with pytest.raises(TerraformError) as caught:
        action()
    return " ".join("\n".join(caught.value.diagnostics).split())


@pytest.fixture(scope="module")
def faults(folder: Path, emulator: Emulator) -> list[str]:
    """What validate says of all refused forms, which stand in one root module."""
    (folder / "cdk.tf.json").write_text(json.dumps(document("refused_by_validate")), encoding="utf-8")
    with pytest.raises(TerraformError) as caught:
        Terraform(folder, environment=emulator.environment()).validate()
    return [" ".join(fault.split()) for fault in caught.value.diagnostics]


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param('"ingress.0.from_port" is required', id="D0#1"),
        pytest.param('"alias": conflicts with ttl', id="D0#7-ttl"),
        pytest.param("all of `set_identifier,weighted_routing_policy` must be specified", id="D0#7-identifier"),
        pytest.param("conflicts with source_security_group_id", id="D2#3"),
        pytest.param('Call to function "filebase64sha256" failed', id="D2#5"),
        pytest.param("reserved_concurrent_executions to be at least (-1)", id="D2#12"),
        pytest.param("backtrack_window to be in the range (0 - 259200)", id="D1#5-window"),
        pytest.param("conflicts with manage_master_user_password", id="D1#5-password"),
        pytest.param("max_capacity to be in the range", id="D2#9"),
        pytest.param("deregistration_delay: cannot parse '30s'", id="D4#3"),
    ],
)
def test_validate_refuses(faults: list[str], expected: str) -> None:
    assert any(expected in fault for fault in faults), faults


def test_groups_that_name_each_other_inline_are_a_cycle(configured: Configure) -> None:
    said = refusal(configured("cyclic_groups").validate)
    assert "Cycle: aws_security_group." in said


def test_an_expression_in_depends_on_is_invalid(configured: Configure) -> None:
    said = refusal(configured("expression_in_depends_on").validate)
    assert said.count("Invalid expression") == 2


def test_validate_accepts_the_right_forms(configured: Configure) -> None:
    configured("accepted_by_validate").validate()


@pytest.fixture(scope="module")
def blind_plan(folder: Path, emulator: Emulator) -> Plan:
    (folder / "cdk.tf.json").write_text(json.dumps(document("unseen_by_plan")), encoding="utf-8")
    run = Terraform(folder, environment=emulator.environment())
    run.validate()
    return run.plan()


@pytest.mark.parametrize(
    ("address", "what"),
    [
        pytest.param("aws_vpc_peering_connection.requester", {"auto_accept": True}, id="D0#9"),
        pytest.param("aws_route_table.empty_route", {}, id="D0#2"),
        pytest.param("aws_rds_cluster.member", {"backtrack_window": 3600}, id="D1#5-window"),
        pytest.param("aws_rds_cluster.managed_member", {"manage_master_user_password": True}, id="D1#5-password"),
        pytest.param("aws_dms_replication_instance.old_engine", {"engine_version": "3.5.2"}, id="D1#7"),
        pytest.param("aws_route53_zone.reserved", {"name": "migration.example.com"}, id="D1#8"),
        pytest.param("aws_security_group.duplicates", {}, id="D1#9"),
        pytest.param("aws_lambda_function.missing_package", {"filename": "none.zip"}, id="D2#5"),
        pytest.param("aws_iam_role.dms-vpc-role", {"name": "dms-vpc-role"}, id="D2#6-fixed"),
        pytest.param("aws_iam_role.dms-vpc-role-dev", {"name": "dms-vpc-role-dev"}, id="D2#6-renamed"),
        pytest.param("aws_route53_record.placeholder", {}, id="D2#7"),
        pytest.param("aws_lambda_function.reserved_concurrency", {"reserved_concurrent_executions": 990}, id="D2#12"),
    ],
)
def test_plan_sees_nothing_wrong(blind_plan: Plan, address: str, what: dict[str, Any]) -> None:
    [change] = [change for change in blind_plan.changes if change.address == address]
    assert change.actions == ("create",)
    assert {name: change.after[name] for name in what} == what


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("aws_rds_cluster.pausing", id="D2#9-pausing"),
        pytest.param("aws_rds_cluster.odd_step", id="D2#9-step"),
        pytest.param("aws_eks_cluster.old", id="D3#3"),
    ],
)
def test_validate_accepts_what_only_aws_refuses(blind_plan: Plan, address: str) -> None:
    assert address in {change.address for change in blind_plan.changes}


def test_lost_keys_leave_the_plan_with_defaults(configured: Configure) -> None:
    run = configured("planned_with_defaults")
    run.validate()
    planned = {change.address: change.after for change in run.plan().changes}
    assert not planned["aws_vpc.vpc"].get("tags_all")
    [lost] = planned["aws_ecr_repository.dict"]["encryption_configuration"]
    [kept] = planned["aws_ecr_repository.struct"]["encryption_configuration"]
    assert (lost["encryption_type"], kept["encryption_type"]) == ("AES256", "KMS")


def test_a_forward_without_target_fails_at_plan(configured: Configure) -> None:
    run = configured("forward_without_target")
    run.validate()
    said = refusal(run.plan)
    assert "Invalid Attribute Combination" in said
    assert "default_action[0].target_group_arn" in said


@pytest.fixture(scope="module")
def apply_refusal(folder: Path, emulator: Emulator) -> tuple[str, list[str]]:
    """What apply says, and what it leaves in the state."""
    emulator.reset()
    (folder / "cdk.tf.json").write_text(json.dumps(document("refused_at_apply")), encoding="utf-8")
    run = Terraform(folder, environment=emulator.environment())
    run.validate()
    run.plan()
    return refusal(run.apply), run.state_list()


def test_a_route_without_destination_fails_at_apply(apply_refusal: tuple[str, list[str]]) -> None:
    said, left = apply_refusal
    assert "creating route: one of `cidr_block, ipv6_cidr_block, destination_prefix_list_id` must be specified" in said
    assert "aws_route_table.empty_route" in left  # made, and half done


def test_duplicate_permissions_fail_at_apply(apply_refusal: tuple[str, list[str]]) -> None:
    assert "InvalidPermission.Duplicate" in apply_refusal[0]


def test_a_package_that_does_not_exist_fails_at_apply(apply_refusal: tuple[str, list[str]]) -> None:
    assert "reading ZIP file (none.zip)" in apply_refusal[0]


def test_two_styles_on_one_resource_undo_each_other(configured: Configure, emulator_clean: Emulator) -> None:
    run = configured("two_styles")
    run.apply()
    changes = {change.address: change.actions for change in run.plan().changes}
    assert changes == {"aws_route_table.table": ("update",), "aws_security_group.group": ("update",)}


def test_terraform_sees_the_order_of_node_dependencies(configured: Configure) -> None:
    run = configured("ordered_by_nodes")
    run.validate()
    graph = run.run("graph")
    assert '"aws_ecs_cluster.cluster" -> "aws_subnet.subnet"' in graph
    assert '"aws_subnet.subnet" -> "aws_vpc.vpc"' in graph
    assert '"aws_ecs_cluster.cluster" -> "aws_vpc.vpc"' not in graph


@pytest.fixture
def with_backend(tmp_path: Path, terraform: TerraformFactory, emulator_clean: Emulator) -> Callable[[str], Terraform]:
    """`with_backend(name)`: Terraform in a folder of its own, with a bucket for its state."""
    emulator_clean.client("s3").create_bucket(Bucket="states")

    def configure(name: str) -> Terraform:
        own = tmp_path / name
        own.mkdir()
        (own / "cdk.tf.json").write_text(json.dumps(document(name)), encoding="utf-8")
        return terraform(own)

    return configure


def init(run: Terraform) -> tuple[int, str]:
    """The exit code, and all that Terraform said."""
    done = run._execute((run.binary, "init", "-input=false", "-no-color"), None)
    return done.returncode, " ".join(f"{done.stdout} {done.stderr}".split())


def test_a_lock_table_is_deprecated(with_backend: Callable[[str], Terraform]) -> None:
    run = with_backend("backend_with_a_table")
    assert init(run)[0] == 0
    assert "Deprecated" not in init(run)[1]  # of an init that succeeds Terraform 1.11 drops the warning
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del run.environment[name]
    code, said = init(run)
    assert code == 1
    assert 'The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile" instead' in said


def test_a_lock_file_is_accepted_and_an_invented_name_is_not(with_backend: Callable[[str], Terraform]) -> None:
    assert init(with_backend("backend_with_a_lock_file"))[0] == 0
    said = refusal(with_backend("backend_with_an_invented_name").init)
    assert "Extraneous JSON object property" in said
    assert 'No argument or block type is named "use_lock_file"' in said


def test_state_goes_to_a_key_named_like_the_token(with_backend: Callable[[str], Terraform], emulator: Emulator) -> None:
    run = with_backend("backend_with_a_token")
    run.init()
    run.apply()
    listed = emulator.client("s3").list_objects_v2(Bucket="states")["Contents"]
    assert [entry["Key"] for entry in listed] == ["${var.env}-state.tfstate"]
