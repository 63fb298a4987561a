"""A Terraform plan, read from `terraform show -json`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SYMBOLS = {
    ("create",): "+",
    ("update",): "~",
    ("delete",): "-",
    ("read",): "<=",
    ("delete", "create"): "-/+",
    ("create", "delete"): "+/-",
    ("no-op",): ">",
    ("forget",): ".",
}
_HIDDEN = "(sensitive)"
_UNKNOWN = "(known after apply)"


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan does to one resource or output.

    Attributes:
        address: The address of the resource in full, or `output.<name>`.
        actions: Terraform's words: `create`, `update`, `delete`, `read`, `no-op`; a replacement has two.
        before: The values that stand in the state; empty at a creation.
        after: The values planned; empty at a deletion.
        attributes: One line per attribute that differs; secret values are not shown.
    """

    address: str
    actions: tuple[str, ...]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    attributes: tuple[str, ...]

    def __str__(self) -> str:
        first = f"{_SYMBOLS.get(self.actions, '?')} {self.address} ({', '.join(self.actions)})"
        return "\n".join([first, *(f"    {line}" for line in self.attributes)])


@dataclass(frozen=True, slots=True)
class Plan:
    """What an apply would do. `str(plan)` is a readable list of it.

    Attributes:
        changes: Resources and outputs that would change; those that stay as they are, are left out.
        data: The whole of `terraform show -json`; nothing if the plan is empty and was made by `Terraform.plan`.
    """

    changes: tuple[Change, ...]
    data: Mapping[str, Any]

    @classmethod
    def parse(cls, data: Mapping[str, Any]) -> Plan:
        """The plan in the JSON that `terraform show -json` gives."""
        resources = (_change(item["address"], item) for item in data.get("resource_changes", []) if _differs(item))
        outputs = (
            _change(f"output.{name}", {"change": change})
            for name, change in sorted((data.get("output_changes") or {}).items())
            if _differs({"change": change})
        )
        return cls((*resources, *outputs), data)

    @property
    def is_empty(self) -> bool:
        """Whether an apply would change nothing."""
        return not self.changes

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes)) or "no changes"


def _differs(item: Mapping[str, Any]) -> bool:
    change = item["change"]
    return change["actions"] != ["no-op"] or "importing" in change or "previous_address" in item


def _change(address: str, item: Mapping[str, Any]) -> Change:
    change = item["change"]
    before, after = change.get("before"), change.get("after")
    secrets = (change.get("before_sensitive"), change.get("after_sensitive"))
    lines = list(_differences("", before, after, secrets, change.get("after_unknown")))
    if "previous_address" in item:
        lines.insert(0, f"moved from {item['previous_address']}")
    if "importing" in change:
        lines.insert(0, "imported")
    return Change(address, tuple(change["actions"]), _mapping(before), _mapping(after), tuple(lines))


def _mapping(value: Any) -> Mapping[str, Any]:
    if value is None:
        return {}
    return value if isinstance(value, dict) else {"value": value}


def _differences(path: str, before: Any, after: Any, secrets: tuple[Any, ...], unknown: Any) -> Iterator[str]:
    """One line per attribute, at any depth, that is not the same on both sides or not known yet."""
    label = path or "value"
    if unknown is True:
        yield f"{label}: {_shown(before, secrets)} -> {_UNKNOWN}"
    elif any(isinstance(value, dict) for value in (before, after, unknown)):
        before, after = before or {}, after or {}
        for key in sorted({*before, *after, *(unknown or {})}):
            inner = f"{path}.{key}" if path else key
            marks = tuple(_part(mark, key) for mark in secrets)
            yield from _differences(inner, before.get(key), after.get(key), marks, _part(unknown, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, pair in enumerate(zip(before, after, strict=True)):
            marks = tuple(_part(mark, index) for mark in secrets)
            yield from _differences(f"{path}[{index}]", *pair, marks, _part(unknown, index))
    elif before != after:
        yield f"{label}: {_shown(before, secrets)} -> {_shown(after, secrets)}"


def _shown(value: Any, secrets: tuple[Any, ...]) -> str:
    return _HIDDEN if value is not None and any(map(_has_mark, secrets)) else json.dumps(value, sort_keys=True)


def _has_mark(marks: Any) -> bool:
    inner = marks.values() if isinstance(marks, dict) else marks if isinstance(marks, list) else ()
    return marks is True or any(map(_has_mark, inner))


def _part(marks: Any, key: Any) -> Any:
    """The marks of one element, of marks that are true for the whole or shaped like the value."""
    if isinstance(marks, dict):
        return marks.get(key)
    if isinstance(marks, list):
        return marks[key] if isinstance(key, int) and key < len(marks) else None
    return marks
