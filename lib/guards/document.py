"""A configuration in JSON, indexed once: what is in it, and what its references point at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from .values import blocks, has_token, literal

# Nothing is tried twice, since texts are as long as their writer likes.
_REFERENCE: Final = re.compile(
    r"\$\{\s*+(?P<address>(?:data\.|ephemeral\.)?[A-Za-z]\w*+\.[A-Za-z_][\w-]*+)(?:\[[^\]{}]*+\])?"
    r"(?:\.(?P<attribute>[\w-]++))?[^{}]*+\}"
)
# What a service takes for the name of a resource, in the order in which they are tried.
_NAMES: Final = ("bucket", "function_name", "cluster_identifier", "global_cluster_identifier", "identifier", "name")
_MAX_HOPS: Final = 8
# References to references can make a text of any length.
_MAX_LENGTH: Final = 100_000


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource or data source.

    Attributes:
        kind: Its type, such as ``aws_vpc``.
        address: As Terraform addresses it; data sources begin with ``data.``.
        body: Its arguments, as they stand in the file.
    """

    kind: str
    address: str
    body: Mapping[str, Any]

    def get(self, argument: str) -> Any:
        """The argument's value; None when it is not there."""
        return self.body.get(argument)

    def blocks(self, *path: str) -> Iterator[Mapping[str, Any]]:
        """The nested blocks at the end of a path of names."""
        found: Iterable[Mapping[str, Any]] = [self.body]
        for name in path:
            found = [inner for outer in found for inner in blocks(outer.get(name))]
        yield from found


class Document:
    """One root module: the content of one file, or of all files of a folder."""

    def __init__(self, *trees: object) -> None:
        """Reads the module.

        Args:
            trees: The parsed content of its files; what is not in a form that Terraform takes is passed over.
        """
        self._trees = [tree for given in trees for tree in blocks(given)]
        self.resources = tuple(self._instances("resource", ""))
        self.data = tuple(self._instances("data", "data."))
        self._by_kind = _grouped((*self.resources, *self.data))
        self._by_address = {resource.address: resource for resource in (*self.resources, *self.data)}
        self._attached: dict[tuple[str, str], dict[str, list[Resource]]] = {}
        self._named: dict[str, dict[str, Resource | None]] = {}

    def of(self, *kinds: str) -> Iterator[Resource]:
        """The resources of some types; of data sources when a type begins with ``data.``."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    def at(self, address: str) -> Resource | None:
        """The resource or data source of an address."""
        return self._by_address.get(address)

    @cached_property
    def outputs(self) -> tuple[Resource, ...]:
        """The outputs."""
        return tuple(self._named_blocks("output", "output."))

    @cached_property
    def modules(self) -> tuple[Resource, ...]:
        """The calls of modules."""
        return tuple(self._named_blocks("module", "module."))

    @cached_property
    def variables(self) -> tuple[Resource, ...]:
        """The input variables."""
        return tuple(self._named_blocks("variable", "var."))

    @cached_property
    def providers(self) -> tuple[Resource, ...]:
        """The provider configurations; the address names the alias."""
        return tuple(
            Resource(name, _provider_address(name, body), body)
            for section in self._sections("provider")
            for name, value in section.items()
            for body in blocks(value)
        )

    @cached_property
    def backends(self) -> tuple[Resource, ...]:
        """Where state is kept."""
        return tuple(
            Resource(kind, f"terraform.backend.{kind}", body)
            for terraform in self._sections("terraform")
            for backend in blocks(terraform.get("backend"))
            for kind, value in backend.items()
            for body in blocks(value)
        )

    @cached_property
    def required_version(self) -> str:
        """The versions of Terraform that the module admits; empty when it does not say."""
        found = (literal(terraform.get("required_version")) for terraform in self._sections("terraform"))
        return ", ".join(text for text in found if text)

    def region_of(self, resource: Resource) -> str:
        """The region a resource is made in; empty when the file does not tell."""
        if resource.get("region"):
            return literal(resource.get("region"))
        named = resource.get("provider")
        address = f"provider.{named}" if isinstance(named, str) else "provider.aws"
        return next((literal(each.get("region")) for each in self.providers if each.address == address), "")

    def target(self, value: object) -> Resource | None:
        """The resource that an expression refers to, when it is in the document."""
        match = _REFERENCE.search(value) if isinstance(value, str) else None
        return self.at(match["address"]) if match else None

    def find(self, value: object, *kinds: str) -> Resource | None:
        """The resource of some types that an expression, a name or an ARN means.

        A name that several resources share (in two regions) means none of them.
        """
        if not isinstance(value, str):
            return None
        if has_token(value):
            found = self.target(value)
            return found if found and found.kind in kinds else None
        name = re.split(r"[:/]", value)[-1] if value.startswith("arn:") else value
        return next((match for kind in kinds if (match := self._names(kind).get(name))), None)

    def attached(self, kind: str, argument: str, to: Resource) -> list[Resource]:
        """The resources of one type whose argument means another resource, such as the policies of a bucket."""
        key = (f"{kind}.{argument}", to.kind)
        if key not in self._attached:
            index: dict[str, list[Resource]] = defaultdict(list)
            for resource in self.of(kind):
                if found := self.find(resource.get(argument), to.kind):
                    index[found.address].append(resource)
            self._attached[key] = index
        return list(self._attached[key].get(to.address, ()))

    def resolve(self, value: object) -> Any:
        """The value with every reference replaced that leads to a literal in the document."""
        for _ in range(_MAX_HOPS):
            if not has_token(value):
                break
            before = value
            value = self._replaced(str(value))
            if value == before:
                break
        return value

    def _replaced(self, text: str) -> Any:
        whole = _REFERENCE.fullmatch(text)
        if whole:
            found = self._value(whole)
            return text if found is None or isinstance(found, (dict, list)) else found
        room = _MAX_LENGTH

        def filled(match: re.Match[str]) -> str:
            nonlocal room
            found = _as_text(self._value(match), match[0])
            room -= len(found)
            return found if room >= 0 else match[0]

        return _REFERENCE.sub(filled, text)

    def _value(self, match: re.Match[str]) -> Any:
        if match["address"].startswith("local."):
            return self._locals.get(match["address"].removeprefix("local."))
        found = self.at(match["address"])
        return found.get(match["attribute"]) if found and match["attribute"] else None

    @cached_property
    def _locals(self) -> dict[str, Any]:
        return {name: value for section in self._sections("locals") for name, value in section.items()}

    def _names(self, kind: str) -> Mapping[str, Resource | None]:
        if kind not in self._named:
            index: dict[str, Resource | None] = {}
            for resource in self.of(kind):
                name = next((text for argument in _NAMES if (text := literal(resource.get(argument)))), "")
                if name:
                    index[name] = None if name in index else resource
            self._named[kind] = index
        return self._named[kind]

    def _sections(self, name: str) -> Iterator[Mapping[str, Any]]:
        for tree in self._trees:
            yield from blocks(tree.get(name))

    def _instances(self, section: str, prefix: str) -> Iterator[Resource]:
        for kinds in self._sections(section):
            for kind, value in kinds.items():
                for names in blocks(value):
                    for name, bodies in names.items():
                        for body in blocks(bodies):
                            yield Resource(f"{prefix}{kind}", f"{prefix}{kind}.{name}", body)

    def _named_blocks(self, section: str, prefix: str) -> Iterator[Resource]:
        for names in self._sections(section):
            for name, bodies in names.items():
                for body in blocks(bodies):
                    yield Resource(section, f"{prefix}{name}", body)


def _grouped(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    groups: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        groups[resource.kind].append(resource)
    return groups


def _provider_address(name: str, body: Mapping[str, Any]) -> str:
    alias = body.get("alias")
    return f"provider.{name}.{alias}" if isinstance(alias, str) else f"provider.{name}"


def _as_text(value: object, token: str) -> str:
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else token
