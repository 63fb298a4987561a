"""The two apps, run as a user runs them: bad input is said in a few lines, and nothing is written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from lib.account_settings import ACCOUNT_VARIABLES
from lib.settings_sources import VARIABLES

REPOSITORY = Path(__file__).parents[2]
GOOD = {"ENVIRONMENT_SUFFIX": "dev", "TERRAFORM_STATE_BUCKET": "state-bucket"}


class Done(NamedTuple):
    code: int
    out: str
    error: str
    written: set[str]

    @property
    def faults(self) -> list[str]:
        return [line for line in self.error.splitlines() if not line.startswith(" ")]


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.name.startswith(".coverage")}


# Each app runs in a process of its own, forked from one that has imported what both import: that takes half a second.
DRIVER = """
import json, os, runpy, sys
import lib, lib.account_settings, lib.password_variable, lib.settings

for line in sys.stdin:
    app, environ, written = json.loads(line)
    child = os.fork()
    if child:
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    os.chdir(os.path.dirname(app))
    os.environ.clear()
    os.environ.update(environ)
    for number, path in enumerate(written, 1):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    runpy.run_path(app, run_name="__main__")
    sys.exit()
"""


@pytest.fixture(scope="module")
def apps() -> Iterator[Apps]:
    inherited = {name: value for name, value in os.environ.items() if name not in {**VARIABLES, **ACCOUNT_VARIABLES}}
    environ = {**inherited, "PYTHONDONTWRITEBYTECODE": "1"}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", DRIVER], cwd=REPOSITORY, env=environ, text=True, **pipes) as process:
        assert process.stdin is not None
        with process.stdin:
            yield Apps(process, environ)


class Apps:
    """Runs the apps."""

    def __init__(self, process: subprocess.Popen[str], environ: Mapping[str, str]) -> None:
        self._process = process
        self._environ = environ

    def run(
        self, folder: Path, app: str, environ: Mapping[str, str], toml: Mapping[str, str], *, node: bool = False
    ) -> Done:
        project, *written = folder / "project", folder / "out", folder / "error"
        (project / "environments").mkdir(parents=True)
        shutil.copy(REPOSITORY / app, project)
        for name, text in toml.items():
            (project / "environments" / f"{name}.toml").write_text(text, encoding="utf-8")
        before = files(project)
        # Without a PATH there is no Node: input is refused before it is needed.
        path = self._environ["PATH"] if node else ""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = [str(project / app), {**self._environ, "PATH": path, **environ}, list(map(str, written))]
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, error = (one.read_text(encoding="utf-8") for one in written)
        return Done(code, out, error, files(project) - before)


class Case(NamedTuple):
    name: str
    faults: list[str]
    environ: dict[str, str]
    toml: str = ""


CASES = [
    Case("no-suffix", ["ENVIRONMENT_SUFFIX: is not set"], {"ENVIRONMENT_SUFFIX": ""}),
    Case("no-state-bucket", ["TERRAFORM_STATE_BUCKET: is not set"], {"TERRAFORM_STATE_BUCKET": ""}),
    *(
        Case(
            f"suffix-{name}",
            ["environment_suffix (from ENVIRONMENT_SUFFIX): is no environment suffix"],
            {"ENVIRONMENT_SUFFIX": suffix},
        )
        for name, suffix in {"capitals": "Dev", "spaces": "my env", "60": "a" * 60, "path": "../dev"}.items()
    ),
    Case(
        "suffix-too-long-for-the-project",
        [
            "environment_suffix (from ENVIRONMENT_SUFFIX): project and suffix together "
            "are too long for the names AWS allows"
        ],
        {"ENVIRONMENT_SUFFIX": "a" * 19},
    ),
    Case(
        "unknown-key",
        ["network.zone_cout (from environments/dev.toml): Extra inputs are not permitted"],
        {},
        "[network]\nzone_cout = 3\n",
    ),
    Case("broken-toml", ["environments/dev.toml: cannot be read"], {}, "[network"),
    Case("bad-region", ["aws_region (from AWS_REGION): is no AWS region"], {"AWS_REGION": "us-east"}),
    Case(
        "bad-state-bucket",
        ["state.bucket (from TERRAFORM_STATE_BUCKET): is no bucket"],
        {"TERRAFORM_STATE_BUCKET": "Bad_Bucket"},
    ),
    Case(
        "more-zones-than-the-region-has",
        ["network.zone_count (from environments/dev.toml): eu-west-1 has 3 zones"],
        {"AWS_REGION": "eu-west-1"},
        "[network]\nzone_count = 4\n",
    ),
    Case(
        "cidr-too-small-for-its-subnets",
        [
            "network (from environments/dev.toml): 10.0.0.0/26 is too small for its subnets: "
            "6 zones of four tiers need 384 addresses",
        ],
        {},
        '[network]\ncidr = "10.0.0.0/26"\n',
    ),
    Case(
        "overlapping-peers",
        ["secondary.network.cidr (from environments/dev.toml): networks that overlap cannot be peered"],
        {},
        '[secondary.network]\ncidr = "10.0.0.0/16"\n',
    ),
    Case(
        "same-region-twice",
        ["secondary_aws_region (from SECONDARY_AWS_REGION): the secondary region is the primary one"],
        {"AWS_REGION": "eu-west-1", "SECONDARY_AWS_REGION": "eu-west-1"},
    ),
    Case(
        "several-at-once",
        [
            "TERRAFORM_STATE_BUCKET: is not set",
            "aws_region (from AWS_REGION): is no AWS region",
            "network.flow_logs.retention_days (from environments/dev.toml): "
            "CloudWatch Logs has no such retention period",
            "teem (from environments/dev.toml): Extra inputs are not permitted",
        ],
        {"TERRAFORM_STATE_BUCKET": "", "AWS_REGION": "eu"},
        'teem = "x"\n[network.flow_logs]\nretention_days = 45\n',
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_bad_input_is_said_without_a_trace_and_nothing_is_written(apps: Apps, tmp_path: Path, case: Case) -> None:
    done = apps.run(tmp_path, "tap.py", {**GOOD, **case.environ}, {"dev": case.toml})
    assert done.faults == case.faults
    assert (done.code, done.out, done.written) == (1, "", set())


ACCOUNT_CASES = [
    Case("bad-region", ["aws_region (from AWS_REGION): is no AWS region"], {"AWS_REGION": "us-east"}),
    Case(
        "unknown-key", ["bucket (from environments/account.toml): Extra inputs are not permitted"], {}, "bucket = 1\n"
    ),
    Case("broken-toml", ["environments/account.toml: cannot be read"], {}, "="),
    Case(
        "state-in-a-bucket-without-a-name",
        [
            "state_in_bucket (from TAP_ACCOUNT_STATE_IN_BUCKET): "
            "a state can be kept only in a bucket whose name is known",
        ],
        {"TAP_ACCOUNT_STATE_IN_BUCKET": "true"},
    ),
    Case(
        "several-at-once",
        [
            "aws_region (from AWS_REGION): is no AWS region",
            "protected (from TAP_ACCOUNT_PROTECTED): Input should be a valid boolean, unable to interpret input",
        ],
        {"AWS_REGION": "x", "TAP_ACCOUNT_PROTECTED": "perhaps"},
    ),
]


@pytest.mark.parametrize("case", ACCOUNT_CASES, ids=[case.name for case in ACCOUNT_CASES])
def test_bad_input_of_the_accounts_app_is_said_too(apps: Apps, tmp_path: Path, case: Case) -> None:
    done = apps.run(tmp_path, "account.py", case.environ, {"account": case.toml})
    assert done.faults == case.faults
    assert (done.code, done.out, done.written) == (1, "", set())


@pytest.mark.parametrize(
    ("environ", "fault"),
    [
        ({"CDKTF_CONTEXT_JSON": "{"}, "CDKTF_CONTEXT_JSON: is no context"),
        ({"CDKTF_OUTDIR": "tap.py"}, "tap.py: cannot be written"),
        ({"TAP_BASE": "terraform"}, "TAP_BASE: is no base"),
    ],
)
def test_what_is_seen_only_when_node_starts_is_said_too(
    apps: Apps, tmp_path: Path, environ: dict[str, str], fault: str
) -> None:
    done = apps.run(tmp_path, "tap.py", {**GOOD, **environ}, {}, node=True)
    assert done.faults == [fault]
    assert (done.code, done.out, done.written) == (1, "", set())


@pytest.mark.parametrize(
    ("app", "environ", "stack"),
    [
        ("tap.py", GOOD, "TapStackdev"),
        ("account.py", {}, "TapAccount"),
    ],
)
def test_good_input_is_synthesized_without_a_word(
    apps: Apps, tmp_path: Path, app: str, environ: dict[str, str], stack: str
) -> None:
    done = apps.run(tmp_path, app, environ, {"dev": 'profile = "dev"\nload_balancer.scheme = "internal"\n'}, node=True)
    assert (done.code, done.error) == (0, "")
    assert f"cdktf.out/stacks/{stack}/cdk.tf.json" in done.written


def test_a_synthesis_writes_to_its_folder_and_to_caches_alone(apps: Apps, tmp_path: Path) -> None:
    home, temporary, project = (tmp_path / name for name in ("home", "temporary", "project"))
    for folder in (home, temporary, project):
        folder.mkdir()
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    environ = {**GOOD, "HOME": str(home), "TMPDIR": str(temporary), "XDG_CACHE_HOME": str(cache)}
    done = apps.run(
        project, "tap.py", environ, {"dev": 'profile = "dev"\nload_balancer.scheme = "internal"\n'}, node=True
    )
    assert (done.code, done.error) == (0, "")
    assert {Path(name).parts[0] for name in done.written} == {"cdktf.out"}
    assert {path.relative_to(home).parts[0] for path in home.rglob("*")} <= {".cache"}
    assert [path.name for path in temporary.iterdir() if not path.name.startswith("node-compile-cache")] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "project", "temporary"]
