"""The flow logs of a VPC, to CloudWatch Logs or to S3, encrypted and kept for a stated time."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.flow_log import FlowLog
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.bucket import BucketConfig
from ..config.flow_logs import FlowLogsConfig
from ..iam import Statement, from_source, policy, service_trust
from ..literal import literal
from ..naming import Names
from .bucket import Bucket, BucketLike
from .encryption_key import KeyLike
from .location import Location, locate


@checked
class FlowLogs(Construct):
    """The flow logs of one VPC, to CloudWatch Logs or to S3, encrypted and kept for a stated time.

    The role can write to its log group and cannot make one: records that arrive after a destroy must not bring the
    group back without encryption, in the way of the next deploy.

    Attributes:
        flow_log: The flow log.
        log_group: Where it goes, with destination ``cloudwatch``.
        bucket: Where it goes, with destination ``s3``.

    Source: Amazon VPC User Guide, "Publish flow logs to CloudWatch Logs" and "... to Amazon S3".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc_id: str,
        key: KeyLike,
        access_log_bucket: BucketLike | None = None,
        config: FlowLogsConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Starts to record.

        Args:
            scope: The construct they belong to.
            construct_id: Their id there.
            vpc_id: The VPC whose traffic is recorded.
            key: Encrypts the records; its policy admits ``logs``, or ``log_delivery`` for S3.
            access_log_bucket: Where S3 logs the requests to the records, with destination ``s3``.
            config: What is recorded, where, and for how long.
            names: Makes the names.
            provider: The provider of the VPC's region.
        """
        super().__init__(scope, construct_id)
        config = config or FlowLogsConfig()
        where = locate(self, provider, names)
        self.log_group: CloudwatchLogGroup | None = None
        self.bucket: Bucket | None = None
        role: IamRole | None = None
        if config.destination == "cloudwatch":
            self.log_group = CloudwatchLogGroup(
                self,
                "LogGroup",
                name=where.names.path("vpc-flow-logs"),
                retention_in_days=config.retention_days,
                kms_key_id=key.arn,
                provider=provider,
            )
            role = self._writer(where, self.log_group)
            target = self.log_group.arn
        else:
            self.bucket = Bucket(
                self,
                "Bucket",
                purpose="vpc-flow-logs",
                key=key,
                writers=["log_delivery"],
                access_log_bucket=access_log_bucket,
                config=BucketConfig(expiration_days=config.retention_days, force_destroy=config.force_destroy),
                names=where.names,
                provider=provider,
            )
            target = self.bucket.arn
        self.flow_log = FlowLog(
            self,
            "FlowLog",
            vpc_id=vpc_id,
            traffic_type=config.traffic,
            log_destination=target,
            log_destination_type="cloud-watch-logs" if self.log_group else "s3",
            iam_role_arn=role.arn if role else None,
            log_format=config.record_format and literal(config.record_format),
            max_aggregation_interval=config.aggregation_seconds,
            tags={"Name": where.names.regional("vpc-flow-logs")},
            # Log delivery checks its grant when the flow log is made.
            depends_on=[self.bucket.policy] if self.bucket else None,
            provider=provider,
        )

    def _writer(self, where: Location, group: CloudwatchLogGroup) -> IamRole:
        role = IamRole(
            self,
            "Role",
            name=where.names.account_wide("flow-logs"),
            assume_role_policy=service_trust(
                "vpc-flow-logs.amazonaws.com",
                from_source(where.account_id, where.arn("ec2", "vpc-flow-log/*")),
            ),
            provider=where.provider,
        )
        IamRolePolicy(
            self,
            "RolePolicy",
            name="write-records",
            role=role.name,
            policy=policy(
                [
                    Statement(
                        sid="WriteRecords",
                        actions=["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                        resources=[f"{group.arn}:*"],
                    ),
                    Statement(sid="FindGroup", actions=["logs:DescribeLogGroups"], resources=["*"]),
                ]
            ),
            provider=where.provider,
        )
        return role
