"""What constructs ask of resources that they only point at: an ARN, and perhaps a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from ..arguments import checked


class HasArn(Protocol):
    """Anything with an ARN: a construct, a resource of the bindings, or a `Reference`."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        ...


class HasNameAndArn(HasArn, Protocol):
    """Anything with a name and an ARN."""

    @property
    def name(self) -> str:
        """Its name."""
        ...


@checked
@dataclass(frozen=True, slots=True)
class Reference:
    """Something made elsewhere; whoever made it answers for its policy.

    Attributes:
        arn: Its ARN.
        name: Its name, where one is asked for.
    """

    arn: str
    name: str = ""
