"""A migration with everything it can have: from nothing, changed in place, and back to nothing."""

from __future__ import annotations

import json
import re
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
    Rule,
    SecurityGroup,
    guard,
)
from lib.aws_facts import SUPPORTED_PROVIDER_VERSIONS
from lib.iam import Statement, policy
from lib.merging import merged
from lib.provider import add_provider, require_versions
from lib.testing.emulator import Emulator
from lib.testing.plugin import TerraformFactory
from lib.testing.terraform import TerraformError

from .conftest import PROVIDER_NAMED, take_provider

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
SOURCES = {
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
TASKS = {
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
    guard(stack, suffix=NAMES.suffix)
    require_versions(stack, SUPPORTED_PROVIDER_VERSIONS)
    add_provider(stack, REGION, tags={"Environment": "mig"}, emulated=True)
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
            settings = {"source": {**given, "secret_arn": own.arn}, "target": {"postgres": {"map_booleans": True}}}
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
                Statement(
                    sid="Dms", actions=["kms:GenerateDataKey*", "kms:Decrypt"], resources=["*"], principals=dms
                ),
            ]
        ),
    )
    topic = SnsTopic(stack, "Topic", name="tap-mig-events", kms_master_key_id=key.arn)
    admitted = Statement(sid="Dms", actions=["sns:Publish"], resources=[topic.arn], principals=dms)
    SnsTopicPolicy(stack, "TopicPolicy", arn=topic.arn, policy=policy([admitted]))
    return topic
