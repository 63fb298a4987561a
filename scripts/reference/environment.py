"""The settings of an environment and of an account as they come out: defaults, profiles, variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lib.account_settings import ACCOUNT_VARIABLES, AccountSettings
from lib.merging import holds
from lib.model import Model
from lib.profiles import PROFILES
from lib.settings import _OF_ONE_REGION, TapSettings
from lib.settings_sources import VARIABLES

from .fields import Field, Path, Shape, at, fields_of, inner_fields, walk

SECONDARY: Final = "secondary"


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything about one tree of settings.

    Attributes:
        model: Its model.
        variables: Environment variable to path.
        effective: The defaults as they come out.
        profiles: The same for each profile; empty where the settings have none.
    """

    model: type[Model]
    variables: Mapping[str, Path]
    effective: Mapping[str, Any]
    profiles: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        """All fields, tables included."""
        return list(walk(fields_of(self.model)))

    def variables_of(self, path: Path) -> list[str]:
        """The environment variables that give a setting."""
        return [name for name, target in self.variables.items() if target == path]

    def by_profile(self, path: Path) -> dict[str, Any]:
        """The value in each profile; empty where it is the same in all."""
        values = {name: at(table, path) for name, table in self.profiles.items()}
        return values if path != ("profile",) and len({repr(value) for value in values.values()}) > 1 else {}

    def inherits(self, found: Field) -> bool:
        """Whether a setting of the secondary region has the primary region's value unless it is given."""
        path = found.path[1:]
        if found.path[0] != SECONDARY or found.name in _OF_ONE_REGION or not holds(self.effective, path):
            return False
        if found.shape is Shape.TABLE:
            return all(self.inherits(inner) for inner in self.below(found))
        return bool(at(self.effective, path) == at(self.effective, found.path))

    def below(self, parent: Field) -> list[Field]:
        """The fields of a table and of the tables in it."""
        return list(walk(inner_fields(parent)))


def environment() -> Tree:
    """The settings of an environment."""
    profiles: dict[str, Any] = {name: TapSettings(profile=name).model_dump(mode="json") for name in PROFILES}
    return Tree(TapSettings, VARIABLES, TapSettings().model_dump(mode="json"), profiles)


def account() -> Tree:
    """The settings of an account."""
    return Tree(AccountSettings, ACCOUNT_VARIABLES, AccountSettings().model_dump(mode="json"))
