"""An environment over its regions: which parts there are, where, and what they know of each other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cdktf import Testing

from lib.config.features import FeaturesConfig
from lib.settings import TapSettings
from lib.settings_sources import VARIABLES
from lib.tap_stack import TapStack
from lib.testing.synthesized import Synthesized

DOMAIN = "payments.corp.net"
NOTHING = dict.fromkeys(FeaturesConfig.model_fields, False)


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def compose(**settings: Any) -> tuple[TapStack, Synthesized]:
    stack = TapStack(Testing.app(), "x", settings=TapSettings(**settings))
    return stack, Synthesized.of(stack)


def only(*features: str, **settings: Any) -> tuple[TapStack, Synthesized]:
    """An environment with these parts alone."""
    return compose(features={**NOTHING, **dict.fromkeys(features, True)}, **settings)


def test_every_part_can_be_left_out() -> None:
    stack, made = only()
    kinds = set(made.json["resource"])
    assert not kinds & {"aws_cloudwatch_event_bus", "aws_dynamodb_table", "aws_rds_cluster", "aws_backup_vault"}
    assert (stack.replication, stack.data.database, stack.data.table, stack.data.backup) == (None,) * 4
    assert {"event_bus_name", "table_name", "database_endpoint", "backup_vault_name"}.isdisjoint(made.outputs)


def test_each_region_has_topics_of_its_own_under_its_own_key() -> None:
    _, made = only()
    assert made.count("aws_sns_topic") == 4
    keys = {topic["kms_master_key_id"] for topic in made.resources("aws_sns_topic").values()}
    assert len(keys) == 2


def test_the_database_is_over_both_regions_or_in_one() -> None:
    stack, made = only("database")
    assert stack.data.database is not None
    assert made.count("aws_rds_global_cluster") == 1
    assert made.count("aws_rds_cluster") == 2
    readers = [value["insecure_value"] for value in made.resources("aws_ssm_parameter").values()]
    assert sum("reader_endpoint" in value for value in readers) == 2
    stack, made = only("database", secondary_aws_region="")
    assert made.count("aws_rds_global_cluster") == 0
    assert made.count("aws_rds_cluster") == 1
    assert "global_database_id" not in made.outputs


@pytest.mark.parametrize(("replicated", "replicas", "told"), [(True, 1, 2), (False, 0, 1)])
def test_the_table_is_told_of_where_it_is(replicated: bool, replicas: int, told: int) -> None:
    _, made = only("table", table={"replicated": replicated})
    assert made.count("aws_dynamodb_table_replica") == replicas
    names = [name for name in made.resources("aws_ssm_parameter") if "table--name" in name]
    assert len(names) == told


def test_the_table_of_one_region_has_no_replica() -> None:
    _, made = only("table", profile="prod", secondary_aws_region="")
    assert made.count("aws_dynamodb_table") == 1
    assert made.count("aws_dynamodb_table_replica") == 0


def test_backups_are_of_all_that_is_remembered_and_go_to_the_other_region() -> None:
    _, made = only("database", "table", "backup", profile="prod")
    assert made.count("aws_backup_vault") == 2
    (rule,) = made.resource("aws_backup_plan")["rule"]
    assert rule["copy_action"]
    named = made.resource("aws_backup_selection", resources=lambda arns: len(arns) == 2)["resources"]
    assert len(named) == 2


def test_backups_of_one_region_are_not_copied() -> None:
    _, made = only("table", "backup", profile="prod", secondary_aws_region="")
    (rule,) = made.resource("aws_backup_plan")["rule"]
    assert not rule.get("copy_action")


def test_events_are_replicated_between_two_regions_only() -> None:
    stack, made = only("events")
    assert stack.replication is not None
    assert made.count("aws_cloudwatch_event_rule") == 2
    stack, made = only("events", secondary_aws_region="")
    assert stack.replication is None
    assert made.count("aws_cloudwatch_event_bus") == 1


def test_secrets_are_in_both_regions_and_their_parameters_beside_the_environments_own() -> None:
    settings: dict[str, Any] = {
        "secrets": {"partner-api": {}},
        "parameters": {"entries": {"web/log-level": {"value": "info"}, "table/name": {"value": "another"}}},
    }
    stack, made = only("table", **settings)
    assert list(stack.data.secrets) == ["partner-api"]
    assert [each["region"] for each in made.resource("aws_secretsmanager_secret")["replica"]] == ["us-west-2"]
    assert "partner_api_secret_arn" in made.outputs
    values = [value["insecure_value"] for value in made.resources("aws_ssm_parameter").values()]
    # What the user says of a parameter of the environment's own wins.
    assert values.count("another") == 2
    assert values.count("info") == 2


def test_a_secret_of_one_region_has_no_replica() -> None:
    _, made = only(secrets={"partner-api": {}}, secondary_aws_region="")
    assert not made.resource("aws_secretsmanager_secret").get("replica")


@pytest.mark.parametrize(("region", "providers", "keys"), [("us-east-1", 2, 2), ("eu-central-1", 3, 3)])
def test_a_public_zone_keeps_what_route_53_wants_in_us_east_1(region: str, providers: int, keys: int) -> None:
    stack, made = only(route53_domain=DOMAIN, aws_region=region)
    assert stack.zone is not None
    assert len(made.providers["aws"]) == providers
    # One a region; the test profile signs nothing.
    assert made.count("aws_kms_key") == keys
    regions = [provider["region"] for provider in made.providers["aws"]]
    assert regions.count("us-east-1") == 1


def test_a_private_zone_is_for_the_networks_alone() -> None:
    _, made = only(route53_domain=DOMAIN, aws_region="eu-central-1", dns={"zone": "private"})
    assert len(made.resource("aws_route53_zone")["vpc"]) == 2
    assert len(made.providers["aws"]) == 2


def test_a_zone_that_is_there_already_is_found_by_id_or_by_domain() -> None:
    stack, made = only(route53_domain=DOMAIN, dns={"zone": "existing", "zone_id": "Z0123456789ABCDEFGHIJ"})
    assert stack.zone is not None
    assert stack.zone.zone_id == "Z0123456789ABCDEFGHIJ"
    _, made = only(route53_domain=DOMAIN, dns={"zone": "existing"})
    assert made.count("data.aws_route53_zone") == 1
    assert made.count("aws_route53_zone") == 0


@pytest.mark.parametrize(("features", "clusters"), [(["cluster"], 1), (["cluster", "secondary_cluster"], 2)])
def test_a_cluster_is_in_one_region_or_in_both(features: list[str], clusters: int) -> None:
    _, made = only(*features)
    assert made.count("aws_eks_cluster") == clusters
    assert ("secondary_cluster_name" in made.outputs) == (clusters == 2)


def granted(made: Synthesized) -> str:
    """What the programs of the primary region may do."""
    policies = made.resources("aws_iam_role_policy").items()
    return str([one["policy"] for name, one in policies if name.startswith("PrimaryCompute")])


def test_programs_of_payments_may_write_the_table_and_put_events() -> None:
    _, made = only("cluster", "table", "events")
    assert "dynamodb:PutItem" in granted(made)
    assert "events:PutEvents" in granted(made)


def test_a_cluster_without_the_namespace_of_payments_grants_nothing() -> None:
    _, made = only("cluster", "table", cluster={"namespaces": {"reporting": {}}})
    assert "dynamodb:" not in granted(made)


def test_images_are_kept_in_the_primary_region() -> None:
    stack, made = only("registry")
    assert [tier.registry is not None for tier in stack.compute] == [True, False]
    assert "payment_repository_url" in made.outputs


def test_an_environment_without_a_domain_has_no_zone() -> None:
    stack, made = only()
    assert stack.zone is None
    assert made.count("aws_route53_zone") == 0
