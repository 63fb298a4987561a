"""The two roles that DMS looks for by name, once per account."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy_attachment import IamRolePolicyAttachment
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..aws_facts import DMS_ROLE_NAMES
from ..iam import from_source, service_trust
from ..naming import Names
from .location import Location, locate

VPC_ROLE, LOGS_ROLE, _ = DMS_ROLE_NAMES


@checked
class DmsAccountRoles(Construct):
    """The roles `dms-vpc-role` and `dms-cloudwatch-logs-role`, under which DMS works in VPCs and writes logs.

    DMS finds them by exactly these names, so an account has them once, for all its environments and regions. They
    belong into the stack of the account; destroyed with one environment, they would be missing in all. The console
    makes them too: roles that are there already are imported, as in `terraform import <address> dms-vpc-role`.

    Attributes:
        vpc_role: Makes network interfaces.
        vpc_policy: The attachment of its policy; what stands in a VPC waits for it.
        logs_role: Writes the logs of tasks.
        logs_policy: The attachment of its policy; tasks wait for it.

    Source: AWS DMS User Guide, "Creating the IAM roles to use with AWS DMS", "Cross-service confused deputy
    prevention".
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names | None = None, provider: AwsProvider | None = None
    ) -> None:
        """Makes the roles.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            names: Tells the region, where the provider does not; the roles' names are DMS's own.
            provider: A provider of the account; which region does not matter.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self.vpc_role, self.vpc_policy = self._make(where, "Vpc", VPC_ROLE, "AmazonDMSVPCManagementRole")
        self.logs_role, self.logs_policy = self._make(where, "Logs", LOGS_ROLE, "AmazonDMSCloudWatchLogsRole")

    def _make(self, where: Location, kind: str, name: str, policy: str) -> tuple[IamRole, IamRolePolicyAttachment]:
        role = IamRole(
            self,
            f"{kind}Role",
            name=name,
            assume_role_policy=service_trust(
                "dms.amazonaws.com",
                # Of any region: the roles are the account's.
                from_source(where.account_id, f"arn:{where.partition}:dms:*:{where.account_id}:*"),
            ),
            provider=where.provider,
        )
        attachment = IamRolePolicyAttachment(
            self,
            f"{kind}Policy",
            role=role.name,
            policy_arn=f"arn:{where.partition}:iam::aws:policy/service-role/{policy}",
            provider=where.provider,
        )
        return role, attachment
