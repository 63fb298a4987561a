"""`docs/settings.md`: every setting, every environment variable, and what the profiles change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lib.model import Model
from tap import REQUIRED

from .docstrings import documented
from .environment import Tree
from .fields import Field, Shape, fields_of, rules_of
from .markdown import code, listed, page, table
from .values import toml, toml_tables

_HEADER: Final = ("Setting", "What it is", "Type", "Default", "Bounds", "Variable")

# Variables that are no settings: what they are for, and where they are read.
_SWITCHES: Final = {
    "TAP_BASE": "`cdktf` or `cdktn`: which of them the library works with where both are installed; see cdktn.md.",
    "TAP_STOCK_BINDINGS": "`1` leaves the provider bindings as they are shipped: slow, and with the same output.",
    "TAP_ALLOW_LOSSY_BLOCKS": "`1` lets a dict that loses keys pass where a list of nested blocks is wanted.",
    "TAP_AWS_ENDPOINT": "The address of a running emulator for the tests, instead of one of their own.",
    "TAP_AWS_ENDPOINT_RESET": "`1` lets the tests empty the emulator that `TAP_AWS_ENDPOINT` names.",
    "TAP_INTEGRATION": "`aws` has tests of a deployed environment look at the account, `local` at the emulator.",
    "TAP_PROVIDER_MIRROR": "A folder with the AWS provider, where its registry cannot be reached.",
    "TERRAFORM_BINARY_NAME": "The Terraform to run; `terraform` by default.",
    "XDG_CACHE_HOME": "Where the stripped bindings are kept; `~/.cache` by default.",
}

_ORDER = """\
What an environment is made of is found in these places, the first that has a value winning:

1. arguments of `TapStack` or `TapSettings.load`,
2. environment variables (an empty one counts as not set, but for `SECONDARY_AWS_REGION`),
3. `environments/<suffix>.toml`,
4. the profile that is chosen there (`dev`, `test` or `prod`),
5. the defaults below.

An unknown key is refused, and everything that is wrong is said at once. "None" in a text means that the key is left
out. [environments/example.toml](../environments/example.toml) has every key with its default."""


def settings_page(environment: Tree, account: Tree) -> str:
    """The page's text."""
    return page(
        "# Settings",
        _ORDER,
        "- [The environment](#the-environment)\n- [Profiles](#profiles)\n- [The account](#the-account)\n"
        "- [Environment variables](#environment-variables)",
        "## The environment",
        documented(environment.model).summary,
        *_tables(environment),
        "## Profiles",
        "What differs between the profiles; everything else is the same in all.",
        _profiles(environment),
        "## The account",
        f"{documented(account.model).summary} Found like those of an environment, with "
        "`environments/account.toml` as the file and no profiles.",
        *_tables(account),
        "## Environment variables",
        _variables(environment, account),
        f"{listed([f'`{name}`' for name in REQUIRED], 'and')} have to be set where `tap.py` is the app.",
        "These are no settings but switches of the library and its tests:",
        table(("Variable", "What it does"), ([code(name), text] for name, text in _SWITCHES.items())),
    )


def _tables(tree: Tree) -> Iterator[str]:
    yield _table(tree, fields_of(tree.model))
    for field in tree.fields:
        for model in field.models:
            yield from _section(tree, field, model)


def _section(tree: Tree, parent: Field, model: type[Model]) -> Iterator[str]:
    fields = fields_of(model, parent.inner_path, parent.raw)
    yield f"### `{'.'.join(parent.inner_path)}`" + (f" as `{model.__name__}`" if len(parent.models) > 1 else "")
    yield parent.text if parent.shape is Shape.TABLE else documented(model).summary
    yield _table(tree, fields)
    if any(map(tree.inherits, fields)):
        yield (
            f"Every other key of `{'.'.join(parent.path[1:])}` and of its tables can stand here too; "
            "one that is left out has the primary region's value."
        )
    else:
        yield from rules_of(model)
    if parent.example:
        yield "\n".join(["```toml", *toml_tables(parent.path, parent.example), "```"])


def _table(tree: Tree, fields: Iterable[Field]) -> str:
    own = (field for field in fields if field.shape is not Shape.TABLE and not tree.inherits(field))
    return table(_HEADER, (_row(tree, field) for field in own))


def _row(tree: Tree, field: Field) -> list[str]:
    default = "required" if field.required else _shown(tree.default(field))
    if tree.by_profile(field.path):
        default = "[by profile](#profiles)"
    variables = listed([code(name) for name in tree.variables_of(field.path)])
    return [code(field.dotted), field.text, field.words, default, field.bounds, variables]


def _shown(value: Any) -> str:
    return "none" if value is None else code(toml(value))


def _profiles(tree: Tree) -> str:
    rows = ([code(".".join(path)), *map(_shown, values)] for path, values in tree.differing)
    return table(("Setting", *(code(name) for name in tree.profiles)), rows)


def _variables(environment: Tree, account: Tree) -> str:
    names = dict.fromkeys([*environment.variables, *account.variables])
    return table(
        ("Variable", "Setting of the environment", "Setting of the account"),
        (
            [code(name), *(code(".".join(tree.variables.get(name, ()))) for tree in (environment, account))]
            for name in names
        ),
    )
