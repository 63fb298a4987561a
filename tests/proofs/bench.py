"""What the cases share: classes of the bindings by their names, a stack, and what becomes of a wrong form."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from typing import Any

MESSAGE_CHARACTERS = 6000
CASES: dict[str, Callable[[], Any]] = {}


def case(function: Callable[[], Any]) -> Callable[[], Any]:
    """Has the driver run the function, under its name."""
    assert function.__name__ not in CASES
    CASES[function.__name__] = function
    return function


def aws(path: str) -> Any:
    """A class of the AWS bindings: `aws("vpc.Vpc")`. Untyped, since most of the cases misuse it."""
    module, _, name = path.partition(".")
    return getattr(importlib.import_module(f"cdktf_cdktf_provider_aws.{module}"), name)


def new_stack(*, provider: bool = True) -> Any:
    from cdktf import TerraformStack, Testing

    stack = TerraformStack(Testing.app(), "s")
    if provider:
        aws("provider.AwsProvider")(stack, "aws", region="eu-central-1")
    return stack


def synth(stack: Any) -> dict[str, Any]:
    """The JSON of a stack, without its comments."""
    from cdktf import Testing

    document: dict[str, Any] = json.loads(Testing.synth(stack))
    document.pop("//", None)
    for kind in ("resource", "data"):
        for resources in document.get(kind, {}).values():
            for block in resources.values():
                block.pop("//", None)
    return document


def made(path: str, **arguments: Any) -> dict[str, Any]:
    """What one resource synthesizes to."""
    stack = new_stack()
    resource = aws(path)(stack, "x", **arguments)
    block: dict[str, Any] = synth(stack)["resource"][resource.terraform_resource_type]["x"]
    return block


def raised(function: Callable[[], Any]) -> list[str]:
    """The name and message of the error; of a form that raises none, what it gave."""
    try:
        result = function()
    except Exception as error:  # noqa: BLE001  # whatever it is, the tests look at it
        return [type(error).__name__, str(error)[:MESSAGE_CHARACTERS]]
    return ["nothing", repr(result)]


def imported(path: str) -> list[str]:
    """What importing a name from a module of the bindings says."""
    module, _, name = path.partition(".")
    return raised(lambda: exec(f"from cdktf_cdktf_provider_aws.{module} import {name}", {}))  # noqa: S102  # the statement is what is measured
