"""Cases of backends and of the order of deployment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from lib.guards.rule import Context

from .case import TODAY, Case, resources

LOCK: Final[dict[str, Any]] = {"use_lockfile": True}
HERE: Final = Context(TODAY, Path(__file__).parent)


def s3(required_version: str = ">= 1.11", **given: Any) -> Any:
    return {"terraform": {"backend": {"s3": {"bucket": "states", **given}}, "required_version": required_version}}


CASES: Final[dict[str, Case]] = {
    "backend-token": Case(
        bad=(s3(key="${var.env}.tfstate", **LOCK),),
        good=(s3(key="dev.tfstate", **LOCK), {"terraform": {"backend": {"local": {"path": "a"}}}}),
    ),
    "backend-without-lock": Case(
        bad=(s3(encrypt=True), s3(use_lockfile=False, dynamodb_table=None)),
        good=(s3(use_lockfile="true"), s3(">= 1.5", dynamodb_table="locks"), {"terraform": [{"backend": {"gcs": {}}}]}),
    ),
    "backend-lock-table": Case(
        bad=(s3(dynamodb_table="locks"),),
        good=(s3(dynamodb_table="locks", **LOCK), s3("~> 1.10.0", dynamodb_table="locks")),
    ),
    "lockfile-unknown": Case(
        bad=(s3("~> 1.9.0", **LOCK), s3(">= 1.5, < 1.10.0", **LOCK), s3("1.9.8", **LOCK), s3("<= 1.9", **LOCK)),
        good=(s3("~> 1.10.0", **LOCK), s3(">= 1.10, < 2.0", **LOCK)),
    ),
    "lockfile-not-required": Case(
        bad=(s3(">= 1.9", **LOCK), s3("~> 1.9", **LOCK), s3("", **LOCK), s3("!= 1.11.0, >= x", **LOCK)),
        good=(s3(">= 1.10", **LOCK), s3("= 1.11.4", **LOCK), {"terraform": {"backend": {"local": LOCK}}}),
    ),
    "depends-on-expression": Case(
        bad=(
            resources(aws_eip={"order": {"depends_on": ["${aws_vpc.main}"]}}),
            {"output": {"order": {"value": 1, "depends_on": ["${aws_vpc.vpc}"]}}},
            {"module": {"order": {"source": "./m", "depends_on": ["aws_vpc.a", "${aws_vpc.vpc}"]}}},
        ),
        good=(
            resources(aws_eip={"order": {"depends_on": ["aws_vpc.main"]}}),
            {"output": {"order": {"value": "${aws_vpc.vpc}", "depends_on": ["aws_vpc.vpc"]}}},
        ),
    ),
    "depends-on-empty": Case(
        bad=(resources(aws_eip={"nothing": {"depends_on": []}}),),
        good=(resources(aws_eip={"something": {"depends_on": ["aws_vpc.a"]}, "none": {}}),),
    ),
}

OLD_TERRAFORM: Final = replace(HERE, terraform_version="1.9.8")
NEW_TERRAFORM: Final = replace(HERE, terraform_version="1.11.4")
