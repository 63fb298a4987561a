"""Makes `node.add_dependency()` mean something: CDKTF keeps it for the tree and writes nothing of it.

A construct that depends on another gets `depends_on` where it matters. Of what is depended on, these are the resources
that nothing else in it needs, for they come last; of what depends, those that need nothing else in it, for they come
first. All others follow through the references that are there.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import jsii
from cdktf import Aspects, IAspect, TerraformResource, TerraformStack
from constructs import Construct, IConstruct, IValidation, Node

from .errors import Problem
from .identity import identity

_CHILD: Final = "NodeDependencies"
_ADDRESS: Final = re.compile(r"(?:data\.|ephemeral\.)?[a-z][a-z0-9]*_\w+\.[A-Za-z_][\w-]*")

# The nodes that were given dependencies, by the identity of their tree's root. To ask every node would cost a fifth of
# synthesis.
_dependents: dict[str, list[Node]] = {}
_ordered: set[str] = set()


def order(stack: TerraformStack) -> None:
    """Has `node.add_dependency()` take effect in a stack, for resources and for constructs of several.

    Call it before dependencies are added: it then costs nothing where there are none.

    Args:
        stack: The stack.
    """
    if identity(stack) in _ordered:
        return
    _ordered.add(identity(stack))
    _watch()
    for construct in stack.node.find_all():
        if construct.node.dependencies:
            _note(construct.node)
    # An aspect of a child without children is called once; one of the stack, for every construct.
    child = Construct(stack, _CHILD)
    ordering = _Ordering(stack)
    Aspects.of(child).add(ordering)
    child.node.add_validation(ordering)


class Graph:
    """What refers to what among the resources, data sources and ephemeral resources of a stack.

    Attributes:
        path_of: The path of each one's construct, by its address.
        needs: What each one refers to or depends on by itself.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Reads the resolved JSON of a stack."""
        blocks = {
            f"{prefix}{kind}.{name}": block
            for section, prefix in (("resource", ""), ("data", "data."), ("ephemeral", "ephemeral."))
            for kind, by_name in document.get(section, {}).items()
            for name, block in by_name.items()
        }
        self.path_of = {
            address: str(block.get("//", {}).get("metadata", {}).get("path", "")) for address, block in blocks.items()
        }
        self.needs = {
            address: {
                found
                for text in (*_referring(block), *block.get("depends_on", ()))
                for found in _ADDRESS.findall(text)
                if found in blocks and found != address
            }
            for address, block in blocks.items()
        }

    def resources(self, path: str) -> set[str]:
        """The addresses of the resources of a construct, by its path."""
        return {
            address
            for address, found in self.path_of.items()
            if (found == path or found.startswith(f"{path}/")) and not address.startswith(("data.", "ephemeral."))
        }

    def needed_by(self, address: str) -> set[str]:
        """Everything that has to be there before that address."""
        found: set[str] = set()
        waiting = [address]
        while waiting:
            new = self.needs[waiting.pop()] - found
            found |= new
            waiting += new
        return found

    def first(self, addresses: set[str]) -> list[str]:
        """Those that need no other of them."""
        return sorted(one for one in addresses if not self.needed_by(one) & (addresses - {one}))

    def last(self, addresses: set[str]) -> list[str]:
        """Those that no other of them needs."""
        return sorted(addresses.difference(*(self.needed_by(one) - {one} for one in addresses)))

    def add(self, address: str, needed: str) -> None:
        """Has one wait for another from now on."""
        self.needs[address].add(needed)


@jsii.implements(IAspect, IValidation)
class _Ordering:
    def __init__(self, stack: TerraformStack) -> None:
        self._stack = stack
        self._problems: dict[str, Problem] = {}

    def visit(self, node: IConstruct) -> None:
        del node  # the child that calls this, once
        wanted = list(self._wanted())
        if not wanted:
            return
        graph = Graph(self._stack.to_terraform())
        added: dict[str, list[str]] = defaultdict(list)
        for dependent, target in wanted:
            for address, needed in self._edges(graph, dependent, target):
                graph.add(address, needed)
                added[address].append(needed)
        for address, found in added.items():
            resource = self._resource(graph.path_of[address])
            resource.depends_on = [*(resource.depends_on or []), *found]

    def validate(self) -> list[str]:
        return [str(problem) for problem in self._problems.values()]

    def _wanted(self) -> Iterator[tuple[str, str]]:
        """The paths of constructs of this stack and of what they wait for."""
        path = self._stack.node.path
        for node in _dependents.get(identity(self._stack.node.root), ()):
            if not _within(node.path, path):
                continue
            for target in node.dependencies:
                other = TerraformStack.of(target)
                if identity(other) == identity(self._stack):
                    yield node.path, target.node.path
                else:
                    self._stack.add_dependency(other)

    def _edges(self, graph: Graph, dependent: str, target: str) -> Iterator[tuple[str, str]]:
        waiting, needed = graph.resources(dependent), graph.resources(target)
        # A construct may wait for a part of itself, or for the rest of what it is a part of.
        if needed <= waiting:
            waiting = waiting - needed
        needed = needed - waiting
        for address in graph.first(waiting):
            for other in graph.last(needed):
                if address in graph.needed_by(other):
                    self._problems.setdefault(f"{dependent} {target}", _cycle(dependent, target, address, other))
                elif other not in graph.needed_by(address):
                    yield address, other

    def _resource(self, path: str) -> TerraformResource:
        found: IConstruct = self._stack
        for name in path.removeprefix(f"{self._stack.node.path}/").split("/"):
            found = found.node.find_child(name)
        return cast(TerraformResource, found)


def _cycle(dependent: str, target: str, address: str, other: str) -> Problem:
    return Problem(
        dependent,
        f"cannot wait for {target}, which already waits for it",
        got=f"{other} needs {address}",
        expected="an order that Terraform can follow",
        remedy="remove the dependency, or have it on the part that is really needed",
    )


def _within(path: str, outer: str) -> bool:
    return path == outer or path.startswith(f"{outer}/")


def _referring(value: Any) -> Iterator[str]:
    """The texts that can refer to others: those with an expression in them."""
    if isinstance(value, str):
        if "${" in value:
            yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _referring(item)
    elif isinstance(value, list):
        for item in value:
            yield from _referring(item)


@functools.cache
def _watch() -> None:
    """Notes from now on which nodes are given dependencies."""
    stock = Node.add_dependency

    @functools.wraps(stock)
    def add_dependency(node: Node, *dependencies: Any) -> None:
        stock(node, *dependencies)
        _note(node)

    setattr(Node, "add_dependency", add_dependency)  # noqa: B010  # every call passes here; mypy refuses to assign it


def _note(node: Node) -> None:
    _dependents.setdefault(identity(node.root), []).append(node)
