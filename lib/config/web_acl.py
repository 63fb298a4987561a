"""Which requests a web application firewall lets through."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model
from .retention import RetentionDays

RATE_LIMIT_PRIORITY = 0


class ManagedRuleGroupConfig(Model):
    """A group of rules that AWS keeps up to date."""

    priority: int = Field(ge=1, le=10_000)
    """Groups are tried from the lowest; each has a priority of its own, the rate limit comes before all."""

    count_only: bool = False
    """Whether what the group finds is counted and let through, to see what it would do."""

    counted_rules: Distinct[str] = ()
    """Rules of the group that count and let through, by name, such as ``SizeRestrictions_BODY``."""

    version: str | None = None
    """The group's version; None for the one that AWS recommends, which changes."""


def _default_groups() -> dict[str, ManagedRuleGroupConfig]:
    # Cheapest first: what the reputation of an address turns away needs no look at the request.
    return {
        "AWSManagedRulesAmazonIpReputationList": ManagedRuleGroupConfig(priority=10),
        "AWSManagedRulesKnownBadInputsRuleSet": ManagedRuleGroupConfig(priority=20),
        "AWSManagedRulesCommonRuleSet": ManagedRuleGroupConfig(priority=30),
        "AWSManagedRulesSQLiRuleSet": ManagedRuleGroupConfig(priority=40),
    }


class WebAclConfig(Model):
    """Which requests are let through: all that no rule turns away."""

    enabled: bool = True
    """Whether there is a web ACL."""

    managed_groups: dict[str, ManagedRuleGroupConfig] = Field(default_factory=_default_groups)
    """AWS's groups of rules, by name; the default four are for addresses of bad repute, known attacks, common
    vulnerabilities and SQL injection, and keep within what the basic price includes."""

    rate_limit: int | None = Field(default=2000, ge=10, le=2_000_000_000)
    """Requests that one address may send within the window; None for any number."""

    rate_window_seconds: Literal[60, 120, 300, 600] = 300
    """The window of the rate limit."""

    logged: bool = True
    """Whether requests that were looked at are logged."""

    retention_days: RetentionDays = 365
    """Days that the log is kept."""

    redacted_headers: Distinct[str] = ("authorization", "cookie")
    """Headers that are left out of the log, in lower case."""

    @model_validator(mode="after")
    def _one_at_a_time(self) -> WebAclConfig:
        """No two groups have the same priority, and there is a rule at all."""
        counted = Counter(group.priority for group in self.managed_groups.values())
        problems = [
            Problem(
                "managed_groups",
                "each group has a priority of its own",
                got=", ".join(name for name, group in self.managed_groups.items() if group.priority == priority),
                remedy=f"give one of them another priority than {priority}",
            )
            for priority, count in counted.items()
            if count > 1
        ]
        if self.enabled and not self.managed_groups and self.rate_limit is None:
            problems.append(
                Problem(
                    "managed_groups",
                    "a web ACL without a rule lets everything through",
                    expected="a group of rules or a rate limit",
                    remedy="name one, or set enabled = false",
                )
            )
        if problems:
            raise ConfigurationError(problems)
        return self
