"""A migration with AWS DMS: a replication instance between two databases, and its tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_iam_roles import DataAwsIamRoles
from cdktf_cdktf_provider_aws.dms_event_subscription import DmsEventSubscription
from cdktf_cdktf_provider_aws.dms_replication_instance import DmsReplicationInstance
from cdktf_cdktf_provider_aws.dms_replication_subnet_group import DmsReplicationSubnetGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.dms_endpoint import MigrationSourceConfig, MigrationTargetConfig, database_problems, foreign_settings
from ..config.dms_task import MigrationTaskConfig
from ..config.migration import MigrationConfig
from ..config.security_group import Rule
from ..errors import ConfigurationError, Problem
from ..iam import Statement, policy, service_trust
from ..naming import Names
from .dms_endpoint import Database, DatabaseTarget, DmsEndpoint
from .dms_events import TopicRef, subscribe
from .dms_roles import LOGS_ROLE, VPC_ROLE, DmsAccountRoles
from .dms_task import DmsTask
from .encryption_key import KeyLike
from .location import Location, locate
from .network import Network, NetworkLike
from .security_group import SecurityGroup

_SECRETS_MANAGER = "secretsmanager"
_ANYWHERE = "0.0.0.0/0"
_LEAST_ZONES = 2


@checked
class Migration(Construct):
    """A replication instance in a network, the databases at its ends, and what it migrates.

    Without a source there is the instance and its target, ready for one. Nothing is migrated until a task is started,
    by a person unless its settings say otherwise; test both connections before, in the console or with
    ``aws dms test-connection``. The log of changes has to be switched on at the source, see `MigrationSourceConfig`.

    DMS works under roles of the account (`DmsAccountRoles`). Handed in, they are waited for; otherwise they are looked
    up, and a plan fails where one is missing.

    Whoever deploys needs permission to pass the role, and to describe the secrets and the key; DMS uses the key
    through grants that it makes in the deployer's name, so the key's policy names no service. A topic that is
    encrypted has to admit ``dms.amazonaws.com``, in its own policy and in its key's.

    Attributes:
        instance: The replication instance.
        subnet_group: The subnets that it stands in.
        security_group: Lets it out to the two databases and to Secrets Manager; nothing comes in.
        secrets_role: Reads the two secrets.
        target: The database that is migrated into.
        source: The database that is migrated from; None without one.
        tasks: The tasks by name.
        subscriptions: What the topic is told of: ``instance`` and ``tasks``.

    Source: AWS DMS User Guide, "Setting up a network for a replication instance", "Using secrets to access AWS DMS
    endpoints", "Setting an encryption key and specifying AWS KMS permissions", "Configuring VPC endpoints for AWS
    DMS".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        network: NetworkLike,
        key: KeyLike,
        target: DatabaseTarget,
        account_roles: DmsAccountRoles | None = None,
        topic: TopicRef | None = None,
        purpose: str = "migration",
        config: MigrationConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the instance, its ends and its tasks.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            network: Where the instance stands.
            key: Encrypts its storage and what DMS keeps of the connections.
            target: The database that is migrated into.
            account_roles: The account's roles, where they are made in the same stack; looked up by default.
            topic: Told of failures; by default nobody is.
            purpose: What is migrated; part of all names.
            config: What the instance is like, the source and the tasks.
            names: Makes the names.
            provider: The provider of the network's region.

        Raises:
            ConfigurationError: The target cannot be reached or verified, or the network has no way to Secrets Manager.
        """
        super().__init__(scope, construct_id)
        self._config = config = config or MigrationConfig()
        self._where = locate(self, provider, names)
        self._purpose = purpose
        self._key = key
        problems = [*_target_problems(target, config), *_network_problems(network, config)]
        if problems:
            raise ConfigurationError(_within(self.node.path, problems))
        databases = [Database.of_target(target), *([Database.of_source(config.source)] if config.source else ())]
        if not account_roles:
            self._look_for_roles()
        self.security_group = self._make_group(network, databases)
        self.subnet_group = self._make_subnet_group(network, account_roles)
        self.instance = self._make_instance()
        self.secrets_role, self._secrets_policy = self._admit_to_secrets(databases)
        self._secrets_endpoint = _secrets_endpoint(network, config)
        self.target = self._connect(databases[0], config.target)
        self.source: DmsEndpoint | None = None
        self.tasks: dict[str, DmsTask] = {}
        if config.source:
            self.source = self._connect(databases[1], config.source)
            self.tasks = {
                name: self._make_task(name, task, self.source, account_roles) for name, task in config.tasks.items()
            }
        self.subscriptions = self._subscribe(topic) if topic else {}

    @property
    def instance_id(self) -> str:
        """The instance's name, which CloudWatch knows it by, as dimension `ReplicationInstanceIdentifier`."""
        return self.instance.replication_instance_id

    @property
    def task_ids(self) -> dict[str, str]:
        """What CloudWatch knows the tasks by, as dimension `ReplicationTaskIdentifier`, by name."""
        return {name: task.metric_id for name, task in self.tasks.items()}

    def _look_for_roles(self) -> None:
        # Of all roles, and not by name: the error of a missing one would say neither why it is needed nor what to do.
        DataAwsIamRoles(
            self,
            "AccountRoles",
            name_regex=f"^({VPC_ROLE}|{LOGS_ROLE})$",
            lifecycle=TerraformResourceLifecycle(
                postcondition=[
                    Postcondition(
                        condition="${length(self.names) == 2}",
                        error_message=(
                            f"DMS needs the roles {VPC_ROLE} and {LOGS_ROLE} in the account, under these names. "
                            "Deploy the account's stack (DmsAccountRoles) first."
                        ),
                    )
                ]
            ),
            provider=self._where.provider,
        )

    def _make_group(self, network: NetworkLike, databases: Sequence[Database]) -> SecurityGroup:
        nearby = self._config.secrets_manager == "endpoint"
        to_secrets = Rule(description="Secrets Manager", cidr=str(network.cidr) if nearby else _ANYWHERE)
        to_databases = (rule for database in databases for rule in database.egress())
        return SecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=network.vpc_id,
            purpose=self._purpose,
            description="Replication instance",
            egress=_distinct([to_secrets, *to_databases]),
            separate=True,  # one of them may come to name another group, which must not change their style
            names=self._where.names,
            provider=self._where.provider,
        )

    def _make_subnet_group(
        self, network: NetworkLike, account_roles: DmsAccountRoles | None
    ) -> DmsReplicationSubnetGroup:
        return DmsReplicationSubnetGroup(
            self,
            "SubnetGroup",
            replication_subnet_group_id=self._where.names.regional(self._purpose),
            replication_subnet_group_description=f"{self._where.names.prefix}: {self._purpose}",
            subnet_ids=network.subnet_ids(self._config.tier),
            # DMS finds the role by its name, and needs what its policy grants.
            depends_on=[account_roles.vpc_policy] if account_roles else None,
            provider=self._where.provider,
        )

    def _make_instance(self) -> DmsReplicationInstance:
        config = self._config.instance
        return DmsReplicationInstance(
            self,
            "Instance",
            replication_instance_id=self._where.names.regional(self._purpose, "dms_instance"),
            replication_instance_class=config.instance_class,
            allocated_storage=config.storage_gb,
            multi_az=config.multi_az,
            publicly_accessible=False,
            replication_subnet_group_id=self.subnet_group.id,
            vpc_security_group_ids=[self.security_group.id],
            kms_key_arn=self._key.arn,
            engine_version=config.engine_version,
            allow_major_version_upgrade=config.allow_major_version_upgrade or None,
            auto_minor_version_upgrade=config.auto_minor_version_upgrade,
            preferred_maintenance_window=config.maintenance_window,
            apply_immediately=config.apply_immediately,
            provider=self._where.provider,
        )

    def _admit_to_secrets(self, databases: Sequence[Database]) -> tuple[IamRole, IamRolePolicy]:
        role = IamRole(
            self,
            "SecretsRole",
            name=self._where.names.account_wide(f"{self._purpose}-secrets"),
            # DMS reads secrets as the service of its region; that it names a source account then is not documented.
            assume_role_policy=service_trust(f"dms.{self._where.region}.amazonaws.com"),
            provider=self._where.provider,
        )
        granted = IamRolePolicy(
            self,
            "SecretsRolePolicy",
            name="read-secrets",
            role=role.name,
            policy=policy(list(_read_secrets(self._where, databases))),
            provider=self._where.provider,
        )
        return role, granted

    def _connect(self, database: Database, connection: MigrationSourceConfig | MigrationTargetConfig) -> DmsEndpoint:
        return DmsEndpoint(
            self,
            database.role.capitalize(),
            where=self._where,
            purpose=f"{self._purpose}-{database.role}",
            database=database,
            connection=connection,
            secrets_endpoint=self._secrets_endpoint,
            role_arn=self.secrets_role.arn,
            key=self._key,
            # DMS checks the role when the endpoint is made.
            after=[self._secrets_policy],
        )

    def _make_task(
        self, name: str, config: MigrationTaskConfig, source: DmsEndpoint, roles: DmsAccountRoles | None
    ) -> DmsTask:
        return DmsTask(
            self,
            f"Task-{name}",
            where=self._where,
            purpose=f"{self._purpose}-{name}",
            config=config,
            instance=self.instance,
            source=source,
            target=self.target,
            # Its logs are written under the role that DMS finds by its name.
            after=[roles.logs_policy] if roles else [],
        )

    def _subscribe(self, topic: TopicRef) -> dict[str, DmsEventSubscription]:
        tasks = [task.id for task in self.tasks.values()]
        events: dict[str, tuple[str, list[str], Sequence[str]]] = {
            "instance": ("replication-instance", [self.instance_id], self._config.instance_events),
            "tasks": ("replication-task", tasks, self._config.task_events),
        }
        return {
            kind: subscribe(
                self,
                kind,
                where=self._where,
                purpose=self._purpose,
                topic=topic,
                source_type=source_type,
                source_ids=source_ids,
                events=categories,
            )
            for kind, (source_type, source_ids, categories) in events.items()
            if categories and source_ids
        }


def _distinct(rules: Iterable[Rule]) -> list[Rule]:
    """Each permission once: both databases may stand in one place."""
    found: dict[object, Rule] = {}
    for rule in rules:
        found.setdefault(rule.identity, rule)
    return list(found.values())


def _secrets_endpoint(network: NetworkLike, config: MigrationConfig) -> str | None:
    """The name of the network's interface endpoint, where the network tells it."""
    if config.secrets_manager == "endpoint" and isinstance(network, Network):
        return str(network.endpoints.interfaces[_SECRETS_MANAGER].dns_entry.get(0).dns_name)
    return None


def _read_secrets(where: Location, databases: Sequence[Database]) -> Iterator[Statement]:
    yield Statement(
        sid="ReadSecrets",
        actions=["secretsmanager:GetSecretValue"],
        resources=list(dict.fromkeys(database.secret_arn for database in databases)),
    )
    keys = list(dict.fromkeys(database.secret_key_arn for database in databases if database.secret_key_arn))
    if keys:
        through = f"{_SECRETS_MANAGER}.{where.region}.amazonaws.com"
        yield Statement(
            sid="DecryptSecrets",
            actions=["kms:Decrypt"],
            resources=keys,
            conditions={"StringEquals": {"kms:ViaService": through}},
        )
        yield Statement(sid="DescribeKeys", actions=["kms:DescribeKey"], resources=keys)


def _target_problems(target: DatabaseTarget, config: MigrationConfig) -> Iterator[Problem]:
    if not (target.security_group or target.cidrs):
        yield Problem(
            "target",
            "nothing says where the target is, and the security group lets out nothing else",
            expected="security_group or cidrs",
            remedy="give one",
        )
    yield from _within("target", database_problems(target.engine, target.database_name))
    try:
        config.target.mode_for(target.engine)
    except ConfigurationError as error:
        yield from _within("config.target", error.problems)
    yield from _within("config.target", foreign_settings(target.engine, config.target.postgres))


def _network_problems(network: NetworkLike, config: MigrationConfig) -> Iterator[Problem]:
    subnets = network.subnet_ids(config.tier)
    if len(subnets) < _LEAST_ZONES:
        yield Problem(
            "network",
            f"DMS wants subnets in two zones, and the {config.tier} tier has not as many",
            got=f"{len(subnets)} subnets",
            expected=f"{_LEAST_ZONES} or more",
            remedy="add subnets, or set tier",
        )
    if not isinstance(network, Network):
        return
    if config.secrets_manager == "endpoint" and _SECRETS_MANAGER not in network.endpoints.interfaces:
        yield Problem(
            "network",
            "the instance has no way to Secrets Manager, where it reads its credentials",
            got="no interface endpoint for it",
            expected="endpoints.interfaces with secretsmanager",
            remedy='add the endpoint, or set secrets_manager = "internet"',
        )
    if config.secrets_manager == "internet" and not network.nat_gateways:
        yield Problem(
            "network",
            "the instance has no way to Secrets Manager, where it reads its credentials",
            got='nat = "none"',
            expected='nat = "single" or "per_zone"',
            remedy='add NAT, or set secrets_manager = "endpoint"',
        )


def _within(place: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(problem, where=f"{place}.{problem.where}") for problem in problems)
