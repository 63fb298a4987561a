from __future__ import annotations

import io
import json
import zipfile

from .registry import Aws, check, refused


def _archive() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("handler.py", "def handle(event, context): return event")
    return archive.getvalue()


def _function(aws: Aws, **settings: object) -> str:
    name = aws.name("function")
    aws.client("lambda").create_function(
        FunctionName=name,
        Role=aws.role(),
        Runtime="python3.12",
        Handler="handler.handle",
        Code={"ZipFile": _archive()},
        **settings,
    )
    return name


@check("awslambda.function_settings")
def function_settings(aws: Aws) -> None:
    client = aws.client("lambda")
    queue = {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:dead-letters"}
    name = _function(aws, DeadLetterConfig=queue)
    assert client.get_function_configuration(FunctionName=name)["DeadLetterConfig"] == queue
    client.update_function_configuration(FunctionName=name, LoggingConfig={"LogFormat": "JSON"})
    found = client.get_function_configuration(FunctionName=name)
    assert (found["LoggingConfig"], found["DeadLetterConfig"]) == ({"LogFormat": "JSON"}, queue)


@check("awslambda.asynchronous_invocation")
def asynchronous_invocation(aws: Aws) -> None:
    client = aws.client("lambda")
    name = _function(aws)
    for retries in (1, 0):
        client.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=retries)
        assert client.get_function_event_invoke_config(FunctionName=name)["MaximumRetryAttempts"] == retries


@check("awslambda.provisioned_concurrency")
def provisioned_concurrency(aws: Aws) -> None:
    client = aws.client("lambda")
    name = _function(aws)
    version = {"FunctionName": name, "Qualifier": client.publish_version(FunctionName=name)["Version"]}
    client.put_provisioned_concurrency_config(**version, ProvisionedConcurrentExecutions=2)
    found = client.get_provisioned_concurrency_config(**version)
    assert (found["Status"], found["AvailableProvisionedConcurrentExecutions"]) == ("READY", 2)
    client.delete_provisioned_concurrency_config(**version)
    missing = "ProvisionedConcurrencyConfigNotFoundException"
    refused(missing, client.get_provisioned_concurrency_config, **version)
    client.put_provisioned_concurrency_config(**version, ProvisionedConcurrentExecutions=2)
    client.delete_function(FunctionName=name)
    assert name not in [function["FunctionName"] for function in client.list_functions()["Functions"]]


@check("stepfunctions.validation")
def validation(aws: Aws) -> None:
    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    assert aws.client("stepfunctions").validate_state_machine_definition(definition=definition)["result"] == "OK"


@check("stepfunctions.versions")
def versions(aws: Aws) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:stateMachine:x"
    found = aws.client("stepfunctions").list_state_machine_versions(stateMachineArn=arn)
    assert found["stateMachineVersions"] == []


@check("awslambda.changed_settings")
def changed_settings(aws: Aws) -> None:
    client, name = aws.client("lambda"), _function(aws)
    client.update_function_configuration(
        FunctionName=name, EphemeralStorage={"Size": 1024}, TracingConfig={"Mode": "Active"}
    )
    client.update_function_configuration(FunctionName=name, Timeout=5)
    client.update_function_code(FunctionName=name, ZipFile=_archive(), Architectures=["arm64"])
    found = client.get_function_configuration(FunctionName=name)
    assert (found["EphemeralStorage"]["Size"], found["TracingConfig"]["Mode"]) == (1024, "Active")
    assert found["Architectures"] == ["arm64"]
    client.update_function_code(FunctionName=name, ZipFile=_archive())
    assert client.get_function_configuration(FunctionName=name)["Architectures"] == ["arm64"]
