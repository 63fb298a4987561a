"""Cases of databases, functions, clusters, secrets, roles and names."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from lib.guards.rule import Context

from .case import TODAY, Case, policy, resources

GLOBAL: Final = {"global_cluster_identifier": "${aws_rds_global_cluster.g.id}"}
HERE: Final = Context(TODAY, Path(__file__).parent)
SUFFIX: Final = replace(HERE, suffix="pr42")


def cluster(**given: Any) -> Any:
    return resources(aws_rds_cluster={"member": {**GLOBAL, **given}})


def function(name: str = "f", **given: Any) -> Any:
    return resources(aws_lambda_function={name: given})


def dms(name: str, version: str) -> Any:
    return resources(aws_dms_replication_instance={name: {"engine_version": version}})


def eks(name: str, version: object) -> Any:
    return resources(aws_eks_cluster={name: {"version": version}})


def dashboard(region: str, *, metric: str = "AWS/EC2", provider: str = "eu-west-1") -> Any:
    widget = {"type": "metric", "properties": {"region": region, "metrics": [[metric, "x"]]}}
    body = json.dumps({"widgets": [widget, {"type": "text", "properties": {"markdown": "hello"}}]})
    tree = resources(aws_cloudwatch_dashboard={"board": {"dashboard_body": body}})
    return {**tree, "provider": {"aws": [{"region": provider}]}} if provider else tree


def alarm(namespace: str, **given: Any) -> Any:
    return {"namespace": namespace, "alarm_actions": ["arn:x"], **given}


def shown(*line: Any, **kinds: Any) -> Any:
    body = json.dumps({"widgets": [{"type": "metric", "properties": {"metrics": [["AWS/X", "Y", *line]]}}]})
    return resources(aws_cloudwatch_dashboard={"board": {"dashboard_body": body}}, **kinds)


FUNCTION: Final = {"f": {"function_name": "charge"}}


def task(container: Any, **given: Any) -> Any:
    return resources(aws_ecs_task_definition={"t": {"container_definitions": json.dumps([container]), **given}})


COREDNS: Final = {"addon_name": "coredns", "cluster_name": "${aws_eks_cluster.fargate.name}"}
FARGATE: Final = {"p": {"cluster_name": "${aws_eks_cluster.fargate.name}"}}


def coredns(addon: Any = COREDNS, body: Any = None, **more: Any) -> Any:
    kinds = {"aws_eks_addon": {"dns": addon}, "aws_eks_cluster": {"fargate": body or {"name": "c"}}}
    return resources(**(kinds | {"aws_eks_fargate_profile": FARGATE} | more))


EXCLUSIVE: Final = {"role_name": "${aws_iam_role.exclusive.name}", "policy_arns": ["arn:a"]}
ATTACHED: Final = {"a": {"role": "${aws_iam_role.exclusive.name}", "policy_arn": "arn:b"}}
CALLER: Final = "${data.aws_caller_identity.me.arn}"
CALLERS: Final = {"Effect": "Allow", "Principal": {"AWS": [CALLER]}, "Action": "kms:*"}
ACCOUNT: Final = {"Effect": "Allow", "Principal": {"AWS": "${data.aws_caller_identity.me.account_id}"}, "Action": "*"}

CASES: Final[dict[str, Case]] = {
    "global-cluster-backtrack": Case(
        bad=(cluster(backtrack_window=1),),
        good=(cluster(backtrack_window=0), cluster(global_cluster_identifier=None, backtrack_window=3600)),
    ),
    "global-cluster-managed-password": Case(
        bad=(
            resources(
                aws_rds_cluster={"source": {"manage_master_user_password": True}},
                aws_rds_global_cluster={"from": {"source_db_cluster_identifier": "${aws_rds_cluster.source.arn}"}},
            ),
        ),
        good=(
            cluster(manage_master_user_password=None, master_password_wo="${ephemeral.a.b.c}"),
            cluster(global_cluster_identifier="", manage_master_user_password=True),
        ),
    ),
    "global-cluster-secondary-credentials": Case(
        bad=(
            resources(
                aws_rds_cluster={
                    "first": {**GLOBAL, "master_username": "admin"},
                    "second": {**GLOBAL, "master_username": "admin", "depends_on": ["aws_rds_cluster_instance.first"]},
                },
                aws_rds_cluster_instance={
                    "first": {"cluster_identifier": "${aws_rds_cluster.first.id}"},
                    "elsewhere": {"cluster_identifier": "other"},
                },
            ),
            cluster(replication_source_identifier="arn:x", master_username="admin"),
        ),
        good=(
            resources(
                aws_rds_cluster={
                    "first": {**GLOBAL, "master_username": "admin", "depends_on": ["aws_kms_key.k"]},
                    "second": {**GLOBAL, "depends_on": ["aws_rds_cluster.first"]},
                }
            ),
        ),
    ),
    "literal-password": Case(
        bad=(
            resources(aws_db_instance={"clear": {"password": "hunter2"}}),
            resources(aws_secretsmanager_secret_version={"clear": {"secret_string": "hunter2"}}),
            resources(
                aws_secretsmanager_secret_version={"clear": {"secret_string": '{"username":"${a.b.c}","password":"x"}'}}
            ),
            resources(aws_ssm_parameter={"clear": {"type": "SecureString", "value": "x"}}),
            {"variable": {"db_password": {"default": "hunter2"}}},
            {"variable": {"anything": {"default": "hunter2", "sensitive": True}}},
            {"provider": {"aws": {"secret_key": "wJalr"}}},
        ),
        good=(
            resources(aws_db_instance={"given": {"password": "${var.password}"}}),
            resources(
                aws_secretsmanager_secret_version={
                    "json": {"secret_string": '{"username":"admin","password":"${random_password.p.result}"}'},
                    "set_later": {"secret_string": "none yet", "lifecycle": {"ignore_changes": ["secret_string"]}},
                }
            ),
            resources(aws_ssm_parameter={"plain": {"type": "String", "value": "x"}}),
            {"variable": {"db_password": {"sensitive": True}, "region": {"default": "us-east-1"}}},
        ),
    ),
    "literal-secret-in-environment": Case(
        bad=(
            function("clear", environment={"variables": {"DB_PASSWORD": "hunter2", "DB_USER": "admin"}}),
            function(environment=[{"variables": {"KEY": "AKIAABCDEFGHIJKLMNOP"}}]),
            resources(
                aws_ecs_task_definition={
                    "clear": {"container_definitions": '[{"environment":[{"name":"ApiToken","value":"abc"}]}]'}
                }
            ),
            resources(
                aws_codebuild_project={
                    "clear": {"environment": [{"environment_variable": [{"name": "GITHUB_TOKEN", "value": "ghp_x"}]}]}
                }
            ),
        ),
        good=(
            function(
                environment=[
                    {
                        "variables": {
                            "DB_SECRET_ARN": "arn:aws:secretsmanager:x",
                            "DB_SECRET": "prod/db",
                            "PASSWORD": "${aws_ssm_parameter.p.value}",
                            "TOKEN": "arn:aws:secretsmanager:us-east-1:1:secret:x",
                            "USE_TOKEN": "true",
                            "TOKEN_TTL": "3600",
                            "SECRET": "",
                        }
                    }
                ]
            ),
            resources(
                aws_codebuild_project={
                    "p": {
                        "environment": {
                            "environment_variable": {"name": "T_TOKEN", "value": "x", "type": "SECRETS_MANAGER"}
                        }
                    }
                }
            ),
        ),
    ),
    "dms-engine-version": Case(
        bad=(dms("old", "3.5.3"), dms("older", "3.4.7"), dms("six", "3.6.0")),
        good=(resources(aws_dms_replication_instance={"default": {}, "given": {"engine_version": "${var.v}"}}),),
    ),
    "dms-engine-version-pinned": Case(
        bad=(dms("pinned", "3.5.4"), dms("pinned", "3.6.1")),
        good=(resources(aws_dms_replication_instance={"default": {"engine_version": None}}),),
    ),
    "dms-role-name": Case(
        bad=(
            resources(aws_iam_role={"renamed": {"name": "dms-vpc-role-pr42"}}),
            resources(aws_iam_role={"renamed": {"name": "dms-vpc-role-${var.suffix}"}}),
            resources(
                aws_iam_role={"renamed": {"name": "tap-dms"}},
                aws_iam_role_policy_attachment={
                    "renamed": {
                        "role": "${aws_iam_role.renamed.name}",
                        "policy_arn": "arn:aws:iam::aws:policy/service-role/AmazonDMSVPCManagementRole",
                    }
                },
            ),
        ),
        good=(
            resources(
                aws_iam_role={
                    "right": {"name": "dms-cloudwatch-logs-role"},
                    "own": {"name": "tap-dms-endpoints"},
                    "given": {"name": "${var.role}"},
                    "unnamed": {},
                },
                aws_iam_role_policy_attachment={
                    "a": {"role": "${aws_iam_role.given.name}", "policy_arn": "x/AmazonDMSVPCManagementRole"},
                    "b": {"role": "${aws_iam_role.own.name}", "policy_arn": "x/AmazonS3ReadOnlyAccess"},
                },
            ),
        ),
    ),
    "dms-without-role": Case(
        bad=(
            resources(
                aws_iam_role={"dms": {"name": "dms-vpc-role"}},
                aws_iam_role_policy_attachment={"dms": {"role": "${aws_iam_role.dms.name}"}},
                aws_dms_replication_subnet_group={"early": {"depends_on": ["aws_iam_role.dms"]}},
            ),
        ),
        good=(
            resources(
                aws_iam_role={"dms": {"name": "dms-vpc-role"}},
                aws_iam_role_policy_attachment={"dms": {"role": "dms-vpc-role"}},
                aws_dms_replication_subnet_group={"late": {"depends_on": ["aws_iam_role_policy_attachment.dms"]}},
            ),
            resources(aws_dms_replication_subnet_group={"elsewhere": {}}),
        ),
    ),
    "eks-version-ended": Case(
        bad=(eks("ended", "1.30"), eks("ended", "1.28")),
        good=(eks("new", "1.36"), eks("newer", "1.37"), eks("default", None), eks("given", "${var.v}")),
    ),
    "eks-version-extended": Case(
        bad=(eks("extended", "1.31"), eks("extended", 1.33)),
        good=(eks("standard", "1.34"),),
    ),
    "eks-addon-version-pinned": Case(
        bad=(resources(aws_eks_addon={"pinned": {"addon_name": "vpc-cni", "addon_version": "v1.19.0-eksbuild.1"}}),),
        good=(resources(aws_eks_addon={"found": {"addon_version": "${data.aws_eks_addon_version.v.version}"}}),),
    ),
    "coredns-without-fargate": Case(
        bad=(
            coredns(),
            coredns({**COREDNS, "configuration_values": '{"computeType":"ec2"}'}),
            coredns(aws_autoscaling_group={"web": {"tag": [{"key": "Name", "propagate_at_launch": True}]}}),
        ),
        good=(
            coredns({**COREDNS, "configuration_values": '{"computeType":"Fargate"}'}),
            coredns({**COREDNS, "configuration_values": "${jsonencode({computeType = var.type})}"}),
            coredns({**COREDNS, "addon_name": "kube-proxy"}),
            coredns({**COREDNS, "cluster_name": "${var.cluster}"}),
            coredns(aws_eks_node_group={"nodes": {"cluster_name": "${aws_eks_cluster.fargate.name}"}}),
            coredns(
                aws_autoscaling_group={"g": {"tag": {"key": "kubernetes.io/cluster/c", "propagate_at_launch": True}}}
            ),
            coredns(body={"compute_config": {"enabled": True}}),
            coredns(aws_eks_fargate_profile={"p": {"cluster_name": "other"}}),
        ),
    ),
    "lambda-package-missing": Case(
        bad=(
            function("missing", filename="nowhere.zip"),
            function("missing", filename="case.py", source_code_hash='${filebase64sha256("nowhere.zip")}'),
            function("missing", filename="x" * 5000),
        ),
        good=(
            function("there", filename="${path.module}/case.py", source_code_hash='${filebase64sha256("case.py")}'),
            function("later", filename="${data.archive_file.a.output_path}"),
            {**function("made", filename="made.zip"), "data": {"archive_file": {"a": {"output_path": "made.zip"}}}},
        ),
    ),
    "lambda-runtime-ended": Case(
        bad=(function("ended", runtime="nodejs20.x"), function("ended", runtime="python3.8")),
        good=(function(runtime="python3.11"), function(runtime="nodejs22.x")),
    ),
    "lambda-runtime-deprecated": Case(
        bad=(function("deprecated", runtime="python3.10"),),
        good=(function(runtime="python3.12"), function()),
    ),
    "lambda-reserved-concurrency": Case(
        bad=(function("reserved", reserved_concurrent_executions=1),),
        good=(function(reserved_concurrent_executions=0), function(reserved_concurrent_executions=-1)),
    ),
    "alias-on-latest": Case(
        bad=(resources(aws_lambda_alias={"latest": {"function_version": "$LATEST"}}),),
        good=(resources(aws_lambda_alias={"live": {"function_version": "${aws_lambda_function.f.version}"}}),),
    ),
    "log-group-not-wired": Case(
        bad=(
            resources(
                aws_lambda_function={"wired": {"function_name": "wired"}},
                aws_cloudwatch_log_group={"alone": {"name": "/aws/lambda/wired-"}},
            ),
        ),
        good=(
            resources(
                aws_lambda_function={
                    "wired": {"function_name": "wired"},
                    "told": {"function_name": "told", "logging_config": [{"log_group": "/aws/lambda/other"}]},
                },
                aws_cloudwatch_log_group={
                    "a": {"name": "/aws/lambda/${aws_lambda_function.wired.function_name}"},
                    "b": {"name": "/aws/lambda/other"},
                    "c": {"name": "/aws/vpc/flow"},
                },
            ),
            resources(
                aws_lambda_function={"later": {"function_name": "${var.name}"}},
                aws_cloudwatch_log_group={"a": {"name": "/aws/lambda/x"}},
            ),
        ),
    ),
    "iam-exclusive-and-attached": Case(
        bad=(
            resources(aws_iam_role={"exclusive": {"managed_policy_arns": []}}, aws_iam_role_policy_attachment=ATTACHED),
            resources(
                aws_iam_role={"exclusive": {}},
                aws_iam_role_policy_attachment=ATTACHED,
                aws_iam_role_policy_attachments_exclusive={"only": EXCLUSIVE},
            ),
        ),
        good=(
            resources(
                aws_iam_role={"exclusive": {"inline_policy": []}},
                aws_iam_role_policy_attachment=ATTACHED,
                aws_iam_role_policy_attachments_exclusive={
                    "all": {**EXCLUSIVE, "policy_arns": ["arn:a", "arn:b"]},
                    "elsewhere": {"role_name": "other"},
                },
            ),
        ),
    ),
    "acl-under-owner-enforced": Case(
        bad=(
            resources(aws_s3_bucket={"plain": {}}, aws_s3_bucket_acl={"acl": {"bucket": "${aws_s3_bucket.plain.id}"}}),
            resources(aws_s3_bucket={"old": {"acl": "private"}}),
        ),
        good=(
            resources(
                aws_s3_bucket={"owned": {"acl": "private"}},
                aws_s3_bucket_acl={"acl": {"bucket": "${aws_s3_bucket.owned.id}"}, "other": {"bucket": "elsewhere"}},
                aws_s3_bucket_ownership_controls={
                    "o": {"bucket": "${aws_s3_bucket.owned.id}", "rule": [{"object_ownership": "ObjectWriter"}]}
                },
            ),
        ),
    ),
    "ecr-force-delete": Case(
        bad=(resources(aws_ecr_repository={"gone": {"force_delete": True}}),),
        good=(resources(aws_ecr_repository={"kept": {"force_delete": False}}),),
    ),
    "caller-identity-principal": Case(
        bad=(
            resources(aws_kms_key={"callers": {"policy": policy(ACCOUNT, CALLERS)}}),
            resources(aws_eks_access_entry={"callers": {"principal_arn": CALLER}}),
            {"data": {"aws_iam_policy_document": {"d": {"statement": {"principals": {"identifiers": [CALLER]}}}}}},
        ),
        good=(
            resources(
                aws_kms_key={"accounts": {"policy": policy(ACCOUNT)}},
                aws_s3_object={"note": {"content": f"made by {CALLER}"}, "json": {"content": json.dumps([CALLER])}},
            ),
            {"data": {"aws_iam_policy_document": {"d": {"statement": {"principals": {"identifiers": ["a"]}}}}}},
        ),
    ),
    "aurora-capacity": Case(
        bad=(
            resources(
                aws_rds_cluster={
                    "step": {"serverlessv2_scaling_configuration": {"min_capacity": 0.3, "max_capacity": 4}}
                }
            ),
            resources(aws_rds_cluster={"most": {"serverlessv2_scaling_configuration": [{"max_capacity": 256.5}]}}),
            resources(
                aws_rds_cluster={
                    "turned": {"serverlessv2_scaling_configuration": {"min_capacity": 2, "max_capacity": 1.5}}
                }
            ),
        ),
        good=(
            resources(
                aws_rds_cluster={
                    "fits": {"serverlessv2_scaling_configuration": {"min_capacity": 0.5, "max_capacity": 256}}
                }
            ),
        ),
    ),
    "backup-lifecycle": Case(
        bad=(
            resources(
                aws_backup_plan={"early": {"rule": [{"lifecycle": {"cold_storage_after": 30, "delete_after": 119}}]}}
            ),
        ),
        good=(
            resources(
                aws_backup_plan={
                    "late": {"rule": [{"lifecycle": {"cold_storage_after": 30, "delete_after": 120}}]},
                    "warm": {"rule": [{"lifecycle": {"delete_after": 7}}]},
                }
            ),
        ),
    ),
    "dynamodb-attributes": Case(
        bad=(
            resources(aws_dynamodb_table={"missing": {"hash_key": "a", "range_key": "b", "attribute": {"name": "a"}}}),
            resources(aws_dynamodb_table={"unused": {"hash_key": "a", "attribute": [{"name": "a"}, {"name": "b"}]}}),
        ),
        good=(
            resources(
                aws_dynamodb_table={
                    "indexed": {
                        "hash_key": "a",
                        "global_secondary_index": [{"hash_key": "b"}],
                        "attribute": [{"name": "a"}, {"name": "b"}],
                    },
                    "replica": {"attribute": [{"name": "a"}]},
                }
            ),
        ),
    ),
    "global-metric-region": Case(
        bad=(
            {
                "provider": {"aws": [{"region": "us-east-1"}, {"alias": "west", "region": "us-west-2"}]},
                **resources(aws_cloudwatch_metric_alarm={"far": alarm("AWS/Route53", provider="aws.west")}),
            },
        ),
        good=(
            {
                "provider": {"aws": [{"region": "us-west-2"}, {"alias": "east", "region": "us-east-1"}]},
                **resources(
                    aws_cloudwatch_metric_alarm={
                        "near": alarm("AWS/Route53", provider="aws.east"),
                        "own": alarm("AWS/CloudFront", region="us-east-1"),
                        "other": alarm("AWS/EC2"),
                    }
                ),
            },
            resources(aws_cloudwatch_metric_alarm={"unknown": alarm("AWS/Route53")}),
        ),
    ),
    "alarm-without-action": Case(
        bad=(
            resources(aws_cloudwatch_metric_alarm={"mute": {"alarm_name": "mute", "alarm_actions": []}}),
            resources(aws_cloudwatch_composite_alarm={"mute": {"alarm_rule": 'ALARM("made-elsewhere")'}}),
            resources(aws_cloudwatch_metric_alarm={"off": {"alarm_actions": ["arn:x"], "actions_enabled": False}}),
            resources(
                aws_cloudwatch_metric_alarm={"seen": {"alarm_name": "seen"}},
                aws_cloudwatch_dashboard={"b": {"dashboard_body": "${aws_cloudwatch_metric_alarm.seen.arn}"}},
            ),
        ),
        good=(
            resources(aws_cloudwatch_metric_alarm={"a": {"alarm_name": "a", "alarm_actions": ["${var.topic}"]}}),
            resources(aws_cloudwatch_metric_alarm={"a": {"insufficient_data_actions": ["arn:x"]}}),
            resources(
                aws_cloudwatch_metric_alarm={"a": {"alarm_name": "a"}, "b": {"alarm_name": "bee"}},
                aws_cloudwatch_composite_alarm={
                    "both": {
                        "alarm_rule": 'ALARM("${aws_cloudwatch_metric_alarm.a.alarm_name}") OR ALARM("bee")',
                        "alarm_actions": ["arn:x"],
                    }
                },
            ),
            resources(
                aws_cloudwatch_metric_alarm={"a": {"alarm_name": "a"}},
                aws_route53_health_check={
                    "h": {"cloudwatch_alarm_name": "${aws_cloudwatch_metric_alarm.a.alarm_name}"}
                },
            ),
            resources(
                aws_cloudwatch_metric_alarm={"a": {"alarm_name": "a"}},
                aws_route53_health_check={"h": {"cloudwatch_alarm_name": "a"}},
            ),
        ),
    ),
    "dashboard-unknown-resource": Case(
        bad=(
            shown("FunctionName", "${aws_lambda_function.gone.function_name}"),
            shown("FunctionName", "chrage", aws_lambda_function=FUNCTION),
            shown("FunctionName", "${aws_lambda_function.g.function_name}", aws_lambda_function=FUNCTION),
            shown("TableName", "orders", "Operation", "Scan", aws_dynamodb_table={"t": {"name": "payments"}}),
        ),
        good=(
            shown("FunctionName", "charge", {"stat": "Sum"}, aws_lambda_function=FUNCTION),
            shown("FunctionName", "${aws_lambda_function.f.function_name}", aws_lambda_function=FUNCTION),
            shown("FunctionName", "made-elsewhere"),
            shown("FunctionName", "may-be-it", aws_lambda_function={"f": {"function_name": "${var.name}"}}),
            shown("FunctionName", "may-be-it", aws_lambda_function={"f": {}}),
            shown("FunctionName", ".", aws_lambda_function=FUNCTION),
            shown("Operation", "Scan", 7, 8, aws_lambda_function=FUNCTION),
            resources(aws_cloudwatch_dashboard={"b": {"dashboard_body": "[]"}}),
            resources(
                aws_cloudwatch_dashboard={
                    "b": {
                        "dashboard_body": json.dumps(
                            {"widgets": [{"properties": {"metrics": 1}}, {"properties": {"metrics": ["x"]}}]}
                        )
                    }
                }
            ),
        ),
    ),
    "dashboard-region": Case(
        bad=(dashboard("us-east-1"), dashboard("eu-west-1", provider="${var.region}")),
        good=(
            dashboard("eu-west-1"),
            dashboard("us-east-1", metric="AWS/CloudFront"),
            dashboard("${data.aws_region.r.id}"),
            dashboard("us-east-1", provider=""),
        ),
    ),
    "name-without-suffix": Case(
        bad=(
            resources(aws_s3_bucket={"bare": {"bucket": "tap-logs-pr421"}}),
            resources(aws_sns_topic={"bare": {"name": "tap-alarms"}}),
        ),
        good=(
            resources(
                aws_s3_bucket={"whole": {"bucket": "tap-pr42-logs"}, "unnamed": {}, "given": {"bucket": "${var.name}"}},
                aws_cloudwatch_log_group={"path": {"name": "/tap/PR42"}},
                aws_iam_role={"fixed": {"name": "dms-vpc-role"}},
            ),
        ),
        context=SUFFIX,
    ),
    "ecs-task-privileged": Case(
        bad=(
            task({"name": "agent", "privileged": True}),
            task({"name": "web"}, pid_mode="host"),
            task({"name": "web"}, ipc_mode="host"),
        ),
        good=(
            task({"name": "web", "privileged": False}, pid_mode="task"),
            task({"name": "web"}),
            resources(aws_ecs_task_definition={"later": {"container_definitions": "${local.containers}"}}),
        ),
    ),
}

LATER: Final = Context(date(2027, 1, 31))
