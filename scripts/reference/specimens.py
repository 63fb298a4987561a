"""One of each construct in a small stack, and what it synthesizes to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import lib  # first: it makes the provider's bindings load fast

# isort: split
from types import SimpleNamespace
from typing import NamedTuple

from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from lib.account_settings import AccountSettings
from lib.account_stack import AccountStack
from lib.config.subnet_layout import Tier
from lib.constructs.network import ExistingNetwork
from lib.errors import ConfigurationError, Problem
from lib.packaging import handler_folder

REGION: Final = "us-east-1"
_QUEUE: Final = "arn:aws:sqs:us-east-1:123456789012:orders"
_VPC: Final = "vpc-0123456789abcdef0"
_FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:orders"
_KEY: Final = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

Maker = Callable[[Construct], Construct]


@dataclass(frozen=True, slots=True)
class Specimen:
    """A construct that was made.

    Attributes:
        label: What is special about it; the first of a class has what is there by default.
        construct: It.
        types: The Terraform types of what it made, data sources as `data.<type>`.
    """

    label: str
    construct: Construct
    types: frozenset[str]


def specimens(classes: Mapping[str, type[Construct]]) -> dict[str, list[Specimen]]:
    """Makes every specimen of some constructs, all in one app.

    Args:
        classes: The constructs by name.

    Raises:
        ConfigurationError: There is no way known to make one of them.
    """
    _refuse_unknown(classes)
    with TemporaryDirectory() as folder:
        app = App(outdir=folder)
        made = {name: dict(_make(app, name, one)) for name, one in classes.items()}
        app.synth()
        return {
            name: [
                Specimen(label, construct, _types(Path(folder) / "stacks" / stack / "cdk.tf.json"))
                for stack, (label, construct) in found.items()
            ]
            for name, found in made.items()
        }


def _make(app: App, name: str, construct: type[Construct]) -> Iterator[tuple[str, tuple[str, Construct]]]:
    for index, (label, make) in enumerate(MAKERS[name].items()):
        stack_id = f"{name}-{index}"
        if issubclass(construct, TerraformStack):
            made = make(app)
            stack_id = made.node.id
        else:
            stack = TerraformStack(app, stack_id)
            AwsProvider(stack, "aws", region=REGION)
            made = make(stack)
        yield stack_id, (label, made)


def _types(file: Path) -> frozenset[str]:
    document = json.loads(file.read_text(encoding="utf-8"))
    return frozenset([*document.get("resource", {}), *(f"data.{name}" for name in document.get("data", {}))])


def _refuse_unknown(classes: Mapping[str, Any]) -> None:
    problems = [
        Problem(
            f"tap_constructs.{name}",
            "nothing says how to make one for its page",
            expected="an entry in MAKERS",
            remedy="add it to scripts/reference/specimens.py",
        )
        for name in classes
        if name not in MAKERS
    ]
    if problems:
        raise ConfigurationError(problems)


def _bucket(scope: Construct, **arguments: Any) -> Construct:
    return lib.Bucket(scope, "Bucket", purpose="reports", **arguments)


def _security_group(scope: Construct, rule: lib.Rule) -> Construct:
    return lib.SecurityGroup(
        scope, "Group", vpc_id=_VPC, purpose="web", description="Web", ingress=[rule], egress=[rule]
    )


def _flow_logs(scope: Construct, **settings: Any) -> Construct:
    key = lib.EncryptionKey.from_existing(_KEY)
    return lib.FlowLogs(scope, "FlowLogs", vpc_id=_VPC, key=key, config=lib.FlowLogsConfig(**settings))


def _vpc_endpoints(scope: Construct, **settings: Any) -> Construct:
    return lib.VpcEndpoints(
        scope,
        "Endpoints",
        vpc_id=_VPC,
        client_cidrs=["10.0.0.0/16"],
        route_table_ids={"private": "rtb-0123456789abcdef0"},
        subnet_ids=["subnet-0123456789abcdef0"],
        config=lib.VpcEndpointsConfig(**settings),
    )


def _network(scope: Construct, **settings: Any) -> Construct:
    return lib.Network(scope, "Network", config=lib.NetworkConfig(**settings))


def _peering(scope: Construct) -> Construct:
    near, far = (
        lib.Network.from_existing(scope, vpc_id=_VPC, cidr=cidr, route_table_ids={"main": "rtb-0123456789abcdef0"})
        for cidr in ("10.0.0.0/16", "10.1.0.0/16")
    )
    return lib.Peering(scope, "Peering", requester=near, accepter=far)


def _monitoring(scope: Construct, *, watched: bool = False, **settings: Any) -> Construct:
    topic = lib.Topic.from_existing("arn:aws:sns:us-east-1:123456789012:alarms")
    made = lib.Monitoring(scope, "Monitoring", topic=topic, config=lib.MonitoringConfig(**settings))
    if watched:
        made.monitor_queue(lib.Reference(_QUEUE, "orders"))
    return made


def _queue(scope: Construct, **settings: Any) -> Construct:
    return lib.Queue(scope, "Queue", purpose="orders", config=lib.QueueConfig(**settings))


def _event_bus(scope: Construct, **settings: Any) -> Construct:
    return lib.EventBus(scope, "Bus", purpose="orders", config=lib.EventBusConfig(**settings))


def _github_role(scope: Construct, **settings: Any) -> Construct:
    policies = ("arn:aws:iam::aws:policy/PowerUserAccess",)
    config = lib.GithubActionsConfig(repositories=("acme/shop",), policy_arns=policies, **settings)
    return lib.GithubActionsRole(scope, "Workflows", config=config)


def _event_rule(scope: Construct, target: Any) -> Construct:
    bus = lib.EventBus.from_existing(scope)
    return lib.EventRule(scope, "Rule", bus=bus, name="orders", pattern={"source": ["shop"]}, target=target)


def _event_replication(scope: Construct) -> Construct:
    AwsProvider(scope, "aws-other", region="us-west-2", alias="other")
    near, far = (
        lib.EventBus.from_existing(
            scope,
            name="orders",
            dead_letters=lib.Queue.from_existing(f"arn:aws:sqs:{region}:123456789012:letters"),
            names=lib.Names(region=region),
        )
        for region in (REGION, "us-west-2")
    )
    return lib.EventReplication(scope, "Replication", primary=near, secondary=far)


def _parameters(scope: Construct, **entry: Any) -> lib.Parameters:
    config = lib.ParametersConfig(entries={"log-level": lib.ParameterConfig(**entry)})
    key = lib.EncryptionKey.from_existing(_KEY)
    return lib.Parameters(scope, "Parameters", config=config, key=key)


def _secret(scope: Construct, **settings: Any) -> Construct:
    key = lib.EncryptionKey.from_existing(_KEY)
    return lib.ReplicatedSecret(scope, "Secret", purpose="partner", key=key, config=lib.SecretConfig(**settings))


def _cross_region_role(scope: Construct) -> Construct:
    parameters = _parameters(scope, value="info")
    return lib.CrossRegionRole(scope, "Role", services=["lambda"], parameters=[parameters])


def _key() -> Any:
    return lib.EncryptionKey.from_existing(_KEY)


def _topic(scope: Construct, **settings: Any) -> Construct:
    return lib.Topic(scope, "Topic", purpose="alarms", key=_key(), config=lib.TopicConfig(**settings))


def _dynamodb(scope: Construct, replica: lib.TableReplica | None = None, **settings: Any) -> Construct:
    config = lib.DynamodbConfig(hash_key="id", attributes={"id": "S"}, **settings)
    return lib.DynamodbGlobal(scope, "Table", purpose="orders", key=_key(), replica=replica, config=config)


def _replicated(scope: Construct) -> Construct:
    west = AwsProvider(scope, "west", region="us-west-2", alias="west")
    return _dynamodb(scope, lib.TableReplica(provider=west, key=_key()))


def _vault(scope: Construct, topic: Any = None, **settings: Any) -> Construct:
    return lib.BackupVault(scope, "Vault", key=_key(), topic=topic, config=lib.BackupVaultConfig(**settings))


def _backup(scope: Construct, **settings: Any) -> Construct:
    vault = lib.BackupVault.from_existing("vault", "arn:aws:backup:us-east-1:123456789012:backup-vault:vault")
    return lib.Backup(scope, "Backup", vault=vault, config=lib.BackupConfig(**settings))


def _placement(scope: Construct, region: str, alias: str | None = None) -> lib.Placement:
    provider = AwsProvider(scope, alias, region=region, alias=alias) if alias else None
    subnets: dict[Tier, list[str]] = {"database": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}
    network = lib.Network.from_existing(scope, vpc_id=_VPC, cidr="10.0.0.0/16", subnets=subnets, provider=provider)
    return lib.Placement(network=network, key=lib.EncryptionKey.from_existing(_KEY))


def _aurora(scope: Construct, *, two_regions: bool = False, **settings: Any) -> Construct:
    secondary = _placement(scope, "us-west-2", "west") if two_regions else None
    config = lib.AuroraConfig(**settings)
    primary = _placement(scope, REGION)
    return lib.AuroraGlobal(scope, "Database", primary=primary, secondary=secondary, config=config)


def _master_secret(scope: Construct, **settings: Any) -> Construct:
    key, config = lib.EncryptionKey.from_existing(_KEY), lib.MasterSecretConfig(**settings)
    return lib.MasterSecret(scope, "Secret", purpose="orders", key=key, config=config)


def _hosted_zone(scope: Construct, **arguments: Any) -> Construct:
    return lib.HostedZone(scope, "Zone", domain="payments.corp.net", **arguments)


def _private_zone(scope: Construct) -> Construct:
    return _hosted_zone(scope, networks=[lib.Network.from_existing(scope, vpc_id=_VPC, cidr="10.0.0.0/16")])


def _health_check(scope: Construct, **arguments: Any) -> Construct:
    web = lib.HttpsHealthCheck(fqdn="www.corp.net")
    return lib.HealthCheck(scope, "Web", purpose="web", config=web, **arguments)


def _dns_failover(scope: Construct, **arguments: Any) -> Construct:
    one, other = (lib.DnsTarget(dns_name=f"{name}.corp.net") for name in ("one", "other"))
    config = lib.DnsFailoverConfig(name="www", **arguments)
    zone = lib.HostedZone.from_existing(_ZONE, "payments.corp.net")
    return lib.DnsFailover(scope, "Web", zone=zone, primary=one, secondary=other, config=config)


def _dns_record(scope: Construct) -> Construct:
    zone = lib.HostedZone.from_existing(_ZONE, "payments.corp.net")
    return lib.DnsRecord(scope, "Web", zone=zone, config=lib.DnsRecordConfig(name="www", values=("192.0.2.1",)))


def _eks_fargate(scope: Construct, **settings: Any) -> Construct:
    subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    network = lib.Network.from_existing(scope, vpc_id=_VPC, cidr="10.0.0.0/16", subnets={"private": subnets})
    config = lib.EksConfig.model_validate(settings)
    return lib.EksFargate(scope, "Eks", network=network, key=lib.EncryptionKey.from_existing(_KEY), config=config)


def _pod_role(scope: Construct) -> Construct:
    issuer = "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
    cluster = lib.EksFargate.from_existing(
        scope,
        name="company",
        oidc_provider_arn=f"arn:aws:iam::123456789012:oidc-provider/{issuer}",
        oidc_issuer=issuer,
        security_group_id="sg-0123456789abcdef0",
    )
    read = lib.Statement(sid="Read", actions=["s3:GetObject"], resources=["arn:aws:s3:::reports/*"])
    return lib.PodRole(scope, "Role", cluster=cluster, namespace="payment", service_account="api", statements=[read])


def _container_registry(scope: Construct, **settings: Any) -> Construct:
    config = lib.ContainerRegistryConfig.model_validate(settings)
    return lib.ContainerRegistry(scope, "Registry", key=lib.EncryptionKey.from_existing(_KEY), config=config)


def _registry_replication(scope: Construct) -> Construct:
    config = lib.RegistryReplicationConfig(regions=("us-west-2",), prefixes=("tap-prod/",))
    return lib.RegistryReplication(scope, "Replication", config=config)


def _migration(scope: Construct, *, given: bool = False, **settings: Any) -> Construct:
    subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    return lib.Migration(
        scope,
        "Migration",
        network=lib.Network.from_existing(scope, vpc_id=_VPC, cidr="10.0.0.0/16", subnets={"private": subnets}),
        key=lib.EncryptionKey.from_existing(_KEY),
        target=lib.DatabaseTarget(engine="aurora", secret_arn=_DATABASE, cidrs=["10.0.0.0/16"]),
        account_roles=lib.DmsAccountRoles(scope, "Roles") if given else None,
        topic=SimpleNamespace(arn="arn:aws:sns:us-east-1:123456789012:events") if given else None,
        config=lib.MigrationConfig.model_validate({"target": {"certificate_pem": _PEM}, **settings}),
    )


class _Zone(NamedTuple):
    zone_id: str
    domain: str


def _inside(scope: Construct) -> ExistingNetwork:
    subnets: dict[Tier, list[str]] = {"public": ["subnet-1", "subnet-2"], "private": ["subnet-3", "subnet-4"]}
    return lib.Network.from_existing(scope, vpc_id=_VPC, cidr="10.0.0.0/16", subnets=subnets)


def _load_balancer(scope: Construct, certificates: int = 1, **settings: Any) -> Construct:
    certificate = lib.Certificate.from_existing(_CERTIFICATE)
    return lib.LoadBalancer(
        scope,
        "Balancer",
        network=_inside(scope),
        certificate=certificate if certificates else None,
        further_certificates={"api": certificate} if certificates > 1 else {},
        config=lib.LoadBalancerConfig.model_validate(settings),
    )


def _target_group(scope: Construct, **settings: Any) -> lib.TargetGroup:
    group = lib.SecurityGroup(
        scope, "Balancer", vpc_id=_VPC, purpose="balancer", description="The load balancer", separate=True
    )
    return lib.TargetGroup(
        scope,
        "Target",
        purpose="api",
        vpc_id=_VPC,
        balancer_group=group,
        balancer_suffix="app/web/0123456789abcdef",
        config=lib.TargetGroupConfig(**settings),
    )


def _attached(scope: Construct) -> Construct:
    group = _target_group(scope)
    group.attach("first", "10.0.64.10")
    return group


def _function_target(scope: Construct) -> Construct:
    group = _target_group(scope, type="lambda")
    group.attach_function(lib.EncryptionKey.from_existing("arn:aws:lambda:us-east-1:123456789012:function:hook"))
    return group


def _web_acl(scope: Construct, **settings: Any) -> lib.WebAcl:
    return lib.WebAcl(
        scope,
        "Acl",
        purpose="web",
        key=lib.EncryptionKey.from_existing(_KEY),
        config=lib.WebAclConfig.model_validate(settings),
    )


def _protecting(scope: Construct) -> Construct:
    acl = _web_acl(scope)
    acl.protect("api", "arn:aws:apigateway:us-east-1::/restapis/0123abcd/stages/live")
    return acl


def _web_tier(scope: Construct, targets: bool = False, **settings: Any) -> Construct:
    target = lib.TargetGroup.from_existing("arn:aws:x", balancer_group_id=_GROUP, target_type="instance")
    return lib.WebTier(
        scope,
        "Web",
        network=_inside(scope),
        key=lib.EncryptionKey.from_existing(_KEY),
        targets={"web": target} if targets else {},
        config=lib.WebTierConfig.model_validate(settings),
    )


def _ecs_service(scope: Construct, targets: bool = False, **settings: Any) -> Construct:
    container = {"image": "public.ecr.aws/docker/library/nginx:1", "port": 443}
    target = lib.TargetGroup.from_existing("arn:aws:x", balancer_group_id=_GROUP)
    return lib.EcsService(
        scope,
        "Api",
        cluster=lib.EcsCluster.from_existing("main", "arn:aws:ecs:us-east-1:123456789012:cluster/main"),
        network=_inside(scope),
        key=lib.EncryptionKey.from_existing(_KEY),
        purpose="api",
        targets={"web": target} if targets else {},
        config=lib.EcsServiceConfig.model_validate({"containers": {"web": container}, **settings}),
    )


def _function(scope: Construct, **arguments: Any) -> Construct:
    source = handler_folder("payment_api")
    return lib.PackagedFunction(scope, "Function", purpose="orders", source=source, key=_known_key(), **arguments)


def _validation(scope: Construct) -> Construct:
    config = lib.MigrationValidationConfig(database="shop", tables=("public.payments",))
    return lib.MigrationValidation(
        scope,
        "Validation",
        cluster=lib.Reference("arn:aws:rds:us-east-1:123456789012:cluster:shop"),
        secret=lib.Reference("arn:aws:secretsmanager:us-east-1:123456789012:secret:shop-AbCdEf"),
        task=lib.Reference(_TASK),
        key=_known_key(),
        config=config,
    )


def _rollback(scope: Construct) -> Construct:
    records = [{"name": "api.payments.corp.net", "old": "data-center"}]
    return lib.MigrationRollback(
        scope,
        "Rollback",
        zone=Route53Zone(scope, "Zone", name="payments.corp.net"),
        task=lib.Reference(_TASK),
        key=_known_key(),
        config=lib.MigrationRollbackConfig.model_validate({"records": records}),
    )


def _payment_api(scope: Construct, target_group: str = "") -> Construct:
    table = lib.Reference("arn:aws:dynamodb:us-east-1:123456789012:table/payments", "payments")
    bus = lib.Reference("arn:aws:events:us-east-1:123456789012:event-bus/payments", "payments")
    made = lib.PaymentApi(scope, "Payments", table=table, bus=bus, key=_known_key())
    if target_group:
        made.admit_load_balancer(lib.Reference(target_group))
    return made


def _existing_network(scope: Construct) -> Any:
    return lib.Network.from_existing(
        scope, vpc_id=_VPC, cidr="10.0.0.0/16", subnets={"private": ["subnet-0123456789abcdef0"]}
    )


def _known_key() -> Any:
    return lib.EncryptionKey.from_existing(_KEY)


def _tap_stack(scope: Construct, suffix: str, **settings: Any) -> Construct:
    meant = {"environment_suffix": suffix, "load_balancer": {"scheme": "internal"}}
    return lib.TapStack(scope, f"TapStack-{suffix}", settings=lib.TapSettings.model_validate({**meant, **settings}))


_ZONE: Final = "Z2FDTNDATAQYW2"
_ADMINS: Final[dict[str, Any]] = {
    "access": {
        "admins": {
            "principal_arn": "arn:aws:iam::123456789012:role/admins",
            "policies": {"AmazonEKSClusterAdminPolicy": []},
        }
    }
}
_SHARED: Final[dict[str, Any]] = {"repositories": {"base": {"pull_principals": ["123456789012"]}}}
_DATABASE: Final = "arn:aws:secretsmanager:us-east-1:123456789012:secret:orders-AbCdEf"
_PEM: Final = "-----BEGIN CERTIFICATE-----"
_SOURCE: Final[dict[str, Any]] = {
    "engine": "sqlserver",
    "database_name": "orders",
    "secret_arn": _DATABASE,
    "cidrs": ["10.9.0.0/16"],
}
_TASKS: Final[dict[str, Any]] = {"orders": {"mappings": {"selections": {"everything": {"schema_name": "dbo"}}}}}
_GROUP: Final = "sg-0123456789abcdef0"
_CERTIFICATE: Final = "arn:aws:acm:us-east-1:123456789012:certificate/0123abcd"
_TASK: Final = "arn:aws:dms:us-east-1:123456789012:task:SHOP"
_INTERFACES: Final[dict[str, Any]] = {"interfaces": {"ecr.api": {}}}
_TESTS: Final[dict[str, Any]] = {"tests": {"tables": {"resource_type": "DynamoDB"}}}
_ASKED_FOR: Final[dict[str, Any]] = {"password_source": "variable"}
_ON_S3: Final[dict[str, Any]] = {"flow_logs": {"destination": "s3"}}

# The first is what there is by default; the others have what is made with some settings only.
MAKERS: Final[dict[str, dict[str, Maker]]] = {
    "AccountStack": {"": lambda app: AccountStack(app, "Account", settings=AccountSettings())},
    "AlarmTopics": {"": lambda scope: lib.AlarmTopics(scope, "Alarms", key=_key())},
    "AuroraGlobal": {
        "": lambda scope: _aurora(scope),
        "`secondary`": lambda scope: _aurora(scope, two_regions=True),
    },
    "Backup": {
        "": lambda scope: _backup(scope),
        "`restore_testing`": lambda scope: _backup(scope, restore_testing=_TESTS),
    },
    "BackupVault": {
        "": lambda scope: _vault(scope),
        "`topic`": lambda scope: _vault(scope, topic=lib.Topic.from_existing("arn:aws:sns:us-east-1:123456789012:x")),
        "`deny_deletion=True`": lambda scope: _vault(scope, deny_deletion=True),
        "`lock`": lambda scope: _vault(scope, lock={"min_retention_days": 7}),
    },
    "Bucket": {
        "": _bucket,
        "`access_log_bucket`": lambda scope: _bucket(scope, access_log_bucket=lib.Bucket.from_existing("logs")),
    },
    "Certificate": {
        "": lambda scope: lib.Certificate(
            scope,
            "Certificate",
            zone=_Zone("Z04861221QXJ5WFCLN7BK", "corp.net"),
            config=lib.CertificateConfig(names=("corp.net",)),
        ),
    },
    "ContainerRegistry": {
        "": lambda scope: _container_registry(scope),
        "`pull_principals`": lambda scope: _container_registry(scope, **_SHARED),
    },
    "CrossRegionRole": {"": _cross_region_role},
    "DmsAccountRoles": {"": lambda scope: lib.DmsAccountRoles(scope, "Roles")},
    "DnsFailover": {
        "": _dns_failover,
        "`migration`": lambda scope: _dns_failover(scope, migration=lib.WeightedMigrationConfig(record_type="CNAME")),
    },
    "DnsRecord": {"": _dns_record},
    "DynamodbGlobal": {
        "": lambda scope: _dynamodb(scope),
        "`replica`": _replicated,
        '`billing="provisioned"`': lambda scope: _dynamodb(scope, billing="provisioned"),
    },
    "EcsCluster": {
        "": lambda scope: lib.EcsCluster(scope, "Cluster", key=lib.EncryptionKey.from_existing(_KEY)),
    },
    "EcsService": {
        "": _ecs_service,
        "`targets`": lambda scope: _ecs_service(scope, targets=True),
        "`execute_command=True`": lambda scope: _ecs_service(
            scope, execute_command=True, containers={"web": {"image": "web:1", "readonly_root": False}}
        ),
    },
    "EksFargate": {
        "": lambda scope: _eks_fargate(scope),
        "`access`": lambda scope: _eks_fargate(scope, **_ADMINS),
    },
    "EncryptionKey": {"": lambda scope: lib.EncryptionKey(scope, "Key", purpose="logs", users=["logs"])},
    "EventBus": {
        "": _event_bus,
        "`archive_days=None`": lambda scope: _event_bus(scope, archive_days=None),
        "`log_retention_days`": lambda scope: _event_bus(scope, log_retention_days=365),
    },
    "EventReplication": {"": _event_replication},
    "EventRule": {
        "": lambda scope: _event_rule(scope, lib.Queue.from_existing(_QUEUE)),
        "a bus as target": lambda scope: _event_rule(scope, lib.EventBus.from_existing(scope, name="orders")),
        "a function as target": lambda scope: _event_rule(scope, lib.FunctionTarget(_FUNCTION)),
        "a log group as target": lambda scope: _event_rule(
            scope, CloudwatchLogGroup(scope, "Log", name="/aws/events/orders")
        ),
    },
    "FlowLogs": {
        "": lambda scope: _flow_logs(scope),
        '`destination="s3"`': lambda scope: _flow_logs(scope, destination="s3"),
    },
    "GithubActionsRole": {
        "": lambda scope: _github_role(scope),
        "`make_provider=False`": lambda scope: _github_role(scope, make_provider=False),
    },
    "HealthCheck": {
        "": _health_check,
        "`alarm_topic_arns`": lambda scope: _health_check(
            scope, alarm_topic_arns=["arn:aws:sns:us-east-1:123456789012:alarms"]
        ),
    },
    "HostedZone": {
        "": _hosted_zone,
        "`networks`": _private_zone,
        "`alarm_topic_arns`": lambda scope: _hosted_zone(
            scope, alarm_topic_arns=["arn:aws:sns:us-east-1:123456789012:alarms"]
        ),
    },
    "LoadBalancer": {
        "": _load_balancer,
        "`further_certificates`": lambda scope: _load_balancer(scope, certificates=2),
        "`target_groups`, `rules`": lambda scope: _load_balancer(
            scope,
            target_groups={"api": {}},
            rules={"api": {"priority": 1, "paths": ["/"], "action": {"forward": {"target_groups": {"api": 1}}}}},
        ),
    },
    "MasterSecret": {
        "": lambda scope: _master_secret(scope),
        '`password_source="variable"`': lambda scope: _master_secret(scope, **_ASKED_FOR),
    },
    "Migration": {
        "": lambda scope: _migration(scope),
        "`source`": lambda scope: _migration(scope, source=_SOURCE),
        "`source` and `tasks`": lambda scope: _migration(scope, source=_SOURCE, tasks=_TASKS),
        "`account_roles` and `topic`": lambda scope: _migration(scope, given=True),
    },
    "MigrationRollback": {"": _rollback},
    "MigrationValidation": {"": _validation},
    "Monitoring": {
        "": _monitoring,
        "`monitor_queue`": lambda scope: _monitoring(scope, watched=True),
    },
    "Network": {
        "": lambda scope: _network(scope),
        '`nat="none"`': lambda scope: _network(scope, nat="none"),
        '`tiers=("intra",)`': lambda scope: _network(scope, nat="none", tiers=("intra",)),
        '`flow_logs.destination="s3"`': lambda scope: _network(scope, **_ON_S3),
        "`flow_logs.enabled=False`": lambda scope: _network(scope, flow_logs={"enabled": False}),
        "`endpoints.interfaces`": lambda scope: _network(scope, endpoints=_INTERFACES),
        '`zone_source="aws"`': lambda scope: _network(scope, zone_source="aws"),
    },
    "PackagedFunction": {
        "": lambda scope: _function(scope),
        "`network`": lambda scope: _function(scope, network=_existing_network(scope)),
    },
    "Parameters": {
        "": lambda scope: _parameters(scope, value="info"),
        "`variable`": lambda scope: _parameters(scope, variable="token"),
    },
    "PaymentApi": {
        "": lambda scope: _payment_api(scope),
        "`admit_load_balancer`": lambda scope: _payment_api(
            scope, "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/payments/0123456789abcdef"
        ),
    },
    "Peering": {"": _peering},
    "PodRole": {"": _pod_role},
    "Queue": {
        "": _queue,
        "`max_receive_count`": lambda scope: _queue(scope, max_receive_count=5),
    },
    "RegistryReplication": {"": _registry_replication},
    "ReplicatedSecret": {
        "": _secret,
        '`value="variable"`': lambda scope: _secret(scope, value="variable", variable="token"),
        '`value="elsewhere"`': lambda scope: _secret(scope, value="elsewhere"),
    },
    "SecurityGroup": {
        "": lambda scope: _security_group(scope, lib.Rule(description="Inside", cidr="10.0.0.0/16")),
        "a rule with `group_id`": lambda scope: _security_group(
            scope, lib.Rule(description="Web", group_id="sg-0123456789abcdef0")
        ),
    },
    "TapStack": {
        "": lambda app: _tap_stack(app, "default"),
        '`secondary_aws_region=""`': lambda app: _tap_stack(app, "one-region", secondary_aws_region=""),
        "`network.endpoints.interfaces`": lambda app: _tap_stack(app, "interfaces", network={"endpoints": _INTERFACES}),
        '`network.flow_logs.destination="s3"`': lambda app: _tap_stack(app, "s3", network=_ON_S3),
    },
    "TargetGroup": {
        "": _target_group,
        "`attach()`": _attached,
        "`attach_function()`": _function_target,
    },
    "Topic": {
        "": lambda scope: _topic(scope),
        "`emails`": lambda scope: _topic(scope, emails={"team": "team@company.net"}),
    },
    "VpcEndpoints": {
        "": lambda scope: _vpc_endpoints(scope),
        "`interfaces`": lambda scope: _vpc_endpoints(scope, **_INTERFACES),
    },
    "WebAcl": {"": _web_acl, "`protect()`": _protecting},
    "WebTier": {
        "": _web_tier,
        "`targets`": lambda scope: _web_tier(scope, targets=True),
        "`on_demand_percent`": lambda scope: _web_tier(scope, on_demand_percent=50),
    },
}
