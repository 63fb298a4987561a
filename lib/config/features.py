"""Which parts an environment has."""

from __future__ import annotations

from ..model import Model


class FeaturesConfig(Model):
    """Which parts an environment has, beside its networks and keys."""

    events: bool = True
    """An event bus in each region, with events replicated between them."""

    database: bool = True
    """An Aurora database, with a second cluster in the secondary region."""

    table: bool = True
    """A DynamoDB table, with a replica in the secondary region."""

    payments: bool = True
    """The function that takes payments, with `table` and `events`, in each region that has the table."""

    load_balancer: bool = True
    """A load balancer in each region."""

    web_tier: bool = False
    """Instances in each region, in the load balancer's target groups of type ``instance``."""

    registry: bool = True
    """Repositories for container images, in the primary region."""

    cluster: bool = True
    """An EKS cluster on Fargate in the primary region."""

    secondary_cluster: bool = False
    """With `cluster`, one in the secondary region too."""

    migration: bool = False
    """What migrates an old database into the primary region's: DMS."""

    monitoring: bool = True
    """Alarms on all there is, and a dashboard of each region."""

    backup: bool = True
    """Backup vaults in each region, and plans that copy from the primary to the secondary one."""
