"""Cases of services that policies must admit."""

from __future__ import annotations

from typing import Any, Final

from .case import ROOT, Case, allow, policy, resources, service

USE: Final = ("kms:GenerateDataKey*", "kms:Decrypt")
LOGS: Final = ("kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*")
LINKED: Final = (
    "arn:aws:iam::${data.aws_caller_identity.me.account_id}:role/aws-service-role/x/AWSServiceRoleForAutoScaling"
)
KEY: Final = "${aws_kms_key.k.arn}"
BALANCER: Final = "logdelivery.elasticloadbalancing"


def key(*statements: Any, **given: Any) -> Any:
    return {"aws_kms_key": {"k": {"policy": policy(ROOT, *statements), **given}}}


def alarm(topic: Any, **more: Any) -> Any:
    return resources(
        aws_sns_topic={"alarms": topic},
        aws_cloudwatch_metric_alarm={
            "a": {"alarm_actions": ["${aws_sns_topic.alarms.arn}"], "ok_actions": ["${aws_sns_topic.alarms.arn}"]},
            "b": {"alarm_actions": "${aws_sns_topic.alarms.arn}"},
        },
        **more,
    )


def notify(kind: str, argument: str, body: Any, **more: Any) -> Any:
    """S3 notifies a resource."""
    target = f"${{{kind}.target.arn}}"
    block = argument.removesuffix("_arn")
    notification = {"n": {"bucket": "b", block: [{argument: target}]}}
    return resources(**({kind: {"target": body}, "aws_s3_bucket_notification": notification} | more))


def notify_queue(body: Any, **more: Any) -> Any:
    return notify("aws_sqs_queue", "queue_arn", body, **more)


def notify_function(**more: Any) -> Any:
    return notify("aws_lambda_function", "lambda_function_arn", {"function_name": "f"}, **more)


def permission(principal: str, name: str = "${aws_lambda_function.target.function_name}") -> Any:
    return {"p": {"function_name": name, "principal": principal}}


def balancer(*statements: Any, **more: Any) -> Any:
    logs = {"bucket": "${aws_s3_bucket.logs.id}", "enabled": True}
    written = {"p": {"bucket": "${aws_s3_bucket.logs.id}", "policy": policy(*statements)}}
    kinds: Any = {"aws_lb": {"l": {"access_logs": [logs]}}, "aws_s3_bucket": {"logs": {"force_destroy": False}}}
    return resources(**(kinds | ({"aws_s3_bucket_policy": written} if statements else {}) | more))


def encrypted(algorithm: str = "aws:kms") -> Any:
    default = {"sse_algorithm": algorithm, "kms_master_key_id": KEY}
    rule = {"bucket": "${aws_s3_bucket.logs.id}", "rule": [{"apply_server_side_encryption_by_default": [default]}]}
    return {"aws_s3_bucket_server_side_encryption_configuration": {"e": rule}}


def flow_log(*statements: Any, **more: Any) -> Any:
    tree = balancer(*statements, **more)
    del tree["resource"]["aws_lb"]
    log = {"log_destination_type": "s3", "log_destination": "${aws_s3_bucket.logs.arn}"}
    tree["resource"]["aws_flow_log"] = {"f": log, "other": {"log_destination": "x"}}
    return tree


def group(template: Any, block: Any = None, **more: Any) -> Any:
    wanted = block or {"launch_template": [{"id": "${aws_launch_template.t.id}"}]}
    kinds: Any = {"aws_autoscaling_group": {"g": wanted}, "aws_launch_template": {"t": template}}
    return resources(**(kinds | more))


def volume(key_id: str = KEY) -> Any:
    return {"block_device_mappings": [{"device_name": "/dev/xvda", "ebs": [{"kms_key_id": key_id}]}]}


def role(*services: str, **more: Any) -> Any:
    trust = policy(*(allow(service(name), "sts:AssumeRole") for name in services))
    return {"aws_iam_role": {"r": {"assume_role_policy": trust, **more}}}


def worker(statement: Any, *attachments: str, **more: Any) -> Any:
    """A function with a dead-letter queue and a role."""
    arns = {
        f"a{number}": {"role": "${aws_iam_role.r.name}", "policy_arn": arn} for number, arn in enumerate(attachments)
    }
    kinds: Any = {
        **role("lambda"),
        "aws_lambda_function": {
            "f": {"role": "${aws_iam_role.r.arn}", "dead_letter_config": [{"target_arn": "${aws_sqs_queue.dead.arn}"}]}
        },
        "aws_sqs_queue": {"dead": {"name": "dead"}},
        "aws_iam_role_policy": {"p": {"role": "${aws_iam_role.r.id}", "policy": policy(statement)}},
        "aws_iam_role_policy_attachment": arns,
    }
    return resources(**(kinds | more))


SEND: Final = {"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}
RECEIVE: Final = {"Effect": "Allow", "Action": ["sqs:ReceiveMessage"], "Resource": "*"}
S3_SENDS: Final = policy(allow(service("s3"), "sqs:SendMessage"))
OBJECTS: Final = "${aws_s3_bucket.logs.arn}/*"
DOCUMENT: Final = "${data.aws_iam_policy_document.d.json}"


def source(**given: Any) -> Any:
    return {"data": {"aws_iam_policy_document": {"d": given}}}


LOG_STATEMENT: Final = {"principals": {"type": "Service", "identifiers": ["logs.amazonaws.com"]}, "actions": ["kms:*"]}


def log_group(keys: Any, region: str = "eu-west-1", key_id: str = KEY) -> Any:
    tree = resources(aws_cloudwatch_log_group={"g": {"kms_key_id": key_id}}, **keys)
    return {**tree, "provider": {"aws": {"region": region}}}


CASES: Final[dict[str, Case]] = {
    "topic-refuses-service": Case(
        bad=(
            alarm({"policy": policy(allow(service("events"), "sns:Publish"))}),
            notify("aws_sns_topic", "topic_arn", {"name": "t"}),
            resources(
                aws_sns_topic={"t": {}},
                aws_cloudwatch_event_target={"e": {"rule": "r", "arn": "${aws_sns_topic.t.arn}"}},
            ),
        ),
        good=(
            alarm({}),
            resources(
                aws_cloudwatch_metric_alarm={"a": {"alarm_actions": ["arn:aws:sns:eu-west-1:123456789012:elsewhere"]}}
            ),
            alarm({"policy": policy(allow("*", "sns:Publish"))}),
            alarm({"policy": "${jsonencode(local.p)}"}),
            notify("aws_sns_topic", "topic_arn", {"policy": policy(allow(service("s3"), "SNS:Publish"))}),
            resources(
                aws_sns_topic={"t": {}},
                aws_cloudwatch_event_target={"e": {"role_arn": "a", "arn": "${aws_sns_topic.t.arn}"}},
            ),
        ),
    ),
    "queue-refuses-service": Case(
        bad=(
            notify_queue({"policy": policy(allow(service("s3"), "sqs:ReceiveMessage"))}),
            notify_queue({"name": "q"}),
            resources(
                aws_sqs_queue={"target": {"name": "q"}},
                aws_sns_topic_subscription={
                    "s": {"protocol": "sqs", "endpoint": "arn:aws:sqs:us-east-1:123456789012:q"}
                },
            ),
        ),
        good=(
            notify_queue({"policy": S3_SENDS}),
            notify_queue(
                {}, aws_sqs_queue_policy={"p": {"queue_url": "${aws_sqs_queue.target.id}", "policy": S3_SENDS}}
            ),
            notify_queue({"policy": DOCUMENT}),
            notify_queue(
                {"policy": policy({"Effect": "Allow", "NotPrincipal": "x", "NotAction": "y", "NotResource": "z"})}
            ),
        ),
    ),
    "function-refuses-service": Case(
        bad=(
            notify_function(aws_lambda_permission=permission("events.amazonaws.com")),
            resources(
                aws_lambda_function={"target": {"function_name": "f"}},
                aws_lambda_alias={"live": {"function_name": "${aws_lambda_function.target.arn}", "name": "live"}},
                aws_cloudwatch_metric_alarm={"a": {"alarm_actions": ["${aws_lambda_alias.live.arn}"]}},
            ),
        ),
        good=(
            notify_function(aws_lambda_permission=permission("s3.amazonaws.com")),
            notify_function(aws_lambda_permission=permission("${var.principal}")),
            notify_function(
                aws_lambda_permission=permission("s3.amazonaws.com", "${aws_lambda_alias.live.function_name}"),
                aws_lambda_alias={"live": {"function_name": "f"}},
            ),
            resources(
                aws_lambda_function={"target": {"function_name": "f"}},
                aws_lambda_permission=permission("logs.eu-west-1.amazonaws.com"),
                aws_cloudwatch_log_subscription_filter={"s": {"destination_arn": "${aws_lambda_function.target.arn}"}},
            ),
        ),
    ),
    "key-refuses-sender": Case(
        bad=(
            alarm({"kms_master_key_id": KEY}, **key(allow(service("cloudwatch"), "kms:Decrypt"))),
            alarm({"kms_master_key_id": "alias/aws/sns"}),
            alarm(
                {"kms_master_key_id": "alias/mine"},
                aws_kms_key={"k": {}},
                aws_kms_alias={"a": {"name": "alias/mine", "target_key_id": "${aws_kms_key.k.key_id}"}},
            ),
        ),
        good=(
            alarm({"kms_master_key_id": KEY}, **key(allow(service("cloudwatch"), *USE))),
            alarm({"kms_master_key_id": "${data.aws_kms_key.k.arn}"}),
            alarm(
                {"kms_master_key_id": KEY},
                aws_kms_key={"k": {}},
                aws_kms_key_policy={"p": {"key_id": KEY, "policy": policy(allow(service("cloudwatch"), "kms:*"))}},
            ),
        ),
    ),
    "key-refuses-logs": Case(
        bad=(
            log_group(key(allow(service("logs.us-east-1"), *LOGS))),
            log_group(key()),
            {
                **log_group({"aws_kms_key": {"k": {"policy": DOCUMENT}}}),
                **source(statement=[{**LOG_STATEMENT, "effect": "Deny"}]),
            },
        ),
        good=(
            log_group(key(allow(service("logs.eu-west-1"), *LOGS))),
            log_group(key(allow(service("logs.${var.region}"), *LOGS))),
            log_group(key(allow(service("logs.eu-west-1"), *LOGS)), region="${var.region}"),
            log_group(key(), key_id="arn:aws:kms:eu-west-1:123456789012:key/elsewhere"),
            log_group({"aws_kms_key": {"k": {"policy": '{"Statement": ${local.statements}}'}}}),
            {**log_group({"aws_kms_key": {"k": {"policy": DOCUMENT}}}), **source(statement=LOG_STATEMENT)},
            {
                **log_group({"aws_kms_key": {"k": {"policy": DOCUMENT}}}),
                **source(source_policy_documents=["${var.other}"]),
            },
            {
                **log_group({"aws_kms_key": {"k": {"policy": DOCUMENT}}}),
                **source(statement=[{"not_principals": {"type": "AWS"}, "actions": ["kms:*"]}]),
            },
        ),
    ),
    "key-refuses-event-bus": Case(
        bad=(resources(aws_cloudwatch_event_bus={"b": {"kms_key_identifier": KEY}}, **key()),),
        good=(
            resources(
                aws_cloudwatch_event_bus={"b": {"kms_key_identifier": KEY}}, **key(allow(service("events"), *USE))
            ),
        ),
    ),
    "key-refuses-autoscaling": Case(
        bad=(
            group(volume(), **key(allow({"AWS": LINKED}, "kms:Decrypt"))),
            group(
                volume(),
                {
                    "mixed_instances_policy": {
                        "launch_template": {
                            "launch_template_specification": {"launch_template_id": "${aws_launch_template.t.id}"}
                        }
                    }
                },
                **key(),
            ),
        ),
        good=(
            group(volume(), **key(allow({"AWS": LINKED}, "kms:CreateGrant"))),
            group(volume(), **key(), aws_kms_grant={"g": {"key_id": "${aws_kms_key.k.key_id}"}}),
            group(volume("alias/aws/ebs"), **key()),
            group(volume(), {"launch_template": {"id": "lt-1"}}, **key()),
        ),
    ),
    "key-refuses-backup": Case(
        bad=(
            resources(
                aws_backup_vault={"v": {"kms_key_arn": KEY}},
                aws_kms_key={
                    "k": {"policy": policy(allow(service("logs"), "kms:*"), allow({"AWS": "a"}, "kms:Describe*"))}
                },
            ),
        ),
        good=(
            resources(aws_backup_vault={"v": {"kms_key_arn": KEY}}, **key()),
            resources(aws_backup_vault={"v": {"kms_key_arn": KEY}}, aws_kms_key={"k": {}}),
            resources(
                aws_backup_vault={"v": {"kms_key_arn": KEY}, "w": {}},
                aws_kms_key={"k": {"policy": policy(allow(service("backup"), *USE))}},
            ),
        ),
    ),
    "bucket-refuses-service": Case(
        bad=(
            balancer(allow(service(BALANCER), "s3:PutObject", on="${aws_s3_bucket.logs.arn}")),
            balancer(),
            flow_log(allow(service("delivery.logs"), "s3:GetBucketAcl", on="*")),
            resources(
                aws_s3_bucket={"logs": {"tags": {}}},
                aws_s3_bucket_logging={"l": {"bucket": "b", "target_bucket": "${aws_s3_bucket.logs.id}"}},
            ),
            resources(
                aws_s3_bucket={"logs": {"policy": policy(allow(service("config"), "s3:*"))}},
                aws_cloudtrail={"t": {"s3_bucket_name": "${aws_s3_bucket.logs.id}"}},
            ),
        ),
        good=(
            balancer(allow(service(BALANCER), "s3:PutObject", on=OBJECTS)),
            balancer(allow({"AWS": "arn:aws:iam::127311923021:root"}, "s3:PutObject", on=[OBJECTS])),
            balancer(allow(service(BALANCER), "s3:PutObject", on="${local.objects}")),
            balancer(allow(service("x"), "s3:*"), aws_lb={"l": {"access_logs": {"bucket": "b"}}}),
            flow_log(),
            resources(aws_s3_bucket_logging={"l": {"bucket": "b", "target_bucket": "elsewhere"}}),
            balancer(
                allow(service("x"), "s3:*"),
                aws_lb={"l": {"access_logs": {"bucket": "${aws_s3_bucket.logs.id}", "enabled": False}}},
            ),
            flow_log(allow(service("delivery.logs"), "s3:PutObject", on=OBJECTS)),
            flow_log(
                allow(service("delivery.logs"), "s3:PutObject"),
                aws_s3_bucket_logging={"l": {"target_bucket": "${aws_s3_bucket.logs.id}"}},
                aws_s3_bucket_ownership_controls={
                    "o": {"bucket": "${aws_s3_bucket.logs.id}", "rule": {"object_ownership": "${var.owner}"}}
                },
            ),
        ),
    ),
    "bucket-key-refuses-service": Case(
        bad=(flow_log(**encrypted(), **key()),),
        good=(
            flow_log(**encrypted(), **key(allow(service("delivery.logs"), "kms:GenerateDataKey*"))),
            flow_log(aws_s3_bucket_server_side_encryption_configuration={"e": {"bucket": "${aws_s3_bucket.logs.id}"}}),
        ),
    ),
    "log-bucket-encryption": Case(
        bad=(balancer(allow(service(BALANCER), "s3:PutObject"), **encrypted(), **key()),),
        good=(
            balancer(allow(service(BALANCER), "s3:PutObject"), **encrypted("AES256")),
            balancer(
                allow(service("delivery.logs"), "s3:PutObject"),
                **encrypted(),
                **key(allow(service("delivery.logs"), "kms:GenerateDataKey*")),
                aws_lb={
                    "n": {
                        "load_balancer_type": "network",
                        "access_logs": {"bucket": "${aws_s3_bucket.logs.id}", "enabled": "true"},
                    }
                },
            ),
        ),
    ),
    "role-refuses-service": Case(
        bad=(
            resources(aws_flow_log={"f": {"iam_role_arn": "${aws_iam_role.r.arn}"}}, **role("logs", "delivery.logs")),
            resources(**role("dms.${var.region}", name="dms-vpc-role")),
        ),
        good=(
            resources(aws_flow_log={"f": {"iam_role_arn": "${aws_iam_role.r.arn}"}}, **role("vpc-flow-logs")),
            resources(
                aws_dms_endpoint={"e": {"secrets_manager_access_role_arn": "${aws_iam_role.r.arn}"}},
                **role("dms.us-east-1"),
            ),
            resources(**role("dms", name="dms-vpc-role")),
        ),
    ),
    "function-role-too-narrow": Case(
        bad=(
            worker(RECEIVE, "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
            worker(
                SEND,
                aws_lambda_event_source_mapping={
                    "m": {
                        "function_name": "${aws_lambda_function.f.arn}",
                        "event_source_arn": "${aws_dynamodb_table.t.stream_arn}",
                    },
                    "other": {"function_name": "${aws_lambda_function.f.arn}", "event_source_arn": "arn:aws:x"},
                },
                aws_dynamodb_table={"t": {"name": "t"}},
            ),
        ),
        good=(
            worker(SEND),
            worker(RECEIVE, "${aws_iam_policy.send.arn}", aws_iam_policy={"send": {"policy": policy(SEND)}}),
            worker(RECEIVE, "arn:aws:iam::aws:policy/AmazonSQSFullAccess"),
            worker(
                RECEIVE, aws_iam_policy_attachment={"a": {"roles": ["${aws_iam_role.r.name}"], "policy_arn": "arn:x"}}
            ),
            worker(RECEIVE, **role("lambda", inline_policy=[{"policy": "${var.policy}"}]), aws_iam_role_policy={}),
            resources(
                aws_lambda_function={"f": {"role": "${aws_iam_role.r.arn}", "dead_letter_config": {"target_arn": "x"}}},
                **role("lambda"),
            ),
        ),
    ),
}
