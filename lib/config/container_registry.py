"""Which container images are kept, for how long, and who may pull them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..model import Distinct, Model, like
from .scalars import Region

RepositoryName = Annotated[
    str,
    # Source: Amazon ECR API Reference, "CreateRepository"; the environment's name comes before it. Checked 2026-11-22.
    like(
        r"(?=.{1,200}$)[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*",
        "1 to 200 lower-case letters and digits, with single dots, underscores, hyphens and slashes between them",
        "is no repository",
    ),
]

Puller = Annotated[
    str,
    like(
        r".*\$\{.*|[0-9]{12}|arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/\S+)",
        "an account (123456789012), or the ARN of a role or user",
        "is no account, role or user",
    ),
]


class RepositoryConfig(Model):
    """One repository."""

    immutable_tags: bool = True
    """Whether a tag stays with the image that it was given to."""

    scan_on_push: bool = True
    """Whether an image is scanned for known vulnerabilities when it is pushed."""

    keep_tagged: int = Field(default=50, ge=1)
    """How many tagged images are kept, the newest; more than there are releases to go back to."""

    expire_untagged_days: int = Field(default=14, ge=1)
    """Days after which an image without a tag is deleted."""

    pull_principals: Distinct[Puller] = ()
    """Other accounts, or their roles and users, that may pull; the account's own need IAM permissions only."""


class ContainerRegistryConfig(Model):
    """Which images are kept."""

    repositories: dict[RepositoryName, RepositoryConfig] = Field(
        default_factory=lambda: {name: RepositoryConfig() for name in ("payment", "fraud-detection", "reporting")}
    )
    """Repositories by name; the environment's name comes before it: ``tap-dev/payment``."""

    force_delete: bool = False
    """Whether repositories can be deleted with images in them."""


class RegistryReplicationConfig(Model):
    """Which repositories of an account are copied, and where to."""

    regions: Distinct[Region] = Field(min_length=1, max_length=25)
    """Regions that images are copied to, other than the registry's own."""

    prefixes: Distinct[
        Annotated[str, like(r"[a-z0-9][a-z0-9._/-]{1,255}", "how names begin, such as tap-prod/", "is no prefix")]
    ] = Field(min_length=1, max_length=100)
    """How the names of the repositories begin that are copied, such as ``tap-prod/``."""
