"""What DMS connects to: a database whose credentials are in Secrets Manager, over TLS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.dms_certificate import DmsCertificate
from cdktf_cdktf_provider_aws.dms_endpoint import DmsEndpoint as AwsDmsEndpoint
from cdktf_cdktf_provider_aws.dms_endpoint import DmsEndpointPostgresSettings
from constructs import Construct

from ..arguments import checked
from ..config.dms_endpoint import (
    POSTGRES,
    MigrationSourceConfig,
    MigrationTargetConfig,
    PostgresSourceConfig,
    PostgresTargetConfig,
    TargetEngine,
    port_of,
)
from ..config.security_group import Rule
from ..naming import digest
from .encryption_key import KeyLike
from .location import Location
from .security_group import SecurityGroupRef

# Field of the library -> argument of the bindings.
_POSTGRES: Final = {
    "plugin": "plugin_name",
    "heartbeat": "heartbeat_enable",
    "heartbeat_minutes": "heartbeat_frequency",
    "execute_timeout_seconds": "execute_timeout",
    "fail_on_lob_truncation": "fail_tasks_on_lob_truncation",
    "max_file_size_kb": "max_file_size",
    "map_booleans": "map_boolean_as_boolean",
}
# What the provider would send as 0 or false were it left out, at the latest with the endpoint's first change; a
# largest file of 0 KB breaks a task. Source: provider reports 35834 and 47884; measured with 5.100.
_POSTGRES_DEFAULTS: Final = {
    **PostgresSourceConfig().model_dump(exclude_none=True),
    **PostgresTargetConfig().model_dump(exclude_none=True),
}


@checked
@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseTarget:
    """The database that is migrated into.

    Attributes:
        engine: What it is; ``aurora`` is Aurora MySQL.
        secret_arn: A secret with ``host``, ``port``, ``username`` and ``password``; DMS takes no password with one of
            ``; . : +`` in it.
        database_name: The database that is written; none for engines that speak MySQL.
        secret_key_arn: The key that the secret is encrypted with; None for AWS's own.
        security_group: Its security group, which has to admit the migration's.
        cidrs: Where it is reached; in place of a security group, or beside it.
        port: The port that the security group lets out; None for the engine's usual one.
    """

    engine: TargetEngine
    secret_arn: str
    database_name: str | None = None
    secret_key_arn: str | None = None
    security_group: SecurityGroupRef | None = None
    cidrs: Sequence[str] = ()
    port: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """What an endpoint has to know of a database, be it the source or the target."""

    role: Literal["source", "target"]
    engine: str
    database_name: str | None
    secret_arn: str
    secret_key_arn: str | None
    port: int
    group_id: str | None
    cidrs: tuple[str, ...]

    @classmethod
    def of_source(cls, source: MigrationSourceConfig) -> Database:
        """The database that is read."""
        return cls(
            role="source",
            engine=source.engine,
            database_name=source.database_name,
            secret_arn=source.secret_arn,
            secret_key_arn=source.secret_key_arn,
            port=port_of(source.engine, source.port),
            group_id=source.security_group_id,
            cidrs=source.cidrs,
        )

    @classmethod
    def of_target(cls, target: DatabaseTarget) -> Database:
        """The database that is written."""
        return cls(
            role="target",
            engine=target.engine,
            database_name=target.database_name,
            secret_arn=target.secret_arn,
            secret_key_arn=target.secret_key_arn,
            port=port_of(target.engine, target.port),
            group_id=target.security_group.id if target.security_group else None,
            cidrs=tuple(target.cidrs),
        )

    def egress(self) -> Iterator[Rule]:
        """What has to be let out to reach it."""
        called = f"{self.role.capitalize()} database"
        if self.group_id:
            yield Rule(description=called, from_port=self.port, group_id=self.group_id)
        for cidr in self.cidrs:
            yield Rule(description=f"{called} in {cidr}", from_port=self.port, cidr=cidr)


class DmsEndpoint(Construct):
    """One end of a migration: a database whose credentials are in Secrets Manager, over TLS.

    Attributes:
        endpoint: The endpoint.
        certificate: What its server is verified with; None where that was not handed in as PEM.

    Source: AWS DMS User Guide, "Using secrets to access AWS DMS endpoints", "Using SSL with AWS DMS".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        where: Location,
        purpose: str,
        database: Database,
        connection: MigrationSourceConfig | MigrationTargetConfig,
        secrets_endpoint: str | None,
        role_arn: str,
        key: KeyLike,
        after: Sequence[ITerraformDependable],
    ) -> None:
        """Makes the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            where: Its provider, region and names.
            purpose: What it is for; part of its name.
            database: The database.
            connection: How it is connected to.
            secrets_endpoint: The name of the interface endpoint of Secrets Manager; None for the public one.
            role_arn: Reads the secret.
            key: Encrypts what DMS keeps of the connection.
            after: What has to be there before.
        """
        super().__init__(scope, construct_id)
        self.certificate = self._import(where, purpose, connection.certificate_pem)
        attributes = dict(connection.extra_connection_attributes)
        if secrets_endpoint:
            attributes.setdefault("secretsManagerEndpointOverride", secrets_endpoint)
        self.endpoint = AwsDmsEndpoint(
            self,
            "Endpoint",
            endpoint_id=where.names.regional(purpose),
            endpoint_type=database.role,
            engine_name=database.engine,
            database_name=database.database_name,
            secrets_manager_arn=database.secret_arn,
            secrets_manager_access_role_arn=role_arn,
            ssl_mode=connection.mode_for(database.engine),
            certificate_arn=self.certificate.certificate_arn if self.certificate else connection.certificate_arn,
            kms_key_arn=key.arn,
            extra_connection_attributes=";".join(f"{name}={value}" for name, value in attributes.items()) or None,
            postgres_settings=_postgres_settings(connection.postgres) if database.engine in POSTGRES else None,
            depends_on=list(after),
            provider=where.provider,
        )

    @property
    def arn(self) -> str:
        """The endpoint's ARN."""
        return self.endpoint.endpoint_arn

    def _import(self, where: Location, purpose: str, pem: str | None) -> DmsCertificate | None:
        if not pem:
            return None
        return DmsCertificate(
            self,
            "Certificate",
            # Of its content: another certificate is made beside this one, which is in use until the endpoint has it.
            certificate_id=where.names.regional(f"{purpose}-{digest(pem)}"),
            certificate_pem=pem,
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
            provider=where.provider,
        )


def _postgres_settings(config: PostgresSourceConfig | PostgresTargetConfig) -> DmsEndpointPostgresSettings:
    settings = {**_POSTGRES_DEFAULTS, **config.model_dump(exclude_none=True)}
    return DmsEndpointPostgresSettings(**{_POSTGRES.get(name, name): value for name, value in settings.items()})
