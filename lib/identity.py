"""What stays the same of a construct."""

from __future__ import annotations

from constructs import IConstruct


def identity(construct: IConstruct) -> str:
    """What stays the same of a construct: jsii may have several Python objects of one."""
    return str(construct.__jsii_ref__.ref)  # type: ignore[attr-defined]  # every object of jsii has it
