"""What a migration's settings have to satisfy together with those of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from .errors import Problem

if TYPE_CHECKING:
    from .settings import TapSettings


def migrates_somewhere(settings: TapSettings) -> list[Problem]:
    """There is a database to migrate into."""
    if not settings.features.migration or settings.features.database:
        return []
    return [
        Problem(
            "features.migration",
            "there is no database to migrate into",
            got="features.database = false",
            expected="a database",
            remedy="set features.database = true, or leave migration out",
        )
    ]


def functions_have_their_task(settings: TapSettings) -> list[Problem]:
    """Each function of a migration is keyed by a task that there is."""
    tasks = settings.migration.tasks
    if not settings.features.migration:
        return []
    return [
        Problem(
            f"{table}.{task}",
            "there is no such task",
            got=task,
            expected=", ".join(tasks) or "a task of migration.tasks",
            remedy="name it as the task is, or describe the task",
        )
        for table, keyed in (("validations", settings.validations), ("rollbacks", settings.rollbacks))
        for task in keyed
        if task not in tasks
    ]


def target_can_be_asked(settings: TapSettings) -> list[Problem]:
    """What is compared can be seen, in the target and by DMS."""
    if not settings.validations or not settings.features.migration:
        return []
    database = settings.database
    problems = []
    if database.engine != "aurora-postgresql":
        problems.append(
            Problem(
                "validations",
                "only PostgreSQL is compared",
                got=database.engine,
                expected="aurora-postgresql",
                remedy="leave validations out, and see the tables that DMS validates",
            )
        )
    if not database.data_api:
        problems.append(
            Problem(
                "validations",
                "the target cannot be asked without the Data API",
                got="database.data_api = false",
                expected="the Data API of the cluster",
                remedy="set database.data_api = true",
            )
        )
    return [*problems, *_validated_by_dms(settings)]


def _validated_by_dms(settings: TapSettings) -> Iterator[Problem]:
    for task in settings.validations:
        known = settings.migration.tasks.get(task)
        if known and not known.settings.validation.enabled:
            yield Problem(
                f"validations.{task}",
                "DMS sees the source only where it validates",
                got=f"migration.tasks.{task}.settings.validation.enabled = false",
                expected="data validation of the task",
                remedy="enable it, or leave the validation out",
            )


def records_are_in_the_zone(settings: TapSettings) -> list[Problem]:
    """What goes back to the old system is in the zone of the environment."""
    domain = settings.route53_domain
    if not settings.features.migration:
        return []
    return [
        Problem(
            f"rollbacks.{task}.records",
            "is in no zone of the environment",
            got=record.name,
            expected=f"{domain}, or a name within it" if domain else "a route53_domain",
            remedy="correct the name" if domain else "set route53_domain",
        )
        for task, config in settings.rollbacks.items()
        for record in config.records
        if domain is None or not f".{record.name}".endswith(f".{domain}")
    ]


MIGRATION_CHECKS: tuple[tuple[frozenset[str], Callable[[TapSettings], list[Problem]]], ...] = (
    (frozenset({"features"}), migrates_somewhere),
    (frozenset({"features", "migration", "validations", "rollbacks"}), functions_have_their_task),
    (frozenset({"features", "database", "migration", "validations"}), target_can_be_asked),
    (frozenset({"features", "route53_domain", "rollbacks"}), records_are_in_the_zone),
)
