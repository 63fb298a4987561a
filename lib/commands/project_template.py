"""The files of a new project, the same for `tap new` and for the zip that `cdktf init` takes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[1] / "template"

# The names are the cdktf CLI's own: it puts the same values in their place.
_NAME: Final = "{{Name}}"
_PROJECT_ID: Final = "{{projectId}}"


def template_files(folder: Path = FOLDER) -> dict[str, str]:
    """The text of each file by its path in the project, sorted; placeholders stand in it still."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(files)}


def project_files(name: str, project_id: str) -> dict[str, str]:
    """The text of each file of a project.

    Args:
        name: The project's name.
        project_id: What the cdktf CLI knows it by.
    """
    return {path: text.replace(_NAME, name).replace(_PROJECT_ID, project_id) for path, text in template_files().items()}
