"""`docs/constructs`: a page for each construct, and the table of all of them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

# isort: split
from constructs import Construct

from lib.bindings import PACKAGE
from lib.model import Model, refuse

from .constructs import ConstructClass, choices, is_protocol, public_module
from .docstrings import documented
from .fields import Field, fields_of, rules_of
from .markdown import code, listed, page, prose, table
from .specimens import Specimen
from .values import python

_IMPORT_ORDER = (
    "`tap_constructs` is imported before the modules of `cdktf_cdktf_provider_aws`, which then load fast; "
    "`# isort: split` keeps it so."
)
_OF_BINDINGS = f"Types with a module before them are of `{PACKAGE}`."
_SETTINGS = {"TapSettings": "../settings.md#the-environment", "AccountSettings": "../settings.md#the-account"}


def overview(found: Sequence[ConstructClass]) -> str:
    """The table of all constructs, beside their pages."""
    return table(("Construct", "What it is"), ([f"[`{one.name}`]({one.slug}.md)", one.doc.summary] for one in found))


def index(found: Sequence[ConstructClass], folder: str) -> str:
    """All constructs by name, each a link.

    Args:
        found: The constructs.
        folder: Where their pages are, seen from the page that the names are on.
    """
    return ",\n".join(f"[{one.name}]({folder}/{one.slug}.md)" for one in found) + "."


def construct_page(
    one: ConstructClass, all_of_them: Sequence[ConstructClass], example: str, full_example: str = ""
) -> str:
    """The page of a construct.

    Args:
        one: The construct.
        all_of_them: All that have a page.
        example: The text of its example.
        full_example: The text of one that shows more of it; empty for none.
    """
    links = Links(one, all_of_them)
    models = list(dict.fromkeys(_reachable(one.configs, links)))
    links.describes(models)
    return page(
        f"# {one.name}",
        *map(prose, (one.doc.summary, *one.doc.body)),
        f"```python\n{one.statement}\n```",
        *_example("## Example", f"examples/{one.slug}.py", example),
        *_example("## Full example", f"examples/full/{one.slug}.py", full_example),
        _IMPORT_ORDER if "isort: split" in example else "",
        *_headed("## Arguments", _arguments(one, links)),
        *_headed("## Types in the arguments", _types(one, all_of_them, links)),
        *_configuration(models, links),
        *_headed("## Attributes", _attributes(one, links)),
        _OF_BINDINGS if one.of_bindings else "",
        *_methods(one),
        *_headed("## Errors", table(("Error", "When"), _errors(one))),
        *_headed("## Terraform resources", _resources(one.specimens)),
        *_headed("## Source", prose(one.doc.text("Source"))),
    )


class Links:
    """Where on the pages a type is described, seen from the page of a construct."""

    def __init__(self, here: ConstructClass, found: Sequence[ConstructClass]) -> None:
        self._here = here.name
        self._pages = {one.name: f"{one.slug}.md" for one in found}
        self._on_this_page = {config.__name__ for config in here.configs}

    def of(self, name: str) -> str:
        """The name as code, with a link where a page describes it."""
        target = self._pages.get(name) or self._elsewhere(name)
        if not target and name in self._on_this_page:
            target = f"#{name.lower()}"
        return f"[`{name}`]({target})" if target else code(name)

    def leaves(self, name: str) -> bool:
        """Whether another page describes the model."""
        return bool(self._elsewhere(name))

    def describes(self, models: Iterable[type[Model]]) -> None:
        """Says which models this page describes, beside those of the constructor."""
        self._on_this_page |= {model.__name__ for model in models}

    def _elsewhere(self, name: str) -> str:
        owner = name.removesuffix("Config")
        if name in _SETTINGS:
            return _SETTINGS[name]
        return f"{self._pages[owner]}#{name.lower()}" if name != owner != self._here and owner in self._pages else ""


def read_example(root: Path, one: ConstructClass) -> str:
    """The text of a construct's example.

    Raises:
        ConfigurationError: There is none.
    """
    file = root / "examples" / f"{one.slug}.py"
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise refuse(
            "is missing",
            expected=f"a small app that shows {one.name}",
            remedy="write it, after another one there",
            where=f"examples/{file.name}",
        ) from None


def read_full_example(root: Path, one: ConstructClass) -> str:
    """The text of a construct's full example; empty where its example shows enough."""
    file = root / "examples" / "full" / f"{one.slug}.py"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _headed(heading: str, content: str) -> list[str]:
    return [heading, content] if content else []


def _example(heading: str, path: str, text: str) -> Iterator[str]:
    if text:
        yield heading
        yield f"[{path}](../../{path}):"
        yield f"```python\n{text.strip()}\n```"


def _arguments(one: ConstructClass, links: Links) -> str:
    texts = one.made.items("Args")
    configs = {config.__name__ for config in one.configs}
    return table(
        ("Argument", "Type", "Default", "What it is"),
        (
            [
                code(str(parameter).partition(":")[0].partition("=")[0]),
                _typed(str(parameter.annotation), links, configs),
                _default(parameter),
                texts.get(parameter.name, ""),
            ]
            for parameter in one.parameters
        ),
    )


def _typed(annotation: str, links: Links, configs: set[str]) -> str:
    """The annotation; one that is a model alone, or that or None, with a link to it."""
    bare = annotation.removesuffix(" | None")
    if bare in configs:
        return links.of(bare) + (" or `None`" if bare != annotation else "")
    return code(annotation)


def _default(parameter: inspect.Parameter) -> str:
    if parameter.default is inspect.Parameter.empty:
        return "required"
    return code(python(parameter.default))


def _types(one: ConstructClass, all_of_them: Sequence[ConstructClass], links: Links) -> str:
    rows = []
    for name, found in one.mentioned.items():
        if found in one.configs:
            continue
        allowed = [code(python(choice)) for choice in choices(found)]
        text = (
            f"{listed(allowed)}." if allowed else f"{documented(found).summary} {_ways_to(found, all_of_them, links)}"
        )
        rows.append([links.of(name), "" if allowed else code(public_module(name, found)), text])
    return table(("Type", "Import from", "What it is"), rows)


def _ways_to(found: Any, all_of_them: Sequence[ConstructClass], links: Links) -> str:
    """How to get something of a protocol: the construct beside it, or what that makes of something that exists."""
    if not is_protocol(found):
        return ""
    beside = [one for one in all_of_them if one.cls.__module__ == found.__module__]
    ways = [links.of(one.name) for one in beside]
    ways += [f"what `{one.name}.from_existing` gives" for one in beside if "from_existing" in one.members]
    return f"Take {listed(ways)}." if ways else ""


def _configuration(models: Sequence[type[Model]], links: Links) -> Iterator[str]:
    if models:
        yield "## Configuration"
    for model in models:
        yield f"### {model.__name__}"
        yield prose(" ".join([documented(model).summary, *documented(model).body]))
        yield table(
            ("Field", "Type", "Default", "Bounds", "What it is"),
            (
                [code(field.name), _kind(field, links), _field_default(field), field.bounds, field.text]
                for field in fields_of(model)
            ),
        )
        yield from map(prose, rules_of(model))


def _reachable(models: Sequence[type[Model]], links: Links) -> Iterator[type[Model]]:
    """The models and those in their fields, without those that another page describes."""
    for model in models:
        if not links.leaves(model.__name__):
            yield model
            inner = [found for field in fields_of(model) for found in field.models]
            yield from _reachable(list(dict.fromkeys(inner)), links)


def _kind(field: Field, links: Links) -> str:
    words = field.words
    for name in (found.__name__ for found in field.models):
        words = words.replace(code(name), links.of(name))
    return words


def _field_default(field: Field) -> str:
    if field.required:
        return "required"
    return "its own defaults" if field.models and field.default else code(python(field.raw))


def _attributes(one: ConstructClass, links: Links) -> str:
    rows = []
    for name, text in one.doc.items("Attributes").items():
        rows.append([code(name), _linked(one.attribute_type(name), links), text])
        rows += [[code(f"{name}.{inner}"), kind, said] for inner, kind, said in _inner_attributes(one, name, links)]
    for name, member in one.members.items():
        if isinstance(member, property) and member.fget:
            annotation = str(inspect.signature(member.fget).return_annotation)
            rows.append([code(name), code(annotation), documented(member).summary])
    return table(("Attribute", "Type", "What it is"), rows)


def _inner_attributes(one: ConstructClass, name: str, links: Links) -> Iterator[tuple[str, str, str]]:
    """The attributes of an attribute that is a construct of the library without a page of its own."""
    value: Any = getattr(one.specimens[0].construct, name) if one.specimens else None
    if not isinstance(value, Construct) or not type(value).__module__.startswith("lib."):
        return
    if links.of(type(value).__name__) == code(type(value).__name__):
        for inner, text in documented(type(value)).items("Attributes").items():
            yield inner, _linked(type(getattr(value, inner)).__name__, links), text


def _linked(described: str, links: Links) -> str:
    first, *others = described.split(" or ")
    return " or ".join([links.of(first), *map(links.of, others)]) if described else ""


def _methods(one: ConstructClass) -> Iterator[str]:
    methods: Mapping[str, Any] = {
        name: inspect.unwrap(getattr(one.cls, name))
        for name, member in one.members.items()
        if not isinstance(member, property)
    }
    if methods:
        yield "## Methods"
    for name, method in methods.items():
        doc = documented(method)
        yield f"### `{one.name}.{name}`"
        yield f"```python\n{_call(one, name, method)}\n```"
        yield from map(prose, (doc.summary, *doc.body))
        yield table(("Argument", "What it is"), ([code(key), text] for key, text in doc.items("Args").items()))


def _call(one: ConstructClass, name: str, method: Any) -> str:
    signature = inspect.signature(method)
    parameters = [parameter for parameter in signature.parameters.values() if parameter.name != "self"]
    parts, starred = [], False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        default = "" if parameter.default is parameter.empty else f" = {python(parameter.default)}"
        parts.append(f"{parameter.name}: {parameter.annotation}{default}")
    line = f"{one.name}.{name}({', '.join(parts)}) -> {signature.return_annotation}"
    if len(line) <= 100:
        return line
    inner = "".join(f"    {part},\n" for part in parts)
    return f"{one.name}.{name}(\n{inner}) -> {signature.return_annotation}"


def _errors(one: ConstructClass) -> list[list[str]]:
    return [[code(name), text] for name, text in one.made.items("Raises").items()]


def _resources(specimens: Sequence[Specimen]) -> str:
    everything = sorted(
        set[str]().union(*(specimen.types for specimen in specimens)), key=lambda one: ("." in one, one)
    )
    return table(("Type", "Made"), ([code(one), _when(one, specimens)] for one in everything))


def _when(terraform_type: str, specimens: Sequence[Specimen]) -> str:
    having = [specimen.label for specimen in specimens if terraform_type in specimen.types]
    lacking = [specimen.label for specimen in specimens if terraform_type not in specimen.types]
    if "" not in having:
        return f"with {listed(having)}"
    return f"by default, not with {listed(lacking)}" if lacking else "by default"
