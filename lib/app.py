"""The frame of an app: what a user did wrong is said in a few lines, never with a stack trace."""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from .errors import GuardWarning, TapError
from .guards.values import parsed
from .model import problems_of, refuse
from .output_folder import kept_on_failure, not_written

if TYPE_CHECKING:
    from cdktf import App

# What the cdktf CLI tells its apps, and a shell can tell them too.
_FOLDER, _CONTEXT = "CDKTF_OUTDIR", "CDKTF_CONTEXT_JSON"
# Of stacks, and of the app with a small letter.
_VALIDATION_FAILED = "alidation failed with the following errors:"
_ADVICE = "If you wish to ignore these validations"  # in terms of TypeScript, and not what helps

# What Node says of the operating system's errors while it writes: code, reason, call.
_NOT_WRITTEN = re.compile(r"\bE[A-Z]{3,}: ([^,\n]+), (?:open|write|mkdir|close|copyfile)\b")


@contextmanager
def readable_errors() -> Iterator[None]:
    """Prints what a user did wrong to standard error and ends the program with exit code 1.

    Errors that are not the user's pass through with their stack trace. Warnings of the guards are printed as they are,
    without a line of this program's source.
    """
    try:
        with _plain_warnings():
            yield
    except TapError as error:
        _end(str(error))
    except ValidationError as error:
        _end("\n".join(str(problem) for problem in problems_of(error)))
    except RuntimeError as error:
        told = _told_by_node(str(error))
        if told is None:
            raise
        _end(str(told))


def synth(app: App) -> None:
    """Synthesizes an app; what its validations found is printed as a list, and the exit code is then 1.

    An app that fails leaves what an earlier one wrote as it was.

    Args:
        app: The app, with its stacks.
    """
    with readable_errors():
        try:
            with kept_on_failure(Path(app.outdir)):
                app.synth()
        except RuntimeError as error:
            message = str(error)
            if _VALIDATION_FAILED in message:
                raise TapError(_listed(message)) from error
            if reason := _NOT_WRITTEN.search(message):
                raise not_written(app.outdir, reason[1]) from error
            raise


@contextmanager
def _plain_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        shown = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if issubclass(category, GuardWarning):
                _say(message)
            else:
                shown(message, category, *where, **more)

        warnings.showwarning = show
        yield


def _told_by_node(message: str) -> TapError | None:
    """What the user gave that Node did not get on with; None where it is something else."""
    if reason := _NOT_WRITTEN.search(message):
        return not_written(os.environ.get(_FOLDER) or "cdktf.out", reason[1])
    context = os.environ.get(_CONTEXT)
    if context and not isinstance(parsed(context), dict):
        return refuse(
            "is no context", got=context, expected="a JSON object", remedy="correct it, or unset it", where=_CONTEXT
        )
    return None


def _listed(message: str) -> str:
    """The list in what jsii says, without the advice and the stack trace of Node below it."""
    found = message.split(_VALIDATION_FAILED, 1)[1].split("\n    at ")[0].split(_ADVICE)[0]
    lines = [line.rstrip() for line in found.splitlines() if line.strip()]
    return "\n".join(re.sub(r"^  (?=\S)", "", line) for line in lines)


def _end(message: str) -> None:
    _say(message)
    sys.exit(1)


def _say(message: Warning | str) -> None:
    print(message, file=sys.stderr)  # noqa: T201  # this is the program's word to its user
