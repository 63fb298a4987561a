"""A Lambda function made from a folder of source, with its log, role, versions and everything it may do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from cdktf import AssetType, TerraformAsset
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.iam_role import IamRole
from cdktf_cdktf_provider_aws.iam_role_policy import IamRolePolicy
from cdktf_cdktf_provider_aws.lambda_alias import LambdaAlias
from cdktf_cdktf_provider_aws.lambda_function import (
    LambdaFunction,
    LambdaFunctionDeadLetterConfig,
    LambdaFunctionEnvironment,
    LambdaFunctionEphemeralStorage,
    LambdaFunctionLoggingConfig,
    LambdaFunctionTracingConfig,
    LambdaFunctionVpcConfig,
)
from cdktf_cdktf_provider_aws.lambda_function_event_invoke_config import (
    LambdaFunctionEventInvokeConfig,
    LambdaFunctionEventInvokeConfigDestinationConfig,
    LambdaFunctionEventInvokeConfigDestinationConfigOnFailure,
)
from cdktf_cdktf_provider_aws.lambda_permission import LambdaPermission
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from ..arguments import checked
from ..config.function import FunctionConfig, environment_problems, handler_problems, layer_problems
from ..config.security_group import Rule
from ..errors import ConfigurationError, Problem
from ..iam import Statement, policy, service_trust
from ..model import refuse
from ..naming import Names
from ..packaging import archive, staged
from .encryption_key import KeyLike
from .location import Location, locate
from .network import NetworkLike
from .references import HasArn
from .security_group import SecurityGroup

ALIAS: Final = "live"

# Services that are known to state the account when they invoke, whose sources' ARNs name none or can be made anew by
# others. The ARNs of the others' sources name it, and a condition that a service does not fill in refuses every call.
# Source: Elastic Load Balancing User Guide, "Lambda functions as targets"; AWS Lambda API Reference, "AddPermission".
_STATES_ACCOUNT: Final = ("elasticloadbalancing.amazonaws.com", "s3.amazonaws.com")

_HTTPS_OUT: Final = Rule(description="HTTPS to AWS and others", cidr="0.0.0.0/0")


@checked
class PackagedFunction(Construct):
    """A Lambda function from a folder of source, which any machine packs to the same bytes.

    Its log group is there before it, encrypted and kept for a stated time, and its role can write to that group and
    make none. Every change is published as a version, and the alias ``live`` points at the latest: invoke it by `arn`,
    so that a version can be gone back to. In a network it has a security group of its own.

    Its role may do what is needed to run, and what `statements` say. For a queue that is encrypted with a key of your
    own, allow ``kms:GenerateDataKey`` and ``kms:Decrypt`` on that key there.

    Attributes:
        function: The function.
        alias: ``live``.
        role: What it runs as.
        policy: What the role may do.
        log_group: Its log.
        security_group: Its security group; None outside a network.
        timeout_seconds: Seconds after which an execution is ended.
        archive_path: The packed source on this machine, until the process ends.

    Source: AWS Lambda Developer Guide, "Defining Lambda function permissions with an execution role", "Giving Lambda
    functions access to resources in an Amazon VPC", "Configuring advanced logging controls", "Capturing records of
    asynchronous invocations".
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        purpose: str,
        source: Path | str,
        key: KeyLike,
        environment: Mapping[str, str] | None = None,
        statements: Sequence[Statement] = (),
        network: NetworkLike | None = None,
        egress: Sequence[Rule] | None = None,
        layers: Sequence[str] = (),
        dead_letters: HasArn | None = None,
        on_failure: HasArn | None = None,
        config: FunctionConfig | None = None,
        names: Names | None = None,
        provider: AwsProvider | None = None,
    ) -> None:
        """Makes the function.

        Args:
            scope: The construct it belongs to.
            construct_id: Its id there.
            purpose: What it does, such as ``payment-api``; part of its name.
            source: The folder with its source. Hidden and compiled files stay out.
            key: Encrypts its log and its environment; its policy admits ``logs``.
            environment: Its variables; names and ARNs of secrets, no secrets.
            statements: What it may do, beyond what it needs to run.
            network: Where it runs; None for outside of any VPC. It takes the private subnets, or else the intra ones.
            egress: What it may reach from its network; HTTPS by default.
            layers: The ARNs of layers' versions.
            dead_letters: Takes the events of asynchronous invocations that failed for good.
            on_failure: Takes them with request, response and cause, for invocations of ``live``.
            config: How it runs.
            names: Makes its name.
            provider: The provider of its region.

        Raises:
            ConfigurationError: The source cannot be packed, the handler is not in it, the environment holds what it may
                not, there are too many layers, or the network has no subnets for it.
        """
        super().__init__(scope, construct_id)
        config = config or FunctionConfig()
        self._where = where = locate(self, provider, names)
        variables = dict(environment or {})
        packed = archive(Path(source))
        path = self.node.path
        problems = [
            *handler_problems(path, config, packed.names),
            *environment_problems(path, variables),
            *layer_problems(path, layers),
            *_network_problems(path, network),
        ]
        if problems:
            raise ConfigurationError(problems)
        # Not read from the function, which needs its policy and its log group first.
        self._name = where.names.regional(purpose, "function")
        self.timeout_seconds = config.timeout_seconds
        self._own_arn = where.arn("lambda", f"function:{self._name}")
        self.archive_path = staged(packed, self._name)
        self.log_group = CloudwatchLogGroup(
            self,
            "LogGroup",
            name=f"/aws/lambda/{self._name}",
            retention_in_days=config.log_retention_days,
            kms_key_id=key.arn,
            provider=provider,
        )
        self.role = IamRole(
            self,
            "Role",
            name=where.names.account_wide(purpose),
            # No condition: Lambda documents no source key here, and takes roles of the function's own account only.
            assume_role_policy=service_trust("lambda.amazonaws.com"),
            provider=provider,
        )
        self._statements = [
            *_log_statements(self.log_group),
            *(_environment_statements(key, self._own_arn) if variables else ()),
            *(_trace_statements() if config.tracing else ()),
            *(_network_statements(where, self._own_arn) if network else ()),
            *_failure_statements([queue for queue in (dead_letters, on_failure) if queue]),
        ]
        self.policy = IamRolePolicy(
            self,
            "RolePolicy",
            name="run",
            role=self.role.name,
            policy=self._granted(statements),
            provider=provider,
        )
        self.security_group = (
            self._guard(network, purpose, (_HTTPS_OUT,) if egress is None else egress) if network else None
        )
        code = TerraformAsset(self, "Code", path=str(self.archive_path), type=AssetType.FILE, asset_hash=packed.digest)
        self.function = LambdaFunction(
            self,
            "Function",
            function_name=self._name,
            role=self.role.arn,
            runtime=config.runtime,
            architectures=[config.architecture],
            handler=config.handler,
            filename=code.path,
            source_code_hash=packed.source_code_hash,
            publish=True,
            memory_size=config.memory_mb,
            timeout=config.timeout_seconds,
            ephemeral_storage=LambdaFunctionEphemeralStorage(size=config.ephemeral_storage_mb),
            reserved_concurrent_executions=config.reserved_concurrency,
            environment=LambdaFunctionEnvironment(variables=variables) if variables else None,
            # Without variables Lambda keeps no key, and every plan would show one.
            kms_key_arn=key.arn if variables else None,
            layers=list(layers) or None,
            logging_config=LambdaFunctionLoggingConfig(
                log_format="JSON",
                log_group=self.log_group.name,
                application_log_level=config.log_level,
                system_log_level=config.system_log_level,
            ),
            tracing_config=LambdaFunctionTracingConfig(mode="Active" if config.tracing else "PassThrough"),
            dead_letter_config=LambdaFunctionDeadLetterConfig(target_arn=dead_letters.arn) if dead_letters else None,
            vpc_config=LambdaFunctionVpcConfig(
                subnet_ids=_subnets(network), security_group_ids=[self.security_group.id]
            )
            if self.security_group
            else None,
            # Lambda tries the role when the function is made: for the queue, and for network interfaces.
            depends_on=[self.policy],
            provider=provider,
        )
        self.alias = LambdaAlias(
            self,
            "Alias",
            name=ALIAS,
            function_name=self.function.function_name,
            function_version=self.function.version,
            provider=provider,
        )
        self._keep_trying(config, on_failure)

    @property
    def name(self) -> str:
        """The function's name, which metrics and alarms know it by."""
        return self.function.function_name

    @property
    def arn(self) -> str:
        """The ARN of ``live``, by which it is invoked."""
        return self.alias.arn

    @property
    def invoke_arn(self) -> str:
        """The ARN by which API Gateway invokes ``live``."""
        return self.alias.invoke_arn

    def add_statements(self, statements: Sequence[Statement]) -> None:
        """Lets it do more, with what may be made after it.

        Raises:
            ConfigurationError: The id of a statement is taken.
        """
        self.policy.policy = self._granted(statements)

    def allow_invoke(self, name: str, *, principal: str, source_arn: str) -> LambdaPermission:
        """Lets a service invoke ``live`` for one of its resources.

        Args:
            name: What the permission is for, such as ``load-balancer``; its construct id, and its id at Lambda.
            principal: The service, such as ``events.amazonaws.com``.
            source_arn: The resource that it invokes for, such as a rule or a target group.
        """
        return LambdaPermission(
            self,
            f"Permission-{name}",
            statement_id=name,
            function_name=self.function.function_name,
            qualifier=self.alias.name,
            action="lambda:InvokeFunction",
            principal=principal,
            source_arn=source_arn,
            source_account=self._where.account_id if principal in _STATES_ACCOUNT else None,
            provider=self._where.provider,
        )

    def _granted(self, statements: Sequence[Statement]) -> str:
        together = [*self._statements, *statements]
        twice = [sid for sid, count in Counter(statement.sid for statement in together).items() if count > 1]
        if twice:
            raise refuse(
                "IAM refuses two statements of one id",
                got=", ".join(twice),
                expected="an id of its own for each",
                remedy="choose another sid",
                where=f"{self.node.path}.statements",
            )
        self._statements = together
        return policy(together)

    def _guard(self, network: NetworkLike, purpose: str, egress: Sequence[Rule]) -> SecurityGroup:
        return SecurityGroup(
            self,
            "SecurityGroup",
            vpc_id=network.vpc_id,
            purpose=f"{purpose}-function",
            description=f"The function {self._name}",
            egress=egress,
            names=self._where.names,
            provider=self._where.provider,
        )

    def _keep_trying(self, config: FunctionConfig, on_failure: HasArn | None) -> None:
        destination = (
            LambdaFunctionEventInvokeConfigDestinationConfig(
                on_failure=LambdaFunctionEventInvokeConfigDestinationConfigOnFailure(destination=on_failure.arn)
            )
            if on_failure
            else None
        )
        LambdaFunctionEventInvokeConfig(
            self,
            "Asynchronous",
            function_name=self.function.function_name,
            qualifier=self.alias.name,
            maximum_retry_attempts=config.max_retries,
            maximum_event_age_in_seconds=config.max_event_age_seconds,
            destination_config=destination,
            provider=self._where.provider,
        )


def _log_statements(group: CloudwatchLogGroup) -> list[Statement]:
    return [
        Statement(sid="WriteLog", actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[f"{group.arn}:*"])
    ]


def _environment_statements(key: KeyLike, function_arn: str) -> list[Statement]:
    return [
        Statement(
            sid="DecryptEnvironment",
            actions=["kms:Decrypt"],
            resources=[key.arn],
            conditions={
                "ArnLike": {"kms:EncryptionContext:aws:lambda:FunctionArn": [function_arn, f"{function_arn}:*"]}
            },
        )
    ]


def _trace_statements() -> list[Statement]:
    # X-Ray knows no resources in these two.
    return [Statement(sid="Trace", actions=["xray:PutTraceSegments", "xray:PutTelemetryRecords"], resources=["*"])]


def _network_statements(where: Location, function_arn: str) -> list[Statement]:
    describes = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"]
    changes = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:UnassignPrivateIpAddresses",
    ]
    return [
        # EC2 knows no resources in what describes.
        Statement(sid="FindNetwork", actions=describes, resources=["*"]),
        # Lambda names no interface when it deletes one, and refuses a policy that does.
        Statement(sid="EnterNetwork", actions=changes, resources=[where.arn("ec2", "*/*")]),
        # For Lambda itself: the function's code has no business with network interfaces.
        Statement(
            sid="NotFromCode",
            effect="Deny",
            actions=[*describes, *changes],
            resources=["*"],
            conditions={"ArnEquals": {"lambda:SourceFunctionArn": function_arn}},
        ),
    ]


def _failure_statements(queues: Sequence[HasArn]) -> list[Statement]:
    arns = list(dict.fromkeys(queue.arn for queue in queues))
    return [Statement(sid="SendFailures", actions=["sqs:SendMessage"], resources=arns)] if arns else []


def _subnets(network: NetworkLike | None) -> list[str]:
    return (network.subnet_ids("private") or network.subnet_ids("intra")) if network else []


def _network_problems(path: str, network: NetworkLike | None) -> Iterator[Problem]:
    if network and not _subnets(network):
        yield Problem(
            f"{path}.network",
            "the network has no subnets that a function can run in",
            expected="private or intra subnets; in public ones a function has no way out",
            remedy="add a tier, or leave the network out",
        )
