"""What an environment remembers: its databases, tables and secrets over both regions, and their backups."""

from __future__ import annotations

from collections.abc import Sequence

from constructs import Construct

from ..constructs.aurora_cluster import Placement
from ..constructs.aurora_global import AuroraGlobal
from ..constructs.backup import Backup
from ..constructs.backup_vault import BackupVault
from ..constructs.dynamodb_global import DynamodbGlobal, TableReplica
from ..constructs.secret import ReplicatedSecret
from ..settings import TapSettings
from .regional import Regional


class DataTier(Construct):
    """What an environment remembers: its databases, tables and secrets over both regions, and their backups.

    Attributes:
        database: The database; None without it.
        table: The table of payments; None without it.
        secrets: The secrets by what they are for.
        backup: The backup plans; None without them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: TapSettings,
        primary: Regional,
        secondary: Regional | None,
    ) -> None:
        """Makes it.

        Args:
            scope: The stack.
            construct_id: Its id there.
            settings: What the environment is made of.
            primary: The region that data is written in.
            secondary: The region that has it too; None for none.
        """
        super().__init__(scope, construct_id)
        self._settings = settings
        self._primary = primary
        self._secondary = secondary
        self.database = self._make_database() if settings.features.database else None
        self.table = self._make_table() if settings.features.table else None
        self.secrets = {purpose: self._make_secret(purpose) for purpose in settings.secrets}
        self.backup = self._make_backup(primary.vault) if primary.vault else None

    def table_in(self, region: Regional) -> DynamodbGlobal | None:
        """The table, where a region has it or its replica."""
        is_there = self.table is not None and (region is self._primary or self.table.replica is not None)
        return self.table if is_there else None

    def _make_database(self) -> AuroraGlobal:
        return AuroraGlobal(
            self,
            "Database",
            primary=_placement(self._primary),
            secondary=_placement(self._secondary) if self._secondary else None,
            purpose="payments",
            config=self._settings.database,
        )

    def _make_table(self) -> DynamodbGlobal:
        other = self._secondary if self._settings.table.replicated else None
        return DynamodbGlobal(
            self,
            "Table",
            purpose="payments",
            key=self._primary.key,
            config=self._settings.table,
            replica=TableReplica(provider=other.provider, key=other.key) if other else None,
            names=self._primary.names,
            provider=self._primary.provider,
        )

    def _make_secret(self, purpose: str) -> ReplicatedSecret:
        other = self._secondary
        return ReplicatedSecret(
            self,
            f"Secret-{purpose}",
            purpose=purpose,
            key=self._primary.key,
            replicas={other.names.region: other.key} if other else {},
            config=self._settings.secrets[purpose],
            names=self._primary.names,
            provider=self._primary.provider,
        )

    def _make_backup(self, vault: BackupVault) -> Backup:
        config = self._settings.backup_here
        return Backup(
            self,
            "Backup",
            vault=vault,
            secondary_vault=self._secondary.vault if self._secondary else None,
            resource_arns={plan: self._backed_up() for plan in config.plans},
            config=config,
            names=self._primary.names,
            provider=self._primary.provider,
        )

    def _backed_up(self) -> Sequence[str]:
        found = [self.database.primary.cluster.arn] if self.database else []
        return [*found, *([self.table.arn] if self.table else [])]


def _placement(region: Regional) -> Placement:
    return Placement(network=region.network, key=region.key)
