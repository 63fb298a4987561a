"""The two apps of a project, deployed to the emulator and destroyed again."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ...errors import TapError
from ...outputs import flatten_file
from ..emulator import Emulator
from ..terraform import cli_environment
from .cdktf_cli import Progress, run_cdktf
from .prerequisites import check_prerequisites, find_cdktf, provider_is_offline
from .workspace import Workspace

Tell = Callable[[str, Progress], None]


class App(NamedTuple):
    """One app of the project.

    Attributes:
        stack: The stack that it synthesizes.
        script: What it is run from.
    """

    stack: str
    script: str


class Deployment:
    """The account's app and an environment's, on one emulator.

    Attributes:
        workspace: What is kept between commands.
        suffix: The environment's suffix.
    """

    def __init__(self, root: Path, suffix: str, environ: Mapping[str, str] | None = None) -> None:
        self.workspace = Workspace(root)
        self.suffix = suffix
        self._environ = dict(os.environ if environ is None else environ)
        self.account = App("TapAccount", "account.py")
        self.environment = App(f"TapStack{suffix}", "tap.py")

    @property
    def flat_outputs(self) -> Path:
        """Where the environment's outputs are, as one flat table."""
        return self.workspace.root / "cfn-outputs" / "flat-outputs.json"

    def deploy(self, tell: Tell) -> Emulator:
        """Deploys both apps, the environment with its state in the bucket that the account's made.

        Args:
            tell: Called with the stack whenever there is something to say.

        Returns:
            The emulator, which goes on running.

        Raises:
            TapError: Something is missing on the machine, or a deploy failed.
        """
        check_prerequisites(self.workspace.root, self._environ)
        emulator = self.workspace.start()
        self._run("deploy", self.account, emulator, tell)
        self._run("deploy", self.environment, emulator, tell)
        flatten_file(self.workspace.outputs_file(self.environment.stack), self.flat_outputs)
        return emulator

    def destroy(self, tell: Tell) -> list[str]:
        """Destroys both apps and stops the emulator, unless it is the user's own.

        Args:
            tell: Called with the stack whenever there is something to say.

        Returns:
            What is left in the emulator; nothing, unless somebody made it by hand.

        Raises:
            TapError: A destroy failed; the emulator then goes on running.
        """
        emulator = self.workspace.running()
        left: list[str] = []
        if emulator:
            for app in (self.environment, self.account):
                if self._stack_folder(app).exists():
                    self._run("destroy", app, emulator, tell)
            if emulator.pid is not None:
                left = emulator.leftovers()
                emulator.stop()
        self.workspace.clear()
        self.flat_outputs.unlink(missing_ok=True)
        return left

    def resources(self) -> Counter[str]:
        """How many resources of each type the environment has."""
        file = self._stack_folder(self.environment) / "cdk.tf.json"
        made = json.loads(file.read_text(encoding="utf-8"))["resource"]
        return Counter({kind: len(named) for kind, named in made.items()})

    def _run(self, verb: str, app: App, emulator: Emulator, tell: Tell) -> None:
        root = self.workspace.root
        output = self.workspace.folder / app.stack
        environment = self._environment(emulator)
        command = [str(find_cdktf(root)), verb, app.stack, "--auto-approve"]
        command += ["--app", f"{sys.executable} {app.script}", "--output", str(output)]
        if verb == "deploy":
            command += ["--outputs-file", str(self.workspace.outputs_file(app.stack))]
        if provider_is_offline(environment):
            # To lock for every platform it would ask the provider's registry.
            command.append("--skip-provider-lock")
        tell(app.stack, Progress())
        run_cdktf(
            command,
            folder=root,
            environment=environment,
            log=self.workspace.log,
            tell=lambda progress: tell(app.stack, progress),
        )
        if verb == "deploy" and not self.workspace.outputs(app.stack):
            raise TapError(f"{app.stack} gave no outputs; all that cdktf said: {self.workspace.log}")

    def _environment(self, emulator: Emulator) -> dict[str, str]:
        account = self.workspace.outputs(self.account.stack)
        environment = cli_environment(self.workspace.folder, emulator.environment(self._environ))
        for name in ("TERRAFORM_STATE_BUCKET", "TERRAFORM_STATE_BUCKET_REGION", "TERRAFORM_STATE_LOCK_TABLE"):
            environment.pop(name, None)
        environment |= {
            "ENVIRONMENT_SUFFIX": self.suffix,
            "TAP_ACCOUNT_PROTECTED": "false",
            "TAP_ACCOUNT_LOCAL_STATE": str(self.workspace.folder / "account.tfstate"),
        }
        if account:
            environment |= {
                "TERRAFORM_STATE_BUCKET": account["state_bucket"],
                "TERRAFORM_STATE_BUCKET_REGION": account["state_bucket_region"],
                "TERRAFORM_STATE_LOCK_TABLE": account["state_lock_table"],
            }
        return environment

    def _stack_folder(self, app: App) -> Path:
        return self.workspace.folder / app.stack / "stacks" / app.stack
