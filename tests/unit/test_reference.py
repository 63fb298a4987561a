"""The generator of the reference, and that what it generates is current."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, Field, field_validator, model_validator

from lib.account_settings import ACCOUNT_VARIABLES
from lib.config.network import NetworkConfig
from lib.config.retention import RetentionDays
from lib.config.scalars import Project, Region
from lib.errors import ConfigurationError
from lib.merging import nested
from lib.model import Distinct, Model
from lib.settings import TapSettings
from lib.settings_sources import VARIABLES
from scripts.reference import __main__ as command
from scripts.reference import docstrings, fields, markdown, types, values
from scripts.reference import pages as reference
from scripts.reference.corrections_page import anchor as anchor_of
from scripts.reference.environment import Tree, account, environment, tree_of
from scripts.reference.example_toml import example_toml
from scripts.reference.settings_page import settings_page

ROOT = Path(__file__).parents[2]

# The app is synthesized once, so these tests stay in one worker.
pytestmark = pytest.mark.xdist_group("reference")


@pytest.fixture(scope="module")
def wanted() -> dict[str, str]:
    return reference.pages(ROOT)


class Screw(Model):
    """A screw."""

    turns: int = Field(default=3, ge=1)
    """How often it is turned."""


class Part(Model):
    """A part."""

    size: int
    """How large."""

    label: str | None = None
    """What it says; None for nothing."""

    inside: dict[str, Screw] = Field(default_factory=dict)
    """The screws in it."""


class Sample(Model):
    """A sample."""

    name: str | None = Field(default=None, min_length=1, examples=["probe"])
    """Its name."""

    count: int = Field(default=2, ge=1, le=3)
    """How many."""

    part: Part = Part(size=1)
    """The part."""

    spare: Part | None = Field(default=None, examples=[{"size": 7}])
    """A spare part."""

    other: Part | None = None
    """Another part."""

    parts: dict[str, Part] = Field(
        default_factory=dict, examples=[{"a b": {"size": 7, "inside": {"left": {"turns": 1}, "right": {}}}}]
    )
    """Parts by name."""

    usual: dict[str, Part] = Field(default={"one": Part(size=1)})
    """There by default."""

    shelf: tuple[Part, ...] = ()
    """Parts in a row."""

    @field_validator("count")
    @classmethod
    def _odd(cls, count: int) -> int:
        """Odd or two."""
        return count

    @model_validator(mode="after")
    def _whole(self) -> Sample:
        """The parts make a whole."""
        return self


def sample() -> Tree:
    return tree_of(Sample, {"NAME": ("name",)})


class TestDocstrings:
    TEXT = """What it is,
    over two lines.

    More of it.

    Args:
        one: The first ``x``,
            continued.
        *rest: The others.

    Raises:
        ValueError: Never: not once.

    Source: A guide,
    with a second line.

    The end.
    """

    def test_parts_of_a_docstring(self) -> None:
        doc = docstrings.parse(self.TEXT)
        assert doc.summary == "What it is, over two lines."
        assert doc.body == ("More of it.", "The end.")
        assert doc.items("Args") == {"one": "The first `x`, continued.", "*rest": "The others."}
        assert doc.items("Raises") == {"ValueError": "Never: not once."}
        assert doc.text("Source") == "A guide, with a second line."
        assert doc.items("Attributes") == {}

    def test_none_is_empty(self) -> None:
        assert docstrings.parse(None) == docstrings.Docstring()

    def test_an_inherited_docstring_is_none(self) -> None:
        class Undocumented(Sample):
            pass

        assert docstrings.documented(Undocumented).summary == ""


class TestDocumentedAttributes:
    def test_the_text_stands_below_the_attribute(self) -> None:
        assert docstrings.documented_attribute(Part, "label") == "What it says; None for nothing."

    def test_it_is_that_of_the_class_the_attribute_comes_from(self) -> None:
        class Bolt(Screw):
            """A bolt."""

            size: int
            """How thick."""

        assert docstrings.documented_attribute(Bolt, "turns") == "How often it is turned."
        assert docstrings.documented_attribute(Bolt, "size") == "How thick."

    def test_a_text_that_stands_elsewhere_is_none(self) -> None:
        assert docstrings.documented_attribute(Screw, "unknown") == ""


class TestTypes:
    @pytest.mark.parametrize(
        ("annotation", "expected"),
        [
            (bool, "true or false"),
            (int | None, "whole number"),
            (Region, "text"),
            (Literal["a", "b", 3], '`"a"`, `"b"` or `3`'),
            (tuple[str, ...], "list of texts"),
            (Distinct[int], "list of whole numbers"),
            (tuple[Literal["a", "b"], ...] | None, 'list of `"a"` or `"b"`'),
            (dict[str, int], "table of whole numbers by name"),
            (dict[Literal["a", "b"], dict[str, str]], 'table of tables of texts by name by `"a"` or `"b"`'),
            (dict[str, Part], "table of `Part` by name"),
            (int | str, "whole number or text"),
            (int | tuple[str, ...] | None, "whole number or list of texts"),
            (complex, "complex"),
        ],
    )
    def test_words(self, annotation: Any, expected: str) -> None:
        assert types.words(annotation) == expected

    @pytest.mark.parametrize(
        ("annotation", "expected"),
        [
            (str, ""),
            (Annotated[int, Field(ge=1, le=3)] | None, "1 to 3"),
            (Region | None, "a region code, such as eu-central-1"),
            (tuple[Region, ...], "each a region code, such as eu-central-1"),
            (Distinct[str], "each once"),
        ],
    )
    def test_bounds(self, annotation: Any, expected: str) -> None:
        assert types.bounds(annotation) == expected

    def test_bounds_name_every_validator(self) -> None:
        assert types.bounds(Project).count(";") == 2
        assert types.bounds(RetentionDays).startswith("one of 1, 3, 5,")

    def test_bounds_of_a_field(self) -> None:
        class Limits(Model):
            above: float = Field(default=1, gt=0, lt=2)
            """Above."""
            low: int = Field(default=1, ge=1)
            """Low."""
            high: int = Field(default=1, le=9)
            """High."""
            text: str = Field(default="a", min_length=1, max_length=5, pattern="^a$")
            """Text."""
            row: tuple[int, ...] | None = Field(default=None, min_length=2)
            """Row."""

        assert {field.name: field.bounds for field in fields.fields_of(Limits)} == {
            "above": "more than 0; less than 2",
            "low": "at least 1",
            "high": "at most 9",
            "text": "1 to 5 characters; matches `^a$`",
            "row": "at least 2 entries",
        }

    def test_a_validator_that_says_nothing_is_refused(self) -> None:
        silent = Annotated[str, AfterValidator(lambda value: value)]
        with pytest.raises(ConfigurationError, match="nothing says what this validator accepts"):
            types.bounds(silent)


class TestValues:
    @pytest.mark.parametrize("value", [True, 3, 1.5, "a", 'a "b"', "a\\'\"\n", [], ["a", 1], {}, {"a b": {"c": 1}}])
    def test_toml_is_read_back(self, value: Any) -> None:
        assert tomllib.loads(f"key = {values.toml(value)}") == {"key": value}

    def test_none_has_no_toml(self) -> None:
        assert values.toml({"a": None}) == "{}"
        with pytest.raises(ValueError, match="None"):
            values.toml(None)

    @pytest.mark.parametrize("value", [None, True, "a", ("a",), ("a", "b"), (), ["a"], {"a": ("b",)}])
    def test_python_is_read_back(self, value: Any) -> None:
        assert eval(values.python(value)) == value  # noqa: S307

    def test_a_value_of_another_class_is_shown_as_it_is_made(self) -> None:
        assert values.python(NetworkConfig().cidr) == 'IPv4Network("10.0.0.0/16")'


class TestMarkdown:
    def test_a_table_escapes_what_would_break_it(self) -> None:
        text = markdown.table(("A", "B"), [["a | b", "<x> `<y>`\nz"]])
        assert text == "| A | B |\n| --- | --- |\n| a \\| b | &lt;x> `<y>` z |"

    def test_a_table_without_rows_is_nothing(self) -> None:
        assert markdown.table(("A",), []) == ""

    @pytest.mark.parametrize(("parts", "expected"), [([], ""), (["a"], "a"), (["a", "b", "c"], "a, b or c")])
    def test_a_list_in_words(self, parts: list[str], expected: str) -> None:
        assert markdown.listed(parts) == expected


class TestFields:
    def test_shapes(self) -> None:
        assert {field.name: field.shape.name for field in fields.fields_of(Sample)} == {
            "name": "VALUE",
            "count": "VALUE",
            "part": "TABLE",
            "spare": "OPTIONAL_TABLE",
            "other": "OPTIONAL_TABLE",
            "parts": "NAMED_TABLES",
            "usual": "NAMED_TABLES",
            "shelf": "LISTED_TABLES",
        }

    def test_rules_are_in_the_docstrings_of_validators(self) -> None:
        assert fields.fields_of(Sample)[1].bounds == "1 to 3; odd or two"
        assert fields.rules_of(Sample) == ["The parts make a whole."]

    def test_a_field_without_documentation_is_refused(self) -> None:
        class Bare(Model):
            field: int = 1

        with pytest.raises(ConfigurationError, match=r"Bare\.field: has no documentation"):
            fields.fields_of(Bare)


def with_one_thing_set(text: str) -> Iterator[tuple[str, str]]:
    """The file with one thing set that it only shows: a key, or a table with all that is in it."""
    paragraphs = text.split("\n\n")
    for index, paragraph in enumerate(paragraphs):
        told = re.sub(r"^#(?! |$)", "", paragraph, flags=re.MULTILINE)
        if told != paragraph:
            yield told.splitlines()[-1], "\n\n".join([*paragraphs[:index], told, *paragraphs[index + 1 :]])


class TestExampleFile:
    def test_it_gives_the_defaults(self) -> None:
        assert TapSettings.load("example", root=ROOT, environ={}) == TapSettings(environment_suffix="example")

    def test_it_names_every_key_that_is_below_no_name_of_the_users_own(self) -> None:
        text = example_toml(environment())
        shown = environment().effective
        for field in environment().fields:
            if field.path in shown:
                key, path = re.escape(field.name), re.escape(field.dotted)
                assert re.search(rf"^(#?{key} = |# {key}: |#?\[{path}[].])", text, re.MULTILINE), field.path

    @pytest.mark.parametrize(
        "changed", [pytest.param(text, id=line) for line, text in with_one_thing_set(example_toml(environment()))]
    )
    def test_what_it_only_shows_is_accepted(self, changed: str, tmp_path: Path) -> None:
        (tmp_path / "environments").mkdir()
        (tmp_path / "environments" / "example.toml").write_text(changed)
        TapSettings.load("example", root=tmp_path, environ={})

    def test_what_a_profile_changes_is_not_set(self) -> None:
        text = example_toml(environment())
        assert "\nprofile = " in text
        for line in text.splitlines():
            if line.startswith(("zone_count", "nat =", "retention_days", "deletion_window_days")):
                raise AssertionError(f"{line} would overrule every other profile")

    def test_a_default_that_the_holder_of_a_table_has_is_set(self) -> None:
        class Holder(Model):
            part: Part = Part(size=5)
            """The part."""

        text = example_toml(tree_of(Holder))
        assert Holder.model_validate(tomllib.loads(text)) == Holder()

    def test_loaded_it_gives_the_defaults_whatever_is_in_it(self) -> None:
        assert Sample.model_validate(tomllib.loads(example_toml(sample()))) == Sample()

    @pytest.mark.parametrize(
        "shown",
        [
            '# Its name.\n# Text, not empty. Variable: NAME. Not set by default; an example.\n#name = "probe"\n',
            "# A spare part.\n# A table or nothing. Not set by default; an example.\n#[spare]\n#size = 7\n",
            "# other: Another part.\n# A table or nothing. Not set by default.\n",
            '#[parts."a b"]\n#size = 7\n#[parts."a b".inside]\n#right = {}\n#[parts."a b".inside.left]\n#turns = 1\n',
            "# There by default.\n# A table for each name.\n[usual.one]\nsize = 1\ninside = {}\n",
            "# label: What it says; None for nothing.\n# Text. Not set by default.\n",
            "shelf = []\n",
        ],
    )
    def test_every_shape_of_field(self, shown: str) -> None:
        assert f"\n{shown}" in example_toml(sample())


class TestExamples:
    """Those that stand with the models."""

    @pytest.mark.parametrize(
        ("tree", "field"),
        [
            pytest.param(tree, field, id=field.dotted)
            for tree in (environment(), account())
            for field in tree.fields
            if field.example
        ],
    )
    def test_each_is_accepted_where_it_is_shown(self, tree: Tree, field: fields.Field) -> None:
        assert field.path in tree.effective, "shown nowhere: it is below a name of the user's own"
        tree.model.model_validate(nested(field.path, field.example))


class TestDefaults:
    def test_setting_a_default_changes_nothing(self) -> None:
        """A table that is set in part keeps the defaults of the rest, those of its holder too."""
        usual = TapSettings()
        for field in environment().fields:
            default = environment().effective.get(field.path)
            if field.shape is fields.Shape.VALUE and default is not None and field.name != "profile":
                assert TapSettings.model_validate(nested(field.path, default)) == usual, field.dotted


class TestSettingsPage:
    @pytest.mark.parametrize("tree", [environment(), account()], ids=["environment", "account"])
    def test_it_has_every_setting_that_is_not_inherited(self, tree: Tree) -> None:
        text = settings_page(environment(), account())
        for field in tree.fields:
            assert f"| `{field.dotted}` |" in text or (
                field.shape is fields.Shape.TABLE and f"### `{field.dotted}`" in text
            )

    def test_it_has_every_environment_variable(self) -> None:
        text = settings_page(environment(), account())
        sources = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "lib").rglob("*.py"))]
        mentioned = {name for source in sources for name in re.findall(r"\bTAP_[A-Z_]+\b", source)}
        for name in {*VARIABLES, *ACCOUNT_VARIABLES, *mentioned}:
            assert f"| `{name}` |" in text, name

    def test_it_has_what_differs_between_profiles(self) -> None:
        text = settings_page(environment(), account())
        assert "| `network.zone_count` | `2` | `2` | `3` |" in text
        assert "| `backup.plans.daily.rules.daily.copies.delete_after_days` | none | none | `90` |" in text

    def test_tables_that_a_user_may_add_at_any_depth(self) -> None:
        text = settings_page(sample(), account())
        assert "### `parts.<name>`\n\nA part." in text
        assert "| `parts.<name>.size` | How large. | whole number | required |" in text
        assert (
            "| `parts.<name>.inside.<name>.turns` | How often it is turned. | whole number | `3` | at least 1 |" in text
        )
        assert "### `shelf.<entry>.inside.<name>`\n\nA screw." in text

    def test_examples_of_tables(self) -> None:
        blocks = re.findall(r"```toml\n(.*?)```", settings_page(environment(), account()), re.DOTALL)
        models = [
            tree.model for tree in (environment(), account()) for field in tree.fields if field.example and field.models
        ]
        assert len(blocks) == len(models) > 3
        for block, model in zip(blocks, models, strict=True):
            model.model_validate(tomllib.loads(block))


@cache
def anchors(page: Path) -> set[str]:
    return set(map(anchor_of, re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)))


class TestPages:
    def test_the_repository_is_current(
        self, wanted: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(command, "pages", lambda root: wanted)
        assert command.main(["--check"]) == 0, capsys.readouterr().err

    def test_every_construct_has_its_page_and_resources(self, wanted: dict[str, str]) -> None:
        for path, text in wanted.items():
            if path.startswith("docs/constructs/") and not path.endswith("README.md"):
                for heading in ("## Example", "## Arguments", "## Attributes", "## Terraform resources"):
                    assert f"\n{heading}\n" in text, path

    def test_links_lead_somewhere(self, wanted: dict[str, str]) -> None:
        for path, text in wanted.items():
            for target, anchor in re.findall(r"\]\((?!https?://)([^)#]*)(?:#([^)]*))?\)", text):
                file = (ROOT / path).parent / target if target else ROOT / path
                assert file.exists(), f"{path}: {target}"
                assert not anchor or anchor in anchors(file), path

    def test_a_resource_of_another_package_is_not_taken_for_a_construct(self, wanted: dict[str, str]) -> None:
        assert "| `group` | `security_group.SecurityGroup` |" in wanted["docs/constructs/security_group.md"]

    def test_what_is_made_only_with_some_settings(self, wanted: dict[str, str]) -> None:
        lines = wanted["docs/constructs/bucket.md"].splitlines()
        made = {line.split("`")[1]: line.rsplit(" | ", 1)[1] for line in lines if line.startswith("| `aws_")}
        assert made["aws_s3_bucket"] == "by default |"
        assert made["aws_s3_bucket_logging"] == "with `access_log_bucket` |"

    def test_generated_twice_they_are_the_same(self, wanted: dict[str, str]) -> None:
        assert wanted["environments/example.toml"] == example_toml(environment())
        assert wanted["docs/settings.md"] == settings_page(environment(), account())


class TestCommand:
    def run(self, root: Path, wanted: dict[str, str], *arguments: str) -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(command, "pages", lambda root: wanted)
            return command.main(list(arguments), root)

    def test_checking_names_what_is_stale_and_writes_nothing(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = tmp_path / "docs" / "constructs"
        folder.mkdir(parents=True)
        (folder / "old.md").write_text(f"{markdown.NOTICE}\n")
        (folder / "written_by_hand.md").write_text("# A guide\n")
        (tmp_path / "docs" / "settings.md").write_text("old")

        assert self.run(tmp_path, {"docs/settings.md": "new", "docs/more.md": "new"}, "--check") == 1

        said = capsys.readouterr().err
        assert said.startswith("the reference is stale:\n")
        assert "docs/settings.md is stale" in said
        assert "docs/more.md is missing" in said
        assert "docs/constructs/old.md is of a construct that there is no longer" in said
        assert "make docs" in said
        assert (tmp_path / "docs" / "settings.md").read_text() == "old"
        assert not (tmp_path / "docs" / "more.md").exists()

    def test_writing_makes_it_current(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        folder = tmp_path / "docs" / "constructs"
        folder.mkdir(parents=True)
        (folder / "old.md").write_text(f"{markdown.NOTICE}\n")
        wanted = {"docs/settings.md": "new"}

        assert self.run(tmp_path, wanted) == 0
        assert capsys.readouterr().out == "wrote docs/settings.md\nremoved docs/constructs/old.md\n"
        assert self.run(tmp_path, wanted, "--check") == 0
        assert self.run(tmp_path, wanted) == 0
        assert capsys.readouterr().out == "everything is current\n"

    def test_what_is_not_documented_is_said_in_a_few_lines(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        # No construct has an example there.
        assert command.main(["--check"], tmp_path) == 1
        assert "examples/account_stack.py: is missing" in capsys.readouterr().err

    def test_a_construct_that_nothing_is_known_of_is_refused(self) -> None:
        from scripts.reference.specimens import specimens

        with pytest.raises(ConfigurationError, match="nothing says how to make one"):
            specimens({"Unheard": object})  # type: ignore[dict-item]  # refused before it is made


BEGIN, END = reference.BEGIN.format("constructs"), reference.END.format("constructs")


class TestTablesInPages:
    def test_the_table_stands_between_its_markers(self) -> None:
        text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
        assert reference.with_part(text, "new") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"

    def test_each_table_has_markers_of_its_own(self) -> None:
        text = f"{BEGIN}\nold\n{END}\n<!-- faults:begin -->\n{{}}\n<!-- faults:end -->\n"
        assert reference.with_part(text.format("old"), "new", "faults") == text.format("new")

    @pytest.mark.parametrize("text", ["", "no markers", f"{BEGIN} alone", f"{END}"])
    def test_without_markers_it_stays_as_it_is(self, text: str) -> None:
        assert reference.with_part(text, "new") == text
