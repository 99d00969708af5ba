"""The page: records in, one HTML file out."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from ..output import ArticleRecord
from ..schema import LABEL_COLORS
from .drawing import draw_entities, draw_relations
from .labels import LABELS
from .rows import Row, name_of, rows_of


class ReportError(ValueError):
    """A report that cannot be made; the message is one line that says why."""


class _Drawn(NamedTuple):
    """An article as the page shows it."""

    anchor: str
    name: str
    source: str
    date: str
    facts: int
    entities: Markup
    relations: list[Markup]


class _Counts(NamedTuple):
    articles: int
    facts: int
    companies: int
    errors: int


def write_report(records: Path, output: Path, title: str, language: str = "zh", articles: int = 300) -> None:
    """Write the report of a file of records (JSON lines) to ``output``, as a whole or not at all.

    ``language`` is zh or en, ``articles`` how many are drawn at most, those with facts first.

    Raises:
        ReportError: the records cannot be read, the report cannot be written, or the table's library, of
            the extra ``report``, is not installed.
    """
    library = _library()
    if output.resolve() == records.resolve():
        raise ReportError(f"{output}: is the file of records")
    chosen = _choose(records, articles)
    rows: list[Row] = []
    drawn: list[_Drawn] = []
    failed: list[ArticleRecord] = []
    count = 0
    for number, record in _read(records):
        count += 1
        anchor = f"a{number}" if number in chosen else ""
        try:
            rows += rows_of(record, anchor)
            if anchor:
                drawn.append(_draw(record, anchor))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise ReportError(f"{records}:{number}: no record of zhaoshang extract") from error
        if record["error"]:
            failed.append(record)
    counts = _Counts(count, len(rows), len({row["company"] for row in rows}), len(failed))
    page = _template().render(
        title=title,
        language=language,
        labels=LABELS[language],
        all_labels=_as_json(LABELS),
        colors=LABEL_COLORS,
        counts=counts,
        rows=_as_json(rows),
        articles=drawn,
        failed=failed,
        few=count - len(failed) > len(drawn),
        style=Markup(_asset("page.css")),
        script=Markup(_asset("page.js")),
        library_script=base64.b64encode((library / "dt_bundle.js").read_bytes()).decode(),
        library_style=Markup((library / "dt_bundle.css").read_text("utf-8")),
    )
    _write(page, output)


def _library() -> Path:
    """The folder of DataTables as the package itables brings it, which is not imported."""
    spec = find_spec("itables")
    if spec is None or not spec.submodule_search_locations:
        raise ReportError(
            "the report needs itables, which the extra report installs: pip install 'zhaoshang[report]'"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "html"


def _choose(records: Path, most: int) -> set[int]:
    """The numbers of the articles to draw: those that have a text, first those that have facts."""
    with_facts: list[int] = []
    others: list[int] = []
    for number, record in _read(records):
        if record.get("text"):
            (with_facts if record.get("facts") else others).append(number)
    return {*with_facts[:most], *others[: max(0, most - len(with_facts))]}


def _read(records: Path) -> Iterator[tuple[int, ArticleRecord]]:
    """The records of a file, each with the number of its line."""
    try:
        with records.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, _parse(line, f"{records}:{number}")
    except OSError as error:
        raise ReportError(f"{records}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"{records}: no UTF-8 text, so no records (jsonl)") from error


def _parse(line: str, place: str) -> ArticleRecord:
    try:
        record: ArticleRecord = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReportError(f"{place}: no JSON; the report is made of jsonl records") from error
    if not isinstance(record, dict) or not {"id", "source", "error", "entities", "facts"} <= record.keys():
        raise ReportError(f"{place}: no record of zhaoshang extract")
    return record


def _draw(record: ArticleRecord, anchor: str) -> _Drawn:
    return _Drawn(
        anchor,
        name_of(record),
        record["source"],
        record.get("meta", {}).get("date", ""),
        len(record["facts"]),
        draw_entities(record),
        draw_relations(record, anchor),
    )


def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html.jinja"))


def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text("utf-8")


def _as_json(value: object) -> Markup:
    """A value as JSON that no HTML parser takes for the end of its script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _write(page: str, output: Path) -> None:
    part = output.with_name(f".{output.name}.part")
    try:
        part.write_text(page, "utf-8", errors="replace")
        os.replace(part, output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ReportError(f"{output}: {error.strerror}") from error
