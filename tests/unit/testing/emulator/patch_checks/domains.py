from __future__ import annotations

from typing import Any

from .registry import Aws, check, refused


def _zone(aws: Aws) -> str:
    made = aws.client("route53").create_hosted_zone(Name=f"{aws.name()}.corp.net", CallerReference=aws.name())
    return str(made["HostedZone"]["Id"]).removeprefix("/hostedzone/")


@check("route53.alarm_health_check")
def alarm_health_check(aws: Aws) -> None:
    route53 = aws.client("route53")
    alarm = {"Region": "eu-west-1", "Name": "busy"}
    given = {"Type": "CLOUDWATCH_METRIC", "AlarmIdentifier": alarm, "InsufficientDataHealthStatus": "Unhealthy"}
    made = route53.create_health_check(CallerReference=aws.name(), HealthCheckConfig=given)["HealthCheck"]
    found = route53.get_health_check(HealthCheckId=made["Id"])["HealthCheck"]["HealthCheckConfig"]
    assert given.items() <= found.items()
    assert not {"Port", "RequestInterval", "FailureThreshold", "MeasureLatency"} & set(found)

    later = {"Region": "eu-west-1", "Name": "busier"}
    route53.update_health_check(HealthCheckId=made["Id"], AlarmIdentifier=later, Inverted=True)
    found = route53.get_health_check(HealthCheckId=made["Id"])["HealthCheck"]["HealthCheckConfig"]
    assert (found["AlarmIdentifier"], found["Inverted"]) == (later, True)
    assert found["InsufficientDataHealthStatus"] == "Unhealthy"

    config = {"Type": "HTTPS", "FullyQualifiedDomainName": "app.corp.net"}
    other = route53.create_health_check(CallerReference=aws.name(), HealthCheckConfig=config)["HealthCheck"]
    assert other["HealthCheckConfig"]["FailureThreshold"] == 3


@check("route53.endpoint_health")
def endpoint_health(aws: Aws) -> None:
    route53 = aws.client("route53")
    config = {"Type": "HTTPS", "FullyQualifiedDomainName": "app.corp.net"}
    made = [
        route53.create_health_check(CallerReference=aws.name(), HealthCheckConfig=config)["HealthCheck"]["Id"]
        for _ in range(2)
    ]
    aws.set_health(made[0], healthy=False)
    assert [_statuses(route53, check_id) for check_id in made] == [{"Failure"}, {"Success"}]
    aws.set_health(made[0], healthy=True)
    assert _statuses(route53, made[0]) == {"Success"}


def _statuses(route53: Any, check_id: str) -> set[str]:
    found = route53.get_health_check_status(HealthCheckId=check_id)["HealthCheckObservations"]
    return {observation["StatusReport"]["Status"].split(":")[0] for observation in found}


@check("route53.set_identifiers")
def set_identifiers(aws: Aws) -> None:
    route53, zone = aws.client("route53"), _zone(aws)
    domain = route53.get_hosted_zone(Id=zone)["HostedZone"]["Name"]
    sets = [
        {
            "Name": f"{name}.{domain}",
            "Type": "A",
            "SetIdentifier": "old",
            "Weight": 1,
            "TTL": 60,
            "ResourceRecords": [{"Value": "192.0.2.1"}],
        }
        for name in ("app", "web")
    ]
    for action, given in (("CREATE", sets), ("DELETE", sets[:1])):
        changes = [{"Action": action, "ResourceRecordSet": dict(one)} for one in given]
        route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    found = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    assert [one["Name"] for one in found if one["Type"] == "A"] == [f"web.{domain}"]


@check("route53.dnssec")
def dnssec(aws: Aws) -> None:
    route53, zone = aws.client("route53"), _zone(aws)
    key: dict[str, Any] = {"HostedZoneId": zone, "Name": "main"}
    arn = "arn:aws:kms:us-east-1:123456789012:key/x"
    refused("KeySigningKeyWithActiveStatusNotFound", route53.enable_hosted_zone_dnssec, HostedZoneId=zone)
    refused("NoSuchKeySigningKey", route53.activate_key_signing_key, **key)
    route53.create_key_signing_key(CallerReference="x", KeyManagementServiceArn=arn, Status="INACTIVE", **key)
    route53.activate_key_signing_key(**key)
    route53.enable_hosted_zone_dnssec(HostedZoneId=zone)
    found = route53.get_dnssec(HostedZoneId=zone)
    assert found["Status"]["ServeSignature"] == "SIGNING"
    (made,) = found["KeySigningKeys"]
    assert (made["Name"], made["KmsArn"], made["Status"]) == ("main", arn, "ACTIVE")
    assert (made["Flag"], made["DSRecord"][:7]) == (257, "1 13 2 ")

    refused("KeySigningKeyInUse", route53.deactivate_key_signing_key, **key)
    route53.disable_hosted_zone_dnssec(HostedZoneId=zone)
    refused("InvalidKeySigningKeyStatus", route53.delete_key_signing_key, **key)
    route53.deactivate_key_signing_key(**key)
    route53.delete_key_signing_key(**key)
    found = route53.get_dnssec(HostedZoneId=zone)
    assert (found["Status"]["ServeSignature"], found["KeySigningKeys"]) == ("NOT_SIGNING", [])
