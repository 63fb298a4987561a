"""The functions beside a migration: one compares source and target, one goes back to the old system."""

from __future__ import annotations

from constructs import Construct

from ..constructs.aurora_global import AuroraGlobal
from ..constructs.dns_record import HostedZoneLike
from ..constructs.migration import Migration
from ..constructs.migration_rollback import MigrationRollback
from ..constructs.migration_validation import MigrationValidation
from ..constructs.packaged_function import PackagedFunction
from ..settings import TapSettings
from .regional import Regional


class MigrationFunctions(Construct):
    """The functions of the tasks of one migration.

    Attributes:
        validations: What compares source and target, by task.
        rollbacks: What goes back to the old system, by task.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: TapSettings,
        region: Regional,
        database: AuroraGlobal,
        migration: Migration,
        zone: HostedZoneLike | None,
    ) -> None:
        """Makes the functions.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            settings: The environment's settings.
            region: Where the migration is.
            database: Its target.
            migration: What it consists of.
            zone: Has the records that go back; None where none do.
        """
        super().__init__(scope, construct_id)
        self.validations = {
            task: MigrationValidation(
                self,
                f"Validation-{task}",
                purpose=f"{task}-validation",
                cluster=database.primary.cluster,
                secret=database.connection.secret,
                secret_key=region.key,
                task=migration.tasks[task],
                key=region.key,
                bus=region.bus,
                config=config,
                names=region.names,
                provider=region.provider,
            )
            for task, config in settings.validations.items()
        }
        self.rollbacks = {
            task: MigrationRollback(
                self,
                f"Rollback-{task}",
                purpose=f"{task}-rollback",
                zone=zone,
                task=migration.tasks[task],
                key=region.key,
                bus=region.bus,
                config=config,
                names=region.names,
                provider=region.provider,
            )
            for task, config in settings.rollbacks.items()
            if zone
        }

    @property
    def by_name(self) -> dict[str, PackagedFunction]:
        """All functions, by what each does for which task."""
        validations = {f"{task}-validation": made.function for task, made in self.validations.items()}
        return validations | {f"{task}-rollback": made.function for task, made in self.rollbacks.items()}
