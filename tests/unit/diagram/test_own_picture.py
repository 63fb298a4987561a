"""The picture in the documentation is that of the full environment, as the program writes it today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lib.cli import app
from lib.diagram.layout import layout
from lib.diagram.links import Sort
from lib.diagram.model import Architecture, architecture_of
from lib.guards.document import Document
from lib.guards.reading import read

REPOSITORY = Path(__file__).parents[3]
PICTURE = REPOSITORY / "docs" / "architecture.svg"
# What GitHub leaves for a README, and more than what a picture may weigh in it.
README_WIDTH, MOST_BYTES = 1000, 300_000
REMEDY = """docs/architecture.svg is stale
    remedy:   ENVIRONMENT_SUFFIX=full TERRAFORM_STATE_BUCKET=states python tap.py
              tap diagram cdktf.out/stacks/TapStackfull --output docs/architecture.svg"""

pytestmark = pytest.mark.xdist_group("full_environment")


@pytest.fixture(scope="module")
def architecture(full_environment: Path) -> Architecture:
    (source,) = read(full_environment)
    return architecture_of(Document(*source.trees), "full")


def without_pixels(svg: str) -> str:
    """The picture but for its icons: how PNG is packed differs between machines."""
    return re.sub(r"base64,[^\"]*", "base64,", svg)


def test_it_is_current(full_environment: Path, tmp_path: Path) -> None:
    pictures = tmp_path / "one.svg", tmp_path / "two.svg"
    for picture in pictures:
        assert CliRunner().invoke(app, ["diagram", str(full_environment), "--output", str(picture)]).exit_code == 0
    assert pictures[0].read_bytes() == pictures[1].read_bytes()
    assert without_pixels(pictures[0].read_text()) == without_pixels(PICTURE.read_text()), REMEDY
    assert PICTURE.stat().st_size < MOST_BYTES


def test_it_fits_in_a_readme(architecture: Architecture) -> None:
    assert layout(architecture).width <= README_WIDTH


def test_the_flows_that_matter_are_in_it(architecture: Architecture) -> None:
    names = [f"{node.picture.label} {node.place.region}".strip() for node in architecture.nodes]
    flows = {(names[flow.source], names[flow.target], flow.sort) for flow in architecture.flows}
    first, second = "us-east-1", "us-west-2"
    assert flows >= {
        ("Clients", "Route 53 record", Sort.REQUEST),
        ("Database to migrate", f"DMS replication {first}", Sort.DATA),
        (f"DMS replication {first}", f"Aurora PostgreSQL {first}", Sort.DATA),
        (f"Aurora PostgreSQL {first}", f"Aurora PostgreSQL {second}", Sort.DATA),
        (f"DynamoDB table {first}", f"DynamoDB replica {second}", Sort.DATA),
        (f"Lambda function {second}", f"DynamoDB replica {second}", Sort.DATA),
        (f"Event bus {first}", f"Event bus {second}", Sort.EVENT),
        (f"Event bus {second}", f"Event bus {first}", Sort.EVENT),
        (f"Backup vault {first}", f"Backup vault {second}", Sort.DATA),
    }
    for region in (first, second):
        assert flows >= {
            ("Route 53 record", f"Load balancer {region}", Sort.REQUEST),
            (f"Load balancer {region}", f"Lambda function {region}", Sort.REQUEST),
            (f"Lambda function {region}", f"Event bus {region}", Sort.EVENT),
            (f"Event bus {region}", f"SQS queue {region}", Sort.EVENT),
            (f"Alarm {region}", f"SNS topic {region}", Sort.ALARM),
        }
