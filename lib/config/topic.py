"""Who is told what a topic is told."""

from __future__ import annotations

from pydantic import Field

from ..model import Model
from .scalars import Email, HttpsUrl


class TopicConfig(Model):
    """Who is told what a topic is told."""

    emails: dict[str, Email] = Field(default_factory=dict, examples=[{"on-call": "on-call@company.net"}])
    """Email addresses, by a name that stays; each gets a link to confirm with, and nothing before that."""

    urls: dict[str, HttpsUrl] = Field(default_factory=dict, examples=[{"incidents": "https://events.company.net/aws"}])
    """HTTPS addresses that confirm by themselves, as incident services do, by a name that stays; the state shows them.
    """
