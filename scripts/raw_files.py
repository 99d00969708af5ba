"""Score a pipeline on files as they come, and on their articles split by hand: JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import spacy
import srsly
import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.reading import ReadingError
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.pipeline import annotate
from zhaoshang.scoring.raw_files import RawFile, annotate_raw_files
from zhaoshang.scoring.report import summarize


def main(
    model: Path = typer.Argument(..., help="A pipeline's folder."),
    gold: Path = typer.Argument(
        ..., help="A folder of marked articles and of the files they were taken from."
    ),
    output: Path = typer.Argument(..., help="The JSON file to write."),
) -> None:
    """Score MODEL on the files of GOLD, read and split, and on the articles as they were split by hand."""
    articles = marked.read_dir(gold)
    nlp = spacy.load(model)
    try:
        files = list(annotate_raw_files(nlp, articles, gold))
    except (ReadingError, ValueError, KeyError) as error:
        raise typer.BadParameter(f"{gold}: {error}") from error
    by_hand = dict(zip((a.id for a in articles), annotate(nlp, articles), strict=True))
    rows = [_row(file.name, [file], by_hand) for file in files]
    rows.append(_row("all", files, by_hand))
    output.parent.mkdir(parents=True, exist_ok=True)
    srsly.write_json(output, rows)
    for row in rows:
        print(row)


def _row(name: str, files: list[RawFile], by_hand: dict[str, Article]) -> dict[str, Any]:
    """Counts and F of files, by the two ways."""
    pairs = [pair for file in files for pair in zip(file.gold, file.found, strict=True)]
    raw = summarize([compare(gold, found) for gold, found in pairs], samples=1)["scores"]
    split = summarize([compare(gold, by_hand[gold.id]) for gold, _ in pairs], samples=1)["scores"]
    row: dict[str, Any] = {
        "file": name,
        "articles": len(pairs),
        "found": sum(len(file.headlines) for file in files),
        "titles": sum(file.titles_found for file in files),
    }
    for kind in ("entities", "facts"):
        row[kind] = {"split by hand": split[kind]["all"]["f"], "raw": raw[kind]["all"]["f"]}
    return row


if __name__ == "__main__":
    run(main)
