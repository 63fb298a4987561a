"""Assertions over what a stack synthesizes to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ..guards import acknowledgements
from ..guards.document import Document
from ..guards.finding import Finding
from ..guards.plan_gate import STATEFUL
from ..guards.report import paragraph
from ..guards.rule import Context
from ..guards.run import run

if TYPE_CHECKING:
    from cdktf import TerraformStack

Properties = dict[str, Any]

_EXPRESSION = re.compile(r"\$\{(.*?)\}", re.DOTALL)
_ADDRESS = re.compile(r"(?:data\.)?[a-z][a-z0-9]*_[\w-]+\.[A-Za-z_][\w-]*")
_SHOWN_CHARACTERS = 2000


class Synthesized:
    """The JSON of one stack, `cdk.tf.json`.

    ```python
    stack = Synthesized.of(my_stack)
    bucket = stack.resource("aws_s3_bucket", tags={"Name": "logs"})
    ```

    Attributes:
        json: All of it.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.json = document

    @classmethod
    def of(cls, stack: TerraformStack) -> Self:
        """Synthesizes the stack, its validations included."""
        from cdktf import Testing

        return cls(json.loads(Testing.synth(stack, True)))

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a `cdk.tf.json`, or the one in a stack's output folder."""
        file = path / "cdk.tf.json" if path.is_dir() else path
        return cls(json.loads(file.read_text(encoding="utf-8")))

    def resources(self, resource_type: str) -> dict[str, Properties]:
        """The resources of a type (`data.<type>` for data sources) by their logical id."""
        kind, name = ("data", resource_type[5:]) if resource_type.startswith("data.") else ("resource", resource_type)
        return {key: _plain(item) for key, item in self.json.get(kind, {}).get(name, {}).items()}

    def resource(self, resource_type: str, /, **matching: Any) -> Properties:
        """The one resource of a type that matches.

        Args:
            resource_type: Such as `aws_vpc`, or `data.aws_region`.
            **matching: What its properties must hold; see `mismatch` for how they are compared.

        Raises:
            AssertionError: None or several match; it shows what there is.
        """
        return self.resources(resource_type)[self._name_of(resource_type, matching)]

    def address_of(self, resource_type: str, /, **matching: Any) -> str:
        """The address of the one resource that `resource` would give, such as `aws_vpc.main`."""
        return f"{resource_type}.{self._name_of(resource_type, matching)}"

    def count(self, resource_type: str, /, **matching: Any) -> int:
        """How many resources of a type there are, or match."""
        return sum(mismatch(item, matching) is None for item in self.resources(resource_type).values())

    def references(self, address: str) -> list[str]:
        """The addresses that a resource, data source or output refers to or depends on, sorted.

        Raises:
            AssertionError: There is nothing at that address.
        """
        known = set(self.addresses)
        found: set[str] = set()
        for text in _texts(self._at(address)):
            for expression in _EXPRESSION.findall(text) or [text]:
                found |= known & set(_ADDRESS.findall(expression))
        return sorted(found - {address})

    @property
    def addresses(self) -> list[str]:
        """The addresses of all resources and data sources."""
        kinds = (("resource", ""), ("data", "data."))
        return [
            f"{prefix}{resource_type}.{name}"
            for kind, prefix in kinds
            for resource_type, items in self.json.get(kind, {}).items()
            for name in items
        ]

    @property
    def data(self) -> dict[str, dict[str, Properties]]:
        """The data sources, by type and logical id."""
        return {name: self.resources(f"data.{name}") for name in self.json.get("data", {})}

    @property
    def outputs(self) -> dict[str, Properties]:
        """The outputs with their `value`, `sensitive` and so on."""
        return {name: _plain(item) for name, item in self.json.get("output", {}).items()}

    @property
    def providers(self) -> dict[str, list[Properties]]:
        """The configurations of each provider, one per alias."""
        found = self.json.get("provider", {})
        return {name: item if isinstance(item, list) else [item] for name, item in found.items()}

    @property
    def backend(self) -> dict[str, Properties]:
        """The backend's configuration under its kind: `{"s3": {...}}`; empty if none is set."""
        found: dict[str, Properties] = self.json.get("terraform", {}).get("backend", {})
        return found

    def findings(
        self, *, suffix: str = "", today: date | None = None, acknowledge: Path | None = None
    ) -> tuple[Finding, ...]:
        """What the rules of `tap check` find that is not acknowledged, warnings too.

        Args:
            suffix: The environment's suffix, which every name must carry; empty where there is none.
            today: The date at which versions are judged; today by default.
            acknowledge: The accepted findings; `.tap-acknowledgements.toml` of the current folder when it is there.

        Raises:
            ConfigurationError: The file of accepted findings cannot be read, or is wrong.
        """
        context = Context(today or datetime.now(UTC).date(), suffix=suffix)
        accepted = acknowledgements.find(acknowledge)
        found = acknowledgements.acknowledge(run(Document(self.json), context), accepted)
        return tuple(finding for finding in found if not finding.acknowledged)

    def assert_no_findings(self, **arguments: Any) -> None:
        """Fails with every finding, why it matters and what to do; takes the arguments of `findings`.

        Raises:
            AssertionError: There are findings.
        """
        found = self.findings(**arguments)
        if found:
            raise AssertionError("\n".join(line for finding in found for line in paragraph(finding)))

    def assert_keeps(self, addresses: Iterable[str]) -> None:
        """Fails where something that holds data is no longer where it was: Terraform would destroy it.

        What holds data is what the plan's gate knows (`lib/guards/plan_gate.py`). A `moved` block, such as `renamed`
        writes, keeps a resource whose address changes; a `removed` block gives one away.

        Args:
            addresses: Those of before, such as the lines of a file that a test keeps; others than of data are passed.

        Raises:
            AssertionError: Some are gone; it names them, and what there is of their types.
        """
        there = set(self.addresses)
        kept = {move["from"] for move in self.json.get("moved", []) if move["to"] in there}
        given_away = {block["from"] for block in self.json.get("removed", [])}
        gone = sorted({one for one in addresses if one.split(".")[0] in STATEFUL} - there - kept - given_away)
        if gone:
            kinds = {address.split(".")[0] for address in gone}
            found = sorted(address for address in there if address.split(".")[0] in kinds)
            raise AssertionError(
                "\n".join(
                    [
                        "these hold data, and would be destroyed:",
                        *(f"    {address}" for address in gone),
                        "of their types there is:",
                        *(f"    {address}" for address in found or ["nothing"]),
                        "remedy: renamed() where the id of a construct changed, a removed block where it is given away",
                    ]
                )
            )

    def _name_of(self, resource_type: str, matching: Mapping[str, Any]) -> str:
        items = self.resources(resource_type)
        found = [name for name, item in items.items() if mismatch(item, matching) is None]
        if len(found) == 1:
            return found[0]
        if found:
            raise AssertionError(f"several {resource_type} match: {', '.join(found)}")
        raise AssertionError(_nothing_matched(resource_type, items, matching, sorted(self.json.get("resource", {}))))

    def _at(self, address: str) -> Properties:
        kind, _, name = address.rpartition(".")
        items = self.outputs if kind == "output" else self.resources(kind)
        if name not in items:
            raise AssertionError(f"there is no {address}; of {kind} there is: {', '.join(items) or 'nothing'}")
        return items[name]


def mismatch(actual: Any, expected: Any, path: str = "") -> str | None:
    """Where `actual` differs from what is expected, or None if it matches.

    A mapping matches one that holds at least its keys, also inside JSON text (policies) and in a list of one (nested
    blocks). A list matches one of the same length, item by item. A compiled pattern is searched for, a function is
    asked, and everything else must be equal.
    """
    where = path or "it"
    if isinstance(expected, Mapping):
        return _mapping_mismatch(_unwrapped(actual), expected, path)
    if isinstance(expected, re.Pattern):
        fits = isinstance(actual, str) and expected.search(actual)
        return None if fits else f"{where} is {actual!r}, not like {expected.pattern!r}"
    if callable(expected):
        return None if expected(actual) else f"{where} is {actual!r}, which the given function refuses"
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        found = (mismatch(*pair, f"{path}[{index}]") for index, pair in enumerate(zip(actual, expected, strict=True)))
        return next(filter(None, found), None)
    return None if actual == expected else f"{where} is {actual!r}, not {expected!r}"


def _mapping_mismatch(actual: Any, expected: Mapping[str, Any], path: str) -> str | None:
    if not isinstance(actual, Mapping):
        return f"{path or 'it'} is {actual!r}, not {dict(expected)!r}"
    for key, value in expected.items():
        found = mismatch(actual.get(key), value, f"{path}.{key}" if path else key)
        if found:
            return found
    return None


def _unwrapped(actual: Any) -> Any:
    if isinstance(actual, list) and len(actual) == 1:
        return actual[0]
    if isinstance(actual, str) and actual.lstrip().startswith("{"):
        try:
            return json.loads(actual)
        except ValueError:
            return actual
    return actual


def _nothing_matched(
    resource_type: str, items: Mapping[str, Properties], matching: Mapping[str, Any], types: list[str]
) -> str:
    if not items:
        return f"there is no {resource_type}; there is: {', '.join(types) or 'nothing'}"
    reasons = [f"    {name}: {mismatch(item, matching)}" for name, item in items.items()]
    shown = json.dumps(items, indent=2, sort_keys=True)[:_SHOWN_CHARACTERS]
    return "\n".join([f"no {resource_type} matches:", *reasons, "there is:", shown])


def _plain(item: Properties) -> Properties:
    """Without cdktf's own notes."""
    return {key: value for key, value in item.items() if key != "//"}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _texts(inner)
