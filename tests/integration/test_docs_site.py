"""The documentation builds as a site: every link and anchor leads somewhere, and no page needs another host."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from .conftest import ROOT

PYTHON = ROOT / ".cache" / "docs" / "bin" / "python"
# Links are for the reader to follow; these are what a browser fetches by itself.
FETCHED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}

pytestmark = pytest.mark.xdist_group("docs_site")


def build(root: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Builds the site where every other host is out of reach."""
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    return subprocess.run(
        [str(PYTHON), "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=root,
        env={**os.environ, **nowhere, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "site"
    done = build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


class Fetches(HTMLParser):
    """What a browser fetches for a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == FETCHED.get(tag) and value]


def test_every_page_of_the_repository_is_there(site: Path) -> None:
    wanted = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    wanted = {page.with_name(page.name.replace("README", "index")) for page in wanted}
    assert {page for page in wanted if not (site / page).exists()} == set()


def test_the_navigation_leads_to_every_page_by_a_title(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")
    links = re.findall(
        r'<a href="([^"#]+)" class="md-nav__link ?"[^>]*>.*?<span class="md-ellipsis">\s*(.*?)\s*</span>',
        start,
        re.DOTALL,
    )
    titles = {target: re.sub(r"<[^>]+>", "", title).strip() for target, title in links}
    pages = {file.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for file in (ROOT / "docs").rglob("*.md")}
    pages = {page.replace("README", "index") for page in pages} - {"index.html"}
    assert pages - set(titles) == set()
    assert titles["constructs/dns_failover.html"] == "DnsFailover"
    assert titles["adoption.html"] == "Take over and rename resources"


def test_code_in_tables_is_shown_without_the_escapes_of_the_repositorys_browser(site: Path) -> None:
    assert "<code>Names | None</code>" in (site / "constructs" / "queue.html").read_text("utf-8")


def test_files_outside_of_the_pages_are_pages_that_the_search_leaves_out(site: Path) -> None:
    assert 'href="../source/examples/network.py.html"' in (site / "constructs" / "network.html").read_text("utf-8")
    assert "AwsProvider" in (site / "source" / "examples" / "network.py.html").read_text("utf-8")
    assert "source/examples/network.py" not in (site / "search" / "search_index.json").read_text("utf-8")


def test_a_browser_fetches_nothing_from_another_host(site: Path) -> None:
    fetched = {(page.name, url) for page in site.rglob("*.html") for url in Fetches(page).found}
    assert ("index.html", "assets/images/favicon.png") in fetched
    assert {(page, url) for page, url in fetched if re.match(r"(https?:)?//", url)} == set()
    sheets = [sheet.read_text("utf-8") for sheet in site.rglob("*.css")]
    assert sheets
    assert not [url for sheet in sheets for url in re.findall(r"url\(\s*[\"']?(?:https?:)?//[^)]*", sheet)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[gone](gone.md)", "gone.md"),
        ("[gone](deploy.md#gone)", "#gone"),
        ("[gone](../examples/gone.py)", "../examples/gone.py"),
    ],
)
def test_a_link_to_nothing_fails(tmp_path: Path, text: str, said: str) -> None:
    root = tmp_path / "repository"
    (root / "docs").mkdir(parents=True)
    for part in ("mkdocs.yml", "scripts/site_hooks.py"):
        (root / part).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / part, root / part)
    configuration = (root / "mkdocs.yml").read_text("utf-8").partition("\nnav:")[0]
    (root / "mkdocs.yml").write_text(f"{configuration}\nnav: [Start: README.md, Deploy: deploy.md]\n", "utf-8")
    (root / "docs" / "deploy.md").write_text("# Deploy\n", "utf-8")
    start = root / "docs" / "README.md"

    start.write_text("# Start\n\n[deploy](deploy.md#deploy)\n", "utf-8")
    sound = build(root, tmp_path / "site")
    start.write_text(f"# Start\n\n{text}\n", "utf-8")
    broken = build(root, tmp_path / "site")

    assert sound.returncode == 0, sound.stderr
    assert broken.returncode == 1
    assert said in broken.stderr
