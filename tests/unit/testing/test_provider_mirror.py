from __future__ import annotations

import platform
from pathlib import Path

import pytest

from lib.testing import provider_mirror
from lib.testing.provider_mirror import ProviderError, ProviderMirror, find_mirror, platform_name, search, version_key

PROVIDERS = "registry.terraform.io/hashicorp"


def mirror(root: Path, *versions: str, provider: str = "aws") -> Path:
    for version in versions:
        folder = root / PROVIDERS / provider / version / platform_name()
        folder.mkdir(parents=True)
        (folder / f"terraform-provider-{provider}_v{version}").touch()
    return root


@pytest.fixture(autouse=True)
def nothing_on_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(provider_mirror, "_USUAL_PARENTS", (str(tmp_path / "opt"), str(tmp_path / "srv")))


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"HOME": str(tmp_path / "home"), "XDG_DATA_DIRS": str(tmp_path / "share"), **more}


def test_an_unpacked_and_a_packed_version_are_found_in_order(tmp_path: Path) -> None:
    mirror(tmp_path, "5.9.0", "5.100.0")
    folder = tmp_path / PROVIDERS / "aws"
    (folder / f"terraform-provider-aws_6.0.0-beta1_{platform_name()}.zip").touch()
    (folder / f"terraform-provider-aws_6.0.0_{platform_name()}.zip").touch()
    (folder / "terraform-provider-aws_7.0.0_plan9_mips.zip").touch()
    (folder / "8.0.0" / platform_name()).mkdir(parents=True)  # nothing in it
    (folder / "9.0.0" / "plan9_mips").mkdir(parents=True)
    (folder / "9.0.0" / "plan9_mips" / "terraform-provider-aws").touch()
    mirror(tmp_path, "3.6.0", provider="random")
    found = ProviderMirror.at(tmp_path)
    assert found is not None
    assert found.aws_versions == ("5.9.0", "5.100.0", "6.0.0-beta1", "6.0.0")
    assert found.providers["hashicorp/random"] == ("3.6.0",)


def test_a_folder_without_providers_is_no_mirror(tmp_path: Path) -> None:
    assert ProviderMirror.at(tmp_path) is None


def test_a_named_mirror_comes_first(tmp_path: Path) -> None:
    named = mirror(tmp_path / "named", "5.100.0")
    mirror(tmp_path / "home/.terraform.d/plugins", "5.1.0")
    found = find_mirror(environment(tmp_path, TAP_PROVIDER_MIRROR=str(named)))
    assert found is not None
    assert found.root == named


@pytest.mark.parametrize("others", [True, False])
def test_a_named_mirror_without_the_provider_is_refused(tmp_path: Path, others: bool) -> None:
    if others:
        mirror(tmp_path / "named", "3.6.0", provider="random")
    with pytest.raises(ProviderError, match="TAP_PROVIDER_MIRROR: holds no AWS provider"):
        find_mirror(environment(tmp_path, TAP_PROVIDER_MIRROR=str(tmp_path / "named")))


@pytest.mark.parametrize(
    "place",
    [
        "cache",
        "home/.terraform.d/plugins",
        "home/.local/share/terraform/plugins",
        "share/terraform/plugins",
        "opt/some/where",
        "home/mirror",
        "srv/mirror",
    ],
)
def test_places_where_a_mirror_may_be(tmp_path: Path, place: str) -> None:
    mirror(tmp_path / "share/terraform/plugins", "3.6.0", provider="random")  # not what is looked for
    root = mirror(tmp_path / place, "5.100.0")
    found = find_mirror(environment(tmp_path, TF_PLUGIN_CACHE_DIR=str(tmp_path / "cache")))
    assert found is not None
    assert found.root == root


def test_the_users_data_folder_may_have_another_name(tmp_path: Path) -> None:
    root = mirror(tmp_path / "data/terraform/plugins", "5.100.0")
    found = find_mirror(environment(tmp_path, XDG_DATA_HOME=str(tmp_path / "data")))
    assert found is not None
    assert found.root == root


def test_without_a_mirror_there_is_none(tmp_path: Path) -> None:
    assert find_mirror(environment(tmp_path)) is None


def test_what_was_searched_for_and_found_is_not_searched_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_mirror(environment(tmp_path)) is None
    root = mirror(tmp_path / "opt/mirror", "5.100.0")
    found = find_mirror(environment(tmp_path))
    assert found is not None
    assert found.root == root
    monkeypatch.setattr(provider_mirror, "search", lambda parents: pytest.fail("it searched again"))
    assert find_mirror(environment(tmp_path)) is found


def test_the_search_ends_at_its_depth_and_time_and_keeps_out(tmp_path: Path) -> None:
    mirror(tmp_path / "a/b", "5.100.0")
    mirror(tmp_path / "node_modules", "5.100.0")
    (tmp_path / "loop").symlink_to(tmp_path / "a")
    assert list(search([tmp_path, tmp_path / "a", tmp_path])) == [tmp_path / "a/b"]
    assert list(search([tmp_path], depth=1)) == []
    assert list(search([tmp_path], seconds=0)) == []


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [("Linux", "x86_64", "linux_amd64"), ("Darwin", "arm64", "darwin_arm64"), ("Linux", "aarch64", "linux_arm64")],
)
def test_platforms_have_terraforms_names(monkeypatch: pytest.MonkeyPatch, system: str, machine: str, name: str) -> None:
    monkeypatch.setattr(platform, "system", lambda: system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert platform_name() == name


def test_a_prerelease_sorts_before_its_release() -> None:
    versions = ["6.0.0", "5.100.0", "6.0.0-beta2", "6.0.0-beta1", "5.9.0"]
    assert sorted(versions, key=version_key) == ["5.9.0", "5.100.0", "6.0.0-beta1", "6.0.0-beta2", "6.0.0"]
