"""The outputs of a stack under flat names, and those of a deploy as one flat file.

Run as a module after `cdktf deploy --outputs-file cfn-outputs/outputs.json`:

    python -m tap_constructs.outputs cfn-outputs/outputs.json cfn-outputs/flat-outputs.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .app import readable_errors
from .errors import ConfigurationError, Problem, TapError
from .model import refuse
from .text_files import read_text


class Output(NamedTuple):
    """One output of a stack.

    Attributes:
        value: What is given out; may be a token or a list.
        description: What it is.
        sensitive: Whether Terraform hides it.
    """

    value: Any
    description: str
    sensitive: bool = False


def flatten(outputs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The outputs of all stacks in one table.

    Args:
        outputs: Stack to output to value, as the cdktf CLI writes them.

    Raises:
        ConfigurationError: Two stacks give different values under one name.
    """
    flat: dict[str, Any] = {}
    problems = []
    for stack, values in outputs.items():
        for name, value in values.items():
            if flat.setdefault(name, value) != value:
                problems.append(
                    Problem(
                        f"{stack}.{name}",
                        "another stack has an output of this name and another value",
                        expected="each name once",
                        remedy="flatten the outputs of one stack at a time",
                    )
                )
    if problems:
        raise ConfigurationError(problems)
    return dict(sorted(flat.items()))


def flatten_file(source: Path, target: Path) -> None:
    """Writes the outputs in `source`, as the cdktf CLI left them, to `target` as one flat table.

    Raises:
        ConfigurationError: There is no such file, it is none of the CLI's, two stacks contradict each other, or the
            target cannot be written.
    """
    try:
        outputs = json.loads(read_text(source))
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigurationError([_unreadable(source, str(error))]) from error
    if not isinstance(outputs, dict) or not all(isinstance(values, dict) for values in outputs.values()):
        raise ConfigurationError([_unreadable(source, "JSON of another form")])
    flat = flatten(outputs)
    try:
        text = json.dumps(flat, indent=2) + "\n"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except (OSError, RecursionError) as error:
        raise refuse(
            "cannot be written", got=error, expected="a file that may be written", where=str(target)
        ) from error


def main(arguments: Sequence[str]) -> None:
    """Flattens the file named first into the one named second."""
    with readable_errors():
        if len(arguments) != 2:
            raise TapError("usage: python -m tap_constructs.outputs <what cdktf deploy --outputs-file wrote> <target>")
        flatten_file(*map(Path, arguments))


def _unreadable(source: Path, got: str) -> Problem:
    remedy = "deploy with --outputs-file first"
    return Problem(str(source), "cannot be read as the outputs of a deploy", got, "stack to name to value", remedy)


if __name__ == "__main__":
    main(sys.argv[1:])
