"""Check marked articles: print file, place and reason of every slip."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import marked, passages
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.check import check


def main(
    paths: list[Path],
    facts: bool = typer.Option(False, help="Print each article's facts too."),
    skip: list[str] = typer.Option([], help="A kind of finding to leave out; may be repeated."),
) -> None:
    """Check marked files, or files of passages, or all of these in folders."""
    articles, slips = _articles(paths)
    for name, article in articles:
        if facts:
            print(f"{article.id}: {len(article.text)} characters, {len(article.entities)} entities")
            for names, sums, stages in article.facts():
                print("   ", " = ".join(names), *sums, *("/".join(stage) for stage in stages))
        for finding in check(article):
            if finding.kind in skip:
                continue
            line = article.text.count("\n", 0, finding.start) + 1
            print(f"{name}: text line {line}: {finding.kind}: {finding.message}")
            slips += 1
    print(f"{len(articles)} articles, {slips} slips")
    sys.exit(1 if slips else 0)


def _articles(paths: list[Path]) -> tuple[list[tuple[str, Article]], int]:
    """The articles that can be read, with the names to print of them, and the number of files that cannot."""
    articles: list[tuple[str, Article]] = []
    unread = 0
    for file in [file for path in paths for file in _files(path)]:
        try:
            if file.suffix == ".jsonl":
                articles += [(f"{file} {article.id}", article) for article in passages.read(file)]
            else:
                articles.append((str(file), marked.read(file)))
        except (OSError, marked.MarkedError) as error:
            print(error)
            unread += 1
    return articles, unread


def _files(path: Path) -> list[Path]:
    return sorted([*path.rglob("*.marked"), *path.rglob("*.jsonl")]) if path.is_dir() else [path]


if __name__ == "__main__":
    run(main)
