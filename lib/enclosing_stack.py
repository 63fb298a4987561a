"""The stack that a construct stands in."""

from __future__ import annotations

from cdktf import TerraformStack
from constructs import Construct


def enclosing_stack(construct: Construct) -> TerraformStack | None:
    """The nearest stack above a construct, or itself; None where there is none."""
    try:
        return TerraformStack.of(construct)
    except RuntimeError:  # what Node says where there is none
        return None
