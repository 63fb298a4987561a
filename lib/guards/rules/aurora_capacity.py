"""A capacity of Aurora Serverless that does not exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..document import Document
from ..finding import Severity
from ..rule import Context, Hit, Rule
from ..values import number

_MOST: Final = 256


def _check(document: Document, context: Context) -> Iterator[Hit]:
    for cluster in document.of("aws_rds_cluster"):
        for scaling in cluster.blocks("serverlessv2_scaling_configuration"):
            least, most = (number(scaling.get(f"{bound}_capacity")) for bound in ("min", "max"))
            for bound, capacity in (("min", least), ("max", most)):
                if capacity is not None and (not 0 <= capacity <= _MOST or capacity * 2 % 1):
                    yield Hit(cluster.address, f"{bound}_capacity is {capacity:g}")
            if least is not None and most is not None and least > most:
                yield Hit(cluster.address, f"min_capacity {least:g} is above max_capacity {most:g}")


RULE = Rule(
    id="aurora-capacity",
    severity=Severity.ERROR,
    title="a capacity that Aurora Serverless does not have",
    why="validate does not see steps of other than a half; AWS refuses the cluster.",
    remedy="Write capacities from 0 to 256 in steps of 0.5, the least first.",
    items=("D2#9",),
    examine=_check,
)
