"""Messages of the troubleshooting page that take cdktf, Terraform or the emulator: provoked, and cured."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError, cli_environment

from .conftest import ROOT

pytestmark = pytest.mark.terraform

NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
HELD = {"resource": {"terraform_data": {"held": {"input": "1"}}}}
QUEUE = {"resource": {"aws_sqs_queue": {"orders": {"name": "orders", "provider": "aws.far"}}}}


def write(folder: Path, *parts: Mapping[str, Any]) -> Path:
    """Writes a root module that is made of some parts."""
    folder.mkdir(exist_ok=True)
    for file in folder.glob("*.tf.json"):
        file.unlink()
    for number, part in enumerate(parts):
        (folder / f"part{number}.tf.json").write_text(json.dumps(part), encoding="utf-8")
    return folder


def refusal(action: Callable[[], object]) -> str:
    """What Terraform says, on one line."""
    with pytest.raises(TerraformError) as caught:
        action()
    return " ".join(str(caught.value).split())


def provider(**arguments: Any) -> dict[str, Any]:
    return {"provider": {"aws": [{"region": "us-east-1", "max_retries": 3, **arguments}]}}


def wants(version: str) -> dict[str, Any]:
    return {"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws", "version": version}}}}


def in_s3(**arguments: Any) -> dict[str, Any]:
    backend = {"bucket": "states", "key": "held.tfstate", "region": "us-east-1", "use_path_style": True}
    return {"terraform": {"backend": {"s3": {**backend, **arguments}}}}


class TestTerraform:
    def test_a_backend_that_was_not_initialized_is_by_init(self, terraform: TerraformFactory, tmp_path: Path) -> None:
        run = terraform(write(tmp_path, {"terraform": {"backend": {"local": {"path": "one.tfstate"}}}}, HELD))
        assert 'Backend initialization required, please run "terraform init"' in refusal(run.plan)
        run.init()
        run.apply()
        write(tmp_path, {"terraform": {"backend": {"local": {"path": "other.tfstate"}}}}, HELD)
        assert "Backend initialization required" in refusal(run.plan)
        run.init(migrate=True)
        assert run.plan().is_empty

    def test_a_lock_that_a_dead_run_left_is_taken_away(
        self, terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
    ) -> None:
        emulator_clean.client("s3").create_bucket(Bucket="states")
        emulator_clean.client("dynamodb").create_table(
            TableName="locks",
            KeySchema=[{"AttributeName": "LockID", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "LockID", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        run = terraform(write(tmp_path, in_s3(use_lockfile=True, dynamodb_table="locks"), HELD))
        run.init()
        # It holds both locks while it waits for its user to approve.
        with subprocess.Popen(
            [run.binary, "apply", "-no-color"],
            cwd=tmp_path,
            env=run.environment | {"TF_INPUT": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as dead:
            assert dead.stdout is not None
            assert any("Do you want to perform these actions" in line for line in dead.stdout)
            dead.send_signal(signal.SIGKILL)
        said = refusal(run.apply)
        assert "Error acquiring the state lock" in said
        (identifier,) = set(re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", said.partition("Lock Info")[2]))
        run.run("force-unlock", "-force", identifier)
        run.apply()
        assert emulator_clean.client("dynamodb").scan(TableName="locks", Select="COUNT")["Count"] == 1  # the checksum

    def test_a_resource_without_a_provider_gets_one(self, terraform: TerraformFactory, tmp_path: Path) -> None:
        queue = {"resource": {"aws_sqs_queue": {"orders": {"name": "orders"}}}}
        run = terraform(write(tmp_path, provider(alias="far"), queue))
        run.init()
        assert "Invalid provider configuration" in refusal(run.plan)
        write(
            tmp_path, {"provider": {"aws": [{"region": "us-east-1"}, {"region": "us-west-2", "alias": "far"}]}}, queue
        )
        run.plan()

    def test_a_state_without_credentials_gets_some(
        self, terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
    ) -> None:
        emulator_clean.client("s3").create_bucket(Bucket="states")
        run = terraform(write(tmp_path, in_s3(), HELD))
        known = run.environment
        run.environment = {name: value for name, value in known.items() if not name.startswith("AWS_ACCESS")} | {
            "AWS_EC2_METADATA_DISABLED": "true"
        }
        assert "No valid credential sources found" in refusal(run.init)
        run.environment = known
        run.init()

    def test_a_version_that_no_mirror_has_is_another(self, terraform: TerraformFactory, tmp_path: Path) -> None:
        run = terraform(write(tmp_path, wants(">= 99.0.0"), provider()))
        run.environment |= NOWHERE
        said = refusal(run.init)
        assert "no available releases match the given constraints" in said or "could not query" in said
        write(tmp_path, wants(">= 5.100.0, < 7.0.0"), provider())
        run.init()

    def test_providers_that_cannot_be_reached_come_from_a_folder(
        self, terraform: TerraformFactory, tmp_path: Path
    ) -> None:
        run = terraform(write(tmp_path, wants(">= 5.100.0, < 7.0.0"), provider()))
        known = run.environment
        direct = tmp_path / "direct.rc"
        direct.write_text("provider_installation {\n  direct {}\n}\n", encoding="utf-8")
        run.environment = known | NOWHERE | {"TF_CLI_CONFIG_FILE": str(direct)}
        assert "Failed to query available provider packages" in refusal(run.init)
        run.environment = known
        run.init()

    def test_a_lock_file_of_another_version_is_upgraded(self, terraform: TerraformFactory, tmp_path: Path) -> None:
        run = terraform(write(tmp_path, wants(">= 5.100.0, < 7.0.0"), provider()))
        assert "Inconsistent dependency lock file" in refusal(run.plan)
        run.init()
        run.plan()
        write(tmp_path, wants("< 5.0.0"), provider())
        assert "Inconsistent dependency lock file" in refusal(run.plan)

        write(tmp_path, wants(">= 5.100.0, < 7.0.0"), provider())
        lock = tmp_path / ".terraform.lock.hcl"
        older = re.sub(r'(?m)^(  version +=) ".*"$', r'\1 "5.99.0"', lock.read_text(encoding="utf-8"))
        lock.write_text(older, encoding="utf-8")
        assert "Required plugins are not installed" in refusal(run.plan)
        run.init(upgrade=True)
        run.plan()

    def test_what_is_protected_is_set_free_first(self, terraform: TerraformFactory, tmp_path: Path) -> None:
        held: dict[str, Any] = {"input": "1", "lifecycle": {"prevent_destroy": True}}
        run = terraform(write(tmp_path, {"resource": {"terraform_data": {"held": held}}}))
        run.init()
        run.apply()
        assert "Instance cannot be destroyed" in refusal(run.destroy)
        write(tmp_path, HELD)
        run.destroy()

    def test_a_region_stays_until_its_resources_are_gone(
        self, terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
    ) -> None:
        both = {"provider": {"aws": [{"region": "us-east-1"}, {"region": "us-west-2", "alias": "far"}]}}
        run = terraform(write(tmp_path, both, QUEUE))
        run.init()
        run.apply()
        write(tmp_path, provider())
        assert "Provider configuration not present" in refusal(run.apply)
        write(tmp_path, both)
        run.apply()
        write(tmp_path, provider())
        run.apply()
        assert emulator_clean.leftovers() == []


class TestCdktf:
    """`cdktf` in a project whose app is what a test says."""

    @pytest.fixture
    def cdktf(self, emulator: Emulator, tmp_path: Path) -> Callable[..., str]:
        def run(*arguments: str, app: str = "", code: int = 1, **variables: str) -> str:
            configuration = {"language": "python", "app": f"{sys.executable} app.py", "sendCrashReports": "false"}
            if app:
                (tmp_path / "app.py").write_text(app, encoding="utf-8")
                (tmp_path / "cdktf.json").write_text(json.dumps(configuration), encoding="utf-8")
            done = subprocess.run(
                [str(ROOT / "node_modules" / ".bin" / "cdktf"), *arguments],
                cwd=tmp_path,
                env=cli_environment(tmp_path, emulator.environment()) | variables,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert done.returncode == code, done.stdout + done.stderr
            return done.stdout + done.stderr

        return run

    APP = (
        "import tap_constructs\n"
        "from cdktf import App, LocalBackend, TerraformStack\n"
        "from cdktf_cdktf_provider_aws.provider import AwsProvider\n"
        "from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue\n"
        "app = App()\n"
        "stack = TerraformStack(app, 'shop')\n"
        "tap_constructs.guard(stack)\n"
        "AwsProvider(stack, 'aws', region='us-east-1', max_retries=3)\n"
        "stack.add_override('terraform.required_providers.aws.version', '>= 5.100.0')\n"
        "SqsQueue(stack, 'orders', name='orders')\n"
        "app.synth()\n"
    )

    def test_an_app_that_fails_says_why_below(self, cdktf: Callable[..., str]) -> None:
        said = cdktf("synth", app="raise SystemExit('the reason')")
        assert "non-zero exit code 1" in said
        assert "Command output on stderr" in said
        assert "the reason" in said.partition("Command output on stderr")[2]
        cdktf("synth", app=self.APP, code=0)

    def test_an_app_that_ends_without_synthesis_is_missed(self, cdktf: Callable[..., str]) -> None:
        assert "app was expected to call 'synth()', but didn't" in cdktf("synth", app="pass")

    def test_a_folder_without_cdktf_json_is_no_project(self, cdktf: Callable[..., str]) -> None:
        assert "Missing required argument: app" in cdktf("deploy")
        said = cdktf("synth")
        assert "Usage Error" in said
        assert "is not a cdktf project directory" in said

    def test_terraform_is_named_where_it_is_not_on_the_path(self, cdktf: Callable[..., str], tmp_path: Path) -> None:
        diff = ("diff", "shop", "--skip-provider-lock")
        assert "Terraform CLI not present" in cdktf(*diff, app=self.APP, TERRAFORM_BINARY_NAME="terraform-of-nowhere")
        cdktf(*diff, app=self.APP, code=0, TERRAFORM_BINARY_NAME="terraform")

    def test_the_registry_is_not_asked_where_that_is_said(self, cdktf: Callable[..., str]) -> None:
        assert "Could not retrieve providers for locking" in cdktf(
            "deploy", "shop", "--auto-approve", app=self.APP, **NOWHERE
        )
        cdktf("deploy", "shop", "--auto-approve", "--skip-provider-lock", app=self.APP, code=0, **NOWHERE)
        cdktf("destroy", "shop", "--auto-approve", "--skip-provider-lock", app=self.APP, code=0)


class TestAws:
    """What the emulator says as AWS does, to a client: the page's words are AWS's."""

    def test_what_is_used_by_hand_is_removed_by_hand(self, emulator_clean: Emulator) -> None:
        ec2 = emulator_clean.client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        with pytest.raises(ClientError, match="DependencyViolation"):
            ec2.delete_vpc(VpcId=vpc)
        ec2.delete_subnet(SubnetId=subnet)
        ec2.delete_vpc(VpcId=vpc)


def test_a_check_of_checkov_is_left_out_by_its_configuration(tmp_path: Path) -> None:
    bucket = {"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs"}}}}
    (tmp_path / "cdk.tf.json").write_text(json.dumps(bucket, indent=1), encoding="utf-8")
    command = [str(ROOT / ".cache" / "checkov" / "bin" / "checkov"), "--skip-download", "--compact", "-f"]

    def failed(*arguments: str) -> set[str]:
        done = subprocess.run(
            [*command, str(tmp_path / "cdk.tf.json"), *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "FAILED for resource: aws_s3_bucket.logs" in done.stdout
        return set(re.findall(r"^Check: (\w+):.*\n\s*FAILED for resource:", done.stdout, re.MULTILINE))

    gone = failed() - failed("--config-file", str(ROOT / ".checkov.yaml"))
    assert {"CKV_AWS_144", "CKV2_AWS_62"} <= gone
