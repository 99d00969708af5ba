"""Train the rows of an experiment, each with several seeds, and put mean and spread into a table."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
import srsly
import typer
from spacy.util import load_config

from zhaoshang.cli.pages import put_block
from zhaoshang.cli.script import run
from zhaoshang.corpus import passages, sources
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_docbin
from zhaoshang.corpus.plain import plain_articles
from zhaoshang.corpus.silver import read as read_silver
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.pipeline import annotate
from zhaoshang.scoring.report import summarize

#: What is scored, and where a summary has it; a plan says which of them its table shows.
_KINDS = {
    "entities": ("entities", "all"),
    "COMPANY": ("entities", "COMPANY"),
    "relations": ("relations", "all"),
    "facts": ("facts", "all"),
}
_SHOWN = ("entities", "facts")


def main(
    plan: Path = typer.Argument(..., help="A file of configs/experiments."),
    output: Path = typer.Argument(
        ..., help="The folder for models and scores; what is there is not done again."
    ),
    train: Path = typer.Option(Path("assets/articles/train"), help="The training articles."),
    gold: list[Path] = typer.Option(..., help="What to score on; may be repeated."),
    document: Path | None = typer.Option(
        None, help="The page with a place named like the plan for the table."
    ),
) -> None:
    """Train what PLAN lists and score it."""
    experiment = srsly.read_yaml(plan)
    sets = {"/".join([*path.parts[-2:-1], path.stem]): sources.read(path) for path in gold}
    articles = sources.read(train)
    scores: dict[str, list[dict[str, Any]]] = {}
    for seed in experiment["seeds"]:
        for row in experiment["rows"]:
            folder = output / f"{row['name'].replace(' ', '-').replace('%', '')}-{seed}"
            # A training writes its best model at each evaluation: that there is one does not say that it ended.
            done = folder / "done"
            if not done.exists():
                _train(folder, seed, experiment, row, articles)
                done.touch()
            scores.setdefault(row["name"], []).append(_scores(folder, sets))
            if document:
                put_block(document, plan.stem, _table(scores, list(sets), experiment.get("kinds", _SHOWN)))
    print(_table(scores, list(sets), experiment.get("kinds", _SHOWN)))


def _train(
    folder: Path, seed: int, experiment: dict[str, Any], row: dict[str, Any], articles: list[Article]
) -> None:
    """Train one row with one seed: a process of its own, that starts as any training does.

    A row says what differs from the plan: ``config``, ``share``, ``passages``, ``plain``, ``silver``; ``overrides`` are single
    values of the config, ``sections`` whole sections of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = {**experiment, **row}
    chosen = random.Random(seed).sample(articles, round(settings.get("share", 1.0) * len(articles)))
    added = passages.to_learn_from(Path(settings["passages"])) if settings.get("passages") else []
    silver = read_silver(Path(settings["silver"])) if settings.get("silver") else ()
    docs = to_docbin([*chosen, *added, *plain_articles(settings["plain"]), *silver])
    docs.to_disk(folder / "train.spacy")
    config = load_config(settings["config"], interpolate=False)
    for part in ("sections", "overrides"):
        for name, value in {**experiment.get(part, {}), **row.get(part, {})}.items():
            _put(config, name.split("."), value)
    _put(config, ["paths", "train"], str(folder / "train.spacy"))
    _put(config, ["system", "seed"], seed)
    config.to_disk(folder / "config.cfg")
    command = [sys.executable, "-m", "spacy", "train", str(folder / "config.cfg"), "--output", str(folder)]
    # One BLAS thread is the fastest here, see project.yml.
    subprocess.run(
        command, check=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    )


def _put(config: dict[str, Any], path: list[str], value: Any) -> None:
    """Set one value, or a section as a whole."""
    for name in path[:-1]:
        config = config[name]
    config[path[-1]] = value


def _scores(folder: Path, sets: dict[str, list[Article]]) -> dict[str, dict[str, float]]:
    """F of each kind on each set; kept in the folder."""
    kept = folder / "scores.json"
    scores = srsly.read_json(kept) if kept.exists() else {}
    missing = {name: articles for name, articles in sets.items() if name not in scores}
    if missing:
        nlp = spacy.load(folder / "model-best")
        for name, articles in missing.items():
            comparisons = [compare(g, f) for g, f in zip(articles, annotate(nlp, articles), strict=True)]
            summary = summarize(comparisons, samples=1)["scores"]
            scores[name] = {kind: summary[part][label]["f"] for kind, (part, label) in _KINDS.items()}
        srsly.write_json(kept, scores)
    return scores


def _table(scores: dict[str, list[dict[str, Any]]], sets: list[str], kinds: Sequence[str]) -> str:
    """Mean of the seeds in points, and the span between the lowest and the highest."""
    heads = [f"{name} {kind}" for name in sets for kind in kinds]
    lines = [f"| | runs | {' | '.join(heads)} |", f"| --- | ---: |{' ---: |' * len(heads)}"]
    for row, runs in scores.items():
        cells = [_cell([run[name][kind] for run in runs]) for name in sets for kind in kinds]
        lines.append(f"| {row} | {len(runs)} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(values: list[float]) -> str:
    spread = f" ({100 * (max(values) - min(values)):.1f})" if len(values) > 1 else ""
    return f"{100 * sum(values) / len(values):.1f}{spread}"


if __name__ == "__main__":
    run(main)
