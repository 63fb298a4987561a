"""The troubleshooting page: each message is provoked, and each cure that the page names takes it away."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import lib

# isort: split
from cdktf import App, Fn, TerraformStack, TerraformVariable, Testing
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from typer.testing import CliRunner

from lib import cli
from lib.account_settings import AccountSettings
from lib.backend import use_s3_backend
from lib.errors import TapError
from lib.guards.plan_gate import DESTROYS
from lib.orphans.finding import read_state
from lib.output_folder import kept_on_failure
from lib.password_variable import require_password
from lib.settings import TapSettings
from lib.testing.local.prerequisites import find_cdktf, node_problems
from lib.testing.provider_mirror import find_mirror, platform_name
from lib.testing.terraform_setup import find_terraform
from tests.pages import ROOT, read

PAGE = "docs/troubleshooting.md"
ARN = "arn:aws:acm:us-east-1:123456789012:certificate/0123abcd"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

Action = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Trouble:
    """What provokes a message, and everything that the page names against it."""

    cause: Action
    cures: Sequence[Action]


def said_by(action: Action) -> str:
    """What its user is told: an error, or warnings."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            shown = action()
        except (TapError, RuntimeError, TypeError) as error:
            return str(error)
    return "\n".join([shown if isinstance(shown, str) else "", *(str(one.message) for one in warned)])


def parts_of(message: str) -> list[str]:
    return [part.strip(" :") for part in message.split("...") if part.strip(" :,")]


def headings(chapter: str) -> list[str]:
    """The messages that head a section of a chapter."""
    text = read(PAGE).partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    return re.findall(r"^### `(.+)`$", text, re.MULTILINE)


def loading(**settings: Any) -> Action:
    return lambda: TapSettings.load(root=Path("/"), environ={}, **settings)


def settings(cause: dict[str, Any], *cures: dict[str, Any]) -> Trouble:
    return Trouble(loading(**cause), [loading(**cure) for cure in cures])


def stack(region: str | None = "us-east-1") -> TerraformStack:
    made = TerraformStack(Testing.app(), "shop")
    AwsProvider(made, "aws", region=region)
    return made


def network(**subnets: list[str]) -> Callable[[TerraformStack], Any]:
    given: Any = subnets
    return lambda scope: lib.Network.from_existing(scope, vpc_id="vpc-0123", cidr="10.0.0.0/16", subnets=given)


def balancer(*, public: int = 2, **settings: Any) -> Action:
    def make() -> None:
        scope = stack()
        subnets = network(public=[f"subnet-{number}" for number in range(public)])(scope)
        config = lib.LoadBalancerConfig.model_validate(settings)
        lib.LoadBalancer(scope, "Web", network=subnets, config=config)

    return make


def cluster(*subnets: str) -> Action:
    def make() -> None:
        scope = stack()
        key = lib.EncryptionKey.from_existing(KEY)
        lib.EksFargate(scope, "Eks", network=network(private=list(subnets))(scope), key=key)

    return make


def security_group(**descriptions: int) -> Action:
    def make() -> None:
        rules = [lib.Rule(description=text, from_port=port, cidr="10.0.0.0/16") for text, port in descriptions.items()]
        lib.SecurityGroup(stack(), "Web", vpc_id="vpc-0123", purpose="web", description="Web", ingress=rules)

    return make


def routes(route: Any) -> Action:
    return lambda: RouteTable(stack(), "routes", vpc_id="vpc-0123", route=[route])


ROUTE = {"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}


def in_bucket(name: str | None) -> Action:
    def make() -> None:
        scope = stack()
        bucket = name or TerraformVariable(scope, "bucket").string_value
        use_s3_backend(scope, bucket=bucket, key="shop/terraform.tfstate", region="us-east-1")

    return make


def tap_stack(**settings: Any) -> Action:
    """An environment of nothing but a network and load balancers."""
    features = dict.fromkeys(type(lib.TapSettings().features).model_fields, False) | {"load_balancer": True}

    def make() -> None:
        given = TapSettings.model_validate({"secondary_aws_region": "", "features": features, **settings})
        lib.TapStack(Testing.app(), "shop", settings=given)

    return make


def same_ids(*names: str) -> Action:
    def make() -> None:
        scope = stack()
        lib.guard(scope)
        for name in names:
            Vpc(scope, name, cidr_block="10.0.0.0/16")
        Testing.synth(scope, True)

    return make


def waiting(*, both: bool) -> Action:
    def make() -> None:
        scope = stack()
        lib.order(scope)
        one, other = (Vpc(scope, name, cidr_block="10.0.0.0/16") for name in ("one", "other"))
        one.node.add_dependency(other)
        if both:
            other.node.add_dependency(one)
        Testing.synth(scope, True)

    return make


# What importing the bindings takes seconds for is left out of both.
EARLY = """
import sys, types
sys.modules["cdktf_cdktf_provider_aws"] = types.ModuleType("cdktf_cdktf_provider_aws")
import lib
"""
STRIPPING = """
import lib, tempfile, lib.base
from importlib.util import find_spec
from pathlib import Path
(tarball,) = Path(find_spec(lib.base.BINDINGS[lib.base.base()]).origin).parent.glob("_jsii/*.tgz")
version = tarball.name.removeprefix("provider-aws@").removesuffix(".jsii.tgz")
with tempfile.TemporaryDirectory() as folder:
    lib.bindings._stripped(str(tarball), version, Path(folder))
"""


def python(program: str, **environment: str) -> Action:
    """What a program of its own writes to standard error."""

    def run() -> str:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "18,20,22", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return done.stderr

    return run


def executable(folder: Path, name: str, says: str) -> dict[str, str]:
    """An environment whose PATH has one program, which says something."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    file.chmod(0o755)
    return {"PATH": str(folder)}


def node(folder: Path, version: str) -> Action:
    return lambda: "\n".join(map(str, node_problems(executable(folder / version, "node", version))))


def terraform(folder: Path, version: str | None, **environment: str) -> Action:
    path = executable(folder / str(version), "terraform", json.dumps({"terraform_version": version}))
    return lambda: find_terraform({**(path if version else {"PATH": "/nowhere"}), **environment})


def prerequisites(folder: Path, version: str) -> Action:
    """What `make` says before it starts anything."""
    path = executable(folder / f"make-{version}", "terraform", f"Terraform v{version}")

    def run() -> str:
        environment = {**os.environ, "PATH": f"{path['PATH']}:{os.environ['PATH']}"}
        script = ["sh", str(ROOT / "scripts" / "prerequisites.sh"), "terraform"]
        return subprocess.run(script, env=environment, capture_output=True, text=True, check=False).stderr

    return run


def mirror(folder: Path, *, filled: bool) -> Action:
    root = folder / ("filled" if filled else "empty")
    provider = root / "registry.terraform.io" / "hashicorp" / "aws" / "5.100.0" / platform_name()
    provider.mkdir(parents=True)
    if filled:
        (provider / "terraform-provider-aws_v5.100.0_x5").touch()
    return lambda: find_mirror({"TAP_PROVIDER_MIRROR": str(root)})


def npm(folder: Path, *, installed: bool) -> Action:
    file = folder / str(installed) / "node_modules" / ".bin" / "cdktf"
    if installed:
        file.parent.mkdir(parents=True)
        file.touch()
    return lambda: find_cdktf(folder / str(installed))


def checking(folder: Path, plan: dict[str, Any], accepted: str = "") -> Action:
    """What `tap check` says of a plan."""
    file = folder / "plan.json"
    acknowledgements = folder / "accepted.toml"

    def run() -> str:
        file.write_text(json.dumps(plan), encoding="utf-8")
        acknowledgements.write_text(accepted, encoding="utf-8")
        arguments = ["check", str(file), "--acknowledge", str(acknowledgements)]
        return CliRunner().invoke(cli.app, arguments).output

    return run


def writing(folder: Path, *, blocked: bool) -> Action:
    """Writes over what a synthesis has written before, with or without something in the way."""
    output = folder / f"output-{blocked}"
    (output / "manifest.json.earlier" / "x" if blocked else output).mkdir(parents=True)
    (output / "manifest.json").touch()

    def run() -> None:
        with kept_on_failure(output):
            (output / "manifest.json").touch()

    return run


def state(folder: Path, text: str) -> Action:
    file = folder / f"state-{len(text)}.json"
    file.write_text(text, encoding="utf-8")
    return lambda: str(read_state(file))


def drawing(folder: Path, *, without: str) -> Action:
    """`tap diagram` of a stack, where a package is missing."""
    stack = folder / "cdk.tf.json"
    stack.write_text('{"resource": {"aws_sqs_queue": {"orders": {"name": "orders"}}}}', encoding="utf-8")
    arguments = ["diagram", str(stack), "--output", str(folder / "shop.svg")]
    return python(f"import sys; sys.modules[{without!r}] = None; from lib.cli import app; app({arguments!r})")


PLAN = {
    "format_version": "1.2",
    "planned_values": {},
    "resource_changes": [
        {
            "type": "aws_s3_bucket",
            "mode": "managed",
            "address": "aws_s3_bucket.documents",
            "change": {"actions": ["delete"]},
        }
    ],
}
ACCEPTED = """
[[acknowledge]]
rule = "{}"
resource = "aws_s3_bucket.documents"
reason = "Emptied and copied on Monday."
"""


def troubles(folder: Path) -> dict[str, Trouble]:
    """Every message of the library, by its heading."""
    variable = TapSettings.model_validate({"database": {"credentials": {"password_source": "variable"}}})
    required = ("TERRAFORM_STATE_BUCKET",)
    return {
        "is not set": Trouble(
            lambda: TapSettings.load(environ={}, root=folder, required=required),
            [lambda: TapSettings.load(environ={required[0]: "my-states"}, root=folder, required=required)],
        ),
        "comes from ..., which is not set": Trouble(
            lambda: require_password(variable, {"DB_PASSWORD": "not read"}),
            [
                lambda: require_password(variable, {"TF_VAR_db_password": "..."}),
                lambda: require_password(TapSettings(), {}),
            ],
        ),
        "is no environment suffix": settings({"environment_suffix": "PR_42"}, {"environment_suffix": "pr-42"}),
        "project and suffix together are too long for the names AWS allows": settings(
            {"project": "payments-company", "environment_suffix": "a-long-environment"},
            {"project": "payments-company", "environment_suffix": "dev"},
            {"project": "pay", "environment_suffix": "a-long-environment"},
        ),
        "is no bucket": settings({"state": {"bucket": "My_Bucket"}}, {"state": {"bucket": "my-bucket"}}),
        "the zones of region ... are not known": settings(
            {"aws_region": "eu-nowhere-1"},
            {"aws_region": "eu-west-1"},
            {"aws_region": "eu-nowhere-1", "network": {"zone_source": "aws"}},
            {"aws_region": "eu-nowhere-1", "network": {"availability_zones": ["eu-nowhere-1a", "eu-nowhere-1b"]}},
        ),
        "the secondary region is the primary one": settings(
            {"aws_region": "us-west-2", "secondary_aws_region": "us-west-2"},
            {"aws_region": "us-west-2", "secondary_aws_region": "us-east-1"},
            {"aws_region": "us-west-2", "secondary_aws_region": ""},
        ),
        "networks that overlap cannot be peered": settings(
            {"secondary": {"network": {"cidr": "10.0.0.0/16"}}},
            {"secondary": {"network": {"cidr": "10.7.0.0/16"}}},
            {"secondary": {"network": {"cidr": "10.0.0.0/16"}}, "peering": False},
        ),
        "payments need a table to be kept in, and a bus to be announced on": settings(
            {"features": {"table": False, "events": False}},
            {"features": {"table": True, "events": True}},
            {"features": {"table": False, "events": False, "payments": False}},
        ),
        "has another key than payments are kept by": settings(
            {"table": {"range_key": "at", "attributes": {"id": "S", "at": "N"}}},
            {"table": {"global_indexes": {"by-time": {"hash_key": "at"}}, "attributes": {"id": "S", "at": "N"}}},
            {
                "table": {"range_key": "at", "attributes": {"id": "S", "at": "N"}},
                "features": {"payments": False},
            },
        ),
        "cannot be written": Trouble(writing(folder, blocked=True), [writing(folder, blocked=False)]),
        "is no state of Terraform": Trouble(state(folder, "{}"), [state(folder, '{"resources": []}')]),
        "there is no database to migrate into": settings(
            {"features": {"migration": True, "database": False}}, {"features": {"migration": True, "database": True}}
        ),
        "the region is not known": Trouble(
            lambda: lib.EncryptionKey(stack(None), "Key", purpose="data"),
            [
                lambda: lib.EncryptionKey(stack("eu-west-1"), "Key", purpose="data"),
                lambda: lib.EncryptionKey(stack(None), "Key", purpose="data", names=lib.Names(region="eu-west-1")),
            ],
        ),
        "a construct outside a stack is lost: its resources never reach Terraform": Trouble(
            lambda: lib.EncryptionKey(Testing.app(), "Key", purpose="data"),
            [lambda: lib.EncryptionKey(stack(), "Key", purpose="data")],
        ),
        "a dict in this place loses ... without a word": Trouble(routes(ROUTE), [routes(RouteTableRoute(**ROUTE))]),
        "... rules are the same permission": Trouble(security_group(web=443, api=443), [security_group(web=443)]),
        "... load balancer has no certificate": Trouble(
            balancer(), [balancer(certificate_arn=ARN), balancer(scheme="internal", plain_http=True)]
        ),
        "the load balancer of ... has no certificate: it is internal, and speaks HTTP": Trouble(
            tap_stack(),
            [
                tap_stack(load_balancer={"certificate_arn": ARN}),
                tap_stack(load_balancer={"scheme": "internal"}),
                tap_stack(route53_domain="corp.net", dns={"zone": "existing", "failover": {"name": "pay"}}),
            ],
        ),
        "a load balancer stands in two zones or more": Trouble(
            balancer(public=1, certificate_arn=ARN), [balancer(certificate_arn=ARN)]
        ),
        "a cluster needs private subnets in two zones or more": Trouble(
            cluster("subnet-1"), [cluster("subnet-1", "subnet-2")]
        ),
        "a token in a backend becomes a literal": Trouble(in_bucket(None), [in_bucket("my-states")]),
        "nothing locks the state": settings(
            {"state": {"lockfile": False}}, {"state": {"lockfile": False, "lock_table": "locks"}}, {"state": {}}
        ),
        "settings were given, and arguments beside them": Trouble(
            lambda: lib.TapStack(Testing.app(), "shop", settings=TapSettings(), aws_region="us-east-1"),
            [lambda: TapSettings.load(environ={}, root=folder, aws_region="us-east-1")],
        ),
        "a state can be kept only in a bucket whose name is known": Trouble(
            lambda: AccountSettings.load(root=folder, environ={"TAP_ACCOUNT_STATE_IN_BUCKET": "true"}),
            [
                lambda: AccountSettings.load(
                    root=folder,
                    environ={"TAP_ACCOUNT_STATE_IN_BUCKET": "true", "TERRAFORM_STATE_BUCKET": "my-states"},
                )
            ],
        ),
        "constructs have this logical id, and all but the last are lost": Trouble(
            same_ids("v.1", "v1"), [same_ids("v1", "v2")]
        ),
        "cannot wait for ..., which already waits for it": Trouble(waiting(both=True), [waiting(both=False)]),
        "this ... would be ...": Trouble(checking(folder, PLAN), [checking(folder, {**PLAN, "resource_changes": []})]),
        "was imported before this library and has been loaded the slow way": Trouble(
            python(EARLY), [python("import lib, cdktf_cdktf_provider_aws")]
        ),
        "The AWS provider bindings are loaded the slow way, with the same output": Trouble(
            python(STRIPPING, XDG_CACHE_HOME="/dev/null"), [python(STRIPPING)]
        ),
        "the CLI is not installed": Trouble(npm(folder, installed=False), [npm(folder, installed=True)]),
        "the cdktf CLI does not run on this version": Trouble(node(folder, "v24.1.0"), [node(folder, "v22.12.0")]),
        "holds no AWS provider for ...": Trouble(
            mirror(folder, filled=False), [mirror(folder, filled=True), lambda: find_mirror({})]
        ),
        "not found on PATH": Trouble(
            terraform(folder, None),
            [
                terraform(folder, "1.11.0"),
                terraform(folder, None, TERRAFORM_BINARY_NAME=str(folder / "1.11.0" / "terraform")),
            ],
        ),
        "version ... has no write-only arguments": Trouble(
            prerequisites(folder, "1.10.5"), [prerequisites(folder, "1.11.0")]
        ),
        "too old": Trouble(terraform(folder, "1.10.5"), [terraform(folder, "1.11.4")]),
        "cannot draw: the package ... is not installed": Trouble(
            drawing(folder, without="drawsvg"), [drawing(folder, without="nothing")]
        ),
        "names a rule that does not exist": Trouble(
            checking(folder, PLAN, ACCEPTED.format("plan-destroyed")),
            [checking(folder, PLAN, ACCEPTED.format(DESTROYS))],
        ),
    }


def of_models() -> dict[str, Trouble]:
    """The messages of pydantic."""
    return {
        "Extra inputs are not permitted": settings({"network": {"zone_cout": 2}}, {"network": {"zone_count": 2}}),
        "Input should be less than or equal to": settings(
            {"network": {"zone_count": 9}}, {"network": {"zone_count": 6}}
        ),
        "Input is not a valid IPv4 network": settings(
            {"network": {"cidr": "10.0.0.1/16"}}, {"network": {"cidr": "10.0.0.0/16"}}
        ),
    }


def without_provider(*, given: bool) -> Action:
    def make() -> None:
        scope = TerraformStack(Testing.app(), "shop")
        if given:
            AwsProvider(scope, "aws", region="us-east-1")
        Vpc(scope, "vpc", cidr_block="10.0.0.0/16")
        Testing.synth(scope, True)

    return make


def zones(*, pick: Callable[[Any], str]) -> Action:
    def make() -> None:
        scope = stack()
        names = TerraformVariable(scope, "zones", type="list(string)").list_value
        Subnet(scope, "subnet", vpc_id="vpc-0123", availability_zone=pick(names))
        Testing.synth(scope)

    return make


def delay(value: Any) -> Action:
    return lambda: LbTargetGroup(
        stack(), "web", port=443, protocol="HTTPS", vpc_id="vpc-0123", deregistration_delay=value
    )


RULES = """
import lib
from cdktf import TerraformStack, Testing
from cdktf_cdktf_provider_aws import lb_listener
listener = TerraformStack(Testing.app(), "shop")
lb_listener.LbListener(listener, "web", load_balancer_arn="arn:lb", default_action=[{}])
"""
REDIRECT = 'redirect={"status_code": "HTTP_301"}'


def of_cdktf() -> dict[str, Trouble]:
    """The messages of CDKTF and jsii that a program gets."""
    lossy = {"TAP_ALLOW_LOSSY_BLOCKS": "1"}
    return {
        "Found resources without a matching provider construct": Trouble(
            without_provider(given=False), [without_provider(given=True)]
        ),
        "Found an encoded list token string in a scalar string context": Trouble(
            zones(pick=lambda names: names[0]), [zones(pick=lambda names: Fn.element(names, 0))]
        ),
        "type of argument deregistration_delay must be one of (str, NoneType); got int instead": Trouble(
            delay(30), [delay("30"), lambda: lib.TargetGroupConfig(deregistration_delay_seconds=30)]
        ),
        "Missing required properties for ...": Trouble(
            python(RULES.format('{"type": "redirect", "redirect": {"status_code": "HTTP_301"}}'), **lossy),
            [python(RULES.format('lb_listener.LbListenerDefaultAction(type="fixed-response")'), **lossy)],
        ),
        "Validation failed with the following errors": Trouble(guarded(App.synth), [guarded(lib.synth)]),
    }


def guarded(synthesize: Callable[[App], Any]) -> Action:
    """A stack with a finding, synthesized; what is printed and what is raised."""

    def make() -> str:
        scope = stack()
        lib.guard(scope)
        Eip(scope, "order").add_override("depends_on", ["${aws_vpc.main}"])
        try:
            synthesize(App.of(scope))
        except SystemExit:
            return ""
        return ""

    return make


# Where the others are provoked, which take Terraform, cdktf, Checkov or the emulator.
ELSEWHERE = [
    ROOT / "tests" / name
    for name in (
        "integration/test_troubleshooting.py",
        "proofs/test_terraform.py",
        "unit/test_reference.py",
        "faults/test_full_disk.py",
    )
]
IN_PYTHON = [*headings("This library"), *headings("Settings and models"), *of_cdktf()]


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Trouble]:
    return {**troubles(tmp_path_factory.mktemp("troubles")), **of_models(), **of_cdktf()}


@pytest.mark.slow
@pytest.mark.parametrize("message", IN_PYTHON)
def test_what_is_said_to_cause_a_message_does_and_the_cures_cure(message: str, tried: dict[str, Trouble]) -> None:
    said = said_by(tried[message].cause)
    assert [part for part in parts_of(message) if part not in said] == [], said
    for cure in tried[message].cures:
        after = said_by(cure)
        assert not all(part in after for part in parts_of(message)), after


def test_every_message_is_provoked_or_the_page_says_that_none_is(tried: dict[str, Trouble]) -> None:
    sections = re.findall(r"^### `([^\n]+)`\n\n(.+?)(?=^##|\Z)", read(PAGE), re.MULTILINE | re.DOTALL)
    assert len(sections) == len(dict(sections)) > 50
    texts = "".join(file.read_text(encoding="utf-8") for file in ELSEWHERE)
    for message, text in sections:
        provoked = message in tried or all(part in texts for part in parts_of(message))
        assert provoked is not ("No test provokes this" in " ".join(text.split())), message


def test_the_security_page_names_every_check_that_is_left_out() -> None:
    left_out = re.findall(r"^  - (CKV\w+)$", (ROOT / ".checkov.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    page = read("docs/security.md")
    assert left_out
    assert re.findall(r"^\| `(CKV\w+)` \|", page, re.MULTILINE) == left_out
