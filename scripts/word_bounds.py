"""How many of the marked names a word segmenter leaves whole: a table."""

from __future__ import annotations

from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import sources
from zhaoshang.corpus.article import Article
from zhaoshang.language.segmentation import BEGIN, END, SINGLE, Segmenter
from zhaoshang.schema import ENTITY_LABELS


def main(
    segmenter: Path = typer.Argument(..., help="The folder of a pkuseg model."),
    gold: list[Path] = typer.Argument(..., help="Folders of marked articles, or files of passages."),
) -> None:
    """Print of each label the share of entities that begin and end where words do.

    It bounds the recall of whatever marks entities as runs of these words.
    """
    cutter = Segmenter(segmenter)
    print(f"| | {' | '.join(ENTITY_LABELS)} |\n| --- |{' ---: |' * len(ENTITY_LABELS)}")
    for path in gold:
        whole = [pair for article in sources.read(path) for pair in _whole(article, cutter)]
        shares = [[ok for label, ok in whole if label == wanted] for wanted in ENTITY_LABELS]
        cells = " | ".join(f"{100 * sum(own) / max(1, len(own)):.1f}%" for own in shares)
        print(f"| {path} | {cells} |")


def _whole(article: Article, cutter: Segmenter) -> list[tuple[str, bool]]:
    """Label of each entity, and whether its bounds are bounds of words."""
    tags = cutter.tags(article.text)
    return [
        (entity.label, tags[entity.start] in (BEGIN, SINGLE) and tags[entity.end - 1] in (END, SINGLE))
        for entity in article.entities
    ]


if __name__ == "__main__":
    run(main)
