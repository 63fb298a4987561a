"""Lambda."""

from __future__ import annotations

import json
from typing import Any

from moto.awslambda import urls
from moto.awslambda.models import LambdaBackend, LambdaFunction
from moto.awslambda.responses import LambdaResponse
from moto.core.responses import ActionResult

from .answers import in_query, now, only
from .registry import Fault, Function, Patch, kept

function_settings = Patch(
    "awslambda.function_settings",
    "aws_lambda_function reads back dead_letter_config and logging_config, after creation and after an update",
)
DROPPED = ("DeadLetterConfig", "LoggingConfig")


@function_settings.wraps(LambdaFunction, "__init__")
def _keep_settings(
    original: Function, self: Any, account_id: str, spec: dict[str, Any], *arguments: Any, **named: Any
) -> None:
    self.kept_settings = only(spec, *(name for name in DROPPED if spec.get(name)))
    original(self, account_id, spec, *arguments, **named)


@function_settings.wraps(LambdaFunction)
def _update_configuration(original: Function, self: Any, config_updates: dict[str, Any]) -> Any:
    self.kept_settings = {**self.kept_settings, **only(config_updates, *DROPPED)}
    return original(self, config_updates)


@function_settings.wraps(LambdaFunction)
def _get_configuration(original: Function, self: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
    return {**original(self, *arguments, **named), **self.kept_settings}


asynchronous_invocation = Patch(
    "awslambda.asynchronous_invocation",
    "aws_lambda_function_event_invoke_config reads back what it was updated to, not what it was created with",
)


@asynchronous_invocation.wraps(LambdaBackend)
def _put_function_event_invoke_config(original: Function, self: Any, function_name: str, config: Any) -> Any:
    answer = original(self, function_name, config)
    configurations = self.get_function(function_name).event_invoke_config
    del configurations[:-1]
    return answer


provisioned_concurrency = Patch(
    "awslambda.provisioned_concurrency", "aws_lambda_provisioned_concurrency_config waits until it is READY"
)
provisioned_concurrency.route(
    urls.url_paths,
    r"{0}/(?P<api_version>[^/]+)/functions/(?P<function_name>[\w_:%-]+)/provisioned-concurrency/?$",
    LambdaResponse,
)


@provisioned_concurrency.replaces(LambdaResponse)
def _put_provisioned_concurrency_config(self: Any) -> ActionResult:
    wanted = json.loads(self.body)["ProvisionedConcurrentExecutions"]
    config = {
        "RequestedProvisionedConcurrentExecutions": wanted,
        "AvailableProvisionedConcurrentExecutions": wanted,
        "AllocatedProvisionedConcurrentExecutions": wanted,
        "Status": "READY",
        "LastModified": now().isoformat(),
    }
    _configurations(self)[_function_and_qualifier(self)] = config
    return ActionResult(config)


@provisioned_concurrency.replaces(LambdaResponse)
def _get_provisioned_concurrency_config(self: Any) -> ActionResult:
    return ActionResult(_existing(self, _configurations(self).get(_function_and_qualifier(self))))


@provisioned_concurrency.replaces(LambdaResponse)
def _delete_provisioned_concurrency_config(self: Any) -> ActionResult:
    _existing(self, _configurations(self).pop(_function_and_qualifier(self), None))
    return ActionResult({})


def _configurations(self: Any) -> dict[Any, Any]:
    return kept(self.backend, "provisioned_concurrency_config")


def _function_and_qualifier(self: Any) -> tuple[str, str]:
    function = self.backend.get_function(self.uri_match["FunctionName"])
    return function.function_name, in_query(self, "Qualifier") or "$LATEST"


def _existing(self: Any, config: dict[str, Any] | None) -> dict[str, Any]:
    if config is None:
        raise Fault(
            "ProvisionedConcurrencyConfigNotFoundException",
            f"No Provisioned Concurrency Config found for {self.uri_match['FunctionName']}",
        )
    return config


@provisioned_concurrency.wraps(LambdaResponse)
def _delete_function(original: Function, self: Any) -> Any:
    name, qualifier = _function_and_qualifier(self)
    answer = original(self)
    for key in [key for key in _configurations(self) if key[0] == name and qualifier in (key[1], "$LATEST")]:
        del _configurations(self)[key]
    return answer


changed_settings = Patch(
    "awslambda.changed_settings", "aws_lambda_function changes its storage, its tracing and its architecture"
)


@changed_settings.wraps(LambdaFunction, "update_configuration")
def _change_settings(original: Function, self: Any, config_updates: dict[str, Any]) -> Any:
    if storage := config_updates.get("EphemeralStorage"):
        self.ephemeral_storage = storage["Size"]
    self.tracing_config = config_updates.get("TracingConfig") or self.tracing_config
    return original(self, config_updates)


@changed_settings.wraps(LambdaFunction, "update_function_code")
def _change_architecture(original: Function, self: Any, updated_spec: dict[str, Any]) -> Any:
    self.architectures = updated_spec.get("Architectures") or self.architectures
    return original(self, updated_spec)
