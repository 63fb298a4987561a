"""Every example is a program that runs by itself and makes what it is there to show."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lib.guards.finding import Severity
from lib.testing.synthesized import Synthesized
from tests.examples import EXAMPLES, environment, warnings_of

# What is made, by example; the types of the example's own construct at least.
EXPECTED = {
    "account_stack": {"aws_s3_bucket": 2, "aws_kms_key": 1, "aws_dynamodb_table": 1},
    "alarm_topics": {"aws_sns_topic": 2, "aws_sns_topic_policy": 2, "aws_sns_topic_subscription": 2},
    "backup": {
        "aws_backup_plan": 1,
        "aws_backup_selection": 1,
        "aws_backup_vault": 2,
        "aws_iam_role": 1,
        "aws_kms_key": 2,
    },
    "backup_vault": {"aws_backup_vault": 1, "aws_backup_vault_lock_configuration": 1, "aws_cloudwatch_metric_alarm": 3},
    "aurora_global": {"aws_rds_global_cluster": 1, "aws_rds_cluster": 2, "aws_rds_cluster_instance": 4},
    "bucket": {"aws_s3_bucket": 2, "aws_s3_bucket_logging": 1, "aws_s3_bucket_policy": 2, "aws_kms_key": 1},
    "cross_region_role": {"aws_iam_role": 1, "aws_iam_role_policy": 1},
    "dynamodb_global": {"aws_dynamodb_table": 1, "aws_dynamodb_table_replica": 1, "aws_kms_key": 2},
    "dns_failover": {"aws_route53_record": 4, "aws_route53_health_check": 3, "data.aws_lb": 2},
    "dns_record": {"aws_route53_record": 3, "data.aws_route53_zone": 1},
    "container_registry": {"aws_ecr_repository": 2, "aws_ecr_lifecycle_policy": 2, "aws_ecr_repository_policy": 1},
    "eks_fargate": {"aws_eks_cluster": 1, "aws_eks_fargate_profile": 3, "aws_eks_addon": 3, "aws_vpc": 1},
    "dms_account_roles": {"aws_iam_role": 2, "aws_iam_role_policy_attachment": 2},
    "certificate": {"aws_acm_certificate": 1, "aws_acm_certificate_validation": 1, "aws_route53_record": 1},
    "ecs_cluster": {"aws_ecs_cluster": 1, "aws_ecs_cluster_capacity_providers": 1, "aws_cloudwatch_log_group": 1},
    "ecs_service": {
        "aws_ecs_service": 1,
        "aws_ecs_task_definition": 1,
        "aws_iam_role": 2,
        "aws_appautoscaling_target": 1,
    },
    "encryption_key": {"aws_kms_key": 1, "aws_kms_alias": 1, "aws_cloudwatch_log_group": 1},
    "event_bus": {"aws_cloudwatch_event_bus": 1, "aws_cloudwatch_event_archive": 1, "aws_cloudwatch_event_rule": 2},
    "event_replication": {"aws_cloudwatch_event_bus": 2, "aws_cloudwatch_event_rule": 2, "aws_iam_role": 2},
    "event_rule": {"aws_cloudwatch_event_rule": 1, "aws_lambda_permission": 1, "aws_sqs_queue": 1},
    "flow_logs": {"aws_flow_log": 1, "aws_s3_bucket": 1, "aws_kms_key": 1},
    "github_actions_role": {"aws_iam_role": 1, "aws_iam_role_policy_attachment": 1},
    "master_secret": {"aws_secretsmanager_secret": 1, "aws_secretsmanager_secret_version": 1, "aws_rds_cluster": 1},
    "health_check": {"aws_route53_health_check": 3, "aws_cloudwatch_metric_alarm": 1},
    "hosted_zone": {"aws_route53_zone": 2, "aws_route53_query_log": 1, "aws_route53_hosted_zone_dnssec": 1},
    "migration": {"aws_dms_replication_instance": 1, "aws_dms_endpoint": 2, "aws_dms_replication_task": 1},
    "load_balancer": {
        "aws_lb": 1,
        "aws_lb_listener": 2,
        "aws_lb_target_group": 1,
        "aws_wafv2_web_acl": 1,
        "aws_s3_bucket": 1,
    },
    "monitoring": {
        "aws_cloudwatch_dashboard": 1,
        "aws_cloudwatch_log_metric_filter": 1,
        "aws_cloudwatch_metric_alarm": 6,
    },
    "network": {"aws_vpc": 1, "aws_subnet": 12, "aws_nat_gateway": 3, "aws_vpc_endpoint": 3, "aws_security_group": 1},
    "parameters": {"aws_ssm_parameter": 3, "aws_kms_key": 1},
    "migration_rollback": {"aws_lambda_function": 1, "aws_lambda_alias": 1, "aws_ssm_parameter": 1},
    "migration_validation": {"aws_lambda_function": 1, "aws_lambda_alias": 1, "aws_iam_role_policy": 1},
    "packaged_function": {"aws_lambda_function": 1, "aws_lambda_permission": 1, "aws_cloudwatch_log_group": 1},
    "payment_api": {"aws_lambda_function": 1, "aws_lambda_permission": 1, "aws_cloudwatch_event_bus": 1},
    "peering": {"aws_vpc": 2, "aws_vpc_peering_connection": 1, "aws_vpc_peering_connection_accepter": 1},
    "queue": {"aws_sqs_queue": 2, "aws_sqs_queue_policy": 2, "aws_sqs_queue_redrive_allow_policy": 1},
    "replicated_secret": {"aws_secretsmanager_secret": 1, "aws_secretsmanager_secret_version": 1, "aws_kms_key": 2},
    "pod_role": {"aws_iam_role": 1, "aws_iam_role_policy": 1},
    "registry_replication": {"aws_ecr_replication_configuration": 1},
    "security_group": {"aws_security_group": 1},
    "tap_stack": {"aws_vpc": 2, "aws_vpc_peering_connection": 1, "aws_flow_log": 2, "aws_kms_key": 2},
    "topic": {"aws_sns_topic": 1, "aws_sns_topic_subscription": 1, "aws_kms_key": 1},
    "target_group": {"aws_lb_target_group": 1, "aws_lb_target_group_attachment": 1},
    "vpc_endpoints": {"aws_vpc_endpoint": 2, "aws_security_group": 1},
    "web_acl": {"aws_wafv2_web_acl": 1, "aws_wafv2_web_acl_association": 1, "aws_cloudwatch_log_group": 1},
    "web_tier": {"aws_autoscaling_group": 1, "aws_launch_template": 1, "aws_iam_instance_profile": 1, "aws_kms_key": 1},
}

# Of those that show more of a construct: what only they make, or more of.
EXPECTED_IN_FULL = {
    "aurora_global": {"aws_rds_cluster_instance": 3, "aws_rds_global_cluster": 1, "aws_vpc": 2},
    "backup": {"aws_backup_plan": 2, "aws_backup_restore_testing_plan": 1, "aws_backup_vault_policy": 1},
    "dns_failover": {"aws_cloudwatch_metric_alarm": 3, "aws_route53_health_check": 3, "aws_route53_record": 4},
    "dynamodb_global": {"aws_appautoscaling_target": 4, "aws_dynamodb_table_replica": 1},
    "ecs_service": {"aws_ecs_service": 1, "aws_lb": 1, "aws_appautoscaling_policy": 2, "aws_iam_role": 3},
    "eks_fargate": {"aws_eks_access_entry": 2, "aws_eks_fargate_profile": 4, "aws_nat_gateway": 3},
    "load_balancer": {"aws_lb_listener_rule": 3, "aws_lb_target_group": 2, "aws_lb_listener_certificate": 1},
    "migration": {"aws_dms_replication_task": 1, "aws_dms_event_subscription": 2, "aws_sns_topic": 1},
    "monitoring": {"aws_cloudwatch_composite_alarm": 2, "aws_cloudwatch_metric_alarm": 7, "aws_sns_topic": 2},
    "network": {"aws_subnet": 8, "aws_nat_gateway": 2, "aws_vpc_endpoint": 5, "aws_s3_bucket": 1},
    "packaged_function": {"aws_lambda_function": 1, "aws_security_group": 1, "aws_sqs_queue": 1, "aws_vpc": 1},
    "web_tier": {"aws_autoscaling_policy": 2, "aws_lb": 1, "aws_launch_template": 1},
}


def test_every_example_is_expected_to_make_something() -> None:
    assert {file.stem for file in EXAMPLES.glob("*.py")} == set(EXPECTED)
    assert {file.stem for file in (EXAMPLES / "full").glob("*.py")} == set(EXPECTED_IN_FULL)
    assert set(EXPECTED_IN_FULL) <= set(EXPECTED)


# Each as the program that it is, in a process of all: on its own it would take Node a second to get ready.
DRIVER = """
import json, runpy, sys, traceback, warnings
for line in sys.stdin:
    example, action = json.loads(line)
    told = ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(action, UserWarning)
            runpy.run_path(example, run_name="__main__")
    except BaseException:
        told = traceback.format_exc()
    print(json.dumps(told), flush=True)
"""


class Programs:
    """Runs examples one after the other in one process, and reads what they write."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process = process
        self._written = folder / "cdktf.out" / "stacks"

    def run(self, example: Path) -> Synthesized:
        """What an example makes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        shutil.rmtree(self._written, ignore_errors=True)
        self._process.stdin.write(json.dumps([str(example), warnings_of(example)]) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert not told, told
        [file] = self._written.glob("*/cdk.tf.json")
        return Synthesized.load(file)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    folder = tmp_path_factory.mktemp("examples")
    command = [sys.executable, "-c", DRIVER]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=folder, env=environment(), text=True, **pipes) as process:
        assert process.stdin is not None
        with process.stdin:
            yield Programs(process, folder)


@pytest.mark.parametrize("name", EXPECTED)
def test_runs_as_a_program_and_makes_what_it_shows(name: str, programs: Programs) -> None:
    stack = programs.run(EXAMPLES / f"{name}.py")
    assert {kind: stack.count(kind) for kind in EXPECTED[name]} == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED_IN_FULL)
def test_shows_more_of_it_without_an_error_of_the_rules(name: str, programs: Programs) -> None:
    stack = programs.run(EXAMPLES / "full" / f"{name}.py")
    assert {kind: stack.count(kind) for kind in EXPECTED_IN_FULL[name]} == EXPECTED_IN_FULL[name]
    assert [finding for finding in stack.findings() if finding.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("name", "longest"), [*((name, 30) for name in EXPECTED), *((f"full/{name}", 70) for name in EXPECTED_IN_FULL)]
)
def test_is_short_and_imports_the_library_as_a_user_does(name: str, longest: int) -> None:
    lines = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) <= longest
    assert not [line for line in lines if line.startswith(("from lib", "import lib"))]
    imported = [number for number, line in enumerate(lines) if line.startswith("from tap_constructs")]
    others = [number for number, line in enumerate(lines) if line.startswith(("from cdktf", "from constructs"))]
    assert all(imported[0] < number for number in others)
