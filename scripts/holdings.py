"""What the marked articles hold, as Markdown tables."""

from __future__ import annotations

from pathlib import Path

import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import hard_cases, sources
from zhaoshang.corpus.article import Article
from zhaoshang.schema import ENTITY_LABELS, RELATION_LABELS, STAGE_LABELS

_PAGE = """# What the corpus holds

Written by `spacy project run corpus`.

{held}

## Hard cases

Counted from the marks and, where wording alone tells a case (a parent that invests, a purchase that is signed), by its usual words: see
[`corpus/hard_cases.py`](../src/zhaoshang/corpus/hard_cases.py).

{hard}
"""


def main(
    folders: list[Path],
    output: Path | None = typer.Option(None, help="Write the table to this file, too."),
) -> None:
    """Count articles, characters, mentions, names, relations and facts of FOLDERS, which may be files of passages too."""
    articles = {str(folder): sources.read(folder) for folder in folders}
    page = _PAGE.format(
        held=_table({name: statistics(found) for name, found in articles.items()}),
        hard=_table({name: hard_cases.count(found) for name, found in articles.items()}),
    )
    print(page)
    if output:
        output.write_text(page, "utf8")


def _table(columns: dict[str, dict[str, int]]) -> str:
    lines = [f"| | {' | '.join(columns)} |", "| --- |" + " ---: |" * len(columns)]
    for key in next(iter(columns.values())):
        lines.append(f"| {key} | {' | '.join(f'{column[key]:,}' for column in columns.values())} |")
    return "\n".join(lines)


def statistics(articles: list[Article]) -> dict[str, int]:
    """The counts of some articles."""
    rows = {"articles": len(articles), "characters": sum(len(a.text) for a in articles)}
    for label in ENTITY_LABELS:
        mentions = [name for a in articles for name in a.names(label)]
        rows[f"{label} mentions"] = len(mentions)
        rows[f"{label} different"] = len(set(mentions))
    for label in STAGE_LABELS:
        rows[f"{label} triggers"] = sum(t.label == label for a in articles for t in a.triggers)
    rows["planned triggers"] = sum(t.status == "planned" for a in articles for t in a.triggers)
    for label in RELATION_LABELS:
        rows[f"{label} relations"] = sum(r.label == label for a in articles for r in a.relations)
    facts = [fact for a in articles for fact in a.facts()]
    rows["INVESTMENT facts"] = sum(len(fact.investment) for fact in facts)
    rows["stage facts"] = sum(len(fact.stages) for fact in facts)
    rows["articles without a fact"] = sum(not a.relations for a in articles)
    return rows


if __name__ == "__main__":
    run(main)
