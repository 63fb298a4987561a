"""What every resource is tagged with."""

from __future__ import annotations

from pydantic import Field, field_validator

from ..model import Model, refuse
from ..tags import MAX_KEY_LENGTH, MAX_TAGS, RESERVED_KEY_PREFIX, is_legal_key, legal_tags

UNKNOWN = "unknown"


class TagsConfig(Model):
    """The tags that are not known from elsewhere; illegal characters in values are replaced."""

    cost_center: str = UNKNOWN
    """Who pays."""

    application: str = ""
    """What it belongs to; the project by default."""

    owner: str = UNKNOWN
    """Who answers for it."""

    repository: str = UNKNOWN
    """Where its code is."""

    author: str = UNKNOWN
    """Who made the change that is deployed."""

    pr_number: str = UNKNOWN
    """The pull request that is deployed."""

    team: str = UNKNOWN
    """Whose it is."""

    extra: dict[str, str] = Field(default_factory=dict, examples=[{"Product": "payments"}])
    """Further tags; they win over the others."""

    @field_validator("extra")
    @classmethod
    def _legal_keys(cls, extra: dict[str, str]) -> dict[str, str]:
        """At most 25; keys of 1 to 128 letters, digits, spaces and ``_.:/=+-@``, not beginning with ``aws:``."""
        illegal = [key for key in extra if not is_legal_key(key)]
        if illegal:
            raise refuse(
                "AWS refuses these tag keys",
                got=", ".join(illegal),
                expected=f"1 to {MAX_KEY_LENGTH} letters, digits, spaces and _.:/=+-@, without {RESERVED_KEY_PREFIX}",
                remedy="rename them",
            )
        if len(extra) > MAX_TAGS // 2:
            raise refuse(
                "too many tags: AWS allows 50 on a resource, and constructs add their own",
                got=str(len(extra)),
                expected=f"at most {MAX_TAGS // 2}",
                remedy="leave some out",
            )
        return extra

    def of(self, environment_suffix: str, project: str) -> dict[str, str]:
        """The tags of an environment, with legal values."""
        return legal_tags(
            {
                "Environment": environment_suffix,
                "Project": project,
                "CostCenter": self.cost_center,
                "Application": self.application or project,
                "Owner": self.owner,
                "ManagedBy": "cdktf",
                "Repository": self.repository,
                "Author": self.author,
                "PRNumber": self.pr_number,
                "Team": self.team,
                **self.extra,
            }
        )
