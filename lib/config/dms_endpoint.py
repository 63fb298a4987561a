"""The databases that a migration reads and writes, and how it connects to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, model_validator

from ..aws_facts import DMS_SSL_MODES
from ..errors import ConfigurationError, Problem
from ..model import Distinct, Model, like, refuse
from .security_group import accepted_cidr

SourceEngine = Literal["aurora", "aurora-postgresql", "mariadb", "mysql", "oracle", "postgres", "sqlserver"]
TargetEngine = Literal["aurora", "aurora-postgresql", "mysql", "postgres"]
SslMode = Literal["require", "verify-ca", "verify-full"]

# Engines that speak PostgreSQL; the others that are no Oracle and no SQL Server speak MySQL.
POSTGRES: Final = ("aurora-postgresql", "postgres")
_PORTS: Final = {"aurora-postgresql": 5432, "postgres": 5432, "oracle": 1521, "sqlserver": 1433}
_MYSQL_PORT: Final = 3306
_HEADER: Final = "-----BEGIN CERTIFICATE-----"
_DOWNLOAD: Final = (
    "RDS and Aurora: https://truststore.pki.rds.amazonaws.com/<region>/<region>-bundle.pem; else of its own CA"
)
_UNRESOLVED: Final = r"\$\{.+\}"

# A secret or a key may be made in the same stack: its ARN is then known at deploy time only.
SecretArn = Annotated[
    str,
    like(
        rf"arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{{12}}:secret:\S+|{_UNRESOLVED}",
        "a full ARN, such as arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-AbCdEf",
        "is no secret",
    ),
]
KeyArn = Annotated[
    str,
    like(
        rf"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{{12}}:key/\S+|{_UNRESOLVED}",
        "a key's ARN, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "is no key",
    ),
]
CertificateArn = Annotated[
    str,
    like(
        rf"arn:aws[a-z-]*:dms:[a-z0-9-]+:[0-9]{{12}}:cert:\S+|{_UNRESOLVED}",
        "such as arn:aws:dms:eu-west-1:123456789012:cert:ABCDEF",
        "is no certificate of DMS",
    ),
]
AttributeName = Annotated[str, like(r"[A-Za-z][A-Za-z0-9_]*", "letters and digits", "is no attribute")]
AttributeValue = Annotated[str, like(r"[^;]+", "text without a semicolon", "ends the attribute")]
PostgresName = Annotated[
    str, like(r"[a-z_][a-z0-9_]{0,62}", "up to 63 lower-case letters, digits and underscores", "is no such name")
]


class PostgresSourceConfig(Model):
    """How PostgreSQL is read.

    The AWS provider 5.100 sends this when the endpoint is made, and forgets later changes; 6.x does since its change
    44389. Until then every plan shows them: make them in the console too, or replace endpoint and tasks.
    """

    plugin: Literal["pglogical", "test-decoding"] | None = None
    """What decodes the log; None takes pglogical where it is installed, and test-decoding otherwise."""

    slot_name: PostgresName | None = None
    """A logical replication slot that exists, for a task that only replicates; None has DMS make one."""

    capture_ddls: bool = True
    """Whether changes of tables are captured, with a trigger that DMS makes; its user has to be allowed to."""

    ddl_artifacts_schema: PostgresName | None = None
    """The schema in which DMS makes the table and the trigger for that; None for the default one."""

    heartbeat: bool = False
    """Whether DMS writes now and then, so that the log of an idle database can be truncated."""

    heartbeat_schema: PostgresName | None = None
    """The schema of the table it writes to for that; None for ``public``."""

    heartbeat_minutes: int = Field(default=5, ge=1)
    """Minutes between two such writes."""

    execute_timeout_seconds: int = Field(default=60, ge=1)
    """Seconds after which a statement is given up."""

    fail_on_lob_truncation: bool = False
    """Whether a task fails when a large object is longer than what it may take over."""

    map_booleans: bool = False
    """Whether booleans stay booleans, and do not become text; set it for the target too."""


class PostgresTargetConfig(Model):
    """How PostgreSQL is written; for changes see `PostgresSourceConfig`."""

    after_connect_script: str | None = Field(default=None, min_length=1)
    """A statement to begin with, such as ``SET session_replication_role = replica``, so that no trigger fires."""

    execute_timeout_seconds: int = Field(default=60, ge=1)
    """Seconds after which a statement is given up."""

    max_file_size_kb: int = Field(default=32_768, ge=1, le=1_048_576)
    """The largest file, in KB, with which DMS loads a table."""

    map_booleans: bool = False
    """Whether booleans stay booleans, and do not become text; set it for the source too."""


class ConnectionConfig(Model):
    """How DMS connects to a database: always encrypted."""

    ssl_mode: SslMode | None = None
    """How the server is verified; None for the strongest the engine has, or without a certificate for ``require``."""

    certificate_pem: str | None = None
    """The CA certificates that the server is verified with, as PEM; `verify-ca` and `verify-full` need some."""

    certificate_arn: CertificateArn | None = None
    """The same, imported into DMS elsewhere; the only way for Oracle, which wants a wallet."""

    extra_connection_attributes: dict[AttributeName, AttributeValue] = Field(default_factory=dict)
    """Settings of the engine that have no field here, by their name in the AWS DMS User Guide."""

    @model_validator(mode="after")
    def _one_certificate(self) -> ConnectionConfig:
        """At most one of certificate_pem and certificate_arn; the PEM holds certificates and no private key."""
        pem = self.certificate_pem or ""
        if pem and self.certificate_arn:
            raise refuse(
                "a connection is verified with one certificate",
                got="certificate_pem and certificate_arn",
                remedy="leave one out",
                where="certificate_arn",
            )
        if pem and (_HEADER not in pem or "PRIVATE KEY" in pem):
            raise refuse(
                "holds no certificate, or a private key as well",
                expected=f"text that begins with {_HEADER}",
                remedy=_DOWNLOAD,
                where="certificate_pem",
            )
        return self

    @model_validator(mode="after")
    def _no_credentials(self) -> ConnectionConfig:
        """No attribute holds a password or a user: those stand in the secret."""
        told = [name for name in self.extra_connection_attributes if _is_credential(name)]
        if told:
            raise refuse(
                "credentials are taken from the secret only",
                got=", ".join(told),
                remedy="remove it",
                where="extra_connection_attributes",
            )
        return self

    @property
    def has_certificate(self) -> bool:
        """Whether there is something to verify the server with."""
        return bool(self.certificate_pem or self.certificate_arn)

    def mode_for(self, engine: str) -> str:
        """The mode that an engine is connected to with: the one asked for, or the best there is.

        Raises:
            ConfigurationError: The engine has no such mode, or lacks a certificate for it.
        """
        problems = list(self._problems(engine))
        if problems:
            raise ConfigurationError(problems)
        return self._mode(engine)

    def _mode(self, engine: str) -> str:
        modes = DMS_SSL_MODES[engine]
        return self.ssl_mode or (modes[-1] if self.has_certificate else modes[0])

    def _problems(self, engine: str) -> Iterator[Problem]:
        modes = DMS_SSL_MODES[engine]
        mode = self._mode(engine)
        if mode not in modes:
            yield Problem(
                "ssl_mode", f"DMS has no such mode for {engine}", mode, ", ".join(modes), "choose one of these"
            )
        elif mode != "require" and not self.has_certificate:
            yield Problem(
                "certificate_pem",
                f"{mode} for {engine} needs a certificate to verify the server with",
                expected="certificate_pem or certificate_arn",
                remedy=_DOWNLOAD,
            )
        elif mode == "require" and self.has_certificate:
            yield Problem(
                "ssl_mode",
                "require looks at no certificate",
                got="require and a certificate",
                expected=f"ssl_mode = {modes[-1]}",
                remedy="leave one out",
            )
        if engine == "oracle" and self.certificate_pem:
            yield Problem(
                "certificate_pem",
                "Oracle is verified with a wallet",
                expected="certificate_arn of a wallet (.sso) that was imported into DMS",
                remedy="import it and give its ARN",
            )


class MigrationTargetConfig(ConnectionConfig):
    """How DMS connects to the database that is migrated into."""

    postgres: PostgresTargetConfig = PostgresTargetConfig()
    """How PostgreSQL is written; for the engines that speak it only."""


class MigrationSourceConfig(ConnectionConfig):
    """A database that is migrated from, wherever it stands.

    DMS reads the log of changes for `cdc` and `full-load-and-cdc`, and it has to be switched on there first:
    PostgreSQL with ``wal_level = logical`` (RDS and Aurora: ``rds.logical_replication = 1``), MySQL and MariaDB with
    ``binlog_format = ROW`` and the log kept for a day, Oracle in ARCHIVELOG mode with supplemental logging, SQL
    Server in full recovery mode with MS-CDC or MS-REPLICATION.
    """

    engine: SourceEngine
    """What it is; ``aurora`` is Aurora MySQL."""

    database_name: str | None = Field(default=None, min_length=1)
    """The database that is read; none for engines that speak MySQL, where the mappings name it as a schema."""

    secret_arn: SecretArn
    """The full ARN of a secret with ``host``, ``port``, ``username`` and ``password``, in the same region."""

    secret_key_arn: KeyArn | None = None
    """The key that the secret is encrypted with; None for AWS's own."""

    port: int | None = Field(default=None, ge=1, le=65535)
    """The port that the security group lets out; None for the engine's usual one."""

    cidrs: Distinct[Annotated[str, AfterValidator(accepted_cidr)]] = ()
    """Where it is reached, such as ``10.20.0.0/16``; one of `cidrs` and `security_group_id` at least."""

    security_group_id: str | None = Field(default=None, pattern=r"^(sg-[0-9a-f]+|\$\{.+\})$")
    """The security group of a database in the same or a peered VPC; it has to admit the migration's."""

    postgres: PostgresSourceConfig = PostgresSourceConfig()
    """How PostgreSQL is read; for the engines that speak it only."""

    @model_validator(mode="after")
    def _coherent(self) -> MigrationSourceConfig:
        """It can be reached and verified, has a database, and settings of its own engine only."""
        problems = [*self._problems(self.engine), *self._source_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _source_problems(self) -> Iterator[Problem]:
        if not (self.cidrs or self.security_group_id):
            yield Problem(
                "cidrs",
                "nothing says where the source is, and the security group lets out nothing else",
                expected="cidrs or security_group_id",
                remedy="name one",
            )
        yield from database_problems(self.engine, self.database_name)
        yield from foreign_settings(self.engine, self.postgres)


def port_of(engine: str, port: int | None = None) -> int:
    """The port that is given, or the usual one of the engine."""
    return port or _PORTS.get(engine, _MYSQL_PORT)


def database_problems(engine: str, name: str | None) -> Iterator[Problem]:
    """The fault of an engine without the database that it needs, or with one that it does not."""
    if not name and engine in _PORTS:
        yield Problem("database_name", f"{engine} needs a database to connect to", remedy="name it")
    if name and engine not in _PORTS:
        # The provider does not send it with a secret (its report 36866), and would miss it at every plan.
        yield Problem(
            "database_name",
            f"{engine} is connected to without a database",
            got=name,
            remedy="remove it, and name it as schema_name in the mappings",
        )


def foreign_settings(engine: str, settings: PostgresSourceConfig | PostgresTargetConfig) -> Iterator[Problem]:
    """The fault of settings for PostgreSQL on an engine that does not speak it."""
    given = settings.model_dump(exclude_defaults=True)
    if given and engine not in POSTGRES:
        yield Problem(
            "postgres",
            f"{engine} does not speak PostgreSQL",
            got=", ".join(given),
            remedy="remove it, or use extra_connection_attributes",
        )


def _is_credential(name: str) -> bool:
    return any(word in name.lower() for word in ("password", "username", "secretid", "accessrole"))
