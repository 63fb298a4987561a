"""The settings of an environment and of an account as they come out: defaults, profiles, variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lib.account_settings import ACCOUNT_VARIABLES, AccountSettings
from lib.model import Model
from lib.profiles import PROFILES
from lib.settings import _OF_ONE_REGION, TapSettings
from lib.settings_sources import VARIABLES

from .fields import Field, Path, Shape, fields_of, inner_fields

SECONDARY: Final = "secondary"


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything about one tree of settings.

    Attributes:
        model: Its model.
        variables: Environment variable to path.
        effective: The defaults as they come out, each under its path.
        profiles: The same for each profile; empty where the settings have none.
    """

    model: type[Model]
    variables: Mapping[str, Path]
    effective: Mapping[Path, Any]
    profiles: Mapping[str, Mapping[Path, Any]] = field(default_factory=dict)

    @property
    def fields(self) -> list[Field]:
        """All fields at any depth, without those of the secondary region that are like the primary region's."""
        return list(self._walk(fields_of(self.model)))

    def variables_of(self, path: Path) -> list[str]:
        """The environment variables that give a setting."""
        return [name for name, target in self.variables.items() if target == path]

    def default(self, found: Field) -> Any:
        """The default as it comes out; below a name of the user's own, that of the model."""
        return self.effective.get(found.path, found.default)

    def by_profile(self, path: Path) -> dict[str, Any]:
        """The value in each profile; empty where it is the same in all."""
        values = {name: found.get(path) for name, found in self.profiles.items()}
        return values if path != ("profile",) and len({repr(value) for value in values.values()}) > 1 else {}

    @property
    def differing(self) -> Iterator[tuple[Path, list[Any]]]:
        """What is no table and not the same in all profiles, with its value in each."""
        for path in dict.fromkeys(path for found in self.profiles.values() for path in found):
            values = list(self.by_profile(path).values())
            # The secondary region has it from the primary one.
            repeated = path[:1] == (SECONDARY,) and values == list(self.by_profile(path[1:]).values())
            if values and not repeated and not any(value and isinstance(value, Mapping) for value in values):
                yield path, values

    def inherits(self, found: Field) -> bool:
        """Whether a setting of the secondary region has the primary region's value unless it is given."""
        if found.path[0] != SECONDARY or found.name in _OF_ONE_REGION:
            return False
        if found.shape is Shape.TABLE:
            return all(map(self.inherits, inner_fields(found)))
        return found.path[1:] in self.effective and self.effective[found.path[1:]] == self.effective[found.path]

    def _walk(self, fields: Iterable[Field]) -> Iterator[Field]:
        for one in fields:
            if not self.inherits(one):
                yield one
                yield from self._walk(inner_fields(one))


def tree_of(model: type[Model], variables: Mapping[str, Path] | None = None, profiles: Iterable[str] = ()) -> Tree:
    """The settings that a model describes.

    Args:
        model: The model; everything in it has a default.
        variables: Environment variable to path.
        profiles: The profiles that it knows.
    """
    found = {name: dict(_paths(model.model_validate({"profile": name}))) for name in profiles}
    return Tree(model, variables or {}, dict(_paths(model())), found)


@cache
def environment() -> Tree:
    """The settings of an environment."""
    return tree_of(TapSettings, VARIABLES, PROFILES)


@cache
def account() -> Tree:
    """The settings of an account."""
    return tree_of(AccountSettings, ACCOUNT_VARIABLES)


def _paths(settings: Model) -> Iterator[tuple[Path, Any]]:
    """Every value and table of the settings under its path."""

    def below(path: Path, value: Any) -> Iterator[tuple[Path, Any]]:
        yield path, value
        if isinstance(value, Mapping):
            for key, inner in value.items():
                yield from below((*path, key), inner)

    return below((), settings.model_dump(mode="json"))
