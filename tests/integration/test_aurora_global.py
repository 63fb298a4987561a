"""Databases over two regions and in one: no password anywhere, rotated in place, switched over, and gone again."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformOutput, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider

from lib.config.aurora import AuroraConfig
from lib.config.network import NetworkConfig
from lib.constructs.aurora_cluster import Placement
from lib.constructs.aurora_global import AuroraGlobal
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.network import Network
from lib.naming import Names
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

HOME, AWAY = "us-east-1", "us-west-2"
OWN_PASSWORD = "chosen-Password-of-14-letters"
GONE_AT_THE_END: dict[str, Any] = {"deletion_protection": False, "final_snapshot": False}
NETWORK = {"zone_count": 2, "nat": "none", "tiers": ["database"], "flow_logs": {"enabled": False}}


def credentials(version: int, **further: str) -> dict[str, Any]:
    return {"version": version, "recovery_window_days": 0, **further}


def place(stack: TerraformStack, name: str, provider: AwsProvider, cidr: str) -> Placement:
    names = Names(project="shop", suffix="dev", region=provider.region or "")
    config = NetworkConfig.model_validate({**NETWORK, "cidr": cidr})
    key = EncryptionKey(stack, f"Key{name}", purpose="data", users=["logs"], names=names, provider=provider)
    return Placement(network=Network(stack, name, config=config, names=names, provider=provider), key=key)


def synthesize(folder: Path, version: int) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "databases")
    require_versions(stack, EMULATED)
    keep_state_beside(stack)
    here = place(stack, "Here", add_provider(stack, HOME, tags={}, config=EMULATED), "10.0.0.0/16")
    away = add_provider(stack, AWAY, alias="away", tags={}, config=EMULATED)
    there = place(stack, "There", away, "10.1.0.0/16")
    everywhere = AuroraGlobal(
        stack,
        "Everywhere",
        primary=here,
        secondary=there,
        config=AuroraConfig.model_validate(
            {
                **GONE_AT_THE_END,
                "instances": {"a": {}},
                "data_api": True,
                "logical_replication": True,
                "credentials": credentials(version),
            }
        ),
    )
    everywhere.allow_from("network", "10.0.0.0/16")
    old = AuroraGlobal(
        stack,
        "Old",
        purpose="old",
        primary=there,
        config=AuroraConfig.model_validate(
            {
                **GONE_AT_THE_END,
                "engine": "aurora-mysql",
                "instance_class": "db.r6g.large",
                "instances": {"later": {"promotion_tier": 9}, "first": {"promotion_tier": 2}},
                "instance_parameters": {"max_connections": {"value": "500"}},
                "insights": {"mode": "advanced", "retention_days": 465},
                "credentials": credentials(version, password_source="variable"),
            }
        ),
    )
    assert everywhere.secondary
    old.allow_from("everywhere", everywhere.secondary.security_group)
    TerraformOutput(stack, "host", value=everywhere.endpoint)
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "databases"


def secret(emulator: Emulator, region: str, name: str) -> dict[str, Any]:
    held = emulator.client("secretsmanager", region).get_secret_value(SecretId=name)
    return dict(json.loads(held["SecretString"]))


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """What Terraform and CDKTF left behind, the inside of plans too; not its plugins."""
    for file in folder.rglob("*"):
        if not file.is_file() or "providers" in file.parts:
            continue
        yield str(file), file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{file}:{name}", archive.read(name)) for name in archive.namelist())


def roles(emulator: Emulator) -> dict[str, bool]:
    (found,) = emulator.client("rds", HOME).describe_global_clusters()["GlobalClusters"]
    return {member["DBClusterArn"].split(":")[3]: member["IsWriter"] for member in found["GlobalClusterMembers"]}


def test_from_nothing_to_a_rotated_password_a_switchover_and_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    emulator = emulator_clean
    environment = {**emulator.environment(), "TF_VAR_db_password": OWN_PASSWORD}
    folder = synthesize(tmp_path / "app", version=1)
    run = terraform(folder, environment=environment, registry=PROVIDER_NAMED)
    run.init()
    wrong = terraform(folder, environment={**environment, "TF_VAR_db_password": "p@ss/word"}, registry=PROVIDER_NAMED)
    with pytest.raises(TerraformError, match="RDS takes 8 to 41 printable characters"):
        wrong.plan()
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)

    assert roles(emulator) == {HOME: True, AWAY: False}
    connection = secret(emulator, HOME, "/shop/dev/aurora-connection")
    assert connection["host"] == run.outputs()["host"]
    assert (connection["engine"], connection["port"], connection["dbname"]) == ("postgres", 5432, "app")
    first = secret(emulator, HOME, "/shop/dev/aurora-credentials")
    assert connection["password"] == first["password"]
    assert first == secret(emulator, AWAY, "/shop/dev/aurora-credentials")
    assert len(first["password"]) == 40
    assert first["password"].isalnum()
    assert secret(emulator, AWAY, "/shop/dev/old-connection")["password"] == OWN_PASSWORD
    for region, name, instances in ((HOME, "aurora", 1), (AWAY, "aurora", 1), (AWAY, "old", 2)):
        (cluster,) = emulator.client("rds", region).describe_db_clusters(
            DBClusterIdentifier=f"shop-dev-{name}-{region}"
        )["DBClusters"]
        assert cluster["StorageEncrypted"]
        assert len(cluster["DBClusterMembers"]) == instances
        groups = emulator.client("logs", region).describe_log_groups(
            logGroupNamePrefix=f"/aws/rds/cluster/shop-dev-{name}-{region}/"
        )["logGroups"]
        assert {group["retentionInDays"] for group in groups} == {365}
        assert len(groups) == len(cluster["EnabledCloudwatchLogsExports"])
    of_old = emulator.client("rds", AWAY).describe_db_clusters(DBClusterIdentifier=f"shop-dev-old-{AWAY}")
    writers = {
        member["DBInstanceIdentifier"]: member["IsClusterWriter"]
        for member in of_old["DBClusters"][0]["DBClusterMembers"]
    }
    assert writers == {"shop-dev-old-first": True, "shop-dev-old-later": False}

    synthesize(tmp_path / "app", version=2)
    saved = tmp_path / "rotation.plan"
    rotation = run.plan(out=saved)
    changed = {change.address.split(".")[0]: change.actions for change in rotation.changes}
    # The content of a secret is never changed, only followed by another.
    assert changed == {"aws_rds_cluster": ("update",), "aws_secretsmanager_secret_version": ("delete", "create")}
    assert len(rotation.changes) == 6
    (tmp_path / "rotation.json").write_text(run.run("show", "-json", str(saved)), encoding="utf-8")
    run.apply(saved)
    assert run.plan().is_empty
    rotated = secret(emulator, HOME, "/shop/dev/aurora-credentials")
    assert rotated["password"] != first["password"]
    assert secret(emulator, HOME, "/shop/dev/aurora-connection")["password"] == rotated["password"]
    (tmp_path / "outputs.json").write_text(json.dumps(run.outputs()), encoding="utf-8")

    passwords = [password.encode() for password in (first["password"], rotated["password"], OWN_PASSWORD)]
    looked_at = dict(contents(tmp_path))
    assert {"cdk.tf.json", "terraform.tfstate", "rotation.plan", "rotation.json"} <= {
        Path(name).name for name in looked_at
    }
    assert [name for name, content in looked_at.items() if any(password in content for password in passwords)] == []

    hand_over = {"GlobalClusterIdentifier": "shop-dev-aurora"}
    arns = {region: f"arn:aws:rds:{region}:123456789012:cluster:shop-dev-aurora-{region}" for region in (HOME, AWAY)}
    emulator.client("rds", AWAY).switchover_global_cluster(**hand_over, TargetDbClusterIdentifier=arns[AWAY])
    assert roles(emulator) == {HOME: False, AWAY: True}
    switched = run.plan()
    assert switched.is_empty, str(switched)
    emulator.client("rds", HOME).failover_global_cluster(
        **hand_over, TargetDbClusterIdentifier=arns[HOME], AllowDataLoss=True
    )
    assert roles(emulator) == {HOME: True, AWAY: False}
    run.destroy()
    assert emulator.leftovers() == []
