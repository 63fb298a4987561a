"""The guards at synthesis: one line in a stack, and what is wrong with it ends the program before anything is written.

What is looked at is the JSON that Terraform would get and the tree of constructs behind it, where the JSON has lost it.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import jsii
from cdktf import TerraformStack
from constructs import IValidation

from .errors import GuardWarning
from .guards import acknowledgements
from .guards.acknowledgements import Acknowledgement
from .guards.document import Document
from .guards.finding import Severity
from .guards.report import paragraph
from .guards.rule import Context
from .guards.run import run
from .identity import identity
from .tree_guards import tree_problems

_guarded: Final[set[str]] = set()


def guard(
    stack: TerraformStack,
    *,
    suffix: str = "",
    strict: bool = False,
    acknowledge: Path | None = None,
    today: date | None = None,
) -> None:
    """Has synthesis fail where a rule finds an error, or a construct or stack would be lost without a word.

    Warnings and acknowledged findings are shown as a `GuardWarning` each. A rule that needs the files of the stack (a
    function's package) stays silent, since they are written after it: `tap check cdktf.out` looks at them.

    Args:
        stack: The stack. What is wrong with the app around it is told once, by the first stack that is guarded.
        suffix: The environment's suffix, which every name must carry; empty where there is none.
        strict: Whether synthesis fails on a warning too.
        acknowledge: The accepted findings; ``.tap-acknowledgements.toml`` of the current folder when it is there.
        today: The date at which versions are judged; today by default.

    Raises:
        ConfigurationError: The file of accepted findings cannot be read, or is wrong.
    """
    if identity(stack) in _guarded:
        return
    context = Context(today or datetime.now(UTC).date(), suffix=suffix)
    fatal = frozenset(Severity) if strict else frozenset({Severity.ERROR})
    validation = _Guard(stack, context, acknowledgements.find(acknowledge), fatal)
    _guarded.add(identity(stack))
    stack.node.add_validation(validation)


@jsii.implements(IValidation)
class _Guard:
    def __init__(
        self,
        stack: TerraformStack,
        context: Context,
        accepted: Sequence[Acknowledgement],
        fatal: Collection[Severity],
    ) -> None:
        self._stack = stack
        self._context = context
        self._accepted = accepted
        self._fatal = fatal

    def validate(self) -> list[str]:
        document = self._stack.to_terraform()  # resolved once, for all guards
        problems = [str(problem) for problem in tree_problems(self._stack, document, _guarded)]
        for finding in acknowledgements.acknowledge(run(Document(document), self._context), self._accepted):
            text = "\n".join(paragraph(finding))
            if finding.severity in self._fatal and not finding.acknowledged:
                problems.append(text)
            else:
                warnings.warn(text, GuardWarning, stacklevel=1)
        return problems
