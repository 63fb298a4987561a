"""What has to be applied to a cluster with kubectl before pods can log, be measured and have roles; pure.

These are Kubernetes objects and no AWS resources: Terraform gives them out as text, `kubectl apply -f -` takes them.
The text is JSON, which is YAML as well. It may hold references to resources, so it says something only once Terraform
has resolved it, in an output. Nothing in it may read as a template of Terraform's: no dollar before a brace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

Manifest = dict[str, Any]

COLLECTOR: Final = "adot-collector"
CONTROLLER: Final = "aws-load-balancer-controller"
_OBSERVABILITY: Final = "aws-observability"  # Fargate looks for exactly this namespace
_TOKEN_FOLDER: Final = "/var/run/secrets/kubernetes.io/serviceaccount"  # noqa: S105  # a folder, no secret
_CONFIGURATION: Final = "collector.yaml"

# What Container Insights shows of a pod, and the cAdvisor metric it is made of.
_MEASURED: Final = {
    "pod_cpu_usage_seconds_total": "container_cpu_usage_seconds_total",
    "pod_cpu_limit_raw": "container_spec_cpu_quota",
    "pod_memory_working_set": "container_memory_working_set_bytes",
    "pod_memory_limit": "container_spec_memory_limit_bytes",
    "pod_network_rx_bytes": "container_network_receive_bytes_total",
    "pod_network_tx_bytes": "container_network_transmit_bytes_total",
}
_COUNTERS: Final = ("pod_cpu_usage_seconds_total", "pod_network_rx_bytes", "pod_network_tx_bytes")
_SHOWN: Final = (
    "pod_cpu_limit", "pod_cpu_usage_total", "pod_cpu_utilization_over_pod_limit", "pod_memory_limit",
    "pod_memory_utilization_over_pod_limit", "pod_memory_working_set", "pod_network_rx_bytes", "pod_network_tx_bytes",
)  # fmt: skip


def text(manifests: Sequence[Manifest]) -> str:
    """Several objects as one, for `kubectl apply -f -`."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(manifests)}, indent=1)


def namespace(name: str, labels: Mapping[str, str] | None = None) -> Manifest:
    """A namespace."""
    return _named("v1", "Namespace", {"name": name, **({"labels": dict(labels)} if labels else {})})


def service_account(name: str, namespace: str, role_arn: str) -> Manifest:
    """A service account whose pods get the credentials of a role."""
    annotations = {"eks.amazonaws.com/role-arn": role_arn}
    return _named("v1", "ServiceAccount", {"name": name, "namespace": namespace, "annotations": annotations})


def pod_logs(*, region: str, log_group: str) -> list[Manifest]:
    """What has Fargate's log router write the output of pods to a log group; pods that start later only.

    Args:
        region: The group's region.
        log_group: Its name; it exists, so that it is encrypted and kept for a stated time.

    Source: Amazon EKS User Guide, "Start AWS Fargate logging for your cluster".
    """
    sections = {
        "filters.conf": [
            _section("FILTER", Name="parser", Match="*", Key_Name="log", Parser="crio"),
            _section(
                "FILTER",
                Name="kubernetes",
                Match="kube.*",
                Merge_Log="On",
                Keep_Log="Off",
                Buffer_Size="0",
                Kube_Meta_Cache_TTL="300s",
            ),
        ],
        "output.conf": [
            _section(
                "OUTPUT",
                Name="cloudwatch_logs",
                Match="kube.*",
                region=region,
                log_group_name=log_group,
                log_stream_prefix="pods-",
                auto_create_group="false",
            )
        ],
        "parsers.conf": [
            _section(
                "PARSER",
                Name="crio",
                Format="Regex",
                Regex=r"^(?<time>\S+) (?<stream>stdout|stderr) (?<logtag>[PF]) (?<log>.*)$",
                Time_Key="time",
                Time_Format="%Y-%m-%dT%H:%M:%S.%L%z",
            )
        ],
    }
    data = {"flb_log_cw": "false", **{name: "".join(parts) for name, parts in sections.items()}}
    return [
        namespace(_OBSERVABILITY, {"aws-observability": "enabled"}),
        _config_map("aws-logging", _OBSERVABILITY, data),
    ]


def container_insights(*, region: str, cluster: str, namespace: str, image: str, role_arn: str) -> list[Manifest]:
    """The collector that measures pods on Fargate, where no agent can run beside them.

    It asks the API server for what each node's kubelet measures, and writes records that CloudWatch makes metrics of.

    Args:
        region: The cluster's region.
        cluster: Its name.
        namespace: The collector's namespace; it has a Fargate profile.
        image: The collector.
        role_arn: Its role.

    Source: AWS Distro for OpenTelemetry, "Container Insights EKS Fargate".
    """
    return [
        _named("v1", "Namespace", {"name": namespace}),
        service_account(COLLECTOR, namespace, role_arn),
        *_reader(namespace),
        _config_map(COLLECTOR, namespace, {_CONFIGURATION: json.dumps(_collector(region), indent=1)}),
        _stateful_set(cluster, namespace, image),
    ]


def _reader(namespace: str) -> list[Manifest]:
    """The right to read what nodes measure, and nothing else."""
    nodes = {
        "apiGroups": [""],
        "resources": ["nodes", "nodes/proxy", "nodes/metrics"],
        "verbs": ["get", "list", "watch"],
    }
    role = {**_named("rbac.authorization.k8s.io/v1", "ClusterRole", {"name": COLLECTOR}), "rules": [nodes]}
    binding = {
        **_named("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", {"name": COLLECTOR}),
        "subjects": [{"kind": "ServiceAccount", "name": COLLECTOR, "namespace": namespace}],
        "roleRef": {"kind": "ClusterRole", "name": COLLECTOR, "apiGroup": "rbac.authorization.k8s.io"},
    }
    return [role, binding]


def _stateful_set(cluster: str, namespace: str, image: str) -> Manifest:
    size = {"cpu": "1", "memory": "2Gi"}
    container = {
        "name": COLLECTOR,
        "image": image,
        "command": ["/awscollector", f"--config=/conf/{_CONFIGURATION}"],
        "env": [{"name": "OTEL_RESOURCE_ATTRIBUTES", "value": f"ClusterName={cluster}"}],
        "resources": {"limits": size, "requests": size},
        "volumeMounts": [{"name": "conf", "mountPath": "/conf"}],
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    labels = {"app": COLLECTOR}
    pod = {
        "serviceAccountName": COLLECTOR,
        "securityContext": {"fsGroup": 65534},  # so that it can read the token of its role
        "containers": [container],
        "volumes": [{"name": "conf", "configMap": {"name": COLLECTOR}}],
    }
    return {
        **_named("apps/v1", "StatefulSet", {"name": COLLECTOR, "namespace": namespace, "labels": labels}),
        "spec": {
            "serviceName": COLLECTOR,
            "replicas": 1,  # a second one would count everything twice
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def _collector(region: str) -> Manifest:
    steps = _processors()
    return {
        "receivers": {"prometheus": {"config": _scraping()}},
        "processors": steps,
        "exporters": {"awsemf": _exporting(region)},
        "service": {
            "pipelines": {"metrics": {"receivers": ["prometheus"], "processors": list(steps), "exporters": ["awsemf"]}}
        },
    }


def _scraping() -> Manifest:
    through_api_server = [
        {"source_labels": ["__meta_kubernetes_node_name"], "target_label": "NodeName"},
        {
            "source_labels": ["__meta_kubernetes_node_label_eks_amazonaws_com_compute_type"],
            "target_label": "LaunchType",
        },
        {"target_label": "__address__", "replacement": "kubernetes.default.svc:443"},
        {
            "source_labels": ["__meta_kubernetes_node_name"],
            "regex": "(.+)",
            "target_label": "__metrics_path__",
            # The collector reads two dollars as one.
            "replacement": "/api/v1/nodes/$$1/proxy/metrics/cadvisor",
        },
    ]
    job = {
        "job_name": "cadvisor",
        "scheme": "https",
        "sample_limit": 10_000,
        "kubernetes_sd_configs": [{"role": "node"}],
        "tls_config": {"ca_file": f"{_TOKEN_FOLDER}/ca.crt"},
        "bearer_token_file": f"{_TOKEN_FOLDER}/token",
        "relabel_configs": through_api_server,
    }
    return {"global": {"scrape_interval": "1m", "scrape_timeout": "40s"}, "scrape_configs": [job]}


def _processors() -> dict[str, Manifest]:
    """In the order in which metrics pass them."""
    return {
        "resourcedetection": {"detectors": ["env"]},
        "metricstransform/pods": {"transforms": [_of_pods(new, old) for new, old in _MEASURED.items()]},
        "filter": {"metrics": {"include": {"match_type": "strict", "metric_names": list(_MEASURED)}}},
        "cumulativetodelta": {"include": {"match_type": "strict", "metrics": list(_COUNTERS)}},
        "deltatorate": {"metrics": list(_COUNTERS)},
        "metricsgeneration/units": {
            "rules": [
                # Cores to thousandths of one; a quota is in hundred-thousandths of one.
                _scaled("pod_cpu_usage_total", "pod_cpu_usage_seconds_total", "multiply", 1000),
                _scaled("pod_cpu_limit", "pod_cpu_limit_raw", "divide", 100),
                _share("pod_memory_utilization_over_pod_limit", "pod_memory_working_set", "pod_memory_limit"),
            ]
        },
        "metricsgeneration/shares": {
            "rules": [_share("pod_cpu_utilization_over_pod_limit", "pod_cpu_usage_total", "pod_cpu_limit")]
        },
        "metricstransform/labels": _for_all(
            {"action": "add_label", "new_label": "Type", "new_value": "Pod"},
            _renamed_label("namespace", "Namespace"),
            _renamed_label("pod", "PodName"),
        ),
        "batch": {"timeout": "60s"},
    }


def _exporting(region: str) -> Manifest:
    dimensions = [["ClusterName", "LaunchType", *more] for more in ([], ["Namespace"], ["Namespace", "PodName"])]
    return {
        "region": region,
        "namespace": "ContainerInsights",
        "log_group_name": "/aws/containerinsights/{ClusterName}/performance",
        "log_stream_name": "{PodName}",
        "resource_to_telemetry_conversion": {"enabled": True},
        "eks_fargate_container_insights_enabled": True,
        "parse_json_encoded_attr_values": ["kubernetes"],
        "dimension_rollup_option": "NoDimensionRollup",
        "metric_declarations": [{"dimensions": dimensions, "metric_name_selectors": list(_SHOWN)}],
    }


def _of_pods(new_name: str, metric: str) -> Manifest:
    """The metric of whole pods; cAdvisor has it for each of their containers too, except for the network's."""
    whole = {"pod": "\\S", "LaunchType": "fargate"}
    if "network" not in metric:
        whole |= {"image": "^$", "container": "^$"}
    return {
        "include": metric,
        "match_type": "regexp",
        "experimental_match_labels": whole,
        "action": "insert",
        "new_name": new_name,
    }


def _for_all(*operations: Manifest) -> Manifest:
    return {
        "transforms": [{"include": ".*", "match_type": "regexp", "action": "update", "operations": list(operations)}]
    }


def _renamed_label(old: str, new: str) -> Manifest:
    return {"action": "update_label", "label": old, "new_label": new}


def _scaled(name: str, metric: str, operation: str, by: int) -> Manifest:
    return {
        "name": name,
        "unit": "Millicore",
        "type": "scale",
        "metric1": metric,
        "operation": operation,
        "scale_by": by,
    }


def _share(name: str, part: str, whole: str) -> Manifest:
    return {
        "name": name,
        "unit": "Percent",
        "type": "calculate",
        "metric1": part,
        "metric2": whole,
        "operation": "percent",
    }


def _section(kind: str, **settings: str) -> str:
    """A section of Fluent Bit's configuration."""
    return "".join([f"[{kind}]\n", *(f"    {name} {value}\n" for name, value in settings.items())])


def _config_map(name: str, namespace: str, data: Mapping[str, str]) -> Manifest:
    return {**_named("v1", "ConfigMap", {"name": name, "namespace": namespace}), "data": dict(data)}


def _named(version: str, kind: str, metadata: Mapping[str, Any]) -> Manifest:
    return {"apiVersion": version, "kind": kind, "metadata": dict(metadata)}
