"""What SARIF 2.1.0 asks of what `tap check` writes: the objects that are in it, and no key that they do not know.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections 3.13 to 3.52.
"""

from __future__ import annotations

import json
from typing import Any, Final

from jsonschema import Draft202012Validator

# Characters that stand for themselves in a URI, and those that are written as bytes.
_URI: Final = r"^(?:[A-Za-z0-9\-._~/!$&'()*+,;=@]|%[0-9A-F]{2})+$"
_TEXT: Final = {"type": "string", "minLength": 1, "not": {"pattern": "[\ud800-\udfff\\x00-\\x1f]"}}


def _table(required: dict[str, Any], **others: Any) -> dict[str, Any]:
    properties = {**required, **others}
    return {"type": "object", "required": [*required], "properties": properties, "additionalProperties": False}


def _list(items: dict[str, Any], **limits: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **limits}


_MESSAGE: Final = _table({"text": _TEXT})
_RULE: Final = _table(
    {"id": _TEXT},
    fullDescription=_MESSAGE,
    help=_MESSAGE,
    properties=_table({}, items=_list(_TEXT)),
)
_LOCATION: Final = _table(
    {},
    physicalLocation=_table(
        {"artifactLocation": _table({"uri": {"type": "string", "pattern": _URI}})},
        region=_table({"startLine": {"type": "integer", "minimum": 1}}),
    ),
    logicalLocations=_list(_table({"fullyQualifiedName": _TEXT}, kind={"const": "resource"})),
)
_RESULT: Final = _table(
    {"message": _MESSAGE},
    ruleId=_TEXT,
    ruleIndex={"type": "integer", "minimum": 0},
    level={"enum": ["none", "note", "warning", "error"]},
    locations=_list(_LOCATION),
    suppressions=_list(_table({"kind": {"enum": ["inSource", "external"]}}, justification=_TEXT), uniqueItems=True),
)
_DRIVER: Final = _table({"name": _TEXT}, version=_TEXT, rules=_list(_RULE, uniqueItems=True))
_LOG: Final = Draft202012Validator(
    _table(
        {
            "version": {"const": "2.1.0"},
            "runs": _list(_table({"tool": _table({"driver": _DRIVER})}, results=_list(_RESULT))),
        },
        **{"$schema": {"type": "string", "format": "uri"}},
    )
)


def assert_sarif(text: str) -> None:
    """The text is a log in SARIF, and its results name the rules that it lists."""
    log = json.loads(text)
    _LOG.validate(log)
    for run in log["runs"]:
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        assert len(set(rules)) == len(rules)
        assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
