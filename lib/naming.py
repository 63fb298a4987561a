"""Names of AWS resources: every one carries the environment suffix and keeps to AWS's limits.

A name is `<project>-<suffix>-<purpose>`, followed by the region where the name is global to an account and by the
account as well where it is global to all of AWS. A name that is too long loses the end of its purpose and gains a
hash of the whole, so it stays stable, unique and recognisable.

Parts are joined with hyphens, and may have hyphens themselves: environment `dev` and purpose `web-alb` give the name
of environment `dev-web` and purpose `alb`. Keep suffixes from beginning with another suffix and a hyphen.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import Final

from .arguments import checked
from .errors import ConfigurationError, Problem

# Project and suffix together: leaves room for a purpose and a hash in the shortest limit, a load balancer's 32.
MAX_PREFIX_LENGTH: Final = 22
HASH_LENGTH: Final = 6
ACCOUNT_ID_LENGTH: Final = 12

# Longest name per kind of resource. Source: the Create* call of each service's API reference. Checked 2026-11-22.
LIMITS: Final[dict[str, int]] = {
    "default": 255,
    "backup_plan": 50,
    "backup_vault": 50,
    "bucket": 63,
    "db_cluster": 63,
    "db_instance": 63,
    "dms_event_subscription": 254,
    "dms_instance": 63,
    "dynamodb_table": 255,
    "event_archive": 48,
    "event_bus": 256,
    "event_rule": 64,
    "eks_cluster": 100,
    "function": 64,
    "iam_role": 64,
    "iam_policy": 128,
    "kms_alias": 250,
    "load_balancer": 32,
    "queue": 80,
    "restore_testing_plan": 50,
    "security_group": 255,
    "target_group": 32,
}

# Prefixes that one service or another reserves for itself (IAM and SSM paths, security groups, S3).
RESERVED_PREFIXES: Final = ("aws", "amazon", "ssm", "sg-", "xn--", "sthree-", "amzn-s3-demo-")


def slug(text: str) -> str:
    """The text in lower case, each run of other characters than letters and digits made one hyphen."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def digest(text: str) -> str:
    """A short hash of the text, the same on every machine."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


def _limit(kind: str) -> int:
    if kind not in LIMITS:
        raise _refused("is no kind of resource", kind, f"one of {', '.join(LIMITS)}")
    return LIMITS[kind]


def _refused(what: str, got: str, expected: str) -> ConfigurationError:
    return ConfigurationError([Problem("names", what, got, expected, "correct it")])


@checked
@dataclass(frozen=True, slots=True)
class Names:
    """Makes the names of one environment in one region.

    Attributes:
        project: What the environment is a copy of, such as ``payments``.
        suffix: Which copy it is, such as ``dev`` or ``pr42``; empty outside an environment.
        region: The region whose resources are named, such as ``us-east-1``.
    """

    project: str = "tap"
    suffix: str = ""
    region: str = ""

    def in_region(self, region: str) -> Names:
        """The same names for another region."""
        return replace(self, region=region)

    @property
    def prefix(self) -> str:
        """What every name begins with: project and suffix."""
        return "-".join(part for part in (self.project, self.suffix) if part)

    def regional(self, purpose: str, kind: str = "default") -> str:
        """A name that has to be unique within one region of one account.

        Args:
            purpose: What the resource is for, such as ``flow-logs``.
            kind: A key of `LIMITS`.

        Returns:
            ``tap-dev-flow-logs``, at most as long as AWS allows.
        """
        return self._fit(purpose, "", _limit(kind))

    def account_wide(self, purpose: str, kind: str = "iam_role") -> str:
        """A name that has to be unique within an account, whatever the region (IAM, dashboards).

        Returns:
            ``tap-dev-flow-logs-us-east-1``, at most as long as AWS allows.
        """
        return self._fit(purpose, self.region, _limit(kind))

    def worldwide(self, purpose: str, account_id: str, kind: str = "bucket") -> str:
        """A name that has to be unique in all of AWS (buckets).

        Args:
            purpose: What the resource is for.
            account_id: The account, as twelve digits or as a token that resolves to them.
            kind: A key of `LIMITS`.

        Returns:
            ``tap-dev-logs-us-east-1-123456789012``, at most as long as AWS allows.
        """
        name = self._fit(purpose, self.region, _limit(kind) - ACCOUNT_ID_LENGTH - 1)
        return f"{name}-{account_id}"

    @property
    def root(self) -> str:
        """What every path begins with: ``/tap/dev``."""
        return "/" + "/".join(part for part in (self.project, self.suffix) if part)

    def path(self, purpose: str) -> str:
        """A name in the form of a path (log groups, parameters): ``/tap/dev/flow-logs``."""
        self._refuse_tokens(purpose)
        clean = slug(purpose)
        last = clean if clean == purpose else f"{clean}-{digest(purpose)}".strip("-")
        return f"{self.root}/{last}"

    def _refuse_tokens(self, purpose: str) -> None:
        token = next((text for text in (self.project, self.suffix, self.region, purpose) if "${" in text), "")
        if token:
            raise _refused("what is known at deploy time only cannot be part of a name", token, "a text as it stands")

    def _fit(self, purpose: str, tail: str, limit: int) -> str:
        self._refuse_tokens(purpose)
        clean = slug(purpose)
        # A purpose that had to be cleaned shares its clean form with others: the hash tells them apart.
        altered = clean != purpose
        whole = self._join(clean, tail)
        if len(whole) <= limit and not altered:
            return whole
        mark = digest("|".join((self.prefix, purpose, tail)))
        room = limit - len(self._join(mark, tail)) - 1
        if room < 0:
            raise _refused("project and suffix are too long", self.prefix, f"a name of {limit} characters at most")
        return self._join(f"{clean[:room].rstrip('-')}-{mark}".strip("-"), tail)

    def _join(self, middle: str, tail: str) -> str:
        return "-".join(part for part in (self.prefix, middle, tail) if part)
