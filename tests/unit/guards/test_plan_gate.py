"""What holds data is not destroyed or replaced unasked."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.guards.plan_gate import DESTROYS, REPLACES, STATEFUL, gate, is_plan


def change(kind: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"address": f"{kind}.x", "type": kind, "mode": "managed", "change": {"actions": list(actions), **more}}


def plan(*changes: Any) -> dict[str, Any]:
    return {"format_version": "1.2", "resource_changes": list(changes)}


@pytest.mark.parametrize(
    ("actions", "rule"),
    [(("delete",), DESTROYS), (("delete", "create"), REPLACES), (("create", "delete"), REPLACES)],
)
@pytest.mark.parametrize("kind", ["aws_rds_cluster", "aws_kms_key"])
def test_refuses(kind: str, actions: tuple[str, ...], rule: str) -> None:
    (finding,) = gate(plan(change(kind, *actions)))
    assert (finding.rule, finding.address, finding.severity.value) == (rule, f"{kind}.x", "error")


@pytest.mark.parametrize("actions", [("create",), ("update",), ("no-op",), ("read",), ("forget",), ()])
def test_lets_pass_what_keeps_the_data(actions: tuple[str, ...]) -> None:
    assert gate(plan(change("aws_rds_cluster", *actions))) == ()


def test_lets_pass_what_holds_no_data() -> None:
    assert gate(plan(change("aws_subnet", "delete"), change("aws_s3_bucket", "delete") | {"mode": "data"})) == ()


def test_says_what_forces_a_replacement() -> None:
    paths = [["engine"], ["tags", 0], "odd"]
    (finding,) = gate(plan(change("aws_rds_cluster", "delete", "create", replace_paths=paths)))
    assert finding.message == "this aws_rds_cluster would be replaced, because of engine, tags.0"


def test_is_in_order_of_addresses() -> None:
    findings = gate(plan(change("aws_s3_bucket", "delete"), change("aws_kms_key", "delete")))
    assert [finding.address for finding in findings] == ["aws_kms_key.x", "aws_s3_bucket.x"]


def test_knows_a_plan() -> None:
    assert is_plan(plan())
    assert not is_plan({"format_version": "1.0", "values": {}})
    assert not is_plan([])


def test_stateful_resources_are_of_aws() -> None:
    assert all(kind.startswith("aws_") for kind in STATEFUL)


ANY = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3) | st.sampled_from(["delete", "aws_s3_bucket"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "change", "actions", "replace_paths", "mode", "address"]), inner)
    ),
)


@given(ANY)
def test_no_plan_makes_it_fail(changes: Any) -> None:
    gate({"resource_changes": changes})
    gate(plan({"type": "aws_s3_bucket", "change": {"actions": ["delete"], "replace_paths": changes}}))
