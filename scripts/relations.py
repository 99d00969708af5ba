"""Look at a pipeline's relations: beside a heuristic, given gold and found entities; reliability; names; error kinds."""

from __future__ import annotations

from pathlib import Path

import spacy
import typer

from zhaoshang.cli.script import run
from zhaoshang.corpus import sources
from zhaoshang.scoring.nearest import nearest_company
from zhaoshang.scoring.pipeline import annotate, annotate_given_entities
from zhaoshang.scoring.relation_errors import relation_errors
from zhaoshang.scoring.relation_table import errors_list, kinds_table, names_table, systems_table
from zhaoshang.scoring.reliability import as_markdown, reliability, scored_candidates


def main(
    model: Path = typer.Argument(..., help="A trained pipeline."),
    gold: Path = typer.Argument(..., help="A folder of marked articles."),
    output: Path = typer.Argument(..., help="The folder to write relations.md and relation-errors.txt to."),
) -> None:
    """Score the relations of MODEL on the articles of GOLD and write the tables to OUTPUT."""
    articles = sources.read(gold)
    if not articles:
        raise typer.BadParameter(f"{gold}: no marked article here")
    nlp = spacy.load(model)
    found = list(annotate(nlp, articles))
    given = list(annotate_given_entities(nlp, articles))
    systems = {
        "model, gold entities": given,
        "nearest company, gold entities": [nearest_company(article) for article in given],
        "model, its own entities": found,
        "nearest company, the model's entities": [nearest_company(article) for article in found],
    }
    related = [(g, relation_errors(g, f)) for g, f in zip(articles, given, strict=True) if g.relations]
    bins = reliability(*scored_candidates(nlp, articles))
    parts = {
        "Relations and facts (F)": systems_table(articles, systems),
        "Names, given the mentions": names_table(articles, given),
        "Reliability of the scores, given the entities": as_markdown(bins),
        "Errors given the entities": kinds_table({"model": [e for _, errors in related for e in errors]}),
    }
    report = "\n".join(f"## {title}\n\n{table}" for title, table in parts.items())
    output.mkdir(parents=True, exist_ok=True)
    (output / "relations.md").write_text(report, "utf8")
    (output / "relation-errors.txt").write_text(errors_list(related), "utf8")
    print(report)


if __name__ == "__main__":
    run(main)
