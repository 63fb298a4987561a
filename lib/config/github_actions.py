"""Which workflows of GitHub may work in the account, and what they may do there."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..model import Distinct, Model, like

# A name with its number, or without it; a colon would lead out of the repository's own part of the subject.
# Source: README of aws-actions/configure-aws-credentials 6.2.3, "Immutable subject claims". Checked 2026-11-22.
Repository = Annotated[
    str,
    like(
        r"[A-Za-z0-9-]+(/[A-Za-z0-9._-]+|@[0-9]+/[A-Za-z0-9._-]+@[0-9]+)",
        "owner/repository, such as acme/shop, both with their numbers where the tokens have them: acme@12/shop@34",
        "is no repository",
    ),
]

# Source: the same, "Quick start"; GitHub's OIDC reference as quoted there. A wildcard would admit every branch.
RunContext = Annotated[
    str,
    like(
        r"pull_request|ref:refs/(heads|tags)/[^:*?\s]+|environment:[^:*?\s]+",
        "pull_request, ref:refs/heads/<branch>, ref:refs/tags/<tag> or environment:<name>, without wildcards",
        "does not say when a workflow runs",
    ),
]

PolicyArn = Annotated[
    str,
    like(
        r"arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[A-Za-z0-9/+=,.@_-]+",
        "such as arn:aws:iam::aws:policy/PowerUserAccess",
        "is no ARN of a managed policy",
    ),
]


class GithubActionsConfig(Model):
    """Which workflows may assume the role, and what it may do."""

    repositories: Distinct[Repository] = Field(min_length=1)
    """Whose workflows: `owner/repository` as their tokens name it. Repositories made, renamed or moved since July 2026
    have numbers in it; a repository's settings show its form."""

    contexts: Distinct[RunContext] = Field(default=("pull_request",), min_length=1)
    """In which runs: of pull requests, of a branch or tag, or of an environment that GitHub protects."""

    policy_arns: Distinct[PolicyArn] = Field(min_length=1, max_length=10)
    """Managed policies of the role: all that it may do, beside the state. Nothing is granted by default."""

    permissions_boundary_arn: PolicyArn | None = None
    """A managed policy that the role can never exceed, whatever its policies say; None for none."""

    session_minutes: int = Field(default=60, ge=60, le=720)
    """Minutes that a session may last; a workflow asks for 60 by default."""

    make_provider: bool = True
    """Whether GitHub is made an identity provider of the account; once per account, so false where it is one."""

    @property
    def subjects(self) -> list[str]:
        """The subjects of the tokens that are accepted."""
        return [f"repo:{repository}:{context}" for repository in self.repositories for context in self.contexts]
