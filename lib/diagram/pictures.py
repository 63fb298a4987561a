"""Which resources are drawn: under what name, with what icon, in which row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..guards.document import Resource
from ..guards.values import literal


class Row(StrEnum):
    """A row of the picture, from top to bottom; the value is its heading."""

    OUTSIDE = "Internet and global services"
    EDGE = "Edge"
    GATEWAYS = "Gateways"
    PUBLIC = "Public subnets"
    PRIVATE = "Private subnets"
    ISOLATED = "Isolated subnets"
    SERVICES = "Functions and data"
    EVENTS = "Events"
    OPERATIONS = "Operations"


# The rows of a VPC; the others of a region stand above and below it.
IN_VPC: Final = (Row.GATEWAYS, Row.PUBLIC, Row.PRIVATE, Row.ISOLATED)
ABOVE_VPC: Final = (Row.EDGE,)
BELOW_VPC: Final = (Row.SERVICES, Row.EVENTS, Row.OPERATIONS)


@dataclass(frozen=True, slots=True)
class Picture:
    """How a kind of resource is drawn.

    Attributes:
        label: The text under the icon; resources of one label and place are one node.
        icon: The icon's file, within the folder of AWS icons.
        row: Where it stands when its subnets do not tell.
    """

    label: str
    icon: str
    row: Row


_ALB: Final = Picture("Load balancer", "network/elb-application-load-balancer", Row.PUBLIC)
_NLB: Final = Picture("Network load balancer", "network/elb-network-load-balancer", Row.PUBLIC)
_ENDPOINTS: Final = Picture("VPC endpoint", "network/endpoint", Row.PRIVATE)
_GATEWAY_ENDPOINTS: Final = Picture("Gateway endpoint", "network/endpoint", Row.GATEWAYS)
_PEERING: Final = Picture("VPC peering", "network/vpc-peering", Row.GATEWAYS)
_SOURCE: Final = Picture("Database to migrate", "general/generic-database", Row.OUTSIDE)
_GLOBAL_ACL: Final = Picture("Web ACL", "security/waf", Row.OUTSIDE)
_RULE: Final = Picture("Event rule", "integration/eventbridge-rule", Row.EVENTS)

CLIENTS: Final = Picture("Clients", "general/users", Row.OUTSIDE)

# Within a row they stand in this order. What is not here belongs to something that is, or says nothing of the shape.
_PICTURES: Final[Mapping[str, Picture]] = {
    "aws_route53_record": Picture("Route 53 record", "network/route-53", Row.OUTSIDE),
    "aws_route53_health_check": Picture("Health check", "network/route-53-hosted-zone", Row.OUTSIDE),
    "aws_dms_endpoint": _SOURCE,
    "aws_cloudfront_distribution": Picture("CloudFront", "network/cloudfront", Row.OUTSIDE),
    "aws_globalaccelerator_accelerator": Picture("Global Accelerator", "network/global-accelerator", Row.OUTSIDE),
    "aws_wafv2_web_acl": Picture("Web ACL", "security/waf", Row.EDGE),
    "aws_acm_certificate": Picture("Certificate", "security/certificate-manager", Row.EDGE),
    "aws_apigatewayv2_api": Picture("API Gateway", "network/api-gateway", Row.EDGE),
    "aws_api_gateway_rest_api": Picture("API Gateway", "network/api-gateway", Row.EDGE),
    "aws_vpc_endpoint": _GATEWAY_ENDPOINTS,
    "aws_internet_gateway": Picture("Internet gateway", "network/internet-gateway", Row.GATEWAYS),
    "aws_vpc_peering_connection": _PEERING,
    "aws_vpc_peering_connection_accepter": _PEERING,
    "aws_lb": _ALB,
    "aws_nat_gateway": Picture("NAT gateway", "network/nat-gateway", Row.PUBLIC),
    "aws_instance": Picture("EC2 instance", "compute/ec2", Row.PRIVATE),
    "aws_autoscaling_group": Picture("Auto Scaling group", "compute/ec2-auto-scaling", Row.PRIVATE),
    "aws_ecs_service": Picture("ECS service", "compute/elastic-container-service", Row.PRIVATE),
    "aws_eks_cluster": Picture("EKS cluster", "compute/elastic-kubernetes-service", Row.PRIVATE),
    "aws_eks_fargate_profile": Picture("Fargate profile", "compute/fargate", Row.PRIVATE),
    "aws_eks_node_group": Picture("EKS node group", "compute/ec2-instances", Row.PRIVATE),
    "aws_dms_replication_instance": Picture("DMS replication", "database/database-migration-service", Row.PRIVATE),
    "aws_rds_cluster": Picture("Aurora", "database/aurora", Row.ISOLATED),
    "aws_db_instance": Picture("RDS instance", "database/rds", Row.ISOLATED),
    "aws_elasticache_replication_group": Picture("ElastiCache", "database/elasticache", Row.ISOLATED),
    "aws_lambda_function": Picture("Lambda function", "compute/lambda", Row.SERVICES),
    "aws_sfn_state_machine": Picture("State machine", "integration/step-functions", Row.SERVICES),
    "aws_secretsmanager_secret": Picture("Secret", "security/secrets-manager", Row.SERVICES),
    "aws_ssm_parameter": Picture("Parameter", "management/systems-manager-parameter-store", Row.SERVICES),
    "aws_dynamodb_table": Picture("DynamoDB table", "database/dynamodb", Row.SERVICES),
    "aws_dynamodb_table_replica": Picture("DynamoDB replica", "database/dynamodb", Row.SERVICES),
    "aws_cloudwatch_event_archive": Picture("Event archive", "storage/storage", Row.EVENTS),
    "aws_cloudwatch_event_rule": _RULE,
    "aws_kinesis_stream": Picture("Kinesis stream", "analytics/kinesis-data-streams", Row.EVENTS),
    "aws_sqs_queue": Picture("SQS queue", "integration/simple-queue-service-sqs", Row.EVENTS),
    "aws_cloudwatch_event_bus": Picture("Event bus", "integration/eventbridge", Row.EVENTS),
    "aws_kms_key": Picture("KMS key", "security/key-management-service", Row.OPERATIONS),
    "aws_ecr_repository": Picture("Image repository", "compute/ec2-container-registry", Row.OPERATIONS),
    "aws_s3_bucket": Picture("S3 bucket", "storage/simple-storage-service-s3", Row.OPERATIONS),
    "aws_cloudwatch_log_group": Picture("Log group", "management/cloudwatch-logs", Row.OPERATIONS),
    "aws_sns_topic": Picture("SNS topic", "integration/simple-notification-service-sns", Row.OPERATIONS),
    "aws_cloudwatch_metric_alarm": Picture("Alarm", "management/cloudwatch-alarm", Row.OPERATIONS),
    "aws_cloudwatch_composite_alarm": Picture("Alarm", "management/cloudwatch-alarm", Row.OPERATIONS),
    "aws_backup_vault": Picture("Backup vault", "storage/backup", Row.OPERATIONS),
}  # fmt: skip

ORDER: Final = {kind: place for place, kind in enumerate(_PICTURES)}


def picture_of(resource: Resource) -> Picture | None:
    """How a resource is drawn; None when it is part of another, or says nothing of the shape.

    Args:
        resource: The resource.
    """
    match resource.kind:
        case "aws_lb":
            return _NLB if resource.get("load_balancer_type") == "network" else _ALB
        case "aws_vpc_endpoint":
            return _ENDPOINTS if resource.get("vpc_endpoint_type") == "Interface" else _GATEWAY_ENDPOINTS
        case "aws_dms_endpoint":
            return _SOURCE if resource.get("endpoint_type") == "source" else None
        case "aws_cloudwatch_event_rule":
            # A rule of a bus of its own is the arrow that leaves the bus.
            return None if resource.get("event_bus_name") else _RULE
        case "aws_route53_record" if not any(resource.blocks("alias")):
            return None
        case "aws_wafv2_web_acl" if resource.get("scope") == "CLOUDFRONT":
            return _GLOBAL_ACL
        case "aws_rds_cluster":
            engine = literal(resource.get("engine")).removeprefix("aurora-").removeprefix("aurora")
            name = {"postgresql": "Aurora PostgreSQL", "mysql": "Aurora MySQL"}.get(engine, "Aurora")
            return Picture(name, "database/aurora", Row.ISOLATED)
    return _PICTURES.get(resource.kind)
