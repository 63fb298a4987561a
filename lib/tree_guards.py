"""What must not be in the tree of constructs, where the JSON has already lost it.

Constructs of one logical id overwrite each other in the JSON, stacks of one id on the disk, and what stands outside a
stack is written nowhere. CDKTF says a word about none of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from cdktf import (
    TerraformDataSource,
    TerraformElement,
    TerraformLocal,
    TerraformModule,
    TerraformOutput,
    TerraformResource,
    TerraformStack,
    TerraformVariable,
)
from constructs import IConstruct

from .errors import Problem
from .identity import identity

# The kinds that the JSON has by name: what an address begins with, and the JSON's own word.
_KINDS: Final[tuple[tuple[type[Any], str, str], ...]] = (
    (TerraformOutput, "output.", "output"),
    (TerraformVariable, "var.", "variable"),
    (TerraformLocal, "local.", "locals"),
    (TerraformModule, "module.", "module"),
)
_NAMED: Final[tuple[type[Any], ...]] = (TerraformResource, TerraformDataSource, *(kind for kind, _, _ in _KINDS))


def tree_problems(stack: TerraformStack, document: Mapping[str, Any], guarded: Collection[str]) -> list[Problem]:
    """What is wrong with a stack's tree, and, for the first guarded stack of an app, with the app's.

    Args:
        stack: The stack.
        document: Its resolved JSON, as `stack.to_terraform()` gives it.
        guarded: The identities of all stacks that are guarded.
    """
    everything = stack.node.root.node.find_all()
    stacks = [construct for construct in everything if isinstance(construct, TerraformStack)]
    problems = list(_collisions(_elements(stack, stacks), document))
    if next((one for one in map(identity, stacks) if one in guarded), "") in ("", identity(stack)):
        problems += [*_overwritten(stacks), *_outside(everything, stacks)]
    return problems


def _elements(stack: TerraformStack, stacks: Iterable[TerraformStack]) -> list[TerraformElement]:
    """What the JSON of a stack has by name; a stack inside it has a JSON of its own."""
    path = f"{stack.node.path}/"
    inner = [one for one in stacks if one.node.path.startswith(path)]
    foreign = {identity(construct) for one in inner for construct in one.node.find_all()}
    return [
        construct
        for construct in stack.node.find_all()
        if isinstance(construct, _NAMED) and identity(construct) not in foreign
    ]


def _collisions(elements: list[TerraformElement], document: Mapping[str, Any]) -> Iterator[Problem]:
    if len(elements) <= _named_in(document):
        return  # asking each element for its id costs more than all else here
    found = defaultdict(list)
    for element in elements:
        found[_address(element)].append(element.node.path)
    for address, paths in found.items():
        if len(paths) > 1:
            yield Problem(
                address,
                f"{len(paths)} constructs have this logical id, and all but the last are lost",
                got=", ".join(paths),
                expected="an id of its own for each",
                remedy="remove an override_logical_id, or give it another name",
            )


def _named_in(document: Mapping[str, Any]) -> int:
    """How many constructs the JSON has; what an override alone wrote has no metadata of a construct."""
    blocks = [
        block
        for kind in ("resource", "data")
        for by_name in document.get(kind, {}).values()
        for block in by_name.values()
    ]
    return sum("//" in block for block in blocks) + sum(len(document.get(kind, {})) for _, _, kind in _KINDS)


def _address(element: TerraformElement) -> str:
    name = element.friendly_unique_id
    if isinstance(element, TerraformResource):
        return f"{element.terraform_resource_type}.{name}"
    if isinstance(element, TerraformDataSource):
        return f"data.{element.terraform_resource_type}.{name}"
    return next(prefix for kind, prefix, _ in _KINDS if isinstance(element, kind)) + name


def _overwritten(stacks: Iterable[TerraformStack]) -> Iterator[Problem]:
    paths = defaultdict(list)
    for stack in stacks:
        paths[stack.node.id].append(stack.node.path)
    for name, found in paths.items():
        if len(found) > 1:
            yield Problem(
                name,
                f"{len(found)} stacks are written to the same folder, and all but the last are lost",
                got=", ".join(found),
                expected="a stack id that is the only one in the app",
                remedy="rename one; or make the inner ones constructs, which share the outer stack's state",
            )


def _outside(everything: Iterable[IConstruct], stacks: Iterable[TerraformStack]) -> Iterator[Problem]:
    inside = {identity(construct) for stack in stacks for construct in stack.node.find_all()}
    for construct in everything:
        if isinstance(construct, TerraformElement) and identity(construct) not in inside:
            yield Problem(
                construct.node.path,
                "stands outside a stack, and so reaches no JSON",
                expected="a TerraformStack among its ancestors",
                remedy="give a TerraformStack, or a construct inside one, as scope",
            )
