"""All files of the reference: what they should hold, and which of them do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from .construct_pages import construct_page, index, overview, read_example, read_full_example
from .constructs import ConstructClass, construct_classes
from .corrections_page import PATH as CORRECTIONS
from .corrections_page import corrections_page
from .environment import account, environment
from .example_toml import example_toml
from .faults_table import PAGE as FAULTS
from .faults_table import faults_table
from .markdown import NOTICE, page
from .rules_page import PATH as RULES
from .rules_page import rules_page
from .settings_page import settings_page
from .specimens import specimens

BEGIN: Final = "<!-- {}:begin -->"
END: Final = "<!-- {}:end -->"
_CONSTRUCTS: Final = "docs/constructs"

Pages = Mapping[str, str]


def pages(root: Path) -> dict[str, str]:
    """The text of every file, by its path in the repository.

    Args:
        root: The repository.

    Raises:
        ConfigurationError: Something is not documented, or has no example.
    """
    classes = construct_classes()
    examples = {name: read_example(root, ConstructClass(name, one)) for name, one in classes.items()}
    made = specimens(classes)
    found = [ConstructClass(name, one, made[name]) for name, one in classes.items()]
    settings = environment()
    result = {
        "environments/example.toml": example_toml(settings),
        "docs/settings.md": settings_page(settings, account()),
        CORRECTIONS: corrections_page(),
        RULES: rules_page(),
    }
    for one in found:
        result[f"{_CONSTRUCTS}/{one.slug}.md"] = construct_page(
            one, found, examples[one.name], read_full_example(root, one)
        )
    result[f"{_CONSTRUCTS}/README.md"] = page("# Constructs", overview(found))
    readme = root / "README.md"
    if readme.exists():
        text = readme.read_text(encoding="utf-8")
        result[readme.name] = with_part(text, index(found, _CONSTRUCTS))
    faults = root / FAULTS
    if faults.exists():
        result[FAULTS] = with_part(faults.read_text(encoding="utf-8"), faults_table(root), "faults")
    return result


def with_part(text: str, part: str, name: str = "constructs") -> str:
    """The text with what is made between the markers of that name; without both of them it stays as it is."""
    before, begin, rest = text.partition(BEGIN.format(name))
    _, end, after = rest.partition(END.format(name))
    return f"{before}{begin}\n{part}\n{end}{after}" if begin and end else text


def stale(root: Path, wanted: Pages) -> list[str]:
    """What is not as it should be, one line each; empty where everything is.

    Args:
        root: The repository.
        wanted: The text of every file.
    """
    return [
        *(f"{path} {_fault(root / path)}" for path, text in wanted.items() if _read(root / path) != text),
        *(f"{path} is of a construct that there is no longer" for path in _orphans(root, wanted)),
    ]


def write(root: Path, wanted: Pages) -> list[str]:
    """Makes everything as it should be.

    Args:
        root: The repository.
        wanted: The text of every file.

    Returns:
        What was done, one line each.
    """
    done = []
    for path, text in wanted.items():
        if _read(root / path) != text:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
            done.append(f"wrote {path}")
    for path in _orphans(root, wanted):
        (root / path).unlink()
        done.append(f"removed {path}")
    return done


def _read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.exists() else None


def _fault(file: Path) -> str:
    return "is stale" if file.exists() else "is missing"


def _orphans(root: Path, wanted: Pages) -> Iterator[str]:
    for file in sorted((root / _CONSTRUCTS).glob("*.md")):
        path = f"{_CONSTRUCTS}/{file.name}"
        if path not in wanted and file.read_text(encoding="utf-8").startswith(NOTICE):
            yield path
