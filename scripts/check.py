"""Check marked articles: print file, place and reason of every slip."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.corpus.check import check


def main(
    paths: list[Path], facts: bool = typer.Option(False, help="Print each article's facts too.")
) -> None:
    """Check marked files, or all marked files of folders."""
    files = [f for p in paths for f in (sorted(p.rglob("*.marked")) if p.is_dir() else [p])]
    slips = 0
    for file in files:
        try:
            article = marked.read(file)
        except (OSError, marked.MarkedError) as error:
            print(error)
            slips += 1
            continue
        if facts:
            print(f"{file.name}: {len(article.text)} characters, {len(article.entities)} entities")
            for names, sums, stages in article.facts():
                print("   ", " = ".join(names), *sums, *("/".join(stage) for stage in stages))
        for finding in check(article):
            line = article.text.count("\n", 0, finding.start) + 1
            print(f"{file}: text line {line}: {finding.kind}: {finding.message}")
            slips += 1
    print(f"{len(files)} files, {slips} slips")
    sys.exit(1 if slips else 0)


if __name__ == "__main__":
    run(main)
