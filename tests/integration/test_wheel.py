"""The wheel in a clean environment, beside a project that has a `lib` of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from lib.project_template import template_files

from .conftest import ROOT

APP = """
from tap_constructs import EncryptionKey, Network, NetworkConfig, PaymentApi, Reference, synth
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from lib.shop import NAME

app = App()
stack = TerraformStack(app, NAME)
AwsProvider(stack, "aws", region="eu-central-1")
Network(stack, "Network", config=NetworkConfig(zone_count=2))
key = EncryptionKey(stack, "Key", purpose="functions", users=["logs"])
PaymentApi(stack, "Payments", table=Reference("arn:table", "table"), bus=Reference("arn:bus", "bus"), key=key)
synth(app)
"""

# One worker builds it.
pytestmark = pytest.mark.xdist_group("wheel")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_it_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"tap_constructs", "tap_constructs-0.1.0.dist-info"}
    assert "tap_constructs/py.typed" in names
    assert not [name for name in names if name.endswith(".pyc")]
    sources = {f"tap_constructs/{path.relative_to(ROOT / 'lib')}" for path in (ROOT / "lib").rglob("*.py")}
    sources |= {f"tap_constructs/template/{path}" for path in template_files()}
    assert sources - set(names) == set()


def test_a_project_with_a_lib_of_its_own_synthesizes(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    project = tmp_path / "project"
    (project / "lib").mkdir(parents=True)
    (project / "lib" / "__init__.py").touch()
    (project / "lib" / "shop.py").write_text('NAME = "shop"\n')
    (project / "main.py").write_text(APP)
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run([python, "main.py"], cwd=project, env=outside, check=True)
    made = project / "cdktf.out" / "stacks" / "shop"
    assert '"aws_vpc"' in (made / "cdk.tf.json").read_text()
    [packed] = made.glob("assets/*/*/shop-payment-api.zip")
    handler = (ROOT / "lib" / "lambda" / "payment_api" / "handler.py").read_bytes()
    assert zipfile.ZipFile(packed).read("handler.py") == handler
    assert (
        subprocess.run(
            [environment / "bin" / "tap", "--version"], check=True, capture_output=True, text=True
        ).stdout.strip()
        == "0.1.0"
    )
