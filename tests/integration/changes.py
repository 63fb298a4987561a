"""What is changed in a deployed environment all at once: every setting but those that stay, each with its reason."""

from __future__ import annotations

import json
import re
from typing import Any

from lib.guards.plan_gate import STATEFUL
from lib.merging import Table
from lib.testing.plan import Plan
from tests.changed_settings import Leaf, Load, changed, leaves

_ANOTHER = "another value is another environment"
_ABSENT = "of something that this environment has not"
_NEEDS = "needs something that is not there: a certificate, an image, an address, an account, another version"
_SWITCH = "makes or removes resources"
_REPLACES = "AWS makes the thing anew; it holds no data"
_IDENTITY = "AWS would make the data anew"
_ONE = "there is one value, or neither AWS nor the guards take another beside the rest"

_ALARM = r"monitoring\.\w+\.\w+"
_FUNCTION = r"(payments|\w+\.payments\.function)"
_NETWORK = r"(secondary\.)?network"
_POSTGRES = r"migration\.(source|target)\.postgres"

# Patterns of the settings that stay -> why.
KEPT = {
    r"environment_suffix|project|profile|(secondary_)?aws_region|route53_domain|provider\..*|state\..*": _ANOTHER,
    r"features\..*|peering": _SWITCH,
    r"web_tier\..*|service_cluster\..*|dns\.hosted_zone\..*|dns\.failover\.secondary_percent": _ABSENT,
    r"(\w+\.)*key\.multi_region": _IDENTITY,
    rf"{_NETWORK}\.(cidr|zone_\w+|excluded_zone_ids|tiers|subnet_prefix_lengths|nat|endpoints\.gateways)": _SWITCH,
    rf"{_NETWORK}\.(availability_zones|nat_allocation_ids)|secondary\.certificate_arn": _NEEDS,
    rf"{_NETWORK}\.flow_logs\.(enabled|destination)": _SWITCH,
    rf"{_NETWORK}\.flow_logs\.(traffic|aggregation_seconds|record_format)": _REPLACES,
    r"alarms\.\w+\.(emails|urls)": _NEEDS,
    rf"{_ALARM}\.enabled|monitoring\.(dashboard|composites)": _SWITCH,
    r"events\.bus\.accounts": _NEEDS,
    r"events\.replication\.replicate": _SWITCH,
    r"events\.undelivered\.dead_letter_retention_seconds": _ONE,
    r"database\.(engine|database_name|credentials\.username)": _IDENTITY,
    r"database\.engine_version": _NEEDS,
    r"database\.(log_exports|credentials\.password_(source|variable))": _SWITCH,
    r"database\.(data_api|serverless\.seconds_until_auto_pause)": _ONE,
    r"table\.(hash_key|range_key|attributes|replicated)": _IDENTITY,
    r"table\.(stream|max_\w+_units)": _ONE,
    rf"{_FUNCTION}\.runtime": _ONE,
    r"load_balancer\.scheme": _REPLACES,
    r"load_balancer\.(plain_http|redirect_http|logs\.(access|connections)|web_acl\.(enabled|logged))": _SWITCH,
    r"load_balancer\.(further_)?certificate_arns?": _NEEDS,
    r"registry\.repositories\..*\.pull_principals": _NEEDS,
    r"registry\.force_delete": _ONE,
    r"cluster\.(version|endpoint\.public_cidrs|addons\.\w+\.(version|configuration))": _ONE,
    r"cluster\.(creator_is_admin|load_balancer_controller|pod_logs\.enabled)": _SWITCH,
    r"cluster\.container_insights\.(enabled|namespace)": _SWITCH,
    r"cluster\.namespaces\..*\.labels": _REPLACES,
    r"migration\.tier": _REPLACES,
    r"migration\.(secrets_manager|tasks\.payments\.start)": _SWITCH,
    r"migration\.source\.engine": _REPLACES,
    r"migration\.instance\.(engine_version|allow_major_version_upgrade)": _NEEDS,
    r"migration\.\w+\.certificate_\w+|migration\.source\.(secret_key_arn|security_group_id)": _NEEDS,
    rf"{_POSTGRES}\.(slot_name|ddl_artifacts_schema|heartbeat_schema)": _ONE,
    r"migration\.tasks\.payments\.(cdc_start_position|mappings\.selections\.everything\.action)": _ONE,
    r"migration\.tasks\.payments\.settings\.(full_load\.stop_\w+|validation\.enabled)": _ONE,
    r"dns\.(zone|zone_id)": _NEEDS,
    r"dns\.failover\.(name|routing|health_check\.(interval_seconds|measure_latency|search_string))": _REPLACES,
    r"dns\.failover\.combined_check": _SWITCH,
    r"vault\.deletion_role_arns": _NEEDS,
    r"backup\.plans\.daily\.rules\.daily\.(cold_storage_after_days|continuous)": _ONE,
}

_STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_POLICY = json.dumps({"Version": "2012-10-17", "Statement": [_STATEMENT]})

# Patterns of settings -> values that are better than those made from the type.
GIVEN: dict[str, Any] = {
    rf"{_NETWORK}\.endpoints\.gateway_policies": {"s3": _POLICY},
    rf"{_NETWORK}\.endpoints\.interfaces\..*\.policy": _POLICY,
    r"database\.(.*\.)?instance_class": "db.r6g.large",
    r"database\.monitoring_interval_seconds": 30,
    r"load_balancer\.tls_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06",
    r"load_balancer\.ingress_cidrs": ("0.0.0.0/0", "198.51.100.0/24"),
    r"load_balancer\.web_acl\.managed_groups\.\w+\.version": "Version_1.1",
    r"cluster\.endpoint\.private_cidrs": ("10.0.0.0/8",),
    r"migration\.instance\.instance_class": "dms.r6i.xlarge",
    r"migration\.task_events": ("failure", "creation"),
    r"migration\.source\.cidrs": ("10.9.0.0/16", "10.10.0.0/16"),
    r"dns\.failover\.health_check\.regions": ("us-east-1", "us-west-2", "eu-west-1"),
    r"backup\.plans\.daily\.resource_arns": ("arn:aws:dynamodb:us-east-1:123456789012:table/orders",),
}


# Types of resources that a change replaces or removes -> why nothing is lost.
MADE_ANEW = {
    "aws_backup_selection": "AWS has no update of one",
    "aws_backup_vault_notifications": "the provider has no update of them",
    "aws_backup_vault_policy": "what is set free does not have it",
    "aws_ecr_lifecycle_policy": "the provider has no update of one",
    "aws_secretsmanager_secret_version": "a further version: the secret stays",
}

# What the gate before an apply takes for data, and what these would take along.
_DATA = STATEFUL | {"aws_cloudwatch_event_archive", "aws_rds_cluster_instance"}


def is_kept(leaf: Leaf) -> bool:
    """Whether the setting stays as it is."""
    return any(re.fullmatch(pattern, str(leaf)) for pattern in KEPT)


def given(leaf: Leaf) -> list[Any]:
    """The value that is better than those made from the type, if there is one."""
    return [value for pattern, value in GIVEN.items() if re.fullmatch(pattern, str(leaf))]


def assert_data_stays(plan: Plan) -> None:
    """A change of every setting reaches all that holds data, and replaces or removes none of it."""
    types = [(change.address.partition(".")[0], change.actions) for change in plan.changes]
    assert {name for name, actions in types if "delete" in actions} == set(MADE_ANEW), str(plan)
    updated = {name for name, actions in types if actions == ("update",)}
    data = _DATA & {entry["type"] for entry in plan.data["resource_changes"]}
    assert data <= updated, f"not changed at all: {sorted(data - updated)}"


def every_change(load: Load) -> Table:
    """What to set so that every setting has another value but those that stay."""
    names = [str(leaf) for leaf in leaves(load({}))]
    idle = [pattern for pattern in [*KEPT, *GIVEN] if not any(re.fullmatch(pattern, name) for name in names)]
    assert not idle, f"there are no such settings: {idle}"
    tree, unchanged = changed(load, is_kept, given)
    assert not unchanged, f"no other value was found for {unchanged}; is it to stay, or to be given one?"
    return tree
