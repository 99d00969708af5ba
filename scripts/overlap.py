"""Which names of an evaluation set also stand in the training articles."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import sources
from zhaoshang.corpus.article import Article
from zhaoshang.language.characters import normalize, squeeze


def main(
    train: Path = typer.Argument(exists=True),
    evaluation: Path = typer.Argument(exists=True),
    names_only: bool = typer.Option(
        False, "--names", help="Only names that are marked in TRAIN, not every place in its text."
    ),
) -> None:
    """List the companies and parks of EVALUATION whose names occur in TRAIN, and how often."""
    training, evaluated = sources.read(train), sources.read(evaluation)
    text = "\n".join(normalize(squeeze(article.text)) for article in training)
    where = "are marked in the training articles" if names_only else "stand in the training text"
    for label in ("COMPANY", "PARK"):
        in_training = _names(training, label)
        names = sorted(_names(evaluated, label))
        counts = {name: in_training[name] if names_only else text.count(name) for name in names}
        known = [(name, count) for name, count in counts.items() if count]
        print(f"{label}: {len(known)} of {len(names)} names {where}")
        for name, count in known:
            print(f"  {name}  {count}")


def _names(articles: list[Article], label: str) -> Counter[str]:
    return Counter(normalize(name) for article in articles for name in article.names(label))


if __name__ == "__main__":
    run(main)
