"""Which names of an evaluation set also stand in the training articles."""

from __future__ import annotations

from pathlib import Path

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.language.characters import normalize


def main(train: Path, evaluation: Path) -> None:
    """List the companies and parks of EVALUATION whose names occur in the texts of TRAIN."""
    text = "\n".join(normalize(article.text) for article in marked.read_dir(train))
    for label in ("COMPANY", "PARK"):
        names = {normalize(name) for article in marked.read_dir(evaluation) for name in article.names(label)}
        known = sorted((name, text.count(name)) for name in names if name in text)
        print(f"{label}: {len(known)} of {len(names)} names stand in the training text")
        for name, count in known:
            print(f"  {name}  {count}")


if __name__ == "__main__":
    run(main)
