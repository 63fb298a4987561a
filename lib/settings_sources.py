"""Where the values of settings come from, and what is said of those that are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from pydantic import ValidationError

from .errors import ConfigurationError, Problem
from .merging import Table, holds, look_up, merged, nested
from .model import Model, problems_of, refuse
from .text_files import leads_nowhere, read_toml

SettingsT = TypeVar("SettingsT", bound=Model)

# Environment variable -> the setting it gives.
VARIABLES: Final[dict[str, tuple[str, ...]]] = {
    "ENVIRONMENT_SUFFIX": ("environment_suffix",),
    "AWS_REGION": ("aws_region",),
    "SECONDARY_AWS_REGION": ("secondary_aws_region",),
    "TERRAFORM_STATE_BUCKET": ("state", "bucket"),
    "TERRAFORM_STATE_BUCKET_REGION": ("state", "region"),
    "TERRAFORM_STATE_LOCK_TABLE": ("state", "lock_table"),
    "ROUTE53_DOMAIN": ("route53_domain",),
    "REPOSITORY": ("tags", "repository"),
    "COMMIT_AUTHOR": ("tags", "author"),
    "PR_NUMBER": ("tags", "pr_number"),
    "TEAM": ("tags", "team"),
    "COST_CENTER": ("tags", "cost_center"),
    "OWNER": ("tags", "owner"),
    "AWS_ENDPOINT_URL": ("provider", "endpoint_url"),
}

# The one variable whose empty value says something: that there is no secondary region.
_MEANT_WHEN_EMPTY = "SECONDARY_AWS_REGION"


class Source(NamedTuple):
    """A table of settings, and what it is called in messages."""

    label: str
    table: Table


class Sources(NamedTuple):
    """All sources, the strongest first, and what was wrong with reading them."""

    tables: Sequence[Source]
    problems: Sequence[Problem]


def collect(arguments: Table, *, root: Path, environ: Mapping[str, str], default_suffix: str) -> Sources:
    """Reads every source of an environment's settings.

    Args:
        arguments: What the caller gave.
        root: The folder that `environments` is in.
        environ: The environment variables.
        default_suffix: Whose file is read where no source names a suffix.
    """
    tables = [Source("argument", arguments), *from_environment(VARIABLES, environ)]
    suffix = next((t.table["environment_suffix"] for t in tables if "environment_suffix" in t.table), default_suffix)
    # Only a plain name is ever made part of a path.
    if not isinstance(suffix, str) or not re.fullmatch(r"[a-z0-9-]{1,64}", suffix.strip()):
        return Sources(tables, [])
    return with_file(tables, root / "environments" / f"{suffix.strip()}.toml")


def from_environment(variables: Mapping[str, tuple[str, ...]], environ: Mapping[str, str]) -> list[Source]:
    """A source for each variable that is set; an empty one counts as not set, but for the secondary region's."""
    return [
        Source(name, nested(path, environ[name]))
        for name, path in variables.items()
        if environ.get(name) or (name == _MEANT_WHEN_EMPTY and name in environ)
    ]


def with_file(tables: Sequence[Source], path: Path) -> Sources:
    """The sources with the file's table below them; a file that is not there is none, but a broken link is a fault."""
    label = f"{path.parent.name}/{path.name}"
    try:
        table = read_toml(path)
    except FileNotFoundError as error:
        # The environment would get defaults, and lose the protection that its file gives it.
        if leads_nowhere(path):
            return Sources(tables, [_unreadable(label, error)])
        return Sources(tables, [])
    except (ValueError, OSError) as error:  # ValueError: its syntax, its encoding, a number too long
        return Sources(tables, [_unreadable(label, error)])
    return Sources([*tables, Source(label, table)], [])


def _unreadable(label: str, error: Exception) -> Problem:
    return Problem(label, "cannot be read", str(error), "TOML", "correct the file")


def validated(model: type[SettingsT], sources: Sources, required: Sequence[str] = ()) -> SettingsT:
    """The settings of the sources.

    Args:
        model: What they have to be.
        sources: Where they come from.
        required: Environment variables that have to be set, whatever the defaults.

    Raises:
        ConfigurationError: Everything that is wrong. What is at fault is left out and the rest validated again, so
            that faults which show only in settings that hold together are found in the same run.
    """
    data: Table = {}
    for source in reversed(sources.tables):
        data = merged(data, source.table)
    found: list[Problem] = []
    faulty: frozenset[str] = frozenset()
    while True:
        sound = {key: value for key, value in data.items() if key not in faulty}
        try:
            settings = model.model_validate(sound, context={"faulty": faulty})
            break
        except ValidationError as error:
            at_fault = {str(fault["loc"][0]) for fault in error.errors(include_url=False) if fault["loc"]}
            # Where something is left out already, a part that does not hold is at fault for a stand-in that it got.
            if not (faulty and at_fault):
                found += problems_of(error)
            if at_fault <= faulty:
                break
            faulty |= at_fault
    located = [_located(problem, sources.tables) for problem in _once(found, data)]
    problems = [*sources.problems, *_missing(required, data), *located]
    if problems:
        raise ConfigurationError(problems)
    return settings


def _missing(required: Sequence[str], data: Table) -> list[Problem]:
    unknown = [name for name in required if name not in VARIABLES]
    if unknown:
        raise refuse("is no variable of settings", got=unknown[0], expected=", ".join(VARIABLES), where="required")
    return [
        Problem(name, "is not set", expected=f"a value for {'.'.join(VARIABLES[name])}", remedy=f"export {name}=...")
        for name in required
        if not holds(data, VARIABLES[name])
    ]


def _located(problem: Problem, tables: Sequence[Source]) -> Problem:
    for source in tables:
        if look_up(source.table, problem.where) is not None:
            where = problem.where if source.label == "argument" else f"{problem.where} (from {source.label})"
            return Problem(where, problem.what, problem.got, problem.expected, problem.remedy)
    return problem


def _once(problems: Iterable[Problem], data: Table) -> list[Problem]:
    """Each problem once: what the secondary region inherited is at fault in one place only."""
    seen: dict[Any, Problem] = {}
    for problem in problems:
        inherited = look_up(data, problem.where) is None or isinstance(look_up(data, problem.where), Mapping)
        place = problem.where.removeprefix("secondary.") if inherited else problem.where
        seen.setdefault((place, problem.what, problem.got), problem)
    return list(seen.values())
