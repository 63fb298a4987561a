"""What MkDocs is told beyond `mkdocs.yml`: the pages of a folder, and files that lie outside of `docs`.

Pages link to files of the repository by relative paths, which the repository's browser follows. On the site each such
file is a page of its own under `source/`, so that the site is complete without the repository.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Final

from mkdocs.structure.files import File

_OUTWARD: Final = re.compile(r"\]\((?P<path>(?:\.\./)+[^)#\s]+)(?:#[^)\s]*)?\)")
_ROW: Final = re.compile(r"^\|.*$", re.MULTILINE)
_SOURCE: Final = "source"
_LANGUAGES: Final = {".py": "python", ".toml": "toml", ".json": "json", ".sh": "sh", ".yaml": "yaml", ".md": "markdown"}


def on_config(config: Any) -> Any:
    """Lists the pages of a folder where the navigation has the folder."""
    config.nav = [_expanded(Path(config.docs_dir), entry) for entry in config.nav]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Adds a page for each file outside of `docs` that a page links to."""
    docs = Path(config.docs_dir)
    linked = {
        file
        for page in files.documentation_pages()
        for match in _OUTWARD.finditer(page.content_string)
        if (file := _outside(docs, page.src_uri, match["path"]))
    }
    for file in sorted(linked):
        name = file.relative_to(docs.parent).as_posix()
        files.append(File.generated(config, f"{_SOURCE}/{name}.md", content=_shown(name, file)))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Leads links to files outside of `docs` to their pages (those to nothing stay, and fail the build)."""
    docs = Path(config.docs_dir)

    def inward(match: re.Match[str]) -> str:
        file = _outside(docs, page.file.src_uri, match["path"])
        if file is None:
            return match[0]
        target = f"{_SOURCE}/{file.relative_to(docs.parent).as_posix()}.md"
        return f"]({os.path.relpath(target, Path(page.file.src_uri).parent)})"

    return _ROW.sub(_with_plain_pipes, _OUTWARD.sub(inward, markdown))


def _with_plain_pipes(row: re.Match[str]) -> str:
    """A row of a table, whose code MkDocs would show with the escapes that the repository's browser wants."""
    return re.sub(r"`[^`]+`", lambda code: code[0].replace(r"\|", "|"), row[0])


def _expanded(docs: Path, entry: dict[str, Any]) -> dict[str, Any]:
    ((title, target),) = entry.items()
    if isinstance(target, list):
        return {title: [_expanded(docs, one) for one in target]}
    return {title: _listed(docs, target) if target.endswith("/") else target}


def _listed(docs: Path, folder: str) -> list[Any]:
    """The pages of a folder by their headings, below the folder's own page."""
    pages = {_heading(file): file.relative_to(docs).as_posix() for file in sorted((docs / folder).glob("*.md"))}
    first = f"{folder}README.md"
    return [first, *({title: page} for title, page in pages.items() if page != first)]


def _heading(file: Path) -> str:
    # By itself MkDocs finds a heading on the first line only, where generated pages say that they are.
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("# ")).removeprefix("# ")


def _outside(docs: Path, page: str, path: str) -> Path | None:
    file = (docs / page).parent.joinpath(path).resolve()
    return file if file.is_file() and not file.is_relative_to(docs) and file.is_relative_to(docs.parent) else None


def _shown(name: str, file: Path) -> str:
    # Found by the pages that link to it, and not by the search.
    start = f"---\nsearch:\n  exclude: true\n---\n\n# {name}\n\n"
    return f"{start}``````{_LANGUAGES.get(file.suffix, 'text')}\n{file.read_text(encoding='utf-8')}\n``````\n"
