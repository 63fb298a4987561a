"""How a hosted zone is kept, logged and signed."""

from __future__ import annotations

from pydantic import Field

from ..model import Distinct, Model
from .encryption_key import EncryptionKeyConfig
from .retention import RetentionDays


class QueryLogConfig(Model):
    """Which queries of a public zone are recorded, and for how long."""

    enabled: bool = True
    """Whether the queries that reach Route 53 are recorded."""

    retention_days: RetentionDays = 365
    """Days that they are kept."""

    resource_policy: bool = True
    """Whether Route 53 is let into the log group. An account has room for ten such policies in a region: set it to
    false where one for ``/aws/route53/*`` is there already."""

    key: EncryptionKeyConfig = EncryptionKeyConfig()
    """The key of the records, where none is handed in."""


class DnssecConfig(Model):
    """Whether the answers of a public zone are signed."""

    enabled: bool = True
    """Whether they are signed. Resolvers verify it once the parent zone has the DS record; take that out and wait for
    its TTL before you turn signing off, or the domain cannot be resolved."""

    deletion_window_days: int = Field(default=30, ge=7, le=30)
    """Days during which the deleted signing key can be brought back."""


class HostedZoneConfig(Model):
    """How a hosted zone is kept, and a public one logged and signed."""

    comment: str = Field(default="Managed by Terraform", max_length=256)
    """Shown in the console."""

    force_destroy: bool = False
    """Whether the zone can be destroyed with records in it that Terraform has not made."""

    query_log: QueryLogConfig = QueryLogConfig()
    """The query log of a public zone; a private one has none."""

    dnssec: DnssecConfig = DnssecConfig()
    """The signing of a public zone; a private one cannot be signed."""

    caa_issuers: Distinct[str] = ("amazon.com",)
    """Who may issue certificates for names in a public zone, such as ``letsencrypt.org``; empty for anyone."""
