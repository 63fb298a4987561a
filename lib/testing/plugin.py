"""The pytest plugin: an emulated AWS, Terraform and assertions over synthesized JSON as fixtures.

It is found by its entry point when this package is installed. Nothing heavy is imported until a test asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cdktf import TerraformStack

    from .deployed import Deployed
    from .emulator import Emulator
    from .synthesized import Synthesized
    from .terraform import Terraform

TerraformFactory = Callable[..., "Terraform"]

_checked = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker `terraform`."""
    config.addinivalue_line("markers", "terraform: needs Terraform and the AWS provider, and fails without them")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `terraform` fails at once, and says why, where there is no Terraform."""
    if item.get_closest_marker("terraform") is None:
        return
    reason = item.config.stash.get(_checked, None)
    if reason is None:
        reason = item.config.stash[_checked] = _why_terraform_cannot_run()
    if reason:
        pytest.fail(reason, pytrace=False)


def _why_terraform_cannot_run() -> str:
    import os

    from ..errors import TapError
    from .provider_mirror import find_mirror
    from .terraform import find_terraform

    try:
        find_terraform(os.environ)
        find_mirror(os.environ)
    except TapError as error:
        return str(error)
    return ""


@pytest.fixture(scope="session")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """A local AWS for the whole run, or the one that `TAP_AWS_ENDPOINT` names; under pytest-xdist one per worker."""
    from .emulator import Emulator

    with Emulator.start(tmp_path_factory.mktemp("emulator") / "emulator.log") as started:
        yield started


@pytest.fixture
def emulator_clean(emulator: Emulator) -> Emulator:
    """The local AWS, emptied for this test."""
    emulator.reset()
    return emulator


@pytest.fixture
def terraform(emulator: Emulator) -> TerraformFactory:
    """`terraform(folder)`: Terraform in that folder, against the local AWS; other arguments go to `Terraform`."""
    from .terraform import Terraform

    def run_in(folder: Path, **arguments: Any) -> Terraform:
        return Terraform(folder, **{"environment": emulator.environment(), **arguments})

    return run_in


@pytest.fixture
def synthesized() -> Callable[[TerraformStack], Synthesized]:
    """`synthesized(stack)`: what the stack synthesizes to."""
    from .synthesized import Synthesized

    return Synthesized.of


@pytest.fixture
def deployed(pytestconfig: pytest.Config) -> Deployed:
    """The environment that `cfn-outputs/flat-outputs.json` is of; on AWS if `TAP_INTEGRATION` is `aws`."""
    from ..errors import TapError
    from .deployed import Deployed

    try:
        return Deployed.find(pytestconfig.rootpath)
    except TapError as error:
        reason = str(error)
    # Outside of the handler, or the error would be shown twice.
    pytest.fail(reason, pytrace=False)
