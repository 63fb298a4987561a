"""What is handed to Node says the same as what jsii would have written."""

from __future__ import annotations

import datetime
import inspect
import json
from collections.abc import Callable
from typing import Any

import jsii
import pytest
from cdktf import AssetType, LocalBackend, Op, TerraformResourceLifecycle, TerraformStack, Testing
from cdktf_cdktf_provider_aws.security_group import SecurityGroupConfig, SecurityGroupIngress
from jsii import _kernel
from jsii._kernel.providers.process import _NodeProcess, jdefault

from lib import jsii_requests

KERNEL = jsii.kernel
write: Callable[..., Any] = _kernel._make_reference_for_native
STOCK = inspect.unwrap(write)


def without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value] if isinstance(value, list) else value


def as_json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=jdefault))


@pytest.mark.parametrize(
    "value",
    [
        "text",
        7,
        1.5,
        True,
        None,
        AssetType.FILE,
        ["a", ["b", None]],
        {"key": {"inner": ["a", 1]}},
        datetime.datetime(2026, 11, 28, tzinfo=datetime.UTC),
        TerraformResourceLifecycle(prevent_destroy=True, ignore_changes=["tags"]),
        [SecurityGroupIngress(protocol="tcp", from_port=443, to_port=443, cidr_blocks=["10.0.0.0/8"])],
        SecurityGroupConfig(name="web", tags={"a": "b"}, ingress=[SecurityGroupIngress(description="x")]),
    ],
)
def test_all_that_is_set_is_written_as_jsii_writes_it(value: Any) -> None:
    given = [value, {"inside": value}]
    # jsii writes `None` for what is not set.
    assert as_json(write(KERNEL, given))[0] == without_none(as_json(STOCK(KERNEL, given)))[0]
    assert without_none(as_json(write(KERNEL, given))) == without_none(as_json(STOCK(KERNEL, given)))


def test_nothing_is_written_of_what_is_not_set() -> None:
    written = write(KERNEL, SecurityGroupIngress(protocol="tcp", description=None))
    assert written["$jsii.struct"]["data"] == {"protocol": "tcp"}


def test_what_node_made_is_a_reference() -> None:
    app = Testing.app()
    stack = TerraformStack(app, "x")
    made: Any
    for made in (app, stack, LocalBackend(stack), Op.eq(1, 2)):
        assert as_json(write(KERNEL, [made])) == as_json(STOCK(KERNEL, [made]))


def test_what_jsii_refuses_is_refused() -> None:
    with pytest.raises(jsii.errors.JSIIError, match="Cannot pass function as argument"):
        write(KERNEL, [test_what_jsii_refuses_is_refused])


def test_a_struct_of_the_users_own_class_is_left_to_jsii() -> None:
    class Loud(SecurityGroupIngress):
        @property
        def protocol(self) -> str:
            return "TCP"

    assert write(KERNEL, Loud(protocol="tcp"))["$jsii.struct"]["data"]["protocol"] == "TCP"


def test_a_second_call_changes_nothing() -> None:
    prepare = _NodeProcess.__init__
    assert jsii_requests.install()
    assert _kernel._make_reference_for_native is write
    assert _NodeProcess.__init__ is prepare


def other_parameters(value: object) -> object:
    return value


@pytest.mark.parametrize("another_jsii", [None, other_parameters])
def test_a_jsii_that_it_does_not_know_is_left_as_it_is(another_jsii: object, monkeypatch: pytest.MonkeyPatch) -> None:
    another: Any = another_jsii
    monkeypatch.setattr(_kernel, "_make_reference_for_native", another)
    prepare = _NodeProcess.__init__
    assert not jsii_requests.install()
    assert _kernel._make_reference_for_native is another
    assert _NodeProcess.__init__ is prepare
