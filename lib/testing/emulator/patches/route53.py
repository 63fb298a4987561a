"""Route 53."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.route53 import urls
from moto.route53.models import HealthCheck, Route53Backend, route53_backends
from moto.route53.responses import Route53

from .answers import now
from .registry import Fault, Function, Patch, kept, notes

query_log = Patch(
    "route53.query_log", 'aws_route53_query_log gives and reads the log group\'s ARN without the ":*" that moto wants'
)


@query_log.wraps(Route53Backend)
def _create_query_logging_config(original: Function, self: Any, hosted_zone_id: str, log_group_arn: str) -> Any:
    wanted = log_group_arn if log_group_arn.endswith(":*") else log_group_arn + ":*"
    config = original(self, hosted_zone_id, wanted)
    config.cloud_watch_logs_log_group_arn = log_group_arn
    return config


private_zone = Patch(
    "route53.private_zone", "aws_route53_zone with a vpc block is private, though the provider sends no flag"
)


@private_zone.wraps(Route53)
def _create_hosted_zone(original: Function, self: Any) -> Any:
    if (self.params.get("VPC") or {}).get("VPCId"):
        self.params["HostedZoneConfig"] = {**(self.params.get("HostedZoneConfig") or {}), "PrivateZone": True}
    return original(self)


delegation_sets = Patch("route53.delegation_sets", "a zone's own name servers are no reusable delegation set left over")


@delegation_sets.wraps(Route53Backend, "create_hosted_zone")
def _forget_own_delegation_set(original: Function, self: Any, *arguments: Any, **named: Any) -> Any:
    zone = original(self, *arguments, **named)
    for key in [key for key, item in self.delegation_sets.items() if item is zone.delegation_set and not item.id]:
        del self.delegation_sets[key]
    return zone


alarm_health_check = Patch(
    "route53.alarm_health_check", "aws_route53_health_check of a CloudWatch alarm reads the alarm back, and no port"
)
_config_of_moto = HealthCheck.health_check_config.fget
_NOT_OF_ALARMS = ("IPAddress", "Port", "RequestInterval", "FailureThreshold", "MeasureLatency", "EnableSNI")


@alarm_health_check.property(HealthCheck)
def _health_check_config(self: Any) -> dict[str, Any]:
    config: dict[str, Any] = _config_of_moto(self)
    if self.type_ != "CLOUDWATCH_METRIC":
        return config
    return {**{key: value for key, value in config.items() if key not in _NOT_OF_ALARMS}, **self.alarm}


@alarm_health_check.wraps(Route53)
def _create_health_check(original: Function, self: Any) -> Any:
    return _with_alarm(original(self), self._get_param("HealthCheckConfig"))


@alarm_health_check.wraps(Route53)
def _update_health_check(original: Function, self: Any) -> Any:
    return _with_alarm(original(self), self.params)


def _with_alarm(answer: Any, given: Any) -> Any:
    names = ("AlarmIdentifier", "InsufficientDataHealthStatus")
    check = answer.result["HealthCheck"]
    check.alarm = getattr(check, "alarm", {}) | {name: given[name] for name in names if given.get(name)}
    return answer


endpoint_health = Patch(
    "route53.endpoint_health", "a failover can be rehearsed: GetHealthCheckStatus tells what a test has set"
)


@endpoint_health.wraps(Route53)
def _get_health_check_status(original: Function, self: Any) -> Any:
    answer = original(self)
    if _endpoints_health(self.backend).get(self._get_param("HealthCheckId"), True):
        return answer
    for observation in answer.result["HealthCheckObservations"]:
        observation["StatusReport"]["Status"] = "Failure: the emulator was told so"
    return answer


def set_endpoint_health(account_id: str, check_id: str, *, healthy: bool) -> None:
    """What the checkers of Route 53 find from now on.

    Args:
        account_id: The account.
        check_id: The health check of an endpoint.
        healthy: Whether the endpoint answers as the check wants it to.
    """
    _endpoints_health(route53_backends[account_id]["aws"])[check_id] = healthy


def _endpoints_health(backend: Any) -> dict[Any, Any]:
    return notes(backend, "endpoint_health")


set_identifiers = Patch(
    "route53.set_identifiers", "deleting one record leaves those of other names with the same set identifier in place"
)


@set_identifiers.wraps(Route53Backend)
def _change_resource_record_sets(original: Function, self: Any, zoneid: str, change_list: Any) -> None:
    deleted = [
        (record["Name"].rstrip("."), record["Type"], record["SetIdentifier"])
        for record in (change["ResourceRecordSet"] for change in change_list if change["Action"] == "DELETE")
        if "SetIdentifier" in record
    ]
    zone = self.get_hosted_zone(zoneid)
    before = list(zone.rrsets)
    original(self, zoneid, change_list)
    namesakes = {identifier for _, _, identifier in deleted}
    zone.rrsets += [
        record
        for record in before
        if record.set_identifier in namesakes
        and (record.name.rstrip("."), record.type, record.set_identifier) not in deleted
        and record not in zone.rrsets
    ]


dnssec = Patch("route53.dnssec", "aws_route53_key_signing_key and aws_route53_hosted_zone_dnssec: moto has neither")
_IN_A_ZONE = "{0}/(?P<api_version>[\\d_-]+)/keysigningkey/(?P<zone_id>[^/]+)/(?P<name>[^/]+)"
for _pattern in (
    "{0}/(?P<api_version>[\\d_-]+)/keysigningkey$",
    f"{_IN_A_ZONE}$",
    f"{_IN_A_ZONE}/activate$",
    f"{_IN_A_ZONE}/deactivate$",
    "{0}/(?P<api_version>[\\d_-]+)/hostedzone/(?P<zone_id>[^/]+)/enable-dnssec$",
    "{0}/(?P<api_version>[\\d_-]+)/hostedzone/(?P<zone_id>[^/]+)/disable-dnssec$",
):
    dnssec.route(urls.url_paths, _pattern, Route53)


@dnssec.replaces(Route53)
def _create_key_signing_key(self: Any) -> Any:
    zone_id, name = self._get_param("HostedZoneId"), self._get_param("Name")
    self.backend.get_hosted_zone(zone_id)
    key = {
        "Name": name,
        "KmsArn": self._get_param("KeyManagementServiceArn"),
        "Flag": 257,
        "SigningAlgorithmMnemonic": "ECDSAP256SHA256",
        "SigningAlgorithmType": 13,
        "DigestAlgorithmMnemonic": "SHA-256",
        "DigestAlgorithmType": 2,
        "KeyTag": 1,
        "DigestValue": "0" * 64,
        "PublicKey": "AA==",
        "DSRecord": f"1 13 2 {'0' * 64}",
        "DNSKEYRecord": "257 3 13 AA==",
        "Status": self._get_param("Status"),
        "CreatedDate": now(),
        "LastModifiedDate": now(),
    }
    _signing_keys(self)[zone_id, name] = key
    return _changed(KeySigningKey=key, Location=f"/2013-04-01/keysigningkey/{zone_id}/{name}")


@dnssec.replaces(Route53)
def _activate_key_signing_key(self: Any) -> Any:
    return _set_key_status(self, "ACTIVE")


@dnssec.replaces(Route53)
def _deactivate_key_signing_key(self: Any) -> Any:
    if _signing(self).get(self._get_param("HostedZoneId")) == "SIGNING":
        raise Fault("KeySigningKeyInUse", "the zone is signed with it")
    return _set_key_status(self, "INACTIVE")


@dnssec.replaces(Route53)
def _delete_key_signing_key(self: Any) -> Any:
    key = _signing_key(self)
    if key["Status"] != "INACTIVE":
        raise Fault("InvalidKeySigningKeyStatus", "the key is active")
    del _signing_keys(self)[self._get_param("HostedZoneId"), key["Name"]]
    return _changed()


@dnssec.replaces(Route53, "enable_hosted_zone_dnssec")
def _enable(self: Any) -> Any:
    if not any(key["Status"] == "ACTIVE" for key in _keys_of_zone(self)):
        raise Fault("KeySigningKeyWithActiveStatusNotFound", "the zone has no active key")
    _signing(self)[self._get_param("HostedZoneId")] = "SIGNING"
    return _changed()


@dnssec.replaces(Route53, "disable_hosted_zone_dnssec")
def _disable(self: Any) -> Any:
    _signing(self).pop(self._get_param("HostedZoneId"), None)
    return _changed()


@dnssec.replaces(Route53)
def _get_dnssec(self: Any) -> Any:
    zone_id = self._get_param("HostedZoneId")
    self.backend.get_hosted_zone(zone_id)
    status = _signing(self).get(zone_id, "NOT_SIGNING")
    return ActionResult({"Status": {"ServeSignature": status}, "KeySigningKeys": _keys_of_zone(self)})


def _set_key_status(self: Any, status: str) -> Any:
    _signing_key(self).update(Status=status, LastModifiedDate=now())
    return _changed()


def _signing_key(self: Any) -> dict[str, Any]:
    name = self._get_param("Name")
    found: dict[str, Any] | None = _signing_keys(self).get((self._get_param("HostedZoneId"), name))
    if found is None:
        raise Fault("NoSuchKeySigningKey", f"there is no key-signing key {name}")
    return found


def _keys_of_zone(self: Any) -> list[dict[str, Any]]:
    return [key for (zone_id, _), key in _signing_keys(self).items() if zone_id == self._get_param("HostedZoneId")]


def _signing_keys(self: Any) -> dict[Any, Any]:
    return kept(self.backend, "key_signing_key")


def _signing(self: Any) -> dict[Any, Any]:
    return notes(self.backend, "dnssec")


def _changed(**answer: Any) -> ActionResult:
    return ActionResult({**answer, "ChangeInfo": {"Id": "/change/C1", "Status": "INSYNC", "SubmittedAt": now()}})
