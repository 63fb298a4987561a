"""One environment in one region, and what there is of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cdktf import App

from lib.merging import merged
from lib.settings import TapSettings
from lib.tap_stack import TapStack
from lib.testing.emulator import Emulator
from lib.testing.terraform import Terraform
from tests.integration.conftest import DOMAIN, FREE, ROOT, prepare_account, take_provider

from .proxy import Proxy

SUFFIX: Final = "faults"
STATE: Final = f"tap/{SUFFIX}/terraform.tfstate"

# A network, a key, topics, parameters, a table and a bus: enough to be cut off anywhere, and nothing waits for long.
SMALL: Final[Mapping[str, Any]] = {
    "secondary_aws_region": "",
    "network": {"zone_count": 2, "nat": "none", "tiers": ("public", "private")},
    "table": {"deletion_protection": False},
    "features": dict.fromkeys(
        ("database", "payments", "load_balancer", "registry", "cluster", "migration", "monitoring", "backup"), False
    ),
}

# One of everything.
WHOLE: Final[Mapping[str, Any]] = merged(
    FREE,
    {
        "secondary_aws_region": "",
        "route53_domain": DOMAIN,
        "dns": {"zone": "existing", "failover": {"name": "pay"}},
        "network": {"zone_count": 2},
        "features": {"backup": True, "migration": True, "web_tier": True},
        "migration": {
            "source": {
                "engine": "postgres",
                "database_name": "payments",
                "secret_arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:old-database-AbCdEf",
                "cidrs": ["10.9.0.0/16"],
            },
            "tasks": {"payments": {"mappings": {"selections": {"everything": {"schema_name": "public"}}}}},
        },
    },
)


@dataclass(frozen=True)
class Inventory:
    """What there is.

    Attributes:
        addresses: What the state has.
        resources: What the account has, counted by kind and region: ids are new in every run.
    """

    addresses: frozenset[str]
    resources: Mapping[str, int]


@dataclass(frozen=True)
class Undisturbed:
    """An environment to which nothing happened.

    Attributes:
        folder: Where it was synthesized to, and Terraform is initialized; the state lies elsewhere.
        inventory: What there was of it.
        changes: How many changes of AWS made it.
    """

    folder: Path
    inventory: Inventory
    changes: int


def write(folder: Path, endpoint: str, settings: Mapping[str, Any]) -> Path:
    """Synthesizes the environment; the folder that Terraform runs in."""
    environ = {"TERRAFORM_STATE_BUCKET": "states", "AWS_ENDPOINT_URL": endpoint}
    app = App(outdir=str(folder))
    TapStack(app, SUFFIX, settings=TapSettings.load(SUFFIX, root=ROOT, environ=environ, **settings))
    app.synth()
    take_provider(folder / "stacks")
    return folder / "stacks" / SUFFIX


def empty_account(emulator: Emulator) -> None:
    """Nothing but what environments expect to find, and a bucket for states that keeps all versions."""
    emulator.reset()
    bucket = prepare_account(emulator)
    emulator.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})


def terraform_through(proxy: Proxy, emulator: Emulator, folder: Path) -> Terraform:
    """Terraform in the folder, initialized if it is not, whose calls of AWS go through the proxy."""
    run = Terraform(folder, emulator.environment() | {"AWS_ENDPOINT_URL": proxy.endpoint})
    if not (folder / ".terraform").exists():
        run.init()
    return run


def undisturbed_environment(emulator: Emulator, folder: Path, settings: Mapping[str, Any]) -> Undisturbed:
    """Makes an environment in an empty account."""
    empty_account(emulator)
    with Proxy(emulator.endpoint, "states") as proxy:
        run = terraform_through(proxy, emulator, write(folder, proxy.endpoint, settings))
        run.apply()
        return Undisturbed(run.folder, inventory(emulator, run), len(proxy.changes))


def inventory(emulator: Emulator, run: Terraform) -> Inventory:
    """What the state and the account have."""
    kinds = (" ".join(line.split(" ")[:2]) for line in emulator.leftovers())
    return Inventory(frozenset(run.state_list()), Counter(kinds))


def assert_same_end(run: Terraform, emulator: Emulator, expected: Inventory) -> None:
    """The state is whole and says what there is, nothing is lost or twice there, and nobody holds a lock."""
    found = inventory(emulator, run)
    assert difference(found.addresses, expected.addresses) == ""
    assert {kind: count for kind, count in found.resources.items() if count != expected.resources.get(kind)} == {}
    assert found.resources == expected.resources
    assert_nothing_to_do(run)
    assert locks(emulator) == []


def assert_nothing_to_do(run: Terraform) -> None:
    """The plan is empty; the error of another shows it."""
    run.run("plan", "-input=false", "-no-color", "-detailed-exitcode")


def difference(found: Iterable[str], expected: Iterable[str]) -> str:
    """One line per address that one of them has alone."""
    found, expected = set(found), set(expected)
    return "\n".join([*(f"+ {name}" for name in found - expected), *(f"- {name}" for name in expected - found)])


def locks(emulator: Emulator) -> list[str]:
    """The lock files there are."""
    listed = emulator.client("s3").list_objects_v2(Bucket="states", Prefix=STATE)
    return [item["Key"] for item in listed.get("Contents", []) if item["Key"].endswith(".tflock")]


def state(run: Terraform) -> dict[str, Any]:
    """The state in the bucket."""
    return dict(json.loads(run.run("state", "pull")))


def tainted(run: Terraform) -> list[str]:
    """The addresses of what Terraform would make anew, since its creation did not end."""
    return sorted(
        f"{resource['type']}.{resource['name']}"
        for resource in state(run)["resources"]
        for instance in resource["instances"]
        if instance.get("status") == "tainted"
    )
