"""Which clusters belong to an Aurora global database, and which of them follow another."""

from __future__ import annotations

from collections.abc import Iterator

from .document import Document, Resource
from .values import is_empty, strings


def members_of_global_databases(document: Document) -> Iterator[Resource]:
    """The clusters that are in a global database: by their own word, or as the source of one."""
    sources = {
        found.address
        for each in document.of("aws_rds_global_cluster")
        if (found := document.find(each.get("source_db_cluster_identifier"), "aws_rds_cluster"))
    }
    for cluster in document.of("aws_rds_cluster"):
        if not is_empty(cluster.get("global_cluster_identifier")) or cluster.address in sources:
            yield cluster


def secondaries_of_global_databases(document: Document) -> Iterator[Resource]:
    """The members that follow another one.

    A member follows when it names its source, or when it waits for another member or an instance of one.
    """
    members = tuple(members_of_global_databases(document))
    others = {each.address for each in members}
    for instance in document.of("aws_rds_cluster_instance"):
        cluster = document.find(instance.get("cluster_identifier"), "aws_rds_cluster")
        if cluster and cluster.address in others:
            others.add(instance.address)
    for member in members:
        named = member.get("replication_source_identifier") or member.get("source_region")
        if named or others.intersection(strings(member.get("depends_on"))) - {member.address}:
            yield member
