"""A migration with everything it can have: from nothing, changed in place, and back to nothing."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.kms_key import KmsKey
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy

from lib import (
    DatabaseTarget,
    DmsAccountRoles,
    EncryptionKey,
    Migration,
    MigrationConfig,
    Names,
    Network,
    NetworkConfig,
    SecurityGroup,
    guard,
)
from lib.aws_facts import DMS_ROLE_NAMES
from lib.iam import Statement, policy
from lib.merging import merged
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plan import Plan
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError

from .conftest import EMULATED, PROVIDER_NAMED, keep_state_beside, take_provider

pytestmark = pytest.mark.terraform

REGION = "eu-central-1"
NAMES = Names("tap", "mig", REGION)
PEM = "-----BEGIN CERTIFICATE-----\nMIIB{}\n-----END CERTIFICATE-----\n"
NETWORK = NetworkConfig.model_validate(
    {
        "zone_count": 2,
        "nat": "none",
        "flow_logs": {"enabled": False},
        "endpoints": {"interfaces": {"secretsmanager": {}}},
    }
)
SOURCES: dict[str, dict[str, Any]] = {
    "orders": {
        "engine": "postgres",
        "database_name": "orders",
        "cidrs": ["10.20.0.0/16"],
        "certificate_pem": PEM.format(1),
        "postgres": {"heartbeat": True, "heartbeat_minutes": 5, "plugin": "pglogical"},
    },
    "users": {"engine": "aurora", "cidrs": ["10.20.0.0/16"], "certificate_pem": PEM.format(2)},
    "parts": {"engine": "mariadb", "cidrs": ["10.20.0.0/16"], "certificate_pem": PEM.format(3)},
    "stock": {"engine": "sqlserver", "database_name": "stock", "cidrs": ["10.20.0.0/16"]},
    "bills": {
        "engine": "oracle",
        "database_name": "BILLS",
        "cidrs": ["10.20.0.0/16"],
        "certificate_arn": f"arn:aws:dms:{REGION}:123456789012:cert:WALLET",
    },
}
TASKS: dict[str, dict[str, Any]] = {
    "copy": {
        "migration_type": "full-load",
        "mappings": {
            "selections": {"all": {"schema_name": "public"}, "no-logs": {"schema_name": "logs", "action": "exclude"}},
            "transformations": {
                "lower": {"target": "table", "action": "convert-lowercase", "schema_name": "%", "table_name": "%"}
            },
        },
        "settings": {"large_objects": {"mode": "full"}, "validation": {"enabled": False}},
    },
    "follow": {"mappings": {"selections": {"orders": {"schema_name": "public", "table_name": "orders"}}}},
}


def write(folder: Path, *, with_source: bool = True, **changed: Any) -> Path:
    app = App(outdir=str(folder))
    stack = TerraformStack(app, "migration")
    keep_state_beside(stack)
    guard(stack, suffix=NAMES.suffix)
    require_versions(stack, EMULATED)
    add_provider(stack, REGION, tags={"Environment": "mig"}, config=EMULATED)
    network = Network(stack, "Network", config=NETWORK, names=NAMES)
    key = EncryptionKey(stack, "Key", purpose="migration", names=NAMES)
    database = SecurityGroup(
        stack, "Database", vpc_id=network.vpc_id, purpose="db", description="Database", names=NAMES
    )
    secret = SecretsmanagerSecret(
        stack, "TargetSecret", name="/tap/mig/target", kms_key_id=key.arn, recovery_window_in_days=0
    )
    target = DatabaseTarget(
        engine="aurora-postgresql",
        database_name="orders",
        secret_arn=secret.arn,
        secret_key_arn=key.arn,
        security_group=database,
    )
    common: dict[str, Any] = {"network": network, "key": key, "target": target, "names": NAMES}
    if not with_source:
        Migration(stack, "Migration", **common)
    else:
        roles = DmsAccountRoles(stack, "Roles")
        topic = make_topic(stack)
        for name, given in SOURCES.items():
            own = SecretsmanagerSecret(stack, f"Secret-{name}", name=f"/tap/mig/{name}", recovery_window_in_days=0)
            settings: dict[str, Any] = {
                "source": {**given, "secret_arn": own.arn},
                "target": {"postgres": {"map_booleans": True}},
            }
            if name == "orders":
                settings["tasks"] = TASKS
            Migration(
                stack,
                f"Migration-{name}",
                account_roles=roles,
                topic=topic,
                purpose=name,
                config=MigrationConfig.model_validate(merged(settings, changed if name == "orders" else {})),
                **common,
            )
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / "migration"


def make_topic(stack: TerraformStack) -> SnsTopic:
    dms = {"Service": "dms.amazonaws.com"}
    key = KmsKey(
        stack,
        "TopicKey",
        enable_key_rotation=True,
        policy=policy(
            [
                Statement(
                    sid="Iam", actions=["kms:*"], resources=["*"], principals={"AWS": "arn:aws:iam::123456789012:root"}
                ),
                Statement(sid="Dms", actions=["kms:GenerateDataKey*", "kms:Decrypt"], resources=["*"], principals=dms),
            ]
        ),
    )
    topic = SnsTopic(stack, "Topic", name="tap-mig-events", kms_master_key_id=key.arn)
    admitted = Statement(sid="Dms", actions=["sns:Publish"], resources=[topic.arn], principals=dms)
    SnsTopicPolicy(stack, "TopicPolicy", arn=topic.arn, policy=policy([admitted]))
    return topic


def test_without_the_accounts_roles_a_plan_says_what_is_missing_and_what_to_do(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(write(tmp_path, with_source=False), registry=PROVIDER_NAMED)
    run.init()
    with pytest.raises(TerraformError, match=r"(?s)dms-vpc-role and.*Deploy\s.*the account's\s.*stack") as caught:
        run.plan()
    assert "Resource postcondition failed" in str(caught.value)

    iam = emulator_clean.client("iam")
    for name in DMS_ROLE_NAMES[:2]:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    planned = {change.address.split(".")[0] for change in run.plan().changes}
    assert {"aws_dms_replication_instance", "aws_dms_replication_subnet_group", "aws_dms_endpoint"} <= planned
    assert not planned & {"aws_dms_replication_task", "aws_dms_event_subscription"}


def test_apply_an_empty_second_plan_a_change_in_place_and_destroy_to_nothing(
    terraform: TerraformFactory, emulator_clean: Emulator, tmp_path: Path
) -> None:
    run = terraform(write(tmp_path), registry=PROVIDER_NAMED)
    run.init()
    assert_order(run.run("graph"))
    run.apply()
    second = run.plan()
    assert second.is_empty, str(second)
    dms = emulator_clean.client("dms", REGION)
    assert_connected(dms)
    before = tasks_of(dms)
    assert {task["Status"] for task in before.values()} == {"ready"}  # a person starts them

    write(
        tmp_path,
        instance={"storage_gb": 100},
        source={"certificate_pem": PEM.format(4)},
        tasks={"follow": {"mappings": {"selections": {"users": {"schema_name": "public", "table_name": "users"}}}}},
        task_events=["failure", "state change"],
    )
    changes = run.plan(out=tmp_path / "changes")
    assert {change.address.split(".")[1]: change.actions for change in changes.changes} == {
        address_id(changes, "aws_dms_certificate"): ("create", "delete"),
        address_id(changes, "aws_dms_endpoint"): ("update",),
        address_id(changes, "aws_dms_event_subscription"): ("update",),
        address_id(changes, "aws_dms_replication_instance"): ("update",),
        address_id(changes, "aws_dms_replication_task"): ("update",),
    }
    run.apply(plan=tmp_path / "changes")
    third = run.plan()
    assert third.is_empty, str(third)
    after = tasks_of(dms)
    assert [rule["rule-name"] for rule in json.loads(after["tap-mig-orders-follow"]["TableMappings"])["rules"]] == [
        "orders",
        "users",
    ]
    assert {name: task["ReplicationTaskArn"] for name, task in after.items()} == {
        name: task["ReplicationTaskArn"] for name, task in before.items()
    }

    run.destroy(refresh=False)
    assert emulator_clean.leftovers() == []


def address_id(changes: Plan, kind: str) -> str:
    (found,) = (change.address for change in changes.changes if change.address.startswith(f"{kind}."))
    return found.split(".")[1]


def tasks_of(dms: Any) -> dict[str, Any]:
    return {task["ReplicationTaskIdentifier"]: task for task in dms.describe_replication_tasks()["ReplicationTasks"]}


def assert_order(graph: str) -> None:
    """Everything that DMS makes in a VPC comes after the policy of the role under which it does."""
    needs: dict[str, set[str]] = defaultdict(set)
    for address, needed in re.findall(r'"([^"]+)" -> "([^"]+)"', graph):
        needs[address].add(needed)

    def needed_by(address: str) -> set[str]:
        return needs[address].union(*map(needed_by, needs[address]))

    nodes = set(re.findall(r'^\s+"([^"]+)" \[label', graph, re.MULTILINE))
    for kind, policy_id in {
        "aws_dms_replication_subnet_group": "Roles_VpcPolicy",
        "aws_dms_replication_instance": "Roles_VpcPolicy",
        "aws_dms_replication_task": "Roles_LogsPolicy",
        "aws_dms_endpoint": "SecretsRolePolicy",
    }.items():
        found = [node for node in nodes if node.startswith(f"{kind}.")]
        assert found, kind
        for node in found:
            assert any(f"_{policy_id}_" in f"_{needed.split('.')[1]}" for needed in needed_by(node)), node


def assert_connected(dms: Any) -> None:
    """The credentials of every engine come from Secrets Manager, over TLS."""
    endpoints = {endpoint["EndpointIdentifier"]: endpoint for endpoint in dms.describe_endpoints()["Endpoints"]}
    modes = {name: endpoints[f"tap-mig-{name}-source"]["SslMode"] for name in SOURCES}
    assert modes == {
        "orders": "verify-full",
        "users": "verify-full",
        "parts": "verify-full",
        "stock": "require",
        "bills": "verify-ca",
    }
    for name, endpoint in endpoints.items():
        (settings,) = (value for key, value in endpoint.items() if key.endswith("Settings"))
        secret = "target" if name.endswith("-target") else name.removeprefix("tap-mig-").removesuffix("-source")
        assert f":secret:/tap/mig/{secret}-" in settings["SecretsManagerSecretId"], name
        assert endpoint["ExtraConnectionAttributes"].startswith("secretsManagerEndpointOverride=vpce-")
        assert not {"Username", "ServerName", "Port"} & endpoint.keys(), name
    settings = endpoints["tap-mig-orders-source"]["PostgreSQLSettings"]
    assert (settings["HeartbeatEnable"], settings["CaptureDdls"], settings["ExecuteTimeout"]) == (True, True, 60)
