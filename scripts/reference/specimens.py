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
from cdktf import App, TerraformStack
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from lib.account_settings import AccountSettings
from lib.account_stack import AccountStack
from lib.errors import ConfigurationError, Problem
from lib.packaging import handler_folder

REGION: Final = "us-east-1"
_VPC: Final = "vpc-0123456789abcdef0"
_KEY: Final = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_TASK: Final = "arn:aws:dms:us-east-1:123456789012:task:SHOP"

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
    return lib.FlowLogs(scope, "FlowLogs", vpc_id=_VPC, key=_known_key(), config=lib.FlowLogsConfig(**settings))


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
    return lib.TapStack(scope, f"TapStack-{suffix}", settings=lib.TapSettings(environment_suffix=suffix, **settings))


_INTERFACES: Final[dict[str, Any]] = {"interfaces": {"ecr.api": {}}}
_ON_S3: Final[dict[str, Any]] = {"flow_logs": {"destination": "s3"}}

# The first is what there is by default; the others have what is made with some settings only.
MAKERS: Final[dict[str, dict[str, Maker]]] = {
    "AccountStack": {"": lambda app: AccountStack(app, "Account", settings=AccountSettings())},
    "Bucket": {
        "": _bucket,
        "`access_log_bucket`": lambda scope: _bucket(scope, access_log_bucket=lib.Bucket.from_existing("logs")),
    },
    "EncryptionKey": {"": lambda scope: lib.EncryptionKey(scope, "Key", purpose="logs", users=["logs"])},
    "FlowLogs": {
        "": lambda scope: _flow_logs(scope),
        '`destination="s3"`': lambda scope: _flow_logs(scope, destination="s3"),
    },
    "MigrationRollback": {"": _rollback},
    "MigrationValidation": {"": _validation},
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
    "PaymentApi": {
        "": lambda scope: _payment_api(scope),
        "`admit_load_balancer`": lambda scope: _payment_api(
            scope, "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/payments/0123456789abcdef"
        ),
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
    "VpcEndpoints": {
        "": lambda scope: _vpc_endpoints(scope),
        "`interfaces`": lambda scope: _vpc_endpoints(scope, **_INTERFACES),
    },
}
