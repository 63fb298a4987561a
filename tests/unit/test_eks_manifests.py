from __future__ import annotations

import json
import re
from typing import Any

from lib import eks_manifests
from lib.aws_facts import ADOT_COLLECTOR_IMAGE

ROLE = "${aws_iam_role.collector.arn}"


def objects(manifests: list[dict[str, Any]]) -> dict[str, Any]:
    """As kubectl would read them, by kind and name."""
    items = json.loads(eks_manifests.text(manifests))["items"]
    return {f"{item['kind']}/{item['metadata']['name']}": item for item in items}


def insights() -> dict[str, Any]:
    return objects(
        eks_manifests.container_insights(
            region="eu-west-1", cluster="tap-dev-eks", namespace="metrics", image=ADOT_COLLECTOR_IMAGE, role_arn=ROLE
        )
    )


def sections(text: str) -> list[tuple[str, dict[str, str]]]:
    """Fluent Bit's configuration: directives at the margin, settings further in."""
    found: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if directive := re.fullmatch(r"\[([A-Z]+)\]", line):
            found.append((directive[1], {}))
        else:
            name, _, value = line.strip().partition(" ")
            assert line.startswith("    ")
            found[-1][1][name] = value
    return found


def test_a_service_account_gets_the_credentials_of_its_role() -> None:
    (made,) = objects([eks_manifests.service_account("api", "payment", ROLE)]).values()
    assert made["metadata"] == {
        "name": "api",
        "namespace": "payment",
        "annotations": {"eks.amazonaws.com/role-arn": ROLE},
    }


def test_a_namespace_has_labels_only_if_there_are_any() -> None:
    plain, labelled = eks_manifests.namespace("a"), eks_manifests.namespace("b", {"team": "x"})
    assert plain["metadata"] == {"name": "a"}
    assert labelled["metadata"] == {"name": "b", "labels": {"team": "x"}}


def test_fargates_log_router_finds_what_it_looks_for() -> None:
    made = objects(eks_manifests.pod_logs(region="eu-west-1", log_group="/aws/eks/tap-dev-eks/pods"))
    assert made["Namespace/aws-observability"]["metadata"]["labels"] == {"aws-observability": "enabled"}
    config_map = made["ConfigMap/aws-logging"]
    assert config_map["metadata"]["namespace"] == "aws-observability"
    assert len(json.dumps(config_map["data"])) <= 5300
    assert "${" not in json.dumps(config_map)


def test_it_writes_to_the_group_that_is_there_and_makes_none() -> None:
    made = objects(eks_manifests.pod_logs(region="eu-west-1", log_group="/aws/eks/tap-dev-eks/pods"))
    data = made["ConfigMap/aws-logging"]["data"]
    ((kind, output),) = sections(data["output.conf"])
    assert (kind, output["Name"], output["region"]) == ("OUTPUT", "cloudwatch_logs", "eu-west-1")
    assert (output["log_group_name"], output["auto_create_group"]) == ("/aws/eks/tap-dev-eks/pods", "false")
    filters = [settings for kind, settings in sections(data["filters.conf"]) if kind == "FILTER"]
    assert [found["Name"] for found in filters] == ["parser", "kubernetes"]
    assert all(found["Match"] for found in filters)
    ((_, parser),) = sections(data["parsers.conf"])
    assert filters[0]["Parser"] == parser["Name"]


def test_its_parser_reads_a_line_of_a_container() -> None:
    made = objects(eks_manifests.pod_logs(region="eu-west-1", log_group="/pods"))
    ((_, parser),) = sections(made["ConfigMap/aws-logging"]["data"]["parsers.conf"])
    pattern = parser["Regex"].replace("(?<", "(?P<")
    found = re.match(pattern, "2026-11-22T10:00:00.000000000Z stdout F order 7 paid")
    assert found
    assert found.groupdict() == {
        "time": "2026-11-22T10:00:00.000000000Z",
        "stream": "stdout",
        "logtag": "F",
        "log": "order 7 paid",
    }


def test_the_collector_runs_once_with_its_role_and_configuration() -> None:
    made = insights()
    spec = made["StatefulSet/adot-collector"]["spec"]
    pod = spec["template"]["spec"]
    (container,) = pod["containers"]
    assert spec["replicas"] == 1
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    assert container["image"] == ADOT_COLLECTOR_IMAGE
    assert container["env"] == [{"name": "OTEL_RESOURCE_ATTRIBUTES", "value": "ClusterName=tap-dev-eks"}]
    account = made[f"ServiceAccount/{pod['serviceAccountName']}"]
    assert account["metadata"]["annotations"] == {"eks.amazonaws.com/role-arn": ROLE}
    (volume,) = pod["volumes"]
    (file,) = made[f"ConfigMap/{volume['configMap']['name']}"]["data"]
    assert container["command"][1] == f"--config={container['volumeMounts'][0]['mountPath']}/{file}"
    named = [item for item in made.values() if item["kind"] not in ("Namespace", "ClusterRole", "ClusterRoleBinding")]
    assert {item["metadata"]["namespace"] for item in named} == {"metrics"}


def test_the_collector_may_read_nodes_and_nothing_else() -> None:
    made = insights()
    (rule,) = made["ClusterRole/adot-collector"]["rules"]
    assert rule["resources"] == ["nodes", "nodes/proxy", "nodes/metrics"]
    assert set(rule["verbs"]) == {"get", "list", "watch"}
    (subject,) = made["ClusterRoleBinding/adot-collector"]["subjects"]
    assert (subject["name"], subject["namespace"]) == ("adot-collector", "metrics")


def test_every_metric_that_is_shown_is_measured_or_made_of_such() -> None:
    (text,) = insights()["ConfigMap/adot-collector"]["data"].values()
    assert "${" not in text
    collector = json.loads(text)
    steps = collector["processors"]
    pipeline = collector["service"]["pipelines"]["metrics"]
    assert pipeline["processors"] == list(steps)
    known = set(steps["filter"]["metrics"]["include"]["metric_names"])
    assert known == {made["new_name"] for made in steps["metricstransform/pods"]["transforms"]}
    assert set(steps["deltatorate"]["metrics"]) <= known
    for name in ("metricsgeneration/units", "metricsgeneration/shares"):
        rules = steps[name]["rules"]
        assert {rule[part] for rule in rules for part in ("metric1", "metric2") if part in rule} <= known
        known |= {rule["name"] for rule in rules}
    exporter = collector["exporters"]["awsemf"]
    (shown,) = exporter["metric_declarations"]
    assert set(shown["metric_name_selectors"]) <= known
    assert exporter["region"] == "eu-west-1"
    assert exporter["log_group_name"] == "/aws/containerinsights/{ClusterName}/performance"
