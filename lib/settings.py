"""The settings of one environment: one frozen, validated tree.

How its values are found is in `settings_sources`; what each part means stands with the part, in `config`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationInfo, model_validator

from .config.alarm_topics import AlarmTopicsConfig
from .config.aurora import AuroraConfig
from .config.backup import BackupConfig
from .config.backup_vault import BackupVaultConfig
from .config.container_registry import ContainerRegistryConfig
from .config.dns import DnsConfig
from .config.dns_failover import DnsFailoverConfig
from .config.ecs_cluster import EcsClusterConfig
from .config.ecs_service import EcsServiceConfig
from .config.eks import EksConfig
from .config.encryption_key import EncryptionKeyConfig
from .config.events import EventsConfig
from .config.features import FeaturesConfig
from .config.function import FunctionConfig
from .config.load_balancer import CertificateArn, LoadBalancerConfig
from .config.migration import MigrationConfig, TaskName
from .config.migration_functions import MigrationRollbackConfig, MigrationValidationConfig
from .config.monitoring import MonitoringConfig
from .config.network import NetworkConfig
from .config.parameters import ParametersConfig
from .config.payments_table import PaymentsTableConfig
from .config.provider import ProviderConfig
from .config.scalars import Domain, Project, Purpose, Region, Suffix
from .config.secret import SecretConfig
from .config.state import StateConfig
from .config.tags import TagsConfig
from .config.web_tier import WebTierConfig
from .merging import Table, merged
from .model import Model, refuse
from .naming import Names
from .profiles import PROFILES, Profile
from .settings_checks import check
from .settings_sources import collect, validated
from .text_files import MAX_DEPTH

DEFAULT_SUFFIX = "test"
DEFAULT_REGION = "us-east-1"
DEFAULT_SECONDARY_REGION = "us-west-2"
SECONDARY_CIDR = "10.1.0.0/16"

# What one region has of its own and the other must not take over.
_OF_ONE_REGION = ("cidr", "availability_zones", "nat_allocation_ids")


class SecondarySettings(Model):
    """What is different in the secondary region; a key that is left out has the primary region's value."""

    network: NetworkConfig = NetworkConfig()
    """The secondary region's network; its `cidr` is 10.1.0.0/16 unless given."""

    certificate_arn: CertificateArn | None = None
    """The certificate of the secondary region's load balancer; certificates are regional."""


class TapSettings(Model):
    """Everything that one environment is made of.

    Constructed directly it is pure; `load` reads environment variables and the environment's file as well.
    """

    environment_suffix: Suffix = DEFAULT_SUFFIX
    """Which copy of the project this is, such as ``dev`` or ``pr42``: part of every name, and of the state's key."""

    project: Project = "tap"
    """What is being deployed: the first part of every name, and of the state's key."""

    profile: Profile = "test"
    """Which defaults hold: ``dev``, ``test`` or ``prod``."""

    aws_region: Region = DEFAULT_REGION
    """The primary region."""

    secondary_aws_region: Region | None = None
    """The secondary region; us-west-2 by default, or us-east-1 where that is the primary. Empty text: none."""

    route53_domain: Domain | None = Field(default=None, examples=["payments.corp.net"])
    """The domain of the environment; None for none."""

    provider: ProviderConfig = ProviderConfig()
    """The AWS provider."""

    state: StateConfig = StateConfig()
    """Where Terraform keeps its state."""

    tags: TagsConfig = TagsConfig()
    """What every resource is tagged with."""

    key: EncryptionKeyConfig = EncryptionKeyConfig()
    """The encryption key of each region."""

    features: FeaturesConfig = FeaturesConfig()
    """Which parts there are."""

    network: NetworkConfig = NetworkConfig()
    """The network of both regions."""

    peering: bool = True
    """Whether the networks of the two regions are connected."""

    secondary: SecondarySettings = SecondarySettings()
    """What is different in the secondary region."""

    alarms: AlarmTopicsConfig = AlarmTopicsConfig()
    """Who is told of alarms."""

    monitoring: MonitoringConfig = MonitoringConfig()
    """What alarms go off at, and whether there are dashboards."""

    events: EventsConfig = EventsConfig()
    """The events of both regions."""

    database: AuroraConfig = AuroraConfig()
    """The database."""

    table: PaymentsTableConfig = Field(
        default=PaymentsTableConfig(),
        examples=[
            {
                "attributes": {"id": "S", "created_at": "N", "customer": "S"},
                "billing": "provisioned",
                "read_capacity": {"min_units": 10, "max_units": 500},
                "global_indexes": {"by-customer": {"hash_key": "customer", "range_key": "created_at"}},
            }
        ],
    )
    """The table of payments."""

    secrets: dict[Purpose, SecretConfig] = Field(
        default_factory=dict,
        examples=[{"partner-api": {"value": "variable", "variable": "partner_api_token"}, "session": {"length": 64}}],
    )
    """Secrets by what they are for; each is there in both regions."""

    parameters: ParametersConfig = ParametersConfig()
    """Parameters of both regions, beside those that tell programs what there is."""

    payments: FunctionConfig = FunctionConfig()
    """The function that takes payments."""

    load_balancer: LoadBalancerConfig = Field(
        default=LoadBalancerConfig(),
        examples=[
            {
                "target_groups": {"api": {"type": "ip", "protocol": "HTTP", "port": 8080}},
                "default_action": {"redirect": {"host": "www.company.net"}},
                "rules": {
                    "api": {"priority": 10, "paths": ["/api/*"], "action": {"forward": {"target_groups": {"api": 1}}}}
                },
            }
        ],
    )
    """The load balancers. Without a certificate, or an existing zone that proves one, they are internal ones."""

    web_tier: WebTierConfig = WebTierConfig()
    """The instances."""

    service: EcsServiceConfig | None = Field(
        default=None,
        examples=[{"containers": {"api": {"image": "public.ecr.aws/docker/library/nginx:1.29", "port": 8080}}}],
    )
    """A service of containers in each region, in the target groups that are called as its containers; None for none."""

    service_cluster: EcsClusterConfig = EcsClusterConfig()
    """The ECS cluster of `service`."""

    registry: ContainerRegistryConfig = ContainerRegistryConfig()
    """The repositories of container images."""

    cluster: EksConfig = EksConfig()
    """The EKS clusters."""

    migration: MigrationConfig = Field(
        default=MigrationConfig(),
        examples=[
            {
                "source": {
                    "engine": "postgres",
                    "database_name": "payments",
                    "secret_arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:old-database-AbCdEf",
                    "cidrs": ["10.9.0.0/16"],
                },
                "tasks": {"payments": {"mappings": {"selections": {"everything": {"schema_name": "public"}}}}},
            }
        ],
    )
    """What migrates an old database into this one's."""

    validations: dict[TaskName, MigrationValidationConfig] = Field(
        default_factory=dict,
        examples=[{"payments": {"database": "payments", "tables": ["public.payments"]}}],
    )
    """With `migration`, by its task: the function that compares source and target; needs ``database.data_api``."""

    rollbacks: dict[TaskName, MigrationRollbackConfig] = Field(
        default_factory=dict,
        examples=[{"payments": {"records": [{"name": "api.payments.corp.net", "old": "old"}]}}],
    )
    """With `migration`, by its task: the function that goes back to the old system; needs ``route53_domain``."""

    dns: DnsConfig = DnsConfig()
    """The zone of `route53_domain` and the name in it."""

    vault: BackupVaultConfig = BackupVaultConfig()
    """The backup vault of each region."""

    backup: BackupConfig = BackupConfig()
    """What is backed up when; without a secondary region its copies are left out."""

    @classmethod
    def load(
        cls,
        environment_suffix: str | None = None,
        *,
        root: Path | None = None,
        environ: Mapping[str, str] | None = None,
        required: Sequence[str] = (),
        **arguments: Any,
    ) -> Self:
        """Reads the settings of an environment.

        Args:
            environment_suffix: Which environment; ENVIRONMENT_SUFFIX where left out.
            root: The folder that `environments` is in; the current one by default.
            environ: The environment variables; those of the process by default.
            required: Variables that must be set, such as ``TERRAFORM_STATE_BUCKET``.
            **arguments: Any field of the settings; those that are None are left to the other sources.

        Raises:
            ConfigurationError: Anything is wrong with them; all that is wrong is in it.
        """
        given = {"environment_suffix": environment_suffix, **arguments}
        sources = collect(
            {name: _plain(value) for name, value in given.items() if value is not None},
            root=Path(root or Path.cwd()),
            environ=os.environ if environ is None else environ,
            default_suffix=DEFAULT_SUFFIX,
        )
        return validated(cls, sources, required)

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: Any) -> Any:
        """Puts the profile below what was given, and the primary region below the secondary."""
        if not isinstance(data, Mapping):
            return data
        given: Table = _plain(data)
        profile = given.get("profile", "test")
        table = merged(PROFILES[profile], given) if profile in tuple(PROFILES) else given
        if "secondary_aws_region" not in table:
            primary = table.get("aws_region", DEFAULT_REGION)
            table["secondary_aws_region"] = (
                DEFAULT_REGION if primary == DEFAULT_SECONDARY_REGION else DEFAULT_SECONDARY_REGION
            )
        table["secondary_aws_region"] = table["secondary_aws_region"] or None
        network = table.get("network", {})
        secondary = table.get("secondary", {})
        if isinstance(network, Mapping) and isinstance(secondary, Mapping):
            shared = {key: value for key, value in network.items() if key not in _OF_ONE_REGION}
            own = {"network": {**shared, "cidr": SECONDARY_CIDR}}
            table["secondary"] = merged(own, secondary)
        return table

    @model_validator(mode="after")
    def _checked(self, info: ValidationInfo) -> Self:
        check(self, faulty=(info.context or {}).get("faulty", frozenset()))
        return self

    @property
    def names(self) -> Names:
        """Makes the names of the primary region's resources."""
        return Names(self.project, self.environment_suffix, self.aws_region)

    @property
    def state_bucket(self) -> str:
        """The bucket of the state; ``<project>-terraform-state`` where none is named."""
        return self.state.bucket or f"{self.project}-terraform-state"

    @property
    def state_key(self) -> str:
        """Where in the bucket the state is: ``<project>/<suffix>/terraform.tfstate``."""
        return f"{self.project}/{self.environment_suffix}/terraform.tfstate"

    @property
    def state_region(self) -> str:
        """The region of the state's bucket; the primary one where none is named."""
        return self.state.region or self.aws_region

    @property
    def host_name(self) -> str:
        """The name that leads to the environment; empty without a domain."""
        return ".".join(part for part in (self.dns.failover.name, self.route53_domain) if part)

    def load_balancer_with(self, certificate_arn: str | None, *, proved: bool) -> LoadBalancerConfig:
        """The load balancer of one region: internal and without TLS where there is no certificate.

        Args:
            certificate_arn: The region's certificate; None for none.
            proved: Whether one is made and proved in a zone.
        """
        given = self.load_balancer
        changes: dict[str, Any] = {"certificate_arn": certificate_arn}
        if not certificate_arn and not proved and ("scheme" not in given.model_fields_set or given.internal):
            changes |= {"scheme": "internal", "plain_http": True}
        return given.model_copy(update=changes)

    def failover_with(self, *, is_public: bool) -> DnsFailoverConfig:
        """How its name is led: only what the internet reaches is checked from there."""
        given = self.dns.failover
        return given if is_public else given.model_copy(update={"health_check": None})

    @property
    def backup_here(self) -> BackupConfig:
        """What is backed up when, with copies only where there is a region to copy to."""
        return self.backup if self.secondary_aws_region else self.backup.without_copies()

    @property
    def default_tags(self) -> dict[str, str]:
        """The tags of every resource."""
        return self.tags.of(self.environment_suffix, self.project)


def _plain(data: Any, depth: int = MAX_DEPTH) -> Any:
    """What was given, with models as the tables of what was set in them."""
    if isinstance(data, Model):
        return data.model_dump(exclude_unset=True)
    if not isinstance(data, Mapping):
        return data
    if not depth:
        raise refuse("has tables in tables without end", expected=f"at most {MAX_DEPTH}", where="settings")
    return {key: _plain(value, depth - 1) for key, value in data.items()}
