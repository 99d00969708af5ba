"""Score a pipeline on marked articles as files of other layouts, scripts and kinds: a table, and JSON."""

from __future__ import annotations

from pathlib import Path

import spacy
import srsly
import typer
from rich.console import Console
from rich.table import Table

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.typeset import VARIANTS
from zhaoshang.reading import ReadingError
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.layouts import annotate_files
from zhaoshang.scoring.report import summarize

_KINDS = ("entities", "relations", "facts")


def main(
    model: Path = typer.Argument(..., help="A pipeline's folder."),
    gold: Path = typer.Argument(..., help="A folder of marked articles."),
    output: Path = typer.Argument(..., help="The JSON file to write."),
    only: list[str] = typer.Option([], help="A layout by name; may be repeated. All where none is named."),
) -> None:
    """Score MODEL on the articles of GOLD in each layout, and say what it costs against the text as marked."""
    unknown = set(only) - set(VARIANTS)
    if unknown:
        raise typer.BadParameter(
            f"no such layout: {', '.join(sorted(unknown))}; there are {', '.join(VARIANTS)}"
        )
    articles = marked.read_dir(gold)
    if not articles:
        raise typer.BadParameter(f"{gold}: no marked article here")
    nlp = spacy.load(model)
    scores: dict[str, dict[str, float]] = {}
    for name, write in VARIANTS.items():
        if only and name not in only and name != "as marked":
            continue
        try:
            found = list(annotate_files(nlp, articles, write))
        except ReadingError as error:
            raise typer.BadParameter(f"{name}: {error}") from error
        summary = summarize([compare(g, f) for g, f in zip(articles, found, strict=True)], samples=1)
        scores[name] = {kind: summary["scores"][kind]["all"]["f"] for kind in _KINDS}
    output.parent.mkdir(parents=True, exist_ok=True)
    srsly.write_json(output, scores)
    Console().print(_table(scores))
    print(f"written: {output}")


def _table(scores: dict[str, dict[str, float]]) -> Table:
    """F in points, and the difference to the text as marked."""
    table = Table("layout", *(column for kind in _KINDS for column in (f"{kind} F", "±")))
    for name, row in scores.items():
        cells = []
        for kind in _KINDS:
            cells += [f"{100 * row[kind]:.1f}", f"{100 * (row[kind] - scores['as marked'][kind]):+.1f}"]
        table.add_row(name, *cells)
    return table


if __name__ == "__main__":
    run(main)
