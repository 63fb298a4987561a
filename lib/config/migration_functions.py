"""What of a migration is compared, and which DNS records go back to the old system."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Final, Literal, TypeVar

from pydantic import AfterValidator, Field, model_validator

from ..model import Distinct, Model, like, refuse
from .function import FunctionConfig

T = TypeVar("T")

MAX_TABLES: Final = 100
MAX_RECORDS: Final = 20

# What needs no quotation marks, so that names can stand in SQL.
# Source: PostgreSQL documentation, "Lexical structure". Checked 2026-11-22.
SqlName = r"[a-z_][a-z0-9_]{0,62}"

MigratedTable = Annotated[
    str,
    like(
        rf"{SqlName}\.{SqlName}",
        "a schema and a table in small letters, digits and underscores, such as public.payments",
        "is no table that can be compared",
    ),
]

DatabaseName = Annotated[
    str, like(SqlName, "small letters, digits and underscores, such as payments", "is no database that can be asked")
]

RecordName = Annotated[
    str,
    like(
        r"(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z]{2,63}",
        "a whole name in small letters without a dot at its end, such as api.payments.corp.net",
        "is no name of a record",
    ),
]


def _at_most(most: int) -> AfterValidator:
    """One value at least, and `most` at most; said only of values that are right themselves."""
    expected = f"1 to {most}"

    def counted(values: tuple[T, ...]) -> tuple[T, ...]:
        if not 1 <= len(values) <= most:
            raise refuse("too few or too many are named", got=len(values), expected=expected, remedy="correct it")
        return values

    return AfterValidator(counted)


class MigrationValidationConfig(Model):
    """What of a migration is compared."""

    database: DatabaseName
    """The database of the target cluster."""

    tables: Annotated[Distinct[MigratedTable], _at_most(MAX_TABLES)]
    """The tables by schema and name, the same in source and target."""

    function: FunctionConfig = FunctionConfig(timeout_seconds=900)
    """How the function runs. Each table takes 45 seconds at most."""


class RollbackRecordConfig(Model):
    """A weighted DNS record that goes back to the old system."""

    name: RecordName
    """Its whole name."""

    type: Literal["A", "AAAA", "CNAME"] = "A"
    """Its type."""

    old: str = Field(min_length=1, max_length=128)
    """The set identifier of the record that leads to the old system; the others of its name and type get no traffic."""


class MigrationRollbackConfig(Model):
    """Which DNS records go back to the old system."""

    records: Annotated[tuple[RollbackRecordConfig, ...], _at_most(MAX_RECORDS)]
    """The records."""

    function: FunctionConfig = FunctionConfig(timeout_seconds=300)
    """How the function runs."""

    @model_validator(mode="after")
    def _one_old_system(self) -> MigrationRollbackConfig:
        """All traffic of a name and type goes one way."""
        count = Counter((record.name, record.type) for record in self.records)
        twice = [f"{name} {kind}" for (name, kind), times in count.items() if times > 1]
        if twice:
            raise refuse(
                "a record can go back to one old system only",
                got=", ".join(twice),
                expected="each name and type once",
                remedy="remove one",
            )
        return self
