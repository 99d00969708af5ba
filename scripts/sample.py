"""Draw marks at random and show each in its sentence, as a Markdown table."""

from __future__ import annotations

import random
from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article
from zhaoshang.language.text_zones import sentences

_AROUND = 40


def main(folder: Path, count: int = 50, seed: int = typer.Option(0, help="Of the draw.")) -> None:
    """Show COUNT entity and trigger marks of the marked articles of FOLDER."""
    marks: list[tuple[Article, int, int, str]] = []
    for article in marked.read_dir(folder):
        marks += [(article, e.start, e.end, e.label) for e in article.entities]
        marks += [(article, t.start, t.end, f"{t.label}, {t.status}") for t in article.triggers]
    print("| article | mark | label | in its sentence |\n| --- | --- | --- | --- |")
    for article, start, end, label in sorted(
        random.Random(seed).sample(marks, count), key=lambda m: (m[0].id, m[1])
    ):
        low, high = sentences(article.text).range(start)
        before, after = (
            article.text[max(low, start - _AROUND) : start],
            article.text[end : min(high, end + _AROUND)],
        )
        mark = article.surface(start, end)
        line = f"{_flat(before)}**{mark}**{_flat(after)}"
        print(f"| {article.id} | {mark} | {label} | {line} |")


def _flat(text: str) -> str:
    return "".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    run(main)
