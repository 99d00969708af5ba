"""Score a pipeline on marked articles after each change of the suite: a table, JSON, and docs/robustness.md."""

from __future__ import annotations

from pathlib import Path

import spacy
import srsly
import typer

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run
from zhaoshang.corpus import marked
from zhaoshang.scoring.perturbations import UnseenNames, perturbations
from zhaoshang.scoring.robustness import as_markdown, measure


def main(
    model: Path = typer.Argument(..., help="A pipeline's folder."),
    gold: Path = typer.Argument(..., help="A folder of marked articles."),
    output: Path = typer.Argument(..., help="The JSON file to write."),
    lexicons: Path = typer.Option(..., help="The word lists; no new name of a company stands in them."),
    train: Path = typer.Option(..., help="The training articles; no new name of a company stands in them."),
    document: Path | None = typer.Option(
        None, help="A document to write the tables into, between its markers."
    ),
    only: str = typer.Option("", help="Only the changes whose name holds this."),
    draws: int = typer.Option(3, min=1, help="How often a random change is drawn."),
    seed: int = typer.Option(0, help="Of the random choices."),
) -> None:
    """Say what each change of the text costs MODEL on the articles of GOLD."""
    articles = marked.read_dir(gold)
    if not articles:
        raise typer.BadParameter(f"{gold}: no marked article here")
    suite = perturbations(UnseenNames.of(lexicons, marked.read_dir(train)))
    chosen = [perturbation for perturbation in suite if only in perturbation.name]
    if not chosen:
        raise typer.BadParameter(f"no such change; there are {', '.join(p.name for p in suite)}")
    result = measure(spacy.load(model), articles, chosen, draws, seed, report=print)
    output.parent.mkdir(parents=True, exist_ok=True)
    srsly.write_json(output, result)
    tables = as_markdown(result)
    print(tables)
    if document:
        put_block(document, "robustness", tables)
    print(f"written: {output}{f', {document}' if document else ''}")


if __name__ == "__main__":
    run(main)
