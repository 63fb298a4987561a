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
_SOURCE: Final = "source"
_LANGUAGES: Final = {".py": "python", ".toml": "toml", ".json": "json", ".sh": "sh", ".yaml": "yaml", ".md": "markdown"}


def on_config(config: Any) -> Any:
    """Lists the pages of a folder where the navigation has the folder."""
    docs = Path(config.docs_dir)
    config.nav = [
        {title: _listed(docs, target) if _is_folder(target) else target for title, target in entry.items()}
        for entry in config.nav
    ]
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
    """Leads links to files outside of `docs` to their pages; those to nothing stay, and fail the build."""
    docs = Path(config.docs_dir)

    def inward(match: re.Match[str]) -> str:
        file = _outside(docs, page.file.src_uri, match["path"])
        if file is None:
            return match[0]
        target = f"{_SOURCE}/{file.relative_to(docs.parent).as_posix()}.md"
        return f"]({os.path.relpath(target, Path(page.file.src_uri).parent)})"

    return _OUTWARD.sub(inward, markdown)


def _is_folder(target: Any) -> bool:
    return isinstance(target, str) and target.endswith("/")


def _listed(docs: Path, folder: str) -> list[str]:
    pages = sorted(file.relative_to(docs).as_posix() for file in (docs / folder).glob("*.md"))
    return sorted(pages, key=lambda page: not page.endswith("/README.md"))


def _outside(docs: Path, page: str, path: str) -> Path | None:
    file = (docs / page).parent.joinpath(path).resolve()
    return file if file.is_file() and not file.is_relative_to(docs) and file.is_relative_to(docs.parent) else None


def _shown(name: str, file: Path) -> str:
    # Found by the pages that link to it, and not by the search.
    start = f"---\nsearch:\n  exclude: true\n---\n\n# {name}\n\n"
    return f"{start}``````{_LANGUAGES.get(file.suffix, 'text')}\n{file.read_text(encoding='utf-8')}\n``````\n"
