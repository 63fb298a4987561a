"""A folder packs to the same bytes everywhere, and to others as soon as a name or a byte differs."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import ConfigurationError
from lib.packaging import MAX_ARCHIVE_BYTES, archive, handler_folder, staged

REPOSITORY = Path(__file__).parents[2]
FILES = {"handler.py": b"import deep\n", "deep/er/data.json": b"{}", "deep/__init__.py": b""}

STAGE = """
import pathlib, sys
from lib.packaging import archive, staged
print(staged(archive(pathlib.Path(sys.argv[1])), "one"))
"""


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def problem(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        archive(folder)
    [found] = caught.value.problems
    assert found.where == str(folder)
    return found.what


def test_another_checkout_packs_to_the_same_bytes(tmp_path: Path) -> None:
    one = write(tmp_path / "one", FILES)
    before = os.umask(0o077)
    try:
        two = write(tmp_path / "elsewhere" / "two", dict(reversed(FILES.items())))
    finally:
        os.umask(before)
    for path in two.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (two / "handler.py").chmod(0o700)
    left_behind = {
        "__pycache__/handler.cpython-313.pyc": b"compiled",
        "deep/__pycache__/x.pyc": b"compiled",
        "old.pyc": b"compiled",
        "old.pyo": b"compiled",
        "handler.py~": b"backup",
        "#handler.py#": b"backup",
        ".handler.py.swp": b"editor",
        ".env": b"PASSWORD=x",
        ".idea/workspace.xml": b"editor",
        ".DS_Store": b"",
    }
    write(two, left_behind)
    assert archive(one) == archive(two)


def test_what_is_known_of_its_bytes_stays(tmp_path: Path) -> None:
    # Of another Python or system: other bytes would deploy every function anew.
    made = archive(write(tmp_path, FILES))
    assert made.digest == "96a25271bd1c0a2edd0e364cf7559d80abb615c27cb26ffa55a342d04da9d21e"


@pytest.mark.parametrize(
    "changed",
    [
        {**FILES, "handler.py": b"import deep "},
        {"main.py" if name == "handler.py" else name: content for name, content in FILES.items()},
        {**FILES, "empty.py": b""},
        {name: content for name, content in FILES.items() if name != "deep/__init__.py"},
    ],
    ids=["a byte", "a name", "a file more", "a file less"],
)
def test_what_differs_has_another_hash(changed: dict[str, bytes], tmp_path: Path) -> None:
    one, two = archive(write(tmp_path / "one", FILES)), archive(write(tmp_path / "two", changed))
    assert one.digest != two.digest
    assert one.source_code_hash != two.source_code_hash


NAMES = st.text("abcé_", min_size=1, max_size=8).map("{}.py".format)


@given(st.dictionaries(NAMES, st.binary(max_size=50), min_size=1, max_size=5))
@settings(deadline=None, max_examples=30)
def test_everything_comes_out_as_it_went_in(files: dict[str, bytes]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = archive(write(Path(folder), files))
    with zipfile.ZipFile(io.BytesIO(made.content)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == files
        assert packed.namelist() == sorted(files) == list(made.names)


def test_everyone_may_read_and_run_what_is_packed(tmp_path: Path) -> None:
    made = archive(write(tmp_path, FILES))
    for entry in zipfile.ZipFile(io.BytesIO(made.content)).infolist():
        assert (entry.external_attr >> 16, entry.date_time) == (0o100755, (1980, 1, 1, 0, 0, 0))
        assert entry.compress_type == zipfile.ZIP_STORED


def test_its_hash_is_the_one_that_lambda_computes(tmp_path: Path) -> None:
    made = archive(write(tmp_path, FILES))
    assert made.source_code_hash == base64.b64encode(hashlib.sha256(made.content).digest()).decode()


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path / "missing") == "there is no such folder"
    assert problem(write(tmp_path, FILES) / "handler.py") == "there is no such folder"


def test_a_folder_with_nothing_to_pack_is_refused(tmp_path: Path) -> None:
    assert problem(write(tmp_path, {".env": b"x", "__pycache__/x.pyc": b"x"})) == "nothing is in it"


def test_links_and_pipes_are_refused_by_name(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    (tmp_path / "secrets").symlink_to(Path.home())
    (tmp_path / "deep" / "passwd").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    assert problem(tmp_path).endswith(": deep/passwd, pipe, secrets")


def test_what_is_larger_than_lambda_takes_is_refused_unread(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    with (tmp_path / "model.bin").open("wb") as file:
        file.truncate(MAX_ARCHIVE_BYTES)
    assert problem(tmp_path).endswith("are more than Lambda takes")


@pytest.mark.slow
def test_an_archive_is_staged_outside_the_users_folders_until_the_process_ends(tmp_path: Path) -> None:
    source, temporary = write(tmp_path / "source", FILES), tmp_path / "temporary"
    temporary.mkdir()
    before = sorted(source.rglob("*"))
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", STAGE, str(source)]
    done = subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=True)
    staged_at = Path(done.stdout.strip())
    assert staged_at.is_relative_to(temporary.resolve())
    assert staged_at.name == "one.zip"
    assert list(temporary.iterdir()) == []
    assert sorted(source.rglob("*")) == before


def test_staging_twice_gives_the_same_file(tmp_path: Path) -> None:
    made = archive(write(tmp_path, FILES))
    first = staged(made, "one")
    assert first.is_absolute()
    assert first.read_bytes() == made.content
    assert staged(made, "one") == first
    assert staged(made, "two") != first


def test_the_packages_own_handlers_are_found() -> None:
    assert "currencies.py" in archive(handler_folder("payment_api")).names
