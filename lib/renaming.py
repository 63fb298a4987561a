"""Keeps what is deployed when its construct gets another id or another place in the tree."""

from __future__ import annotations

from collections.abc import Iterable

from cdktf import TerraformElement, TerraformResource, TerraformStack
from constructs import Construct, RootConstruct

from .enclosing_stack import enclosing_stack
from .errors import ConfigurationError, Problem


def renamed(construct: Construct, *, old: str) -> None:
    """Tells Terraform where the resources of a construct were before, by a ``moved`` block for each.

    Without it a plan destroys all of them and makes new ones, for an address is made of the ids of all constructs
    above. Call it when the construct is complete. It may stay for good: where nothing is at an old address, the
    block has no effect.

    ```python
    network = Network(stack, "Main", config=config)
    renamed(network, old="Network")
    ```

    Source: Terraform documentation, "Refactor modules".

    Args:
        construct: The construct, or a resource, as it is now.
        old: The path it had in its stack: ids joined by slashes, such as ``Primary/Network``.

    Raises:
        ConfigurationError: There is nothing to move, from there or at all, or a resource is moved already.
    """
    stack = _stack_of(construct, old)
    if not all(old.split("/")):
        raise _refused([construct], "is given no path", old, "ids joined by slashes, without that of the stack")
    new = construct.node.path.removeprefix(stack.node.path).lstrip("/")
    if new in ("", old):
        raise _refused([construct], "has the addresses that it had", old, "a path other than the one of today")
    former = _Former(stack.node.id)
    # One whose logical id was set by hand has it wherever it stands.
    moves = {
        resource: f"{resource.terraform_resource_type}.{former.id_of(old + _below(resource, construct))}"
        for resource in construct.node.find_all()
        if isinstance(resource, TerraformResource) and resource.friendly_unique_id == stack.get_logical_id(resource)
    }
    if not moves:
        raise _refused([construct], "has no resource to move", old, "the call after its resources are made")
    # CDKTF's own has_resource_move() fails in Python where there is one.
    if twice := [resource for resource in moves if "moved" in resource.to_metadata()]:
        raise _refused(twice, "is moved already", old, "one move of a resource")
    for resource, address in moves.items():
        resource.move_from_id(address)


class _Former:
    """A tree of its own, in which constructs stand where they stood: CDKTF derives the ids from it."""

    def __init__(self, stack_id: str) -> None:
        self._made: dict[str, Construct] = {"": TerraformStack(RootConstruct(), stack_id)}

    def id_of(self, path: str) -> str:
        above, _, name = path.rpartition("/")
        return TerraformElement(self._scope(above), name).friendly_unique_id

    def _scope(self, path: str) -> Construct:
        if path not in self._made:
            above, _, name = path.rpartition("/")
            self._made[path] = Construct(self._scope(above), name)
        return self._made[path]


def _below(resource: TerraformResource, construct: Construct) -> str:
    return resource.node.path.removeprefix(construct.node.path)


def _stack_of(construct: Construct, old: str) -> TerraformStack:
    stack = enclosing_stack(construct)
    if not stack:
        raise _refused([construct], "is in no stack, and has no addresses", old, "a construct below a TerraformStack")
    return stack


def _refused(constructs: Iterable[Construct], what: str, old: str, expected: str) -> ConfigurationError:
    return ConfigurationError(
        Problem(one.node.path, what, f"old={old!r}", expected, "correct or remove the call of renamed()")
        for one in constructs
    )
