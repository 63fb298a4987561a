from __future__ import annotations

from typing import Any

from lib.testing.plan import Plan


def plan(*changes: dict[str, Any], **outputs: dict[str, Any]) -> Plan:
    return Plan.parse({"resource_changes": list(changes), "output_changes": outputs})


def resource(address: str, *actions: str, **change: Any) -> dict[str, Any]:
    return {"address": address, "change": {"actions": list(actions), **change}}


def test_what_stays_as_it_is_is_no_change() -> None:
    unchanged = plan(resource("aws_vpc.a", "no-op", before={}, after={}), x={"actions": ["no-op"]})
    assert unchanged.is_empty
    assert str(unchanged) == "no changes"
    assert Plan.parse({}).is_empty


def test_each_kind_of_change_is_shown_with_what_differs() -> None:
    found = plan(
        resource("aws_vpc.new", "create", before=None, after={"cidr": "10.0.0.0/16"}, after_unknown={"id": True}),
        resource("aws_vpc.old", "delete", before={"cidr": "10.1.0.0/16", "nothing": None}, after=None),
        resource(
            "aws_vpc.changed",
            "update",
            before={"tags": {"Name": "a", "Same": "x"}, "list": [1, 2], "longer": [1]},
            after={"tags": {"Name": "b", "Same": "x"}, "list": [1, 3], "longer": [1, 2]},
        ),
        resource("aws_vpc.replaced", "delete", "create", before={"id": "x"}, after={}, after_unknown={"id": True}),
        resource("aws_vpc.other", "mystery", before={}, after={}),
        vpc_id={"actions": ["create"], "before": None, "after": "vpc-1", "after_unknown": False},
    )
    assert not found.is_empty
    assert str(found).splitlines() == [
        "+ aws_vpc.new (create)",
        '    cidr: null -> "10.0.0.0/16"',
        "    id: null -> (known after apply)",
        "- aws_vpc.old (delete)",
        '    cidr: "10.1.0.0/16" -> null',
        "~ aws_vpc.changed (update)",
        "    list[1]: 2 -> 3",
        "    longer: [1] -> [1, 2]",
        '    tags.Name: "a" -> "b"',
        "-/+ aws_vpc.replaced (delete, create)",
        '    id: "x" -> (known after apply)',
        "? aws_vpc.other (mystery)",
        "+ output.vpc_id (create)",
        '    value: null -> "vpc-1"',
    ]
    assert found.changes[0].before == {}
    assert found.changes[-1].after == {"value": "vpc-1"}


def test_secrets_are_not_shown() -> None:
    found = plan(
        resource(
            "aws_db_instance.a",
            "update",
            before={"password": "old", "users": [{"name": "a", "token": "old"}], "gone": ["old"], "n": ["old"]},
            after={"password": "new", "users": [{"name": "b", "token": "new"}], "gone": [], "n": [None]},
            before_sensitive={"password": True, "users": [{"token": True}], "gone": [True], "n": True},
            after_sensitive={"password": True, "users": [{"token": True}]},
        ),
        token={"actions": ["update"], "before": "old", "after": None, "before_sensitive": True},
    )
    assert "new" not in str(found)
    assert "old" not in str(found)
    assert found.changes[0].attributes == (
        "gone: (sensitive) -> (sensitive)",
        "n[0]: (sensitive) -> null",
        "password: (sensitive) -> (sensitive)",
        'users[0].name: "a" -> "b"',
        "users[0].token: (sensitive) -> (sensitive)",
    )
    assert found.changes[1].attributes == ("value: (sensitive) -> null",)


def test_moves_and_imports_are_changes() -> None:
    moved = {**resource("aws_vpc.b", "no-op", before={}, after={}), "previous_address": "aws_vpc.a"}
    imported = resource("aws_vpc.c", "no-op", before={}, after={}, importing={"id": "vpc-1"})
    found = plan(moved, imported)
    assert str(found).splitlines() == [
        "> aws_vpc.b (no-op)",
        "    moved from aws_vpc.a",
        "> aws_vpc.c (no-op)",
        "    imported",
    ]
