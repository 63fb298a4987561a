"""What the bindings do with the forms that the documents speak of, jsii being as it is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from .bench import aws, case, imported, made, new_stack, raised, synth

RULE = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]}
ROUTE = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}
LISTENER = {"load_balancer_arn": "arn:lb"}
ASG = {"min_size": 1, "max_size": 1}
ALARM = {"alarm_name": "a", "comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1}


# Of document 0.


@case
def rules_as_dicts() -> Any:
    return made("security_group.SecurityGroup", ingress=[RULE])["ingress"]


@case
def rules_as_structs() -> Any:
    rule = aws("security_group.SecurityGroupIngress")(**RULE)
    return made("security_group.SecurityGroup", ingress=[rule])["ingress"]


@case
def routes_as_dicts() -> Any:
    return made("route_table.RouteTable", vpc_id="vpc-1", route=[ROUTE])["route"]


@case
def routes_as_structs() -> Any:
    return made("route_table.RouteTable", vpc_id="vpc-1", route=[aws("route_table.RouteTableRoute")(**ROUTE)])["route"]


@case
def routes_in_camel_case() -> Any:
    camel = {"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}
    return made("route_table.RouteTable", vpc_id="vpc-1", route=[camel])["route"]


@case
def separate_route() -> Any:
    return made("route.Route", route_table_id="rtb-1", destination_cidr_block="0.0.0.0/0", gateway_id="igw-1")


@case
def instance_profiles() -> Any:
    template = "launch_template.LaunchTemplate"
    profile = aws("iam_instance_profile.IamInstanceProfile")(new_stack(), "p", name="p")
    struct = aws("launch_template.LaunchTemplateIamInstanceProfile")(name="p")
    return {
        "import": imported("launch_template.IamInstanceProfile"),
        "resource": raised(lambda: made(template, iam_instance_profile=profile)),
        "misspelt": raised(lambda: made(template, iam_instance_profile={"nam": "p"})),
        "dict": made(template, iam_instance_profile={"name": "p"}),
        "struct": made(template, iam_instance_profile=struct),
    }


@case
def auto_scaling_tags() -> Any:
    tag = {"key": "k", "value": "v", "propagate_at_launch": True}
    group = "autoscaling_group.AutoscalingGroup"
    return {
        "import": imported("autoscaling_group.Tag"),
        "dicts": raised(lambda: made(group, tag=[tag], **ASG)),
        "plural": raised(lambda: made(group, tags=[tag], **ASG)),
        "structs": made(group, tag=[aws("autoscaling_group.AutoscalingGroupTag")(**tag)], **ASG)["tag"],
    }


@case
def health_checks() -> Any:
    check = {"path": "/h", "healthy_threshold": 2}
    group = "lb_target_group.LbTargetGroup"
    struct = aws("lb_target_group.LbTargetGroupHealthCheck")(**check)
    return {
        "import": imported("lb_target_group.HealthCheck"),
        "list": raised(lambda: made(group, health_check=[check])),
        "dict": made(group, health_check=check)["health_check"],
        "struct": made(group, health_check=struct)["health_check"],
    }


@case
def listener_actions() -> Any:
    forward = {"type": "forward", "target_group_arn": "arn:tg"}
    redirect = {"type": "redirect", "redirect": {"status_code": "HTTP_301"}}
    listener = "lb_listener.LbListener"
    action = aws("lb_listener.LbListenerDefaultAction")
    return {
        "import": imported("lb_listener.Action"),
        "dict": made(listener, default_action=[forward], **LISTENER)["default_action"],
        "redirect": raised(lambda: made(listener, default_action=[redirect], **LISTENER)),
        "struct": made(listener, default_action=[action(**forward)], **LISTENER)["default_action"],
        "dict in struct": made(listener, default_action=[action(**redirect)], **LISTENER)["default_action"],
    }


@case
def dns_records() -> Any:
    alias = {"name": "x", "zone_id": "Z2", "evaluate_target_health": True}
    base = {"zone_id": "Z1", "name": "a", "type": "A", "set_identifier": "one"}
    record = "route53_record.Route53Record"
    struct = aws("route53_record.Route53RecordAlias")(**alias)
    weight = aws("route53_record.Route53RecordWeightedRoutingPolicy")(weight=10)
    return {
        "imports": [imported("route53_record.Alias"), imported("route53_record.WeightedRoutingPolicy")],
        "list": raised(lambda: made(record, alias=[alias], **base)),
        "without zone": raised(lambda: made(record, alias={"name": "x", "evaluate_target_health": True}, **base)),
        "dicts": made(record, alias=alias, weighted_routing_policy={"weight": 10}, **base),
        "structs": made(record, alias=struct, weighted_routing_policy=weight, **base),
    }


@case
def alarm_dimensions() -> Any:
    alarm = "cloudwatch_metric_alarm.CloudwatchMetricAlarm"
    query = {"id": "q", "expression": "1", "return_data": True, "account_id": "1"}
    return {
        "import": imported("cloudwatch_metric_alarm.Dimensions"),
        "dict": made(alarm, dimensions={"LoadBalancer": "app/x"}, **ALARM)["dimensions"],
        "list": raised(lambda: made(alarm, dimensions=[{"LoadBalancer": "app/x"}], **ALARM)),
        "number": raised(lambda: made(alarm, dimensions={"Port": 1}, **ALARM)),
        "query": made(alarm, metric_query=[query], **ALARM)["metric_query"],
        "query as struct": made(
            alarm, metric_query=[aws("cloudwatch_metric_alarm.CloudwatchMetricAlarmMetricQuery")(**query)], **ALARM
        )["metric_query"],
    }


@case
def peering_accepters() -> Any:
    arguments = {"vpc_peering_connection_id": "pcx-1", "auto_accept": True}
    struct = aws("vpc_peering_connection.VpcPeeringConnectionAccepter")
    return {
        "import": imported("vpc_peering_connection_accepter.VpcPeeringConnectionAccepter"),
        "struct": raised(lambda: struct(**arguments)),
        "right": made("vpc_peering_connection_accepter.VpcPeeringConnectionAccepterA", **arguments),
    }


@case
def synthesis_for_tests() -> Any:
    from cdktf import Testing

    def without_provider() -> Any:
        stack = new_stack(provider=False)
        aws("vpc.Vpc")(stack, "x")
        return stack

    return {
        "default": raised(lambda: "aws_vpc" in Testing.synth(without_provider())),
        "validated": raised(lambda: Testing.synth(without_provider(), True)),
    }


# Of document 1.


@case
def constructor_arguments() -> Any:
    from cdktf import TerraformStack, Testing

    class TapStack(TerraformStack):
        def __init__(self, scope: Any, stack_id: str) -> None:
            super().__init__(scope, stack_id)

    call: Any = TapStack
    return raised(lambda: call(Testing.app(), "s", environment_suffix="dev"))


@case
def backends() -> Any:
    from cdktf import S3Backend, TerraformVariable

    where: Any = {"bucket": "states", "key": "k", "region": "eu-central-1"}
    keyword: Any = S3Backend

    def twice() -> None:
        stack = new_stack()
        S3Backend(stack, **where)
        S3Backend(stack, **where)

    def with_token() -> Any:
        stack = new_stack()
        variable = TerraformVariable(stack, "env", type="string", default="dev")
        S3Backend(stack, **{**where, "key": f"{variable.string_value}-state.tfstate"})
        return synth(stack)["terraform"]["backend"]["s3"]["key"]

    def overridden() -> Any:
        stack = new_stack()
        S3Backend(stack, **where).add_override("use_lockfile", True)
        return synth(stack)["terraform"]["backend"]["s3"]

    def overridden_on_the_stack() -> Any:
        stack = new_stack()
        S3Backend(stack, **where)
        stack.add_override("terraform.backend.s3.use_lockfile", True)
        return synth(stack)["terraform"]["backend"]["s3"]

    stack = new_stack()
    S3Backend(stack, dynamodb_table="locks", **where)
    return {
        "table": synth(stack)["terraform"]["backend"]["s3"],
        "twice": raised(twice),
        "token": with_token(),
        "keyword": raised(lambda: keyword(new_stack(), use_lockfile=True, **where)),
        "override": overridden(),
        "override on the stack": overridden_on_the_stack(),
    }


@case
def zones_of_vpcs() -> Any:
    zone = "route53_zone.Route53Zone"
    return {
        "dict": raised(lambda: made(zone, name="a.internal", vpc=[{"vpc_id": "vpc-1"}])),
        "struct": made(zone, name="a.internal", vpc=[aws("route53_zone.Route53ZoneVpc")(vpc_id="vpc-1")])["vpc"],
    }


# Of document 2.


def _app(folder: str) -> Any:
    from cdktf import App

    return App(outdir=folder)


def _provided(scope: Any, name: str) -> Any:
    from cdktf import TerraformStack

    stack = TerraformStack(scope, name)
    aws("provider.AwsProvider")(stack, "aws", region="eu-central-1")
    return stack


def _folders(folder: str) -> list[str]:
    return sorted(path.parent.name for path in Path(folder).rglob("cdk.tf.json"))


@case
def stacks() -> Any:
    from cdktf import TerraformStack

    def without_provider() -> None:
        with tempfile.TemporaryDirectory() as folder:
            app = _app(folder)
            aws("vpc.Vpc")(TerraformStack(app, "vpc-stack-dev"), "x")
            app.synth()

    def nested_without_provider() -> None:
        with tempfile.TemporaryDirectory() as folder:
            app = _app(folder)
            aws("vpc.Vpc")(TerraformStack(_provided(app, "outer"), "inner"), "x")
            app.synth()

    def referring() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            app = _app(folder)
            one, other = _provided(app, "one"), _provided(app, "other")
            vpc = aws("vpc.Vpc")(one, "x", cidr_block="10.0.0.0/16")
            aws("subnet.Subnet")(other, "y", vpc_id=vpc.id)
            app.synth()
            manifest = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
            document = json.loads((Path(folder) / "stacks" / "other" / "cdk.tf.json").read_text(encoding="utf-8"))
            return {
                "dependencies": manifest["stacks"]["other"]["dependencies"],
                "remote state": sorted(document["data"]),
                "reference": document["resource"]["aws_subnet"]["y"]["vpc_id"],
            }

    def nested_twice() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            app = _app(folder)
            for name in ("a", "b"):
                outer = _provided(app, name)
                inner = _provided(outer, "network")
                aws("vpc.Vpc")(inner, name, cidr_block="10.0.0.0/16")
            app.synth()
            found = [path for path in Path(folder).rglob("cdk.tf.json") if "network" in path.parent.name]
            return {
                "folders": _folders(folder),
                "vpcs": [sorted(json.loads(path.read_text(encoding="utf-8"))["resource"]["aws_vpc"]) for path in found],
            }

    return {
        "without provider": raised(without_provider),
        "nested without provider": raised(nested_without_provider),
        "referring": referring(),
        "nested twice": nested_twice(),
    }


@case
def outside_a_stack() -> Any:
    from constructs import Construct

    def attribute() -> Any:
        with tempfile.TemporaryDirectory() as folder:
            construct = Construct(_app(folder), "lost")
            return aws("vpc.Vpc")(construct, "x").id

    with tempfile.TemporaryDirectory() as folder:
        app = _app(folder)
        _provided(app, "kept")
        outcome = raised(lambda: aws("vpc.Vpc")(Construct(app, "lost"), "x", cidr_block="10.0.0.0/16") and app.synth())
        texts = [path.read_text(encoding="utf-8") for path in Path(folder).rglob("cdk.tf.json")]
    return {"synth": outcome, "files": len(texts), "vpc": any("aws_vpc" in text for text in texts)} | {
        "attribute": raised(attribute)
    }


@case
def ingress_structs_as_resources() -> Any:
    ingress = aws("security_group.SecurityGroupIngress")
    ports = {"from_port": 1, "to_port": 1, "protocol": "tcp"}
    return {
        "type": raised(lambda: ingress(type="ingress", security_group_id="sg-1", **ports)),
        "group": raised(lambda: ingress(security_group_id="sg-1", **ports)),
        "positional": raised(lambda: ingress(new_stack(), "x", **ports)),
        "rule": made(
            "security_group_rule.SecurityGroupRule",
            type="ingress",
            security_group_id="sg-1",
            source_security_group_id="sg-2",
            **ports,
        ),
        "newer": made(
            "vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule",
            security_group_id="sg-1",
            referenced_security_group_id="sg-2",
            ip_protocol="tcp",
            from_port=1,
            to_port=1,
        ),
    }


@case
def assets() -> Any:
    from cdktf import AssetType, TerraformAsset

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "handler.py").write_text("handler = print\n", encoding="utf-8")
        stack = new_stack()
        asset = TerraformAsset(stack, "code", path=folder, type=AssetType.ARCHIVE)
        aws("lambda_function.LambdaFunction")(
            stack, "x", function_name="f", role="r", filename=asset.path, source_code_hash=asset.asset_hash
        )
        default = TerraformAsset(stack, "default", path=folder)
        return {
            "function": synth(stack)["resource"]["aws_lambda_function"]["x"],
            "default type": default.type.name,
            "missing": raised(lambda: TerraformAsset(stack, "missing", path=f"{folder}/none", type=AssetType.ARCHIVE)),
        }


@case
def serverless_scaling() -> Any:
    scaling = {"min_capacity": 0.5, "max_capacity": 4}
    cluster = "rds_cluster.RdsCluster"
    return made(cluster, engine="aurora-mysql", serverlessv2_scaling_configuration=scaling)[
        "serverlessv2_scaling_configuration"
    ]


@case
def data_api() -> Any:
    return made("rds_cluster.RdsCluster", engine="aurora-mysql", enable_http_endpoint=True)["enable_http_endpoint"]


@case
def flow_logs() -> Any:
    common = {"vpc_id": "vpc-1", "traffic_type": "ALL", "iam_role_arn": "arn:r"}
    return {
        "destination": made("flow_log.FlowLog", log_destination="arn:g", **common),
        "name": raised(lambda: made("flow_log.FlowLog", log_group_name="g", **common)["log_group_name"]),
    }


@case
def dashboard_regions() -> Any:
    stack = new_stack()
    region = aws("data_aws_region.DataAwsRegion")(stack, "here")
    body = json.dumps({"region": region.id})
    aws("cloudwatch_dashboard.CloudwatchDashboard")(stack, "x", dashboard_name="d", dashboard_body=body)
    return {
        "body": synth(stack)["resource"]["aws_cloudwatch_dashboard"]["x"]["dashboard_body"],
        "has region": hasattr(region, "region"),
        "has name": hasattr(region, "name"),
    }


@case
def default_tags() -> Any:
    def provider(tags: Any) -> Any:
        stack = new_stack(provider=False)
        aws("provider.AwsProvider")(stack, "aws", region="eu-central-1", default_tags=tags)
        return synth(stack)["provider"]["aws"][0]["default_tags"]

    struct = aws("provider.AwsProviderDefaultTags")
    return {
        "struct": provider([struct(tags={"CostCenter": "x"})]),
        "dict": provider([{"tags": {"CostCenter": "x"}}]),
        "no list": raised(lambda: provider({"tags": {"CostCenter": "x"}})),
        "bare": provider([{"CostCenter": "x"}]),
    }


@case
def outputs() -> Any:
    from cdktf import TerraformOutput
    from constructs import Construct

    stack = new_stack()
    vpc = aws("vpc.Vpc")(stack, "vpc")
    nested = Construct(stack, "microservices")
    TerraformOutput(stack, "flat", value="a")
    TerraformOutput(nested, "cluster_name", value="a")
    TerraformOutput(nested, "static", value="a", static_id=True)
    TerraformOutput(nested, "overridden", value="a").override_logical_id("chosen")
    TerraformOutput(stack, "waiting", value="a", depends_on=[vpc])
    found = synth(stack)["output"]
    return {"names": sorted(found), "waiting": found["waiting"]}


@case
def equal_logical_ids() -> Any:
    from cdktf import TerraformOutput

    stack = new_stack()
    for name in ("a", "b"):
        aws("vpc.Vpc")(stack, name, cidr_block="10.0.0.0/16").override_logical_id("main")
        TerraformOutput(stack, f"out_{name}", value=name).override_logical_id("vpc")
    document = synth(stack)
    return {"vpcs": sorted(document["resource"]["aws_vpc"]), "outputs": sorted(document["output"])}


# Of document 3.


@case
def shapes_of_ecr() -> Any:
    repository = "ecr_repository.EcrRepository"
    encryption = {"encryption_type": "KMS", "kms_key": "arn:k"}
    struct = aws("ecr_repository.EcrRepositoryEncryptionConfiguration")(**encryption)
    scanning = {"scan_on_push": True}
    return {
        "list": raised(lambda: made(repository, name="r", image_scanning_configuration=[scanning])),
        "dict": made(repository, name="r", image_scanning_configuration=scanning)["image_scanning_configuration"],
        "encryption as dict": made(repository, name="r", encryption_configuration=[encryption])[
            "encryption_configuration"
        ],
        "encryption as struct": made(repository, name="r", encryption_configuration=[struct])[
            "encryption_configuration"
        ],
    }


@case
def dependencies() -> Any:
    from constructs import Construct

    stack = new_stack()
    group = Construct(stack, "group")
    vpc = aws("vpc.Vpc")(stack, "vpc")
    addon = {"cluster_name": "c", "addon_name": "coredns"}
    nodes = aws("eks_addon.EksAddon")(stack, "nodes", **addon)
    nodes.node.add_dependency(vpc)
    aws("eks_addon.EksAddon")(stack, "resource", depends_on=[vpc], **addon)
    aws("eks_addon.EksAddon")(stack, "construct", depends_on=[group], **addon)
    late = aws("eks_addon.EksAddon")(stack, "fqn", **addon)
    late.depends_on = [vpc.fqn]
    found = synth(stack)["resource"]["aws_eks_addon"]
    return {
        "method": raised(lambda: nodes.add_dependency(vpc)),
        **{name: block.get("depends_on", "none") for name, block in found.items()},
    }


@case
def resolving_conflicts() -> Any:
    addon = {"cluster_name": "c", "addon_name": "coredns"}
    return {
        "old": raised(lambda: made("eks_addon.EksAddon", resolve_conflicts="OVERWRITE", **addon)["resolve_conflicts"]),
        "new": made("eks_addon.EksAddon", resolve_conflicts_on_create="OVERWRITE", **addon),
    }


# Of document 4.

WITH_AN_A = {
    "autoscaling_group_tag": "AutoscalingGroupTag",
    "dynamodb_table_replica": "DynamodbTableReplica",
    "ec2_managed_prefix_list_entry": "Ec2ManagedPrefixListEntry",
    "network_interface_attachment": "NetworkInterfaceAttachment",
    "s3_bucket_logging": "S3BucketLogging",
    "s3_bucket_object_lock_configuration": "S3BucketObjectLockConfiguration",
    "s3_bucket_replication_configuration": "S3BucketReplicationConfiguration",
    "s3_bucket_server_side_encryption_configuration": "S3BucketServerSideEncryptionConfiguration",
    "s3_bucket_versioning": "S3BucketVersioning",
    "vpc_peering_connection_accepter": "VpcPeeringConnectionAccepter",
}
WITHOUT_AN_A = {
    "s3_bucket_lifecycle_configuration": "S3BucketLifecycleConfiguration",
    "s3_bucket_policy": "S3BucketPolicy",
    "s3_bucket_acl": "S3BucketAcl",
    "s3_bucket_public_access_block": "S3BucketPublicAccessBlock",
    "s3_bucket_notification": "S3BucketNotification",
    "s3_bucket_cors_configuration": "S3BucketCorsConfiguration",
    "s3_bucket_website_configuration": "S3BucketWebsiteConfiguration",
}


@case
def names_with_an_a() -> Any:
    return {
        name: [imported(f"{module}.{name}")[0], imported(f"{module}.{name}A")[0]]
        for module, name in {**WITH_AN_A, **WITHOUT_AN_A}.items()
    }


@case
def structs_of_s3() -> Any:
    encryption = "s3_bucket_server_side_encryption_configuration.S3BucketServerSideEncryptionConfiguration"
    versioning = aws("s3_bucket_versioning.S3BucketVersioningVersioningConfiguration")(status="Enabled")
    by_default = aws(f"{encryption}RuleApplyServerSideEncryptionByDefaultA")(sse_algorithm="aws:kms")
    rule = aws(f"{encryption}RuleA")(apply_server_side_encryption_by_default=by_default)
    foreign = aws("s3_bucket.S3BucketVersioning")(enabled=True)
    foreign_rule = aws("s3_bucket.S3BucketServerSideEncryptionConfigurationRule")(
        apply_server_side_encryption_by_default={"sse_algorithm": "aws:kms"}
    )
    dict_rule = {"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}
    return {
        "versioning": made("s3_bucket_versioning.S3BucketVersioningA", bucket="b", versioning_configuration=versioning)[
            "versioning_configuration"
        ],
        "encryption": made(f"{encryption}A", bucket="b", rule=[rule])["rule"],
        "dict": made(f"{encryption}A", bucket="b", rule=[dict_rule])["rule"],
        "foreign in a list": raised(lambda: made(f"{encryption}A", bucket="b", rule=[foreign_rule])),
        "foreign": raised(
            lambda: made("s3_bucket_versioning.S3BucketVersioningA", bucket="b", versioning_configuration=foreign)
        ),
    }


@case
def elastic_ips() -> Any:
    return {
        "vpc": raised(lambda: made("eip.Eip", vpc=True)["vpc"]),
        "domain": made("eip.Eip", domain="vpc"),
    }


@case
def list_tokens() -> Any:
    from cdktf import Fn, Token

    def with_zone(zone: Any) -> Any:
        stack = new_stack()
        zones = aws("data_aws_availability_zones.DataAwsAvailabilityZones")(stack, "azs")
        aws("subnet.Subnet")(stack, "x", vpc_id="vpc-1", availability_zone=zone(zones.names))
        return synth(stack)["resource"]["aws_subnet"]["x"]["availability_zone"]

    def with_zones(zones_of: Any) -> Any:
        stack = new_stack()
        zones = aws("data_aws_availability_zones.DataAwsAvailabilityZones")(stack, "azs")
        arguments = {"min_size": 1, "max_size": 1}
        aws("autoscaling_group.AutoscalingGroup")(stack, "x", availability_zones=zones_of(zones.names), **arguments)
        return synth(stack)["resource"]["aws_autoscaling_group"]["x"]["availability_zones"]

    names = aws("data_aws_availability_zones.DataAwsAvailabilityZones")(new_stack(), "azs").names
    return {
        "text": raised(lambda: with_zone(lambda found: f"${{element({found}, 0)}}")),
        "first": raised(lambda: with_zone(lambda found: found[0])),
        "loop": raised(lambda: with_zone(lambda found: next(iter(found)))),
        "second": raised(lambda: with_zone(lambda found: found[1])),
        "length": len(names),
        "element": with_zone(lambda found: Fn.element(found, 1)),
        "slice": raised(lambda: with_zones(lambda found: Fn.slice(found, 0, 2))),
        "slice as list": with_zones(lambda found: Token.as_list(Fn.slice(found, 0, 2))),
    }


@case
def delays() -> Any:
    group = "lb_target_group.LbTargetGroup"
    return {
        "number": raised(lambda: made(group, deregistration_delay=30)),
        "text": made(group, deregistration_delay=str(30))["deregistration_delay"],
    }


@case
def passwords() -> Any:
    from cdktf import TerraformVariable

    stack = new_stack()
    variable = TerraformVariable(stack, "pw", type="string", sensitive=True)
    aws("rds_cluster.RdsCluster")(stack, "x", engine="aurora-mysql", master_password=variable.string_value)
    return {
        "default": made("rds_cluster.RdsCluster", engine="aurora-mysql", master_password="ChangeMe123!"),
        "unset": made("rds_cluster.RdsCluster", engine="aurora-mysql", master_password=None),
        "variable": synth(stack)["resource"]["aws_rds_cluster"]["x"]["master_password"],
    }
