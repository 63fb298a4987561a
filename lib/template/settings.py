"""The settings of one environment: environment variables, then environments/<suffix>.toml, then what stands here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self

from tap_constructs.config.dynamodb import DynamodbConfig
from tap_constructs.config.encryption_key import EncryptionKeyConfig
from tap_constructs.config.provider import ProviderConfig
from tap_constructs.config.scalars import Project, Region, Suffix
from tap_constructs.config.state import StateConfig
from tap_constructs.config.tags import TagsConfig
from tap_constructs.config.topic import TopicConfig
from tap_constructs.model import Model
from tap_constructs.settings_sources import VARIABLES, collect, validated

ROOT = Path(__file__).parent


class Settings(Model):
    """Everything that one environment is made of. Unknown keys are refused, and all faults are told at once."""

    project: Project = "{{Name}}"
    """What is deployed: the first part of every name, and of the state's key."""

    environment_suffix: Suffix = "dev"
    """Which copy of it, such as ``dev`` or ``pr42``."""

    aws_region: Region = "us-east-1"
    """Where."""

    key: EncryptionKeyConfig = EncryptionKeyConfig(deletion_window_days=7)
    """The key that encrypts table and topic."""

    orders: DynamodbConfig = DynamodbConfig(hash_key="id", attributes={"id": "S"}, deletion_protection=False)
    """The table of orders."""

    changes: TopicConfig = TopicConfig()
    """Who is told of changes of orders."""

    state: StateConfig = StateConfig()
    """Where Terraform keeps its state."""

    tags: TagsConfig = TagsConfig()
    """What every resource is tagged with."""

    provider: ProviderConfig = ProviderConfig()
    """The AWS provider."""

    @classmethod
    def load(cls, *, environ: Mapping[str, str] | None = None, required: Iterable[str] = ()) -> Self:
        """Reads the settings.

        Args:
            environ: The environment variables; those of the process by default.
            required: Variables that have to be set, whatever the defaults.

        Raises:
            ConfigurationError: Everything that is wrong.
        """
        given = os.environ if environ is None else environ
        known = {name: given[name] for name, path in VARIABLES.items() if path[0] in cls.model_fields and name in given}
        return validated(cls, collect({}, root=ROOT, environ=known, default_suffix="dev"), required)

    @property
    def state_key(self) -> str:
        """Where in the state's bucket this environment is."""
        return f"{self.project}/{self.environment_suffix}/terraform.tfstate"
