"""ECS: the cluster, and services on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret

from lib.config.ecs_service import EcsServiceConfig
from lib.constructs.ecs_cluster import EcsCluster
from lib.constructs.ecs_service import EcsService
from lib.errors import ConfigurationError
from lib.iam import Statement
from lib.testing.synthesized import Synthesized
from tests.unit.constructs.serving import KEY, balancer, forwarding, network, rules, statements

Synthesize = Callable[[], Synthesized]

SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf"
PARAMETER = "arn:aws:ssm:eu-central-1:123456789012:parameter/level"
CLUSTER = EcsCluster.from_existing("main", "arn:aws:ecs:eu-central-1:123456789012:cluster/main")


def service(stack: TerraformStack, arguments: Any = None, container: Any = None, **config: Any) -> EcsService:
    given = {"cluster": CLUSTER, "network": network(stack), "key": KEY, "purpose": "api", **(arguments or {})}
    containers = {"containers": {"api": {"image": "public.ecr.aws/x/api:1", **(container or {})}}}
    return EcsService(stack, "Api", config=EcsServiceConfig.model_validate({**containers, **config}), **given)


def container_of(made: Synthesized) -> dict[str, Any]:
    (found,) = json.loads(made.resource("aws_ecs_task_definition")["container_definitions"])
    return dict(found)


def policy_of(made: Synthesized, name: str) -> dict[str, Any]:
    return statements(made.resource("aws_iam_role_policy", name=name)["policy"])


def test_the_cluster_is_measured_and_records_commands(stack: TerraformStack, synthesize: Synthesize) -> None:
    made_cluster = EcsCluster(stack, "Cluster", key=KEY)
    made = synthesize()
    cluster = made.resource("aws_ecs_cluster")
    assert cluster["setting"] == [{"name": "containerInsights", "value": "enhanced"}]
    command = cluster["configuration"]["execute_command_configuration"]
    assert (command["kms_key_id"], command["logging"]) == (KEY.arn, "OVERRIDE")
    assert command["log_configuration"]["cloud_watch_encryption_enabled"] is True
    providers = made.resource("aws_ecs_cluster_capacity_providers")
    assert providers["capacity_providers"] == ["FARGATE", "FARGATE_SPOT"]
    assert made.resource("aws_cloudwatch_log_group")["kms_key_id"] == KEY.arn
    assert made_cluster.name
    assert made_cluster.arn
    made.assert_no_findings()


def test_a_container_is_closed_and_logged(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack)
    made = synthesize()
    container = container_of(made)
    group = container["logConfiguration"]["options"].pop("awslogs-group")
    assert made.address_of("aws_cloudwatch_log_group") in group
    assert container == {
        "name": "api",
        "image": "public.ecr.aws/x/api:1",
        "essential": True,
        "privileged": False,
        "readonlyRootFilesystem": True,
        "stopTimeout": 30,
        "linuxParameters": {"initProcessEnabled": True},
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-region": "eu-central-1", "awslogs-stream-prefix": "api"},
        },
    }
    made.assert_no_findings()


def test_a_container_has_all_that_it_is_given(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(
        stack,
        container={
            "port": 8443,
            "cpu": 128,
            "memory_mib": 256,
            "command": ["serve"],
            "entry_point": ["/bin/run"],
            "user": "1000",
            "environment": {"B": "2", "A": "1"},
            "secrets": {"Z": f"{SECRET}:password::"},
            "parameters": {"LEVEL": PARAMETER},
            "writable_paths": ["/run/api"],
            "health_check": {"command": ["CMD", "true"]},
        },
    )
    made = synthesize()
    container = container_of(made)
    assert container["portMappings"] == [{"containerPort": 8443, "hostPort": 8443, "protocol": "tcp"}]
    assert (container["cpu"], container["memory"], container["user"]) == (128, 256, "1000")
    assert (container["command"], container["entryPoint"]) == (["serve"], ["/bin/run"])
    assert container["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert container["secrets"] == [
        {"name": "LEVEL", "valueFrom": PARAMETER},
        {"name": "Z", "valueFrom": f"{SECRET}:password::"},
    ]
    assert container["healthCheck"] == {
        "command": ["CMD", "true"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 30,
    }
    (volume,) = made.resource("aws_ecs_task_definition")["volume"]
    (mount,) = container["mountPoints"]
    assert mount == {"sourceVolume": volume["name"], "containerPath": "/run/api", "readOnly": False}


def test_containers_come_in_the_order_of_their_names(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, containers={"b": {"image": "b"}, "a": {"image": "a"}})
    definitions = json.loads(synthesize().resource("aws_ecs_task_definition")["container_definitions"])
    assert [container["name"] for container in definitions] == ["a", "b"]


def test_the_task_is_for_fargate(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, cpu=1024, memory_mib=2048, architecture="ARM64")
    task = synthesize().resource("aws_ecs_task_definition")
    assert (task["cpu"], task["memory"], task["network_mode"]) == ("1024", "2048", "awsvpc")
    assert task["requires_compatibilities"] == ["FARGATE"]
    assert task["runtime_platform"] == {"cpu_architecture": "ARM64", "operating_system_family": "LINUX"}
    assert task["execution_role_arn"] != task["task_role_arn"]
    assert task["lifecycle"] == {"create_before_destroy": True}
    assert "volume" not in task


def test_ecs_itself_may_only_start_the_containers(stack: TerraformStack, synthesize: Synthesize) -> None:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api@sha256:0"
    secret = SecretsmanagerSecret(stack, "Secret", name="s")
    service(
        stack,
        {"repository_arns": ["arn:aws:ecr:eu-central-1:123456789012:repository/own"], "secret_keys": [KEY]},
        container={
            "image": image,
            "secrets": {"A": f"{SECRET}:password::", "B": SECRET, "C": f"{secret.arn}:k::"},
            "parameters": {"L": PARAMETER},
        },
    )
    made = synthesize()
    found = policy_of(made, "api-start")
    assert set(found) == {
        "WriteLogs", "EnterRegistry", "PullImages", "ReadSecrets", "ReadParameters", "DecryptSecrets",
    }  # fmt: skip
    assert found["PullImages"]["Resource"] == [
        "arn:aws:ecr:eu-central-1:123456789012:repository/own",
        "arn:aws:ecr:eu-west-1:123456789012:repository/team/api",
    ]
    assert set(found["ReadSecrets"]["Resource"]) == {SECRET, f"${{{made.address_of('aws_secretsmanager_secret')}.arn}}"}
    assert found["ReadParameters"]["Resource"] == PARAMETER
    assert found["DecryptSecrets"]["Condition"]["StringEquals"]["kms:ViaService"] == [
        "secretsmanager.eu-central-1.amazonaws.com",
        "ssm.eu-central-1.amazonaws.com",
    ]
    made.assert_no_findings()


def test_without_any_of_them_it_only_writes_logs(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack)
    made = synthesize()
    assert list(policy_of(made, "api-start")) == ["WriteLogs"]
    assert made.count("aws_iam_role_policy") == 1  # the containers may do nothing
    trust = json.loads(made.resource("aws_iam_role", name="shop-api-task-eu-central-1")["assume_role_policy"])
    assert set(trust["Statement"][0]["Condition"]) == {"StringEquals", "ArnLike"}


def test_containers_may_do_what_is_handed_in(stack: TerraformStack, synthesize: Synthesize) -> None:
    own = Statement(sid="Own", actions=["s3:GetObject"], resources=["arn:aws:s3:::assets/*"])
    service(stack, {"statements": [own]})
    assert list(policy_of(synthesize(), "api-task")) == ["Own"]


def test_texts_of_containers_are_no_expressions_of_terraform(stack: TerraformStack, synthesize: Synthesize) -> None:
    shell = ["sh", "-c", "echo ${HOME}"]
    check = {"command": ["CMD-SHELL", "test ${READY}"]}
    variables = {"GREETING": "${USER} pays 5%{fee}"}
    given = {"command": shell, "entry_point": shell, "environment": variables, "health_check": check}
    service(stack, container=given)
    container = container_of(synthesize())
    assert container["command"] == container["entryPoint"] == ["sh", "-c", "echo $${HOME}"]
    assert container["healthCheck"]["command"][1] == "test $${READY}"
    assert container["environment"] == [{"name": "GREETING", "value": "$${USER} pays 5%%{fee}"}]


def test_commands_in_containers_are_recorded(stack: TerraformStack, synthesize: Synthesize) -> None:
    cluster = EcsCluster(stack, "Cluster", key=KEY)
    service(stack, {"cluster": cluster}, container={"readonly_root": False}, execute_command=True)
    made = synthesize()
    found = policy_of(made, "api-task")
    assert list(found) == ["RunCommands", "DecryptCommands", "FindCommandLog", "RecordCommands"]
    assert found["DecryptCommands"]["Resource"] == KEY.arn
    assert made.resource("aws_ecs_service")["enable_execute_command"] is True


def test_a_deployment_is_rolled_back_and_tasks_stay_inside(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack)
    made = synthesize()
    found = made.resource("aws_ecs_service")
    assert found["deployment_circuit_breaker"] == {"enable": True, "rollback": True}
    assert (found["deployment_minimum_healthy_percent"], found["deployment_maximum_percent"]) == (100, 200)
    assert found["availability_zone_rebalancing"] == "ENABLED"
    network_configuration = found["network_configuration"]
    assert network_configuration["subnets"] == ["subnet-a", "subnet-b"]
    assert network_configuration["assign_public_ip"] is False
    assert found["capacity_provider_strategy"] == [{"capacity_provider": "FARGATE", "base": 1, "weight": 100}]
    assert (found["wait_for_steady_state"], found["force_new_deployment"]) == (True, True)
    assert not {"load_balancer", "health_check_grace_period_seconds", "depends_on"} & set(found)


def test_spot_capacity_gets_its_share(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, spot_percent=70, zone_rebalancing=False)
    found = synthesize().resource("aws_ecs_service")
    assert found["capacity_provider_strategy"] == [
        {"capacity_provider": "FARGATE", "base": 1, "weight": 30},
        {"capacity_provider": "FARGATE_SPOT", "base": 0, "weight": 70},
    ]
    assert found["availability_zone_rebalancing"] == "DISABLED"


def test_scaling_decides_how_many_there_are(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, memory_target_percent=70)
    made = synthesize()
    assert made.resource("aws_ecs_service")["lifecycle"] == {"ignore_changes": ["desired_count"]}
    target = made.resource("aws_appautoscaling_target")
    assert (target["min_capacity"], target["max_capacity"]) == (2, 6)
    assert target["resource_id"].startswith("service/main/")
    tracked = {
        each["name"]: each["target_tracking_scaling_policy_configuration"]
        for each in made.resources("aws_appautoscaling_policy").values()
    }
    assert {name: each["target_value"] for name, each in tracked.items()} == {"cpu": 60, "memory": 70}


def test_a_fixed_number_is_kept_by_terraform(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, capacity={"initial": 3, "cpu_target_percent": None})
    made = synthesize()
    found = made.resource("aws_ecs_service")
    assert found["desired_count"] == 3
    assert "lifecycle" not in found
    assert not made.count("aws_appautoscaling_target")


def test_memory_alone_can_decide(stack: TerraformStack, synthesize: Synthesize) -> None:
    service(stack, capacity={"cpu_target_percent": None}, memory_target_percent=70)
    assert synthesize().count("aws_appautoscaling_policy") == 1


def test_a_container_answers_a_target_group(stack: TerraformStack, synthesize: Synthesize) -> None:
    target = balancer(stack, **forwarding(api={"port": 8443})).target_groups["api"]
    service(stack, {"targets": {"api": target}}, container={"port": 8443}, capacity={"requests_per_target": 100})
    made = synthesize()
    found = made.resource("aws_ecs_service")
    (attached,) = found["load_balancer"]
    assert (attached["container_name"], attached["container_port"]) == ("api", 8443)
    assert made.address_of("aws_lb_target_group") in attached["target_group_arn"]
    assert found["depends_on"] == [made.address_of("aws_lb_listener", port=443)]
    assert found["health_check_grace_period_seconds"] == 60
    assert rules(made, "ingress")["From the load balancer of api on port 8443"]["from_port"] == 8443
    assert rules(made, "egress")["api for api on port 8443"]["from_port"] == 8443
    assert made.count("aws_appautoscaling_policy", name="requests-api") == 1
    made.assert_no_findings()


def test_everything_that_does_not_fit_is_told_at_once(stack: TerraformStack) -> None:
    groups = balancer(stack, **forwarding(api={"port": 8443}, web={"type": "instance", "port": 8443})).target_groups
    containers = {
        "api": {"image": "x", "port": 80},
        "web": {"image": "x", "port": 8443},
        "queue": {"image": "x"},
    }
    targets = {"api": groups["api"], "web": groups["web"], "queue": groups["api"], "none": groups["api"]}
    with pytest.raises(ConfigurationError) as caught:
        service(stack, {"targets": targets, "network": network(stack, subnets={})}, containers=containers)
    assert [problem.where.removeprefix("shop/Api.") for problem in caught.value.problems] == [
        "targets.api",
        "targets.web",
        "targets.queue",
        "targets.none",
        "network",
    ]


def test_an_existing_cluster_says_what_records_need() -> None:
    record = Statement(sid="Record", actions=["s3:PutObject"], resources=["arn:aws:s3:::commands/*"])
    assert EcsCluster.from_existing("main", "arn:x", command_statements=[record]).command_statements == [record]
