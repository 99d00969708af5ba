"""Links between the project's Markdown files lead somewhere, and the files that they name are there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

_ROOT = Path(__file__).parents[1]
#: What commands write; their files are not the project's.
_MADE = {"packages", "training", "results", "build", "dist"}
#: A file or folder of the repository in running text: `scripts/check.py`.
_NAMED = re.compile(r"(?:docs|scripts|src|configs|tests|benchmarks|examples|assets)/[\w./-]+")
#: What a command writes into the repository, after the training of all pipelines.
_WRITTEN = {"benchmarks/pipelines.md", "benchmarks/scaling.md"}


def markdown_files() -> list[Path]:
    """The project's Markdown files below its folder."""
    found = (path.relative_to(_ROOT) for path in _ROOT.rglob("*.md"))
    return sorted(f for f in found if not any(part.startswith(".") or part in _MADE for part in f.parts))


def tokens(file: Path) -> Iterator[Token]:
    """The tokens of a file, those of its lines included."""
    for token in MarkdownIt("commonmark").enable("table").parse(file.read_text("utf8")):
        yield token
        yield from token.children or ()


def targets(file: Path) -> list[str]:
    """Where the links and images of a file lead."""
    found = (token.attrGet("href") or token.attrGet("src") for token in tokens(file))
    return [str(target) for target in found if target]


def anchors(file: Path) -> set[str]:
    """The names that GitHub gives the headings of a file."""
    names: Counter[str] = Counter()
    found = set()
    is_heading = False
    for token in tokens(file):
        if is_heading and token.type == "inline":
            text = "".join(child.content for child in token.children or ())
            name = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            found.add(f"{name}-{names[name]}" if names[name] else name)
            names[name] += 1
        is_heading = token.type == "heading_open"
    return found


def broken(root: Path, file: Path) -> list[str]:
    """The links of a file that lead nowhere; those to other sites are not followed."""
    wrong = []
    for target in targets(file):
        link = urlsplit(target)
        path = (file.parent / unquote(link.path)).resolve() if link.path else file.resolve()
        if link.scheme or path in {(root / written).resolve() for written in _WRITTEN}:
            continue
        there = path.exists() and path.is_relative_to(root.resolve())
        if not there or (link.fragment and unquote(link.fragment) not in anchors(path)):
            wrong.append(target)
    return wrong


@pytest.mark.parametrize("file", markdown_files(), ids=str)
def test_links(file: Path) -> None:
    assert broken(_ROOT, _ROOT / file) == []


@pytest.mark.parametrize("file", markdown_files(), ids=str)
def test_files_that_are_named(file: Path) -> None:
    code = [token.content for token in tokens(_ROOT / file) if token.type == "code_inline"]
    named = {text for text in code if _NAMED.fullmatch(text)} - _WRITTEN
    assert {name for name in named if not (_ROOT / name).exists()} == set()


def test_the_index_has_every_page(root: Path) -> None:
    pages = {path.name for path in (root / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(targets(root / "docs" / "README.md"))


def test_what_is_broken_is_found(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "outside.md").touch()
    page = tmp_path / "root" / "page.md"
    (page.parent / "other.md").write_text("# One `a.b`: two\n\n# One `a.b`: two\n", "utf8")
    good = ["other.md", "#here", "other.md#one-ab-two", "other.md#one-ab-two-1", "https://x.org/none"]
    bad = ["none.md", "#there", "other.md#one", "other.md#one-ab-two-2", "../outside.md"]
    page.write_text("# Here\n\n| a |\n| - |\n" + "".join(f"| [x]({to}) |\n" for to in good + bad), "utf8")
    assert broken(page.parent, page) == bad
