"""Root modules for Terraform, as the bindings write them."""

from __future__ import annotations

from typing import Any

import lib

from .bench import aws, case, new_stack, synth

POLICY = '{"Version":"2012-10-17","Statement":[]}'
ROLE = "arn:aws:iam::123456789012:role/r"
ARN = "arn:aws:elasticloadbalancing:eu-central-1:123456789012"
PASSWORD = "not-a-secret-1"


def _vpc(stack: Any) -> Any:
    return aws("vpc.Vpc")(stack, "vpc", cidr_block="10.0.0.0/16")


def _function(stack: Any, name: str, **more: Any) -> None:
    function = {"function_name": name, "role": ROLE, "handler": "a.b", "runtime": "python3.12", "filename": "none.zip"}
    aws("lambda_function.LambdaFunction")(stack, name, **{**function, **more})


def _cluster(stack: Any, name: str, **more: Any) -> None:
    arguments = {"engine": "aurora-mysql", "skip_final_snapshot": True, "cluster_identifier": name.replace("_", "-")}
    aws("rds_cluster.RdsCluster")(stack, name, **{**arguments, **more})


def _alias() -> dict[str, Any]:
    return {"name": "lb.example.org", "zone_id": "Z1234567890ABC", "evaluate_target_health": True}


def _record(stack: Any, name: str, **more: Any) -> None:
    aws("route53_record.Route53Record")(stack, name, zone_id="Z1", name=name, type="A", **more)


@case
def refused_by_validate() -> Any:
    stack = new_stack()
    rule = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/16"]}
    aws("security_group.SecurityGroup")(stack, "dict_rule", ingress=[rule])
    _record(stack, "alias_with_ttl", alias=_alias(), ttl=60)
    _record(stack, "weight_alone", records=["10.0.0.1"], ttl=60, weighted_routing_policy={"weight": 1})
    aws("security_group_rule.SecurityGroupRule")(
        stack,
        "two_sources",
        type="ingress",
        from_port=1,
        to_port=1,
        protocol="tcp",
        security_group_id="sg-1",
        source_security_group_id="sg-2",
        cidr_blocks=["10.0.0.0/16"],
    )
    _function(stack, "missing_package", source_code_hash='${filebase64sha256("none.zip")}')
    _function(stack, "negative_concurrency", reserved_concurrent_executions=-2)
    _cluster(stack, "long_backtrack", backtrack_window=259201)
    _cluster(stack, "two_passwords", manage_master_user_password=True, master_password=PASSWORD)
    _cluster(stack, "too_large", serverlessv2_scaling_configuration={"min_capacity": 0.5, "max_capacity": 300})
    aws("lb_target_group.LbTargetGroup")(stack, "delay_with_unit", deregistration_delay="30s")
    return synth(stack)


@case
def cyclic_groups() -> Any:
    stack = new_stack()
    group, ingress = aws("security_group.SecurityGroup"), aws("security_group.SecurityGroupIngress")
    ports = {"protocol": "tcp", "from_port": 1, "to_port": 1}
    one = group(stack, "a", vpc_id="vpc-1")
    other = group(stack, "b", vpc_id="vpc-1", ingress=[ingress(security_groups=[one.id], **ports)])
    one.put_ingress([ingress(security_groups=[other.id], **ports)])
    return synth(stack)


@case
def expression_in_depends_on() -> Any:
    from cdktf import TerraformOutput

    stack = new_stack()
    vpc = _vpc(stack)
    TerraformOutput(stack, "waiting", value="a", depends_on=[vpc])
    late = aws("vpc.Vpc")(stack, "late", cidr_block="10.1.0.0/16")
    late.depends_on = [vpc.fqn]
    return synth(stack)


@case
def accepted_by_validate() -> Any:
    """The right form of everything that the documents speak of."""
    stack = new_stack()
    vpc = _vpc(stack)
    ports = {"protocol": "tcp", "from_port": 443, "to_port": 443}
    ingress = aws("security_group.SecurityGroupIngress")
    inline = aws("security_group.SecurityGroup")(
        stack, "inline", vpc_id=vpc.id, ingress=[ingress(cidr_blocks=["10.0.0.0/16"], **ports)]
    )
    groups = [aws("security_group.SecurityGroup")(stack, name, vpc_id=vpc.id) for name in ("a", "b")]
    for one, other in (groups, groups[::-1]):
        aws("security_group_rule.SecurityGroupRule")(
            stack,
            f"rule_{one.node.id}",
            type="ingress",
            security_group_id=one.id,
            source_security_group_id=other.id,
            **ports,
        )
    aws("vpc_security_group_ingress_rule.VpcSecurityGroupIngressRule")(
        stack,
        "newer",
        security_group_id=groups[0].id,
        referenced_security_group_id=inline.id,
        ip_protocol="tcp",
        from_port=1,
        to_port=1,
    )
    gateway = aws("internet_gateway.InternetGateway")(stack, "igw", vpc_id=vpc.id)
    route = aws("route_table.RouteTableRoute")(cidr_block="0.0.0.0/0", gateway_id=gateway.id)
    aws("route_table.RouteTable")(stack, "inline_routes", vpc_id=vpc.id, route=[route])
    table = aws("route_table.RouteTable")(stack, "bare", vpc_id=vpc.id)
    aws("route.Route")(
        stack, "route", route_table_id=table.id, destination_cidr_block="0.0.0.0/0", gateway_id=gateway.id
    )
    action = aws("lb_listener.LbListenerDefaultAction")(type="forward", target_group_arn=f"{ARN}:targetgroup/t/1")
    aws("lb_listener.LbListener")(stack, "l", load_balancer_arn=f"{ARN}:loadbalancer/app/l/1", default_action=[action])
    _record(stack, "alias", alias=_alias())
    _record(
        stack,
        "weighted",
        records=["10.0.0.1"],
        ttl=60,
        set_identifier="one",
        weighted_routing_policy={"weight": 1},
    )
    aws("flow_log.FlowLog")(
        stack,
        "flow",
        vpc_id=vpc.id,
        traffic_type="ALL",
        log_destination="arn:aws:logs:eu-central-1:123456789012:log-group:g",
        iam_role_arn=ROLE,
    )
    _cluster(stack, "managed", master_username="admin", manage_master_user_password=True)
    _cluster(stack, "without_password")
    aws("lb_target_group.LbTargetGroup")(stack, "delay", deregistration_delay=str(30))
    aws("eip.Eip")(stack, "eip", domain="vpc")
    return synth(stack)


@case
def unseen_by_plan() -> Any:
    """What AWS refuses, or does otherwise than it was meant, and neither validate nor plan notices."""
    stack = new_stack()
    vpc = _vpc(stack)
    ports = {"protocol": "tcp", "from_port": 5432, "to_port": 5432}
    ingress = aws("security_group.SecurityGroupIngress")
    aws("security_group.SecurityGroup")(
        stack,
        "duplicates",
        vpc_id=vpc.id,
        ingress=[
            ingress(description="one", cidr_blocks=[vpc.cidr_block], **ports),
            ingress(description="other", cidr_blocks=["10.0.0.0/16"], **ports),
        ],
    )
    aws("route_table.RouteTable")(stack, "empty_route", vpc_id=vpc.id, route=[{"cidr_block": "0.0.0.0/0"}])
    aws("vpc_peering_connection.VpcPeeringConnection")(
        stack, "requester", vpc_id=vpc.id, peer_vpc_id="vpc-2", peer_region="eu-west-1", auto_accept=True
    )
    _cluster(stack, "member", global_cluster_identifier="g", backtrack_window=3600)
    _cluster(stack, "managed_member", global_cluster_identifier="g", manage_master_user_password=True)
    _cluster(stack, "odd_step", serverlessv2_scaling_configuration={"min_capacity": 0.3, "max_capacity": 1})
    _cluster(stack, "pausing", serverlessv2_scaling_configuration={"min_capacity": 0, "max_capacity": 1})
    aws("dms_replication_instance.DmsReplicationInstance")(
        stack,
        "old_engine",
        replication_instance_id="old",
        replication_instance_class="dms.t3.medium",
        engine_version="3.5.2",
    )
    for name in ("dms-vpc-role", "dms-vpc-role-dev"):
        aws("iam_role.IamRole")(stack, name, name=name, assume_role_policy=POLICY)
    aws("route53_zone.Route53Zone")(stack, "reserved", name="migration.example.com")
    _record(stack, "placeholder", alias=_alias())
    _function(stack, "missing_package")
    _function(stack, "reserved_concurrency", reserved_concurrent_executions=990)
    aws("eks_cluster.EksCluster")(
        stack, "old", name="old", version="1.29", role_arn=ROLE, vpc_config={"subnet_ids": ["subnet-1", "subnet-2"]}
    )
    return synth(stack)


@case
def planned_with_defaults() -> Any:
    stack = new_stack(provider=False)
    aws("provider.AwsProvider")(stack, "aws", region="eu-central-1", default_tags=[{"CostCenter": "x"}])
    _vpc(stack)
    encryption = {"encryption_type": "KMS", "kms_key": "arn:aws:kms:eu-central-1:123456789012:key/k"}
    repository, struct = aws("ecr_repository.EcrRepository"), aws("ecr_repository.EcrRepositoryEncryptionConfiguration")
    repository(stack, "dict", name="dict", encryption_configuration=[encryption])
    repository(stack, "struct", name="struct", encryption_configuration=[struct(**encryption)])
    return synth(stack)


@case
def forward_without_target() -> Any:
    stack = new_stack()
    aws("lb_listener.LbListener")(
        stack,
        "l",
        load_balancer_arn=f"{ARN}:loadbalancer/app/l/1",
        default_action=[{"type": "forward", "target_group_arn": f"{ARN}:targetgroup/t/1"}],
    )
    return synth(stack)


@case
def refused_at_apply() -> Any:
    stack = new_stack()
    vpc = _vpc(stack)
    gateway = aws("internet_gateway.InternetGateway")(stack, "igw", vpc_id=vpc.id)
    route = {"cidr_block": "0.0.0.0/0", "gateway_id": gateway.id}
    _function(stack, "missing_package")
    aws("route_table.RouteTable")(stack, "empty_route", vpc_id=vpc.id, route=[route])
    ingress = aws("security_group.SecurityGroupIngress")
    ports = {"protocol": "tcp", "from_port": 5432, "to_port": 5432}
    aws("security_group.SecurityGroup")(
        stack,
        "duplicates",
        vpc_id=vpc.id,
        ingress=[
            ingress(description="one", cidr_blocks=[vpc.cidr_block], **ports),
            ingress(description="other", cidr_blocks=["10.0.0.0/16"], **ports),
        ],
    )
    return synth(stack)


@case
def two_styles() -> Any:
    stack = new_stack()
    vpc = _vpc(stack)
    gateway = aws("internet_gateway.InternetGateway")(stack, "igw", vpc_id=vpc.id)
    route = aws("route_table.RouteTableRoute")(cidr_block="10.1.0.0/16", gateway_id=gateway.id)
    table = aws("route_table.RouteTable")(stack, "table", vpc_id=vpc.id, route=[route])
    aws("route.Route")(
        stack, "route", route_table_id=table.id, destination_cidr_block="10.2.0.0/16", gateway_id=gateway.id
    )
    ingress = aws("security_group.SecurityGroupIngress")
    ports = {"protocol": "tcp", "from_port": 443, "to_port": 443}
    group = aws("security_group.SecurityGroup")(
        stack, "group", vpc_id=vpc.id, ingress=[ingress(cidr_blocks=["10.1.0.0/16"], **ports)]
    )
    aws("security_group_rule.SecurityGroupRule")(
        stack, "rule", type="ingress", security_group_id=group.id, cidr_blocks=["10.2.0.0/16"], **ports
    )
    # Both groups of resources in one style each, which stay as they are.
    aws("route_table.RouteTable")(stack, "sound_table", vpc_id=vpc.id, route=[route])
    return synth(stack)


@case
def ordered_by_nodes() -> Any:
    from constructs import Construct

    stack = new_stack()
    lib.order(stack)
    network = Construct(stack, "network")
    vpc = aws("vpc.Vpc")(network, "vpc", cidr_block="10.0.0.0/16")
    vpc.override_logical_id("vpc")
    subnet = aws("subnet.Subnet")(network, "subnet", vpc_id=vpc.id, cidr_block="10.0.0.0/24")
    subnet.override_logical_id("subnet")
    cluster = aws("ecs_cluster.EcsCluster")(stack, "cluster", name="c")
    cluster.node.add_dependency(network)
    return synth(stack)


@case
def backend_with_a_table() -> Any:
    return _with_backend(dynamodb_table="locks")


@case
def backend_with_a_lock_file() -> Any:
    return _with_backend(override="use_lockfile")


@case
def backend_with_an_invented_name() -> Any:
    return _with_backend(override="use_lock_file")


@case
def backend_with_a_token() -> Any:
    return _with_backend(token=True)


def _with_backend(*, override: str = "", token: bool = False, **more: Any) -> Any:
    from cdktf import S3Backend, TerraformOutput, TerraformVariable

    stack = new_stack(provider=False)
    key = "plain.tfstate"
    if token:
        key = f"{TerraformVariable(stack, 'env', type='string', default='dev').string_value}-state.tfstate"
    backend = S3Backend(stack, bucket="states", key=key, region="us-east-1", use_path_style=True, **more)
    if override:
        backend.add_override(override, True)
    TerraformOutput(stack, "greeting", value="hello")
    return synth(stack)
