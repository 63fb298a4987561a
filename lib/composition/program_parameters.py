"""What programs find in the Parameter Store of their region: the environment's own names."""

from __future__ import annotations

from collections.abc import Iterator

from .data_tier import DataTier
from .regional import Regional


def program_parameters(region: Regional, data: DataTier) -> dict[str, str]:
    """The parameters of one region, by the path below ``/<project>/<suffix>/``.

    Args:
        region: The region.
        data: What the environment remembers.
    """
    return dict(_parameters(region, data))


def _parameters(region: Regional, data: DataTier) -> Iterator[tuple[str, str]]:
    yield "network/vpc-id", region.network.vpc_id
    if region.bus:
        yield "events/bus-name", region.bus.name
    for cluster in data.database.clusters if data.database else ():
        if cluster.placement.network is region.network:
            yield "database/reader-endpoint", cluster.reader_endpoint
            yield "database/port", str(cluster.port)
    if table := data.table_in(region):
        yield "table/name", table.name
