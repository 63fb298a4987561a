"""A Terraform variable for a secret: its value is given to a run and written nowhere."""

from __future__ import annotations

from cdktf import TerraformStack
from constructs import Construct


def secret_variable(scope: Construct, name: str) -> str:
    """Declares a variable whose value Terraform neither shows nor writes to its state or a plan.

    It is empty unless a run is given ``TF_VAR_<name>``: only the run that writes the secret needs it, and AWS refuses
    to write an empty one.

    Args:
        scope: Any construct of the stack; all of one stack that name the variable share it.
        name: Its name.

    Returns:
        A reference for a write-only argument.

    Source: Terraform documentation, "Input variables" (`ephemeral`).
    """
    TerraformStack.of(scope).add_override(
        f"variable.{name}", {"type": "string", "default": "", "sensitive": True, "ephemeral": True}
    )
    return f"${{var.{name}}}"
