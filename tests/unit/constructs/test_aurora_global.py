"""Stacks are synthesized once each: a database has many resources."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cdktf import TerraformOutput, TerraformStack, Testing
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lib.config.aurora import AuroraConfig
from lib.config.subnet_layout import Tier
from lib.constructs.aurora_cluster import Placement
from lib.constructs.aurora_global import AuroraGlobal
from lib.constructs.encryption_key import EncryptionKey
from lib.constructs.network import Network
from lib.constructs.network_acl import egress_rules, ingress_rules
from lib.errors import ConfigurationError
from lib.guards.document import Document
from lib.guards.rule import Context
from lib.guards.run import run
from lib.naming import Names
from lib.provider import add_provider
from lib.testing.synthesized import Synthesized

REGION, OTHER_REGION = "eu-central-1", "eu-west-1"
NAMES = Names(project="shop", suffix="dev")


class Made(NamedTuple):
    database: AuroraGlobal
    synthesized: Synthesized

    def cluster(self, region: str = REGION) -> dict[str, Any]:
        return self.synthesized.resource("aws_rds_cluster", cluster_identifier=f"shop-dev-aurora-{region}")

    def address(self, region: str = REGION) -> str:
        return self.synthesized.address_of("aws_rds_cluster", cluster_identifier=f"shop-dev-aurora-{region}")


def new_stack() -> TerraformStack:
    stack = TerraformStack(Testing.app(), "shop")
    add_provider(stack, REGION, tags={})
    return stack


def placement(stack: Construct, region: str = REGION, subnets: int = 2) -> Placement:
    tiers: dict[Tier, list[str]] = {"database": [f"subnet-{region}-{number}" for number in range(subnets)]}
    provider = None if region == REGION else AwsProvider(stack, "other", region=region, alias="other")
    network = Network.from_existing(
        stack, vpc_id=f"vpc-{region}", cidr="10.0.0.0/16", subnets=tiers, names=NAMES, provider=provider
    )
    return Placement(network=network, key=EncryptionKey.from_existing(f"arn:aws:kms:{region}:123456789012:key/x"))


def database(stack: TerraformStack, *, regions: int = 2, **given: Any) -> AuroraGlobal:
    return AuroraGlobal(
        stack,
        "Database",
        primary=placement(stack),
        secondary=placement(stack, OTHER_REGION) if regions == 2 else None,
        config=AuroraConfig.model_validate(given),
    )


def make(*, regions: int = 2, **given: Any) -> Made:
    stack = new_stack()
    made = database(stack, regions=regions, **given)
    return Made(made, Synthesized.of(stack))


@pytest.fixture(scope="module")
def both() -> Made:
    return make()


@pytest.fixture(scope="module")
def regional() -> Made:
    return make(
        regions=1,
        engine="aurora-mysql",
        instance_class="db.r6g.large",
        instances={"big": {"instance_class": "db.r6g.xlarge", "promotion_tier": 0}, "small": {"promotion_tier": 5}},
        port=3310,
        data_api=True,
        iam_authentication=False,
        allow_major_version_upgrade=True,
        apply_immediately=True,
        instance_parameters={"max_connections": {"value": "500"}},
        insights={"mode": "advanced", "retention_days": 465},
        credentials={"password_source": "variable", "version": 4, "recovery_window_days": 0},
    )


@pytest.fixture(scope="module")
def bare() -> Made:
    return make(
        regions=1,
        insights={"mode": "off"},
        monitoring_interval_seconds=0,
        log_exports=[],
        final_snapshot=False,
        deletion_protection=False,
        retain_automated_backups=False,
        instances={"only": {}},
        serverless={"min_acu": 0, "max_acu": 4, "seconds_until_auto_pause": 600},
    )


def test_two_regions_make_a_global_database(both: Made) -> None:
    rendered = both.synthesized.resource("aws_rds_global_cluster")
    assert rendered["global_cluster_identifier"] == "shop-dev-aurora"
    assert (rendered["engine"], rendered["engine_version"]) == ("aurora-postgresql", "17.7")
    assert (rendered["storage_encrypted"], rendered["deletion_protection"]) == (True, True)
    assert rendered["database_name"] == "app"
    name = both.synthesized.address_of("aws_rds_global_cluster")
    for region in (REGION, OTHER_REGION):
        assert both.cluster(region)["global_cluster_identifier"] == f"${{{name}.id}}"
    assert both.database.global_cluster
    assert [cluster.identifier for cluster in both.database.clusters] == [
        f"shop-dev-aurora-{REGION}",
        f"shop-dev-aurora-{OTHER_REGION}",
    ]


def test_one_region_makes_none(regional: Made) -> None:
    assert (regional.database.global_cluster, regional.database.secondary) == (None, None)
    assert regional.synthesized.count("aws_rds_global_cluster") == 0
    assert regional.synthesized.count("aws_rds_cluster") == 1
    assert "global_cluster_identifier" not in regional.cluster()
    assert "lifecycle" not in regional.cluster()
    assert regional.database.clusters == [regional.database.primary]


def test_the_secondary_has_neither_credentials_nor_a_database_of_its_own(both: Made) -> None:
    secondary = both.cluster(OTHER_REGION)
    assert not {"master_username", "master_password_wo", "master_password_wo_version", "database_name"} & set(secondary)
    assert secondary["source_region"] == REGION
    assert "source_region" not in both.cluster()
    assert secondary["skip_final_snapshot"] is True


def test_no_cluster_has_what_a_global_database_refuses(both: Made, regional: Made) -> None:
    for made in (both, regional):
        for cluster in made.synthesized.resources("aws_rds_cluster").values():
            assert not {"backtrack_window", "manage_master_user_password", "master_password"} & set(cluster)


@pytest.mark.parametrize("name", ["both", "regional", "bare"])
def test_the_librarys_own_rules_find_nothing(name: str, request: pytest.FixtureRequest) -> None:
    made: Made = request.getfixturevalue(name)
    context = Context(date(2026, 11, 22), Path(__file__).parent)
    assert list(run(Document(made.synthesized.json), context)) == []


def test_what_aws_rewrites_is_ignored(both: Made) -> None:
    ignored = ["engine_version", "replication_source_identifier"]
    for region in (REGION, OTHER_REGION):
        assert both.cluster(region)["lifecycle"] == {"ignore_changes": ignored}


def test_the_secondary_waits_for_the_writer_of_the_primary(both: Made) -> None:
    waits = [address.rpartition("_")[0] for address in both.cluster(OTHER_REGION)["depends_on"]]
    assert waits[1:] == ["aws_rds_cluster_instance.Database_Primary_Instance-a"]


def test_the_data_are_encrypted_with_each_regions_key(both: Made) -> None:
    for region in (REGION, OTHER_REGION):
        cluster = both.cluster(region)
        assert cluster["storage_encrypted"] is True
        assert cluster["kms_key_id"] == cluster["performance_insights_kms_key_id"]
        assert cluster["kms_key_id"] == f"arn:aws:kms:{region}:123456789012:key/x"


def test_each_region_has_its_subnets_and_its_provider(both: Made) -> None:
    groups = both.synthesized.resources("aws_db_subnet_group").values()
    assert [group["subnet_ids"] for group in groups] == [
        [f"subnet-{region}-0", f"subnet-{region}-1"] for region in (REGION, OTHER_REGION)
    ]
    of_secondary = [
        rendered["provider"]
        for by_name in both.synthesized.json["resource"].values()
        for name, rendered in by_name.items()
        if name.startswith("Database_Secondary_")
    ]
    assert of_secondary == ["aws.other"] * 10


def test_the_instance_of_the_lowest_tier_is_made_first_where_there_is_a_writer(both: Made, regional: Made) -> None:
    def waits(made: Made, region: str, key: str) -> list[str]:
        found = made.synthesized.json["resource"]["aws_rds_cluster_instance"]
        (rendered,) = (one for name, one in found.items() if name.startswith(f"Database_{region}_Instance-{key}_"))
        return [address.rpartition("_")[0] for address in rendered["depends_on"]]

    permission = "aws_iam_role_policy_attachment.Database_{}_MonitoringPolicy"
    first = "aws_rds_cluster_instance.Database_Primary_Instance-{}"
    assert waits(both, "Primary", "a") == [permission.format("Primary")]
    assert waits(both, "Primary", "b") == [first.format("a")]
    assert waits(both, "Secondary", "b") == [permission.format("Secondary")]
    assert waits(regional, "Primary", "small") == [first.format("big")]
    assert list(regional.database.primary.instances) == ["big", "small"]


def test_no_instance_is_public_or_upgraded_behind_ones_back(both: Made, regional: Made) -> None:
    for made in (both, regional):
        for instance in made.synthesized.resources("aws_rds_cluster_instance").values():
            assert instance["publicly_accessible"] is False
            assert instance["auto_minor_version_upgrade"] is False
            assert instance["copy_tags_to_snapshot"] is True


def test_instances_have_classes_and_tiers_of_their_own(both: Made, regional: Made) -> None:
    def described(made: Made) -> list[tuple[str, int]]:
        found = made.synthesized.resources("aws_rds_cluster_instance").values()
        return [(instance["instance_class"], instance["promotion_tier"]) for instance in found]

    assert described(regional) == [("db.r6g.xlarge", 0), ("db.r6g.large", 5)]
    assert described(both) == [("db.serverless", 0), ("db.serverless", 1)] * 2


def test_serverless_clusters_have_a_range_and_others_none(both: Made, regional: Made, bare: Made) -> None:
    assert both.cluster()["serverlessv2_scaling_configuration"] == {"min_capacity": 1, "max_capacity": 8}
    assert "serverlessv2_scaling_configuration" not in regional.cluster()
    assert bare.cluster()["serverlessv2_scaling_configuration"] == {
        "min_capacity": 0,
        "max_capacity": 4,
        "seconds_until_auto_pause": 600,
    }


def test_a_secondary_may_have_fewer_instances() -> None:
    made = make(secondary_instances={"one": {"instance_class": "db.r6g.large"}})
    assert made.database.secondary
    assert list(made.database.secondary.instances) == ["one"]
    assert made.synthesized.count("aws_rds_cluster_instance") == 3
    assert "serverlessv2_scaling_configuration" not in made.cluster(OTHER_REGION)


def test_log_groups_are_there_before_the_cluster(both: Made, regional: Made, bare: Made) -> None:
    logs = {
        group["name"]: (name, group) for name, group in both.synthesized.resources("aws_cloudwatch_log_group").items()
    }
    for region in (REGION, OTHER_REGION):
        name, group = logs[f"/aws/rds/cluster/shop-dev-aurora-{region}/postgresql"]
        assert (group["retention_in_days"], group["kms_key_id"]) == (365, both.cluster(region)["kms_key_id"])
        assert f"aws_cloudwatch_log_group.{name}" in both.cluster(region)["depends_on"]
    assert regional.cluster()["enabled_cloudwatch_logs_exports"] == ["audit", "error", "slowquery"]
    assert regional.synthesized.count("aws_cloudwatch_log_group") == 3
    assert not {"enabled_cloudwatch_logs_exports", "depends_on"} & set(bare.cluster())


def test_parameter_groups_are_named_by_their_family(both: Made, regional: Made) -> None:
    for kind in ("aws_rds_cluster_parameter_group", "aws_db_parameter_group"):
        for made, family in ((both, "aurora-postgresql17"), (regional, "aurora-mysql8.0")):
            for group in made.synthesized.resources(kind).values():
                assert group["family"] == family
                assert group["lifecycle"] == {"create_before_destroy": True}
    assert all(
        group["name"] == "shop-dev-aurora-aurora-postgresql17"
        for group in both.synthesized.resources("aws_db_parameter_group").values()
    )


def test_parameters_are_rendered_in_order(both: Made, regional: Made) -> None:
    group = next(iter(both.synthesized.resources("aws_rds_cluster_parameter_group").values()))
    assert group["parameter"] == [
        {"name": "log_min_duration_statement", "value": "1000", "apply_method": "immediate"},
        {"name": "log_statement", "value": "ddl", "apply_method": "immediate"},
        {"name": "rds.force_ssl", "value": "1", "apply_method": "pending-reboot"},
    ]
    of_instances = regional.synthesized.resource("aws_db_parameter_group")
    assert of_instances["parameter"] == [{"name": "max_connections", "value": "500", "apply_method": "immediate"}]


def test_a_major_upgrade_brings_the_instances_parameters(both: Made, regional: Made) -> None:
    assert "db_instance_parameter_group_name" not in both.cluster()
    assert "aws_db_parameter_group." in regional.cluster()["db_instance_parameter_group_name"]
    assert regional.cluster()["allow_major_version_upgrade"] is True
    assert regional.cluster()["apply_immediately"] is True


def test_enhanced_monitoring_has_a_role_in_each_region(both: Made, bare: Made) -> None:
    roles = both.synthesized.resources("aws_iam_role")
    assert {role["name"] for role in roles.values()} == {
        f"shop-dev-aurora-monitoring-{region}" for region in (REGION, OTHER_REGION)
    }
    for role in roles.values():
        region = role["name"].removeprefix("shop-dev-aurora-monitoring-")
        (statement,) = json.loads(role["assume_role_policy"])["Statement"]
        assert statement["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
        assert statement["Condition"]["ArnLike"]["aws:SourceArn"].startswith(f"arn:aws:rds:{region}:")
        assert "aws:SourceAccount" in statement["Condition"]["StringEquals"]
    assert bare.synthesized.count("aws_iam_role") == 0
    assert bare.database.primary.monitoring_role is None
    instance = bare.synthesized.resource("aws_rds_cluster_instance")
    assert instance["monitoring_interval"] == 0
    assert not {"monitoring_role_arn", "depends_on"} & set(instance)


def test_insights_are_the_same_in_the_cluster_and_its_instances(both: Made, regional: Made, bare: Made) -> None:
    expected = {"both": ("standard", True, 7), "regional": ("advanced", True, 465), "bare": ("standard", False, None)}
    for made, wanted in zip((both, regional, bare), expected.values(), strict=True):
        cluster = made.cluster()
        found = (
            cluster["database_insights_mode"],
            cluster["performance_insights_enabled"],
            cluster.get("performance_insights_retention_period"),
        )
        assert found == wanted
        for instance in made.synthesized.resources("aws_rds_cluster_instance").values():
            assert instance["performance_insights_enabled"] is wanted[1]
            assert instance.get("performance_insights_retention_period") == wanted[2]


def test_it_is_backed_up_protected_and_leaves_a_snapshot(both: Made, bare: Made) -> None:
    cluster = both.cluster()
    assert (cluster["backup_retention_period"], cluster["copy_tags_to_snapshot"]) == (7, True)
    assert (cluster["preferred_backup_window"], cluster["preferred_maintenance_window"]) == (
        "02:00-03:00",
        "sun:04:00-sun:05:00",
    )
    assert (cluster["deletion_protection"], cluster["delete_automated_backups"]) == (True, False)
    assert cluster["final_snapshot_identifier"] == f"shop-dev-aurora-final-{REGION}"
    assert cluster["skip_final_snapshot"] is False
    assert (bare.cluster()["deletion_protection"], bare.cluster()["delete_automated_backups"]) == (False, True)
    assert bare.cluster()["skip_final_snapshot"] is True
    assert "final_snapshot_identifier" not in bare.cluster()


def test_switches_reach_the_cluster(both: Made, regional: Made) -> None:
    def switches(made: Made) -> tuple[bool, bool]:
        cluster = made.cluster()
        return cluster["iam_database_authentication_enabled"], cluster["enable_http_endpoint"]

    assert switches(both) == (True, False)
    assert switches(regional) == (False, True)


def test_secrets_go_to_both_regions(both: Made, regional: Made) -> None:
    secrets = both.synthesized.resources("aws_secretsmanager_secret").values()
    assert {secret["name"] for secret in secrets} == {"/shop/dev/aurora-credentials", "/shop/dev/aurora-connection"}
    for secret in secrets:
        key = f"arn:aws:kms:{OTHER_REGION}:123456789012:key/x"
        assert secret["replica"] == [{"region": OTHER_REGION, "kms_key_id": key}]
        assert secret["recovery_window_in_days"] == 30
    for secret in regional.synthesized.resources("aws_secretsmanager_secret").values():
        assert "replica" not in secret
        assert secret["recovery_window_in_days"] == 0


def test_all_that_is_written_unseen_has_the_version(regional: Made) -> None:
    versions = regional.synthesized.resources("aws_secretsmanager_secret_version").values()
    assert [version["secret_string_wo_version"] for version in versions] == [4, 4]
    assert regional.cluster()["master_password_wo_version"] == 4
    assert regional.cluster()["master_username"] == "dbadmin"


@pytest.mark.parametrize("name", ["both", "regional"])
def test_the_connection_is_described_once_the_cluster_is_there(name: str, request: pytest.FixtureRequest) -> None:
    made: Made = request.getfixturevalue(name)
    version = made.synthesized.resource(
        "aws_secretsmanager_secret_version", secret_string_wo=lambda text: '"host"' in text
    )
    writer = made.synthesized.address_of("aws_rds_global_cluster") if name == "both" else made.address()
    engine, port = ("postgres", 5432) if name == "both" else ("mysql", 3310)
    for pair in (
        f'"engine" = "{engine}"',
        f'"host" = {writer}.endpoint',
        f'"reader_host" = {made.address()}.reader_endpoint',
        f'"port" = {port}',
        '"dbname" = "app"',
        '"username" = "dbadmin"',
        '"password" = jsondecode(ephemeral.aws_secretsmanager_secret_version.',
    ):
        assert pair in version["secret_string_wo"]
    assert version["lifecycle"] == {"replace_triggered_by": [f"{writer}.arn"]}


def test_the_endpoint_follows_the_writer() -> None:
    stack = new_stack()
    made = database(stack)
    TerraformOutput(stack, "endpoint", value=made.endpoint)
    TerraformOutput(stack, "readers", value=made.reader_endpoint)
    TerraformOutput(stack, "of_primary", value=made.primary.endpoint)
    rendered = Synthesized.of(stack)
    values = {name: output["value"].rpartition("_")[0] for name, output in rendered.outputs.items()}
    assert values == {
        "endpoint": "${aws_rds_global_cluster.Database_GlobalCluster",
        "readers": "${aws_rds_cluster.Database_Primary_Cluster_" + values["readers"].rpartition("_")[2],
        "of_primary": "${aws_rds_cluster.Database_Primary_Cluster",
    }
    assert made.port == 5432


def test_nobody_can_connect_at_first(both: Made) -> None:
    assert both.synthesized.count("aws_security_group") == 2
    assert both.synthesized.count("aws_vpc_security_group_ingress_rule") == 0
    for group in both.synthesized.resources("aws_security_group").values():
        assert not {"ingress", "egress"} & set(group)


def test_clients_are_let_in_by_rules_of_their_own() -> None:
    stack = new_stack()
    made = database(stack)
    made.allow_from("network", "10.0.0.0/16")
    made.allow_from("office", "2001:db8::/32")
    assert made.secondary
    made.allow_from("itself", made.secondary.security_group, region="secondary")
    rules = {
        rule["description"]: rule
        for rule in Synthesized.of(stack).resources("aws_vpc_security_group_ingress_rule").values()
    }
    assert all((rule["from_port"], rule["to_port"]) == (5432, 5432) for rule in rules.values())
    assert rules["network"]["cidr_ipv4"] == "10.0.0.0/16"
    assert rules["office"]["cidr_ipv6"] == "2001:db8::/32"
    assert rules["itself"]["referenced_security_group_id"] == rules["itself"]["security_group_id"]
    assert rules["itself"]["provider"] == "aws.other"
    made.allow_from("again", "10.0.0.0/16")
    assert Synthesized.of(stack).count("aws_vpc_security_group_ingress_rule") == len(rules)


def test_there_is_no_secondary_to_connect_to() -> None:
    with pytest.raises(ConfigurationError, match="'web' cannot connect in the secondary region"):
        database(new_stack(), regions=1).allow_from("web", "10.0.0.0/16", region="secondary")


def test_the_network_acl_of_the_database_tier_admits_the_private_one() -> None:
    vpc = "10.0.0.0/16"
    assert any(rule.protocol == "-1" and rule.cidr == vpc for rule in ingress_rules("database", [vpc]))
    assert any(rule.protocol == "-1" and rule.cidr == vpc for rule in egress_rules("database", [vpc]))


def test_a_network_without_a_database_tier_is_refused() -> None:
    stack = new_stack()
    with pytest.raises(ConfigurationError, match=r"shop/Database/Primary: the network has no database tier"):
        AuroraGlobal(stack, "Database", primary=placement(stack, subnets=1))


def test_what_cannot_be_global_is_told_at_once() -> None:
    stack = new_stack()
    here = placement(stack)
    config = AuroraConfig.model_validate({"instance_class": "db.t4g.medium"})
    with pytest.raises(ConfigurationError) as caught:
        AuroraGlobal(stack, "Database", primary=here, secondary=here, config=config)
    assert [problem.where for problem in caught.value.problems] == [
        "shop/Database.instances.a.instance_class",
        "shop/Database.instances.b.instance_class",
        "shop/Database",
    ]
    assert "the clusters of a global database stand in different regions" in str(caught.value)


def test_two_databases_stand_in_one_stack() -> None:
    stack = new_stack()
    here = placement(stack)
    for purpose in ("orders", "stock"):
        AuroraGlobal(stack, purpose.capitalize(), primary=here, purpose=purpose)
    rendered = Synthesized.of(stack)
    names = {cluster["cluster_identifier"] for cluster in rendered.resources("aws_rds_cluster").values()}
    assert names == {f"shop-dev-{purpose}-{REGION}" for purpose in ("orders", "stock")}
    assert rendered.count("aws_secretsmanager_secret") == 4
