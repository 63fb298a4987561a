"""Which tables are migrated, and what becomes of their names: the table mappings of a DMS task."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import Field, model_validator

from ..errors import ConfigurationError, Problem
from ..model import Model, like, refuse

Action = Literal[
    "rename",
    "convert-lowercase",
    "convert-uppercase",
    "add-prefix",
    "remove-prefix",
    "replace-prefix",
    "add-suffix",
    "remove-suffix",
    "replace-suffix",
    "remove-column",
]
_WITHOUT_VALUE: Final = ("convert-lowercase", "convert-uppercase", "remove-column")
_WITH_OLD_VALUE: Final = ("replace-prefix", "replace-suffix")
_DEEPEST: Final = {"schema": 1, "table": 2, "column": 3}

RuleName = Annotated[
    str,
    like(r"[A-Za-z0-9][A-Za-z0-9_-]{0,126}", "letters, digits, hyphens and underscores", "is no name of a rule"),
]
Pattern = Annotated[str, Field(min_length=1)]


class TableSelectionConfig(Model):
    """Tables that are migrated, or left out. ``%`` stands for any text."""

    schema_name: Pattern
    """The schema, such as ``public``; the database for engines that speak MySQL."""

    table_name: Pattern = "%"
    """The table or view."""

    action: Literal["include", "exclude", "explicit"] = "include"
    """Whether they are migrated; ``explicit`` is one table by its exact name. Exclusion wins over inclusion."""

    load_order: int | None = Field(default=None, ge=0, le=2_147_483_647)
    """Tables with a higher one are loaded first; None for no order."""

    kind: Literal["table", "view", "all"] = "table"
    """What is meant by it; views are loaded, never replicated."""

    @model_validator(mode="after")
    def _explicit_is_exact(self) -> TableSelectionConfig:
        """With ``explicit`` neither name has a wildcard."""
        if self.action == "explicit" and "%" in self.schema_name + self.table_name:
            raise refuse(
                "explicit takes exact names",
                got=f"{self.schema_name}.{self.table_name}",
                expected="no % in schema_name and table_name",
                remedy='name the table, or set action = "include"',
            )
        return self


class TableTransformationConfig(Model):
    """What becomes of the names of schemas, tables or columns on the way. ``%`` stands for any text."""

    target: Literal["schema", "table", "column"]
    """What is changed."""

    action: Action
    """How."""

    schema_name: Pattern
    """In which schema."""

    table_name: Pattern | None = None
    """In which table; for tables and columns, and required there."""

    column_name: Pattern | None = None
    """Which column; for columns, and required there."""

    value: Pattern | None = None
    """The new name, prefix or suffix, or the one to remove."""

    old_value: Pattern | None = None
    """The prefix or suffix that `value` replaces."""

    @model_validator(mode="after")
    def _complete(self) -> TableTransformationConfig:
        """It names what its target and its action need, and nothing else."""
        problems = [*self._locator_problems(), *self._value_problems()]
        if problems:
            raise ConfigurationError(problems)
        return self

    def _locator_problems(self) -> Iterator[Problem]:
        for depth, name in ((2, "table_name"), (3, "column_name")):
            wanted = depth <= _DEEPEST[self.target]
            yield from _presence(name, getattr(self, name), wanted=wanted, by=f"a rule for a {self.target}")
        if self.action == "remove-column" and self.target != "column":
            yield Problem("target", "only a column can be removed", self.target, "column", "correct it")

    def _value_problems(self) -> Iterator[Problem]:
        by = f"the action {self.action}"
        yield from _presence("value", self.value, wanted=self.action not in _WITHOUT_VALUE, by=by)
        yield from _presence("old_value", self.old_value, wanted=self.action in _WITH_OLD_VALUE, by=by)


class TableMappingsConfig(Model):
    """Which tables are migrated, and what becomes of their names, each rule by a name of yours."""

    selections: dict[RuleName, TableSelectionConfig] = Field(min_length=1)
    """Which tables."""

    transformations: dict[RuleName, TableTransformationConfig] = Field(default_factory=dict)
    """What becomes of their names."""

    @model_validator(mode="after")
    def _selects_something(self) -> TableMappingsConfig:
        """At least one selection is no exclusion, and no name is used twice."""
        twice = self.selections.keys() & self.transformations.keys()
        if twice:
            raise refuse(
                "DMS wants a name of its own for each rule",
                got=", ".join(sorted(twice)),
                remedy="rename one",
                where="transformations",
            )
        if all(rule.action == "exclude" for rule in self.selections.values()):
            raise refuse(
                "nothing is selected",
                got=", ".join(f"{name}: exclude" for name in self.selections),
                expected='a selection with action = "include" or "explicit"',
                remedy="add one",
                where="selections",
            )
        return self

    def to_json(self) -> str:
        """The mappings as DMS spells them."""
        rules = {
            **{name: _selection(rule) for name, rule in self.selections.items()},
            **{name: _transformation(rule) for name, rule in self.transformations.items()},
        }
        numbered = [
            {"rule-id": str(number), "rule-name": name, **rule} for number, (name, rule) in enumerate(rules.items(), 1)
        ]
        return json.dumps({"rules": numbered})


def _selection(rule: TableSelectionConfig) -> dict[str, Any]:
    made = {
        "rule-type": "selection",
        "rule-action": rule.action,
        "object-locator": {
            "schema-name": rule.schema_name,
            "table-name": rule.table_name,
            "table-type": None if rule.kind == "table" else rule.kind,
        },
        "load-order": rule.load_order,
    }
    return {**_given(made), "filters": []}


def _transformation(rule: TableTransformationConfig) -> dict[str, Any]:
    return _given(
        {
            "rule-type": "transformation",
            "rule-target": rule.target,
            "rule-action": rule.action,
            "object-locator": {
                "schema-name": rule.schema_name,
                "table-name": rule.table_name,
                "column-name": rule.column_name,
            },
            "value": rule.value,
            "old-value": rule.old_value,
        }
    )


def _given(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule without what it leaves out."""
    return {
        key: _given(value) if isinstance(value, dict) else value for key, value in rule.items() if value is not None
    }


def _presence(name: str, value: str | None, *, wanted: bool, by: str) -> Iterator[Problem]:
    if wanted and not value:
        yield Problem(name, f"is needed by {by}", remedy="give it")
    elif value and not wanted:
        yield Problem(name, f"has no meaning for {by}", got=value, remedy="remove it")
