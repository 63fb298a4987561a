"""The function that takes payments behind a load balancer."""

from __future__ import annotations

from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.function import FunctionConfig
from ..iam import Statement
from ..naming import Names
from ..packaging import handler_folder
from .encryption_key import KeyLike
from .location import locate
from .network import NetworkLike
from .packaged_function import PackagedFunction
from .references import HasArn, HasNameAndArn


@checked
class PaymentApi(Construct):
    """The function that takes payments: it writes each into a table once, then announces it on an event bus.

    It answers ``POST /payments``, ``GET /payments/<id>`` and ``GET /health``. Register `arn` in a target group of type
    ``lambda`` after `admit_load_balancer`. What it guarantees, and what it does not, stands at the top of
    ``lambda/payment_api/handler.py``.

    Attributes:
        function: The function.

    Source: Elastic Load Balancing User Guide, "Use Lambda functions as targets of an Application Load Balancer".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: HasNameAndArn,
        bus: HasNameAndArn,
        key: KeyLike,
        table_key: KeyLike | None = None,
        network: NetworkLike | None = None,
        config: FunctionConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the function.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            table: Keeps the payments; its partition key is ``id``, a string, and it has no sort key.
            bus: Takes an event ``PaymentCreated`` of source ``payments`` for each.
            key: Encrypts its log and its environment; its policy admits ``logs``.
            table_key: The key of the table, where that has one of its own.
            network: Where it runs; None for outside of any VPC.
            config: How it runs.
            names: Makes its name.
            provider: The provider of its region.
        """
        super().__init__(scope, construct_id)
        where = locate(self, provider, names)
        self.function = PackagedFunction(
            self,
            "Function",
            purpose="payment-api",
            source=handler_folder("payment_api"),
            key=key,
            environment={"TABLE_NAME": table.name, "EVENT_BUS_NAME": bus.name},
            statements=[
                Statement(
                    sid="KeepPayments",
                    actions=["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
                    resources=[table.arn],
                ),
                *(_table_key_statements(table_key, where.region) if table_key else ()),
                Statement(
                    sid="AnnouncePayments",
                    actions=["events:PutEvents"],
                    resources=[bus.arn],
                    conditions={"StringEquals": {"events:source": "payments"}},
                ),
            ],
            network=network,
            config=config,
            names=where.names,
            provider=provider,
        )

    @property
    def arn(self) -> str:
        """The ARN that a target group takes."""
        return self.function.arn

    def admit_load_balancer(self, target_group: HasArn) -> LambdaPermission:
        """Lets a load balancer invoke it for a target group, which takes it as a target only then."""
        return self.function.allow_invoke(
            "load-balancer", principal="elasticloadbalancing.amazonaws.com", source_arn=target_group.arn
        )


def _table_key_statements(key: KeyLike, region: str) -> list[Statement]:
    return [
        Statement(
            sid="UseTableKey",
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
            resources=[key.arn],
            conditions={"StringEquals": {"kms:ViaService": f"dynamodb.{region}.amazonaws.com"}},
        )
    ]
