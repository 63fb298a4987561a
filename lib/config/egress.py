"""What may leave a group of servers by default."""

from __future__ import annotations

from typing import Final

from .security_group import Rule

# AWS's services, package repositories and image registries; anything else has to be said.
HTTPS_ANYWHERE: Final = Rule(description="HTTPS to anywhere", cidr="0.0.0.0/0")
