"""What changes of the text cost a pipeline: scores before and after each."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from spacy.language import Language

from ..corpus.article import Article
from .compare import Comparison, compare
from .perturbations import ALL_KINDS, Perturbation
from .pipeline import annotate
from .report import summarize

#: Scores by kind ("entities", "facts"…) and label ("all", "COMPANY"…).
Scores = dict[str, dict[str, float]]


def measure(
    nlp: Language,
    articles: list[Article],
    suite: Iterable[Perturbation],
    draws: int = 3,
    seed: int = 0,
    report: Callable[[str], None] = lambda line: None,
) -> dict[str, Any]:
    """F of the pipeline on the articles as they are, and after each perturbation.

    Args:
        draws: how often a random change is drawn; the scores are of all draws together.
        seed: of the random choices, which are each article's own.
        report: is told of every perturbation when it is done.

    Returns:
        ``before``: the scores; ``after``: by the perturbation's name the ``scores`` and, for each draw,
        F of entities as ``draws``.
    """
    before = _scores([compare(a, f) for a, f in zip(articles, annotate(nlp, articles), strict=True)])
    after: dict[str, Any] = {}
    for perturbation in suite:
        drawn = [
            _compared(nlp, articles, perturbation, f"{seed} {draw}")
            for draw in range(draws if perturbation.random else 1)
        ]
        scores = _scores([comparison for draw in drawn for comparison in draw], perturbation.kinds)
        each = [_scores(draw, ("entities",))["entities"]["all"] for draw in drawn]
        after[perturbation.name] = {"scores": scores, "draws": each}
        report(f"{perturbation.name}: entities {scores['entities']['all']:.3f}")
    return {"articles": len(articles), "draws": draws, "seed": seed, "before": before, "after": after}


def _compared(nlp: Language, articles: list[Article], change: Perturbation, seed: str) -> list[Comparison]:
    changed = [change.change(a, random.Random(f"{seed} {change.name} {a.id}")) for a in articles]
    return [compare(a, found) for a, found in zip(changed, annotate(nlp, changed), strict=True)]


def _scores(comparisons: list[Comparison], kinds: Iterable[str] = ALL_KINDS) -> Scores:
    summary = summarize(comparisons, samples=1)["scores"]
    return {kind: {label: row["f"] for label, row in summary[kind].items()} for kind in kinds}


def as_markdown(result: dict[str, Any]) -> str:
    """The table of all perturbations, and one of the entities by label: F in points and the difference."""
    return f"{_table_of_kinds(result)}\n{_table_of_labels(result)}"


def _table_of_kinds(result: dict[str, Any]) -> str:
    before: Scores = result["before"]
    lines = [
        "| | entities F | ± | worst draw | relations F | ± | facts F | ± |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        f"| **as marked** | {100 * before['entities']['all']:.1f} | | | {100 * before['relations']['all']:.1f} | "
        f"| {100 * before['facts']['all']:.1f} | |",
    ]
    for name, row in result["after"].items():
        cells = []
        for kind in ALL_KINDS:
            cells += _f_and_change(row["scores"].get(kind), before[kind], "all")
            if kind == "entities":
                cells.append(f"{100 * (min(row['draws']) - before[kind]['all']):+.1f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _table_of_labels(result: dict[str, Any]) -> str:
    before: dict[str, float] = result["before"]["entities"]
    labels = [label for label in before if label != "all"]
    lines = [
        f"| entities F | {' | '.join(f'{label} | ±' for label in labels)} |",
        f"| --- |{' ---: | ---: |' * len(labels)}",
        f"| **as marked** | {' | '.join(f'{100 * before[label]:.1f} | ' for label in labels)} |",
    ]
    for name, row in result["after"].items():
        cells = [cell for label in labels for cell in _f_and_change(row["scores"]["entities"], before, label)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _f_and_change(row: dict[str, float] | None, before: dict[str, float], label: str) -> list[str]:
    if row is None:
        return ["–", "–"]
    return [f"{100 * row[label]:.1f}", f"{100 * (row[label] - before[label]):+.1f}"]
