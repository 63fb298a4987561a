"""Every pair of switches, in a stack that the real Terraform and the provider's schema find valid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, reduce
from pathlib import Path
from typing import Any, Final

import pytest
from allpairspy import AllPairs  # type: ignore[import-untyped]  # it comes without types
from cdktf import App
from pydantic import ValidationError

from lib.merging import merged, nested
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform

from .conftest import EMULATED, PROVIDER_NAMED, take_provider

pytestmark = pytest.mark.terraform

# What a migration needs with any switch: a certificate to verify MySQL with, and a way to its passwords without NAT.
ALWAYS: Final[dict[str, Any]] = {
    "provider": EMULATED.model_dump(),
    "network": {"endpoints": {"interfaces": {"secretsmanager": {}}}},
    "migration": {
        "secrets_manager": "endpoint",
        "target": {"certificate_pem": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
    },
}

# By the setting's path; a new setting joins with its line.
SWITCHES: Final[dict[str, list[Any]]] = {
    "profile": ["dev", "test", "prod"],
    "aws_region": ["us-east-1", "eu-central-1"],
    "secondary_aws_region": ["us-west-2", ""],
    "route53_domain": [None, "payments.corp.net"],
    "peering": [True, False],
    "network.nat": ["single", "per_zone", "none"],
    "network.zone_source": ["table", "aws"],
    "network.flow_logs": [{"destination": "cloudwatch"}, {"destination": "s3"}, {"enabled": False}],
    "network.endpoints.interfaces": [{}, {"ecr.api": {}, "logs": {}}],
    "alarms.critical.emails": [{}, {"on-call": "on-call@company.net"}],
    "features.events": [True, False],
    "features.database": [True, False],
    "features.table": [True, False],
    "features.payments": [True, False],
    "features.load_balancer": [True, False],
    "features.web_tier": [True, False],
    "features.registry": [True, False],
    "features.cluster": [True, False],
    "features.secondary_cluster": [True, False],
    "features.migration": [False, True],
    "features.backup": [True, False],
    "events.replication.replicate": ["both", "to_secondary", "none"],
    "events.bus": [{}, {"archive_days": None, "log_retention_days": 90}],
    "database.engine": ["aurora-postgresql", "aurora-mysql"],
    "table": [{}, {"billing": "provisioned", "read_capacity": {"min_units": 10}}],
    "table.replicated": [True, False],
    "secrets": [{}, {"session": {}, "partner": {"value": "variable", "variable": "partner_token"}}],
    "parameters.entries": [{}, {"log-level": {"value": "info"}, "token": {"variable": "token"}}],
    "dns.zone": ["public", "private"],
    "vault.lock": [None, {"min_retention_days": 1}],
    "backup.restore_testing": [None, {"tests": {"tables": {"resource_type": "DynamoDB"}}}],
}


def environment(row: Sequence[Any]) -> dict[str, Any]:
    """The settings of a row; one that is not whole has the first switches."""
    chosen = (nested(path.split("."), value) for path, value in zip(SWITCHES, row, strict=False))
    return reduce(merged, chosen, ALWAYS)


@cache
def accepted(settings: str) -> bool:
    try:
        TapSettings.model_validate_json(settings)
    except ValidationError:
        return False
    return True


ROWS = list(AllPairs(list(SWITCHES.values()), filter_func=lambda row: accepted(json.dumps(environment(row)))))


@pytest.fixture(scope="module")
def initialized(tmp_path_factory: pytest.TempPathFactory, emulator: Emulator) -> Terraform:
    """Terraform in the folder of one stack: its provider is there for every other that takes its place."""
    folder = tmp_path_factory.mktemp("pairs")
    write(folder, TapSettings(provider=EMULATED))
    run = Terraform(folder / "stacks" / "pairs", emulator.environment(), registry=PROVIDER_NAMED)
    run.init()
    return run


def write(folder: Path, settings: TapSettings) -> None:
    app = App(outdir=str(folder))
    TapStack(app, "pairs", settings=settings)
    app.synth()
    take_provider(folder / "stacks")
    file = folder / "stacks" / "pairs" / "cdk.tf.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    del document["terraform"]["backend"]  # nothing is kept here
    file.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=map(str, range(len(ROWS))))
def test_terraform_finds_it_valid(row: list[Any], initialized: Terraform) -> None:
    write(initialized.folder.parents[1], TapSettings.model_validate(environment(row)))
    initialized.validate()
