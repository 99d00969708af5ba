"""Score a pipeline on marked articles: tables on screen, JSON, Markdown and an error list in a folder."""

from __future__ import annotations

from pathlib import Path

import spacy
import srsly
import typer
from rich.console import Console
from rich.markdown import Markdown
from spacy.tokens import DocBin
from spacy.vocab import Vocab

from zhaoshang.cli.script import run
from zhaoshang.corpus import sources
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_article
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.pipeline import annotate, annotate_given_entities
from zhaoshang.scoring.report import articles_as_markdown, as_markdown, errors_as_text, summarize


def main(
    model: Path = typer.Argument(..., help="A pipeline, or a DocBin of annotated copies (the baseline)."),
    gold: Path = typer.Argument(..., help="A folder of marked articles, or a file of passages."),
    output: Path = typer.Argument(..., help="The folder to write to."),
    train: list[Path] = typer.Option([], help="Training articles or passages, to score unseen names apart."),
) -> None:
    """Score MODEL on the articles of GOLD and write the results to OUTPUT."""
    articles = sources.read(gold)
    if not articles:
        raise typer.BadParameter(f"{gold}: no marked article here")
    given: list[Article | None] = [None] * len(articles)
    if model.is_dir():
        nlp = spacy.load(model)
        found = list(annotate(nlp, articles))
        given = list(annotate_given_entities(nlp, articles))
    else:
        docs = DocBin(store_user_data=True).from_disk(model).get_docs(Vocab())
        found = [to_article(doc) for doc in docs]
    known = {name for path in train for a in sources.read(path) for name in a.names("COMPANY")}
    comparisons = [compare(g, f, e, known) for g, f, e in zip(articles, found, given, strict=True)]
    summary = summarize(comparisons)
    tables = f"{as_markdown(summary)}\n{articles_as_markdown(summary)}"
    output.mkdir(parents=True, exist_ok=True)
    srsly.write_json(output / "scores.json", summary)
    (output / "scores.md").write_text(tables, "utf8")
    (output / "errors.txt").write_text(errors_as_text(comparisons), "utf8")
    Console().print(Markdown(tables))
    print(f"written: {output}/scores.json, scores.md, errors.txt")


if __name__ == "__main__":
    run(main)
