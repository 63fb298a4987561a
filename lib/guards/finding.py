"""What a rule found: where, what, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How grave a finding is: an error fails a deployment, loses data or lets a secret out; a warning may be meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault in one place.

    Attributes:
        rule: The id of the rule, such as ``security-group-duplicate-permission``.
        severity: How grave it is.
        address: What is at fault, as Terraform addresses it, such as ``aws_vpc.main``.
        message: What is wrong.
        why: What comes of it.
        remedy: What to do about it.
        items: The documented corrections it comes from, such as ``D1#9``.
        acknowledged: The reason for which it is accepted; empty when nobody did.
    """

    rule: str
    severity: Severity
    address: str
    message: str
    why: str
    remedy: str
    items: tuple[str, ...] = ()
    acknowledged: str = ""

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Errors before warnings, then by address, rule and message."""
        return self.severity.value, self.address, self.rule, self.message
