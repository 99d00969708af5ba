"""docs/components.md says what the code says: every registered name, its settings and their defaults."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from importlib.metadata import EntryPoint, distribution
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from spacy.language import Language

_PLUGINS = [entry for entry in distribution("zhaoshang").entry_points if entry.group.startswith("spacy_")]
_FACTORIES = [entry for entry in _PLUGINS if entry.group == "spacy_factories"]
_OTHERS = [entry for entry in _PLUGINS if entry.group != "spacy_factories"]
#: What spaCy gives a factory, or an ``initialize``, itself.
_GIVEN = {"self", "nlp", "name", "get_examples", "labels"}
#: Defaults that the page tells in words.
_IN_WORDS = {"model", "words"}


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    """The page's sections by the name in their heading."""
    page = (root / "docs" / "components.md").read_text("utf8")
    parts = re.split(r"^### `(.+)`\n", page, flags=re.M)
    return dict(
        zip(parts[1::2], (re.split(r"^## ", part, flags=re.M)[0] for part in parts[2::2]), strict=True)
    )


def settings(section: str, kind: str) -> dict[str, str]:
    """The rows of a section's table whose first column is headed ``kind``: names and defaults."""
    table = re.search(rf"^\| {kind} \|.*\n\|.*\n((?:\|.*\n)*)", section, re.M)
    rows = [row.split(" | ") for row in table[1].splitlines()] if table else []
    return {row[0].strip("| `"): row[1] for row in rows}


def written(default: object) -> str:
    """A default as the page has it."""
    return "–" if default is inspect.Parameter.empty else f"`{json.dumps(default)}`"


def parameters(function: Callable[..., Any]) -> dict[str, object]:
    found = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in found if p.name not in _GIVEN}


def assert_told(told: dict[str, str], true: dict[str, object]) -> None:
    assert told.keys() == true.keys()
    for name in told.keys() - _IN_WORDS:
        assert told[name] == written(true[name]), name


def test_every_name_has_a_section(sections: dict[str, str]) -> None:
    assert set(sections) == {entry.name for entry in _PLUGINS}


@pytest.mark.parametrize("entry", _FACTORIES, ids=lambda entry: entry.name)
def test_components(entry: EntryPoint, sections: dict[str, str]) -> None:
    create, section = entry.load(), sections[entry.name]
    meta = Language.get_factory_meta(entry.name)
    defaults = meta.default_config or {}
    # A function component is its own factory, without settings.
    own = {} if "doc" in inspect.signature(create).parameters else parameters(create)
    assert defaults.keys() <= own.keys()
    assert_told(settings(section, "setting"), {**own, **defaults})
    initialize = getattr(get_type_hints(create)["return"], "initialize", None)
    assert_told(settings(section, "initialize"), parameters(initialize) if initialize else {})
    line = re.search(r"^Requires: (.*?)\. Assigns: (.*?)[.;](?: |$)", section, re.M)
    assert line is not None
    for told, true in zip(line.groups(), (meta.requires, meta.assigns), strict=True):
        assert re.findall("`(.*?)`", told) == list(true)


@pytest.mark.parametrize("entry", _OTHERS, ids=lambda entry: entry.name)
def test_the_rest(entry: EntryPoint, sections: dict[str, str]) -> None:
    assert_told(settings(sections[entry.name], "setting"), parameters(entry.load()))
