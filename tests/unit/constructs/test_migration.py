from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cdktf import TerraformOutput, TerraformStack

from lib.config.migration import MigrationConfig
from lib.config.network import NetworkConfig
from lib.constructs.dms_endpoint import DatabaseTarget
from lib.constructs.dms_roles import DmsAccountRoles
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.migration import Migration
from lib.constructs.network import Network, NetworkLike
from lib.errors import ConfigurationError
from lib.naming import Names
from lib.testing.synthesized import Synthesized

Synthesize = Callable[[], Synthesized]

KEY = EncryptionKey.from_existing("arn:aws:kms:eu-central-1:123456789012:key/1")
SECRET_KEY = "arn:aws:kms:eu-central-1:123456789012:key/2"
SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:{}-AbCdEf"
DATABASE = SimpleNamespace(id="sg-0db")
TOPIC = SimpleNamespace(arn="arn:aws:sns:eu-central-1:123456789012:events")
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"
TARGET = DatabaseTarget(
    engine="aurora-postgresql",
    database_name="orders",
    secret_arn=SECRET.format("new"),
    secret_key_arn=SECRET_KEY,
    security_group=DATABASE,
)
SOURCE = {
    "engine": "postgres",
    "database_name": "orders",
    "secret_arn": SECRET.format("old"),
    "cidrs": ["10.9.0.0/16"],
}
TASKS = {
    "orders": {"mappings": {"selections": {"all": {"schema_name": "public"}}}},
    "users": {"mappings": {"selections": {"all": {"schema_name": "users"}}}, "start": True},
}


def existing(stack: TerraformStack) -> NetworkLike:
    return Network.from_existing(
        stack, vpc_id="vpc-1", cidr="10.0.0.0/16", subnets={"private": ["subnet-a", "subnet-b"]}
    )


def own(stack: TerraformStack, **settings: Any) -> Network:
    config = {"zone_count": 2, "flow_logs": {"enabled": False}, **settings}
    return Network(stack, "Network", config=NetworkConfig.model_validate(config))


def migrate(
    stack: TerraformStack,
    *,
    database: DatabaseTarget = TARGET,
    network: NetworkLike | None = None,
    roles: DmsAccountRoles | None = None,
    topic: Any = None,
    names: Names | None = None,
    **settings: Any,
) -> Migration:
    return Migration(
        stack,
        "Migration",
        network=network or existing(stack),
        key=KEY,
        target=database,
        account_roles=roles,
        topic=topic,
        config=MigrationConfig.model_validate(settings),
        names=names,
    )


def refused(stack: TerraformStack, **arguments: Any) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        migrate(stack, **arguments)
    assert all(problem.remedy for problem in caught.value.problems)
    return [problem.where for problem in caught.value.problems]


def endpoint(made: Synthesized, kind: str) -> dict[str, Any]:
    return made.resource("aws_dms_endpoint", endpoint_type=kind)


def test_the_instance_is_private_encrypted_and_of_awss_version(stack: TerraformStack, synthesize: Synthesize) -> None:
    migrate(stack)
    made = synthesize()
    instance = made.resource("aws_dms_replication_instance")
    assert (instance["publicly_accessible"], instance["kms_key_arn"]) == (False, KEY.arn)
    assert instance["auto_minor_version_upgrade"] is True
    left_out = {"engine_version", "allow_major_version_upgrade", "preferred_maintenance_window", "network_type"}
    assert not left_out & set(instance)
    group = made.resource("aws_dms_replication_subnet_group")
    assert group["subnet_ids"] == ["subnet-a", "subnet-b"]
    assert made.address_of("aws_dms_replication_subnet_group") in instance["replication_subnet_group_id"]
    assert made.address_of("aws_security_group") in instance["vpc_security_group_ids"][0]
    made.assert_no_findings()


def test_the_instance_is_what_is_asked_for(stack: TerraformStack, synthesize: Synthesize) -> None:
    migrate(
        stack,
        instance={
            "instance_class": "dms.r6i.large",
            "storage_gb": 500,
            "multi_az": True,
            "engine_version": "3.6.1",
            "allow_major_version_upgrade": True,
            "auto_minor_version_upgrade": False,
            "maintenance_window": "sun:04:00-sun:05:00",
            "apply_immediately": True,
        },
    )
    instance = synthesize().resource("aws_dms_replication_instance")
    asked = {
        "replication_instance_class": "dms.r6i.large",
        "allocated_storage": 500,
        "multi_az": True,
        "engine_version": "3.6.1",
        "allow_major_version_upgrade": True,
        "auto_minor_version_upgrade": False,
        "preferred_maintenance_window": "sun:04:00-sun:05:00",
        "apply_immediately": True,
    }
    assert {name: instance[name] for name in asked} == asked


def test_without_a_source_there_is_a_target_and_no_task(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = migrate(stack, topic=TOPIC)
    assert (made.source, made.tasks, list(made.subscriptions)) == (None, {}, ["instance"])
    synthesized = synthesize()
    assert synthesized.count("aws_dms_endpoint") == 1
    assert synthesized.count("aws_dms_replication_task") == 0


def test_credentials_come_from_secrets_manager_and_the_connection_is_encrypted(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(stack, source=SOURCE)
    made = synthesize()
    for kind, secret in (("target", "new"), ("source", "old")):
        found = endpoint(made, kind)
        assert found["secrets_manager_arn"] == SECRET.format(secret)
        assert made.address_of("aws_iam_role") in found["secrets_manager_access_role_arn"]
        assert (found["ssl_mode"], found["kms_key_arn"]) == ("require", KEY.arn)
        assert found["depends_on"] == [made.address_of("aws_iam_role_policy")]
        assert not {"username", "password", "server_name", "port", "certificate_arn"} & set(found)


def test_one_role_reads_both_secrets_and_nothing_else(stack: TerraformStack, synthesize: Synthesize) -> None:
    migrate(stack, source={**SOURCE, "secret_key_arn": SECRET_KEY}, names=Names("shop", "dev"))
    made = synthesize()
    role = made.resource("aws_iam_role")
    assert role["name"] == "shop-dev-migration-secrets-eu-central-1"
    (trust,) = json.loads(role["assume_role_policy"])["Statement"]
    assert trust["Principal"] == {"Service": "dms.eu-central-1.amazonaws.com"}
    granted = json.loads(made.resource("aws_iam_role_policy")["policy"])["Statement"]
    assert [(each["Action"], each["Resource"]) for each in granted] == [
        ("secretsmanager:GetSecretValue", [SECRET.format("new"), SECRET.format("old")]),
        ("kms:Decrypt", SECRET_KEY),
        ("kms:DescribeKey", SECRET_KEY),
    ]
    assert granted[1]["Condition"] == {"StringEquals": {"kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com"}}
    made.assert_no_findings(suffix="dev")


def test_without_a_key_of_ones_own_no_key_is_granted(stack: TerraformStack, synthesize: Synthesize) -> None:
    target = DatabaseTarget(
        engine="aurora-postgresql", database_name="orders", secret_arn=SECRET.format("new"), cidrs=["10.0.0.0/16"]
    )
    migrate(stack, database=target)
    assert "kms:" not in synthesize().resource("aws_iam_role_policy")["policy"]


def test_the_instance_is_let_out_to_both_databases_and_to_secrets_manager(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made = migrate(stack, source={**SOURCE, "port": 6432, "security_group_id": "sg-0ab"})
    assert made.security_group.inline is False
    synthesized = synthesize()
    rules = synthesized.resources("aws_vpc_security_group_egress_rule").values()
    assert {
        (rule["from_port"], rule.get("cidr_ipv4") or rule["referenced_security_group_id"], rule["description"])
        for rule in rules
    } == {
        (443, "10.0.0.0/16", "Secrets Manager"),
        (5432, "sg-0db", "Target database"),
        (6432, "sg-0ab", "Source database"),
        (6432, "10.9.0.0/16", "Source database in 10.9.0.0/16"),
    }
    assert synthesized.count("aws_vpc_security_group_ingress_rule") == 0


def test_two_databases_in_one_place_are_one_permission(stack: TerraformStack, synthesize: Synthesize) -> None:
    target = DatabaseTarget(
        engine="postgres", database_name="orders", secret_arn=SECRET.format("new"), cidrs=["10.9.0.0/16"]
    )
    migrate(stack, database=target, source=SOURCE)
    assert synthesize().count("aws_vpc_security_group_egress_rule", cidr_ipv4="10.9.0.0/16") == 1


def test_a_certificate_verifies_the_server_and_a_new_one_stands_beside_it(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(stack, source={**SOURCE, "certificate_pem": PEM})
    made = synthesize()
    certificate = made.resource("aws_dms_certificate")
    assert certificate["certificate_id"].startswith("shop-migration-source-")
    assert certificate["lifecycle"] == {"create_before_destroy": True}
    assert certificate["certificate_pem"] == PEM
    found = endpoint(made, "source")
    assert found["ssl_mode"] == "verify-full"
    assert made.address_of("aws_dms_certificate") in found["certificate_arn"]


def test_another_certificate_has_another_name(stack: TerraformStack, synthesize: Synthesize) -> None:
    first, second = (
        Migration(
            stack,
            f"Migration-{number}",
            network=existing(stack),
            key=KEY,
            target=TARGET,
            config=MigrationConfig.model_validate({"target": {"certificate_pem": f"{PEM}{number}"}}),
        ).target.certificate
        for number in (1, 2)
    )
    assert first
    assert second
    assert first.certificate_id_input != second.certificate_id_input


def test_a_certificate_that_is_there_already_is_used(stack: TerraformStack, synthesize: Synthesize) -> None:
    arn = "arn:aws:dms:eu-central-1:123456789012:cert:WALLET"
    oracle = {**SOURCE, "engine": "oracle", "certificate_arn": arn}
    migrate(stack, source=oracle)
    found = endpoint(synthesize(), "source")
    assert (found["certificate_arn"], found["ssl_mode"]) == (arn, "verify-ca")


def test_settings_of_postgresql_are_there_even_when_nothing_is_asked_for(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(stack, source={**SOURCE, "engine": "sqlserver"})
    made = synthesize()
    assert endpoint(made, "target")["postgres_settings"]["max_file_size"] == 32768
    assert "postgres_settings" not in endpoint(made, "source")


def test_settings_of_postgresql_are_complete_since_the_provider_sends_zeros_for_the_rest(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(
        stack,
        source={**SOURCE, "postgres": {"heartbeat": True, "plugin": "pglogical"}},
        target={"postgres": {"after_connect_script": "SET session_replication_role = replica"}},
    )
    made = synthesize()
    defaults = {
        "capture_ddls": True,
        "execute_timeout": 60,
        "fail_tasks_on_lob_truncation": False,
        "heartbeat_enable": False,
        "heartbeat_frequency": 5,
        "map_boolean_as_boolean": False,
        "max_file_size": 32768,
    }
    assert endpoint(made, "source")["postgres_settings"] == {
        **defaults,
        "heartbeat_enable": True,
        "plugin_name": "pglogical",
    }
    assert endpoint(made, "target")["postgres_settings"] == {
        **defaults,
        "after_connect_script": "SET session_replication_role = replica",
    }


def test_attributes_of_other_engines_are_passed_on(stack: TerraformStack, synthesize: Synthesize) -> None:
    attributes = {"parallelLoadThreads": "2", "initstmt": "SET FOREIGN_KEY_CHECKS=0"}
    target = DatabaseTarget(engine="aurora", secret_arn=SECRET.format("new"), security_group=DATABASE)
    migrate(stack, database=target, target={"extra_connection_attributes": attributes, "certificate_pem": PEM})
    found = endpoint(synthesize(), "target")
    assert found["extra_connection_attributes"] == "parallelLoadThreads=2;initstmt=SET FOREIGN_KEY_CHECKS=0"
    assert (found["engine_name"], "database_name" in found) == ("aurora", False)


def test_a_task_has_its_mappings_and_settings_and_waits_for_a_person(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    made = migrate(stack, source=SOURCE, tasks=TASKS)
    assert list(made.task_ids) == ["orders", "users"]
    synthesized = synthesize()
    task = synthesized.resource("aws_dms_replication_task", replication_task_id="shop-migration-orders")
    assert (task["migration_type"], task["start_replication_task"]) == ("full-load-and-cdc", False)
    assert json.loads(task["table_mappings"])["rules"][0]["object-locator"]["schema-name"] == "public"
    assert json.loads(task["replication_task_settings"])["Logging"]["EnableLogging"] is True
    assert not {"cdc_start_position", "depends_on", "lifecycle"} & set(task)
    started = synthesized.resource("aws_dms_replication_task", replication_task_id="shop-migration-users")
    assert started["start_replication_task"] is True


def test_alarms_can_name_the_instance_and_its_tasks(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = migrate(stack, source=SOURCE, tasks={"orders": TASKS["orders"]})
    TerraformOutput(stack, "instance", value=made.instance_id)
    TerraformOutput(stack, "task", value=made.task_ids["orders"])
    synthesized = synthesize()
    instance = synthesized.address_of("aws_dms_replication_instance")
    assert synthesized.outputs["instance"]["value"] == f"${{{instance}.replication_instance_id}}"
    task = synthesized.address_of("aws_dms_replication_task")
    told = synthesized.outputs["task"]["value"]
    assert '"' not in told  # it is put into JSON
    (end,) = [value for name, value in synthesized.json["locals"].items() if told == f"${{local.{name}}}"]
    assert end == f'${{element(split(":", {task}.replication_task_arn), 6)}}'


def test_roles_of_the_same_stack_are_waited_for(stack: TerraformStack, synthesize: Synthesize) -> None:
    roles = DmsAccountRoles(stack, "Roles")
    migrate(stack, roles=roles, source=SOURCE, tasks={"orders": TASKS["orders"]})
    made = synthesize()
    waits = {
        kind: made.resource(kind)["depends_on"]
        for kind in ("aws_dms_replication_subnet_group", "aws_dms_replication_task")
    }
    policies = {
        item["policy_arn"].rpartition("/")[2]: f"aws_iam_role_policy_attachment.{key}"
        for key, item in made.resources("aws_iam_role_policy_attachment").items()
    }
    assert waits == {
        "aws_dms_replication_subnet_group": [policies["AmazonDMSVPCManagementRole"]],
        "aws_dms_replication_task": [policies["AmazonDMSCloudWatchLogsRole"]],
    }
    assert made.count("data.aws_iam_roles") == 0
    made.assert_no_findings()


def test_roles_made_elsewhere_are_looked_for_and_missed_with_a_reason(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(stack)
    found = synthesize().resource("data.aws_iam_roles")
    assert found["name_regex"] == "^(dms-vpc-role|dms-cloudwatch-logs-role)$"
    (check,) = found["lifecycle"]["postcondition"]
    assert check["condition"] == "${length(self.names) == 2}"
    assert "Deploy the account's stack" in check["error_message"]


def test_a_topic_is_told_of_failures_of_this_instance_and_these_tasks(
    stack: TerraformStack, synthesize: Synthesize
) -> None:
    migrate(stack, source=SOURCE, tasks={"orders": TASKS["orders"]}, topic=TOPIC)
    made = synthesize()
    instance = made.resource("aws_dms_event_subscription", source_type="replication-instance")
    assert (instance["name"], instance["sns_topic_arn"]) == ("shop-migration-instance", TOPIC.arn)
    assert instance["event_categories"] == ["failure", "failover", "low storage"]
    assert made.address_of("aws_dms_replication_instance") in instance["source_ids"][0]
    tasks = made.resource("aws_dms_event_subscription", source_type="replication-task")
    assert tasks["event_categories"] == ["failure"]
    assert made.address_of("aws_dms_replication_task") in tasks["source_ids"][0]


def test_a_topic_is_told_of_what_is_asked_for(stack: TerraformStack, synthesize: Synthesize) -> None:
    made = migrate(stack, source=SOURCE, tasks=TASKS, topic=TOPIC, instance_events=[], task_events=["state change"])
    assert list(made.subscriptions) == ["tasks"]
    assert synthesize().resource("aws_dms_event_subscription")["event_categories"] == ["state change"]


def test_secrets_manager_is_reached_by_the_networks_endpoint(stack: TerraformStack, synthesize: Synthesize) -> None:
    network = own(stack, nat="none", endpoints={"interfaces": {"secretsmanager": {}}})
    migrate(stack, network=network, source={**SOURCE, "extra_connection_attributes": {"a": "1"}})
    made = synthesize()
    address = made.address_of("aws_vpc_endpoint", vpc_endpoint_type="Interface")
    name = f"secretsManagerEndpointOverride=${{{address}.dns_entry[0].dns_name}}"
    assert endpoint(made, "target")["extra_connection_attributes"] == name
    assert endpoint(made, "source")["extra_connection_attributes"] == f"a=1;{name}"


def test_secrets_manager_is_reached_by_nat(stack: TerraformStack, synthesize: Synthesize) -> None:
    migrate(stack, network=own(stack), secrets_manager="internet")
    made = synthesize()
    rule = made.resource("aws_vpc_security_group_egress_rule", description="Secrets Manager")
    assert (rule["cidr_ipv4"], rule["from_port"]) == ("0.0.0.0/0", 443)
    assert "extra_connection_attributes" not in endpoint(made, "target")


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ({}, {}),
        ({"nat": "none", "endpoints": {"interfaces": {"logs": {}}}}, {}),
        ({"nat": "none"}, {"secrets_manager": "internet"}),
        ({"endpoints": {"interfaces": {"secretsmanager": {}}}, "tiers": ("public", "private")}, {"tier": "intra"}),
    ],
)
def test_a_network_that_does_not_lead_to_secrets_manager_or_lacks_subnets_is_refused(
    stack: TerraformStack, settings: dict[str, Any], given: dict[str, Any]
) -> None:
    assert refused(stack, network=own(stack, **settings), **given) == ["shop/Migration.network"]


def test_a_target_that_cannot_be_reached_or_verified_is_refused_with_all_its_faults(stack: TerraformStack) -> None:
    nowhere = DatabaseTarget(engine="mysql", secret_arn=SECRET.format("new"))
    assert refused(stack, database=nowhere, target={"postgres": {"map_booleans": True}}) == [
        "shop/Migration.target",
        "shop/Migration.config.target.certificate_pem",
        "shop/Migration.config.target.postgres",
    ]


def test_a_target_that_speaks_postgresql_names_its_database(stack: TerraformStack) -> None:
    target = DatabaseTarget(engine="postgres", secret_arn=SECRET.format("new"), security_group=DATABASE)
    assert refused(stack, database=target) == ["shop/Migration.target.database_name"]


def test_the_longest_names_are_taken_by_dms(stack: TerraformStack, synthesize: Synthesize) -> None:
    Migration(
        stack,
        "Migration",
        network=existing(stack),
        key=KEY,
        target=TARGET,
        purpose="the-orders-of-a-company-with-a-rather-long-name-and-then-some-more",
        names=Names("shop", "dev"),
    )
    made = synthesize()
    name = made.resource("aws_dms_replication_instance")["replication_instance_id"]
    assert len(name) <= 63
    assert "--" not in name
    assert not name.endswith("-")
