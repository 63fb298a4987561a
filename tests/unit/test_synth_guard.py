"""Guards at synthesis: an error ends it before anything is written, a warning is shown, an acknowledgement heeded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from datetime import date
from pathlib import Path

import pytest

import lib

# isort: split
from cdktf import App, TerraformOutput, TerraformStack, Testing
from cdktf_cdktf_provider_aws.ecr_repository import EcrRepository
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.eks_cluster import EksCluster, EksClusterVpcConfig
from cdktf_cdktf_provider_aws.vpc import Vpc

from lib.errors import ConfigurationError, GuardWarning
from lib.guards.acknowledgements import FILE_NAME
from lib.provider import add_provider
from lib.synth_guard import guard

REPOSITORY = Path(__file__).parents[2]
ACCEPTED = """
[[acknowledge]]
rule = "{rule}"
resource = "{resource}"
reason = "Rebuilt from tags at every release."
"""
# A program as a user writes it: one line has its stack looked at.
PROGRAM = """
from tap_constructs import guard, synth
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.ecr_repository import EcrRepository
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.provider import AwsProvider

app = App()
stack = TerraformStack(app, "shop")
AwsProvider(stack, "aws", region="eu-central-1")
guard(stack)
EcrRepository(stack, "images", name="images", force_delete=True)
{more}
synth(app)
"""


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(outdir=str(tmp_path / "out"))


@pytest.fixture
def stack(app: App) -> TerraformStack:
    made = TerraformStack(app, "s")
    add_provider(made, "eu-central-1", tags={})
    return made


def add_fault(stack: TerraformStack) -> None:
    """An error of a rule: Terraform refuses an expression where it wants an address."""
    Eip(stack, "order").add_override("depends_on", ["${aws_vpc.main}"])


def add_doubt(stack: TerraformStack) -> None:
    """A warning of a rule."""
    EcrRepository(stack, "images", name="images", force_delete=True)


def accept(path: Path, rule: str, resource: str) -> Path:
    path.write_text(ACCEPTED.format(rule=rule, resource=resource), encoding="utf-8")
    return path


def refused(app: App) -> str:
    """What synthesis is refused with; nothing is written then."""
    with pytest.raises(RuntimeError) as caught:
        app.synth()
    assert not list(Path(app.outdir).rglob("cdk.tf.json"))
    return str(caught.value)


def test_an_error_says_where_what_why_the_remedy_and_the_document_item(app: App, stack: TerraformStack) -> None:
    guard(stack)
    guard(stack)
    add_fault(stack)
    said = refused(app)
    assert said.count("[s] error: aws_eip.order: ") == 1
    assert "\n    depends-on-expression (D2#15, D3#3b)" in said
    assert "\n    why:    " in said
    assert "\n    remedy: " in said


def test_all_errors_are_said_at_once_of_the_tree_too(app: App, stack: TerraformStack) -> None:
    guard(stack)
    add_fault(stack)
    for name in ("v1", "v2"):
        Vpc(stack, name, cidr_block="10.0.0.0/16").override_logical_id("same")
    said = refused(app)
    assert said.count("[s] error: aws_eip.order: ") == 1
    assert said.count("[s] aws_vpc.same: 2 constructs have this logical id") == 1
    assert "remove an override_logical_id" in said


def test_a_stack_that_is_not_guarded_is_left_alone(app: App, stack: TerraformStack) -> None:
    add_fault(stack)
    app.synth()
    assert list(Path(app.outdir).rglob("cdk.tf.json"))


def test_a_warning_is_shown_and_lets_synthesis_go_on(app: App, stack: TerraformStack) -> None:
    guard(stack)
    add_doubt(stack)
    with pytest.warns(GuardWarning) as caught:
        app.synth()
    (said,) = [str(each.message) for each in caught if each.category is GuardWarning]
    assert said.startswith("warning: aws_ecr_repository.images: ")
    assert "ecr-force-delete" in said
    assert list(Path(app.outdir).rglob("cdk.tf.json"))


def test_a_warning_ends_synthesis_where_that_is_asked_for(app: App, stack: TerraformStack) -> None:
    guard(stack, strict=True)
    add_doubt(stack)
    assert "warning: aws_ecr_repository.images: " in refused(app)


def test_an_acknowledged_error_is_shown_with_its_reason(app: App, stack: TerraformStack, tmp_path: Path) -> None:
    guard(stack, acknowledge=accept(tmp_path / "accepted.toml", "depends-on-expression", "aws_eip.*"))
    add_fault(stack)
    with pytest.warns(GuardWarning) as caught:
        app.synth()
    (said,) = [str(each.message) for each in caught if each.category is GuardWarning]
    assert said.startswith("acknowledged: aws_eip.order: ")
    assert "    reason: Rebuilt from tags at every release.\n" in said


def test_what_is_accepted_stands_in_the_current_folder(
    app: App, stack: TerraformStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(tmp_path / FILE_NAME, "depends-on-expression", "aws_eip.other")
    monkeypatch.chdir(tmp_path)
    guard(stack)
    add_fault(stack)
    assert "aws_eip.order" in refused(app)


def test_an_acknowledgement_of_an_unknown_rule_is_refused_when_the_stack_is_made(
    stack: TerraformStack, tmp_path: Path
) -> None:
    path = accept(tmp_path / "accepted.toml", "no-such-rule", "*")
    with pytest.raises(ConfigurationError, match="names a rule that does not exist"):
        guard(stack, acknowledge=path)


@pytest.mark.parametrize(
    ("today", "what"), [(date(2026, 7, 28), None), (date(2026, 7, 29), "warning"), (date(2027, 7, 29), "error")]
)
def test_versions_are_judged_at_a_date(app: App, stack: TerraformStack, today: date, what: str | None) -> None:
    guard(stack, today=today)
    vpc = EksClusterVpcConfig(subnet_ids=["subnet-1", "subnet-2"])
    EksCluster(
        stack,
        "cluster",
        name="shop",
        role_arn="arn:aws:iam::123456789012:role/eks",
        version="1.33",
        vpc_config=vpc,
    )
    with warnings.catch_warnings(record=True) as caught:
        if what == "error":
            assert "eks-version-ended" in refused(app)
        else:
            app.synth()
    assert len(caught) == (what == "warning")


def test_the_suffix_of_an_environment_is_looked_for_in_names() -> None:
    stack = lib.TapStack(Testing.app(), "shop-dev", environment_suffix="dev", state_bucket="states")
    EcrRepository(stack, "images", name="images-prod")
    with pytest.raises(RuntimeError, match="without the suffix 'dev'"):
        Testing.synth(stack, True)


def test_it_is_part_of_the_stacks_of_the_library() -> None:
    stack = lib.TapStack(Testing.app(), "shop-dev", environment_suffix="dev", state_bucket="states")
    TerraformOutput(stack, "more", value="x").override_logical_id("vpc_id")
    with pytest.raises(RuntimeError, match=r"output\.vpc_id: 2 constructs"):
        Testing.synth(stack, True)


def test_the_documents_of_stacks_are_unchanged_by_it(stack: TerraformStack) -> None:
    Vpc(stack, "v", cidr_block="10.0.0.0/16")
    before = json.loads(Testing.synth(stack))
    guard(stack)
    assert json.loads(Testing.synth(stack, True)) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        ("", 0, "warning: aws_ecr_repository.images: "),
        ('Eip(stack, "order").add_override("depends_on", ["${aws_vpc.main}"])', 1, "[shop] error: aws_eip.order: "),
    ],
)
def test_a_program_shows_findings_and_no_trace(more: str, code: int, said: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{more}", more)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(REPOSITORY), os.environ.get("PYTHONPATH", "")))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "GuardWarning" not in done.stderr
    assert "Traceback" not in done.stderr
    assert bool(list(tmp_path.rglob("cdk.tf.json"))) == (code == 0)
