"""One of each construct in a small stack, and what it synthesizes to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import lib  # first: it makes the provider's bindings load fast

# isort: split
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from constructs import Construct

from lib.account_settings import AccountSettings
from lib.account_stack import AccountStack
from lib.config.subnet_layout import Tier
from lib.constructs.network import ExistingNetwork
from lib.errors import ConfigurationError, Problem

REGION: Final = "us-east-1"
_VPC: Final = "vpc-0123456789abcdef0"
_GROUP: Final = "sg-0123456789abcdef0"
_CERTIFICATE: Final = "arn:aws:acm:us-east-1:123456789012:certificate/0123abcd"
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


def _tap_stack(scope: Construct, suffix: str, **settings: Any) -> Construct:
    return lib.TapStack(scope, f"TapStack-{suffix}", settings=lib.TapSettings(environment_suffix=suffix, **settings))


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
        scope, "Balancer", vpc_id=_VPC, purpose="balancer", description="The load balancer", extensible=True
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


_INTERFACES: Final[dict[str, Any]] = {"interfaces": {"ecr.api": {}}}
_ON_S3: Final[dict[str, Any]] = {"flow_logs": {"destination": "s3"}}

# The first is what there is by default; the others have what is made with some settings only.
MAKERS: Final[dict[str, dict[str, Maker]]] = {
    "AccountStack": {"": lambda app: AccountStack(app, "Account", settings=AccountSettings())},
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
    "EncryptionKey": {"": lambda scope: lib.EncryptionKey(scope, "Key", purpose="logs", users=["logs"])},
    "FlowLogs": {
        "": lambda scope: _flow_logs(scope),
        '`destination="s3"`': lambda scope: _flow_logs(scope, destination="s3"),
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
    "Network": {
        "": lambda scope: _network(scope),
        '`nat="none"`': lambda scope: _network(scope, nat="none"),
        '`tiers=("intra",)`': lambda scope: _network(scope, nat="none", tiers=("intra",)),
        '`flow_logs.destination="s3"`': lambda scope: _network(scope, **_ON_S3),
        "`flow_logs.enabled=False`": lambda scope: _network(scope, flow_logs={"enabled": False}),
        "`endpoints.interfaces`": lambda scope: _network(scope, endpoints=_INTERFACES),
        '`zone_source="aws"`': lambda scope: _network(scope, zone_source="aws"),
    },
    "Peering": {"": _peering},
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
