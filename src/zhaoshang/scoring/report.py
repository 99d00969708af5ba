"""Comparisons to tables: totals with bootstrap intervals, per article, errors."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

from .compare import Comparison
from .counts import Counts

#: Kinds that are shares of what is there, with no precision of their own.
RECALL_ONLY = ("unseen names", "status")
_TOTAL = "all"


def summarize(comparisons: list[Comparison], samples: int = 1000, seed: int = 0) -> dict[str, Any]:
    """Totals of every kind and label, each with a 95% bootstrap interval over articles.

    Percentile bootstrap (Efron and Tibshirani 1993): the articles are drawn
    with replacement ``samples`` times, and the middle 95% of the scores kept.
    """
    kinds = list(dict.fromkeys(kind for c in comparisons for kind in c.counts))
    summary: dict[str, Any] = {"articles": len(comparisons), "scores": {}}
    for kind in kinds:
        labels = list(dict.fromkeys(label for c in comparisons for label in c.counts.get(kind, ())))
        rows = summary["scores"][kind] = {}
        totals = () if len(labels) < 2 or kind in RECALL_ONLY else (_TOTAL,)
        for label in (*labels, *totals):
            each = [_pick(c, kind, label) for c in comparisons]
            rows[label] = _row(kind, each, samples, seed)
    summary["per_article"] = {
        c.id: {kind: sum(c.counts[kind].values(), Counts()).as_dict() for kind in ("entities", "facts")}
        for c in comparisons
    }
    return summary


def as_markdown(summary: dict[str, Any]) -> str:
    """The totals as a Markdown table."""
    lines = ["| | P | R | F | 95% of F | gold |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for kind, rows in summary["scores"].items():
        lines.append(f"| **{kind}** | | | | | |")
        for label, row in rows.items():
            low, high = row["interval"]
            scores = (
                f"| {row['r']:.3f} | |"
                if kind in RECALL_ONLY
                else f"{row['p']:.3f} | {row['r']:.3f} | {row['f']:.3f} |"
            )
            lines.append(f"| {label} | {scores} {low:.3f}–{high:.3f} | {row['gold']} |")
    return "\n".join(lines) + "\n"


def articles_as_markdown(summary: dict[str, Any]) -> str:
    """Entities and facts of each article as a Markdown table."""
    lines = [
        "| article | entities F | gold | facts F | gold |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for id, kinds in summary["per_article"].items():
        entities, facts = kinds["entities"], kinds["facts"]
        lines.append(
            f"| {id} | {entities['f']:.3f} | {entities['gold']} | {facts['f']:.3f} | {facts['gold']} |"
        )
    return "\n".join(lines) + "\n"


def errors_as_text(comparisons: Iterable[Comparison]) -> str:
    """Every error with its article, one a line."""
    return "".join(f"{c.id}\t{line}\n" for c in comparisons for line in c.errors)


def _pick(comparison: Comparison, kind: str, label: str) -> Counts:
    counts = comparison.counts.get(kind, {})
    return sum(counts.values(), Counts()) if label == _TOTAL else counts.get(label, Counts())


def _row(kind: str, each: list[Counts], samples: int, seed: int) -> dict[str, Any]:
    def score(counts: Counts) -> float:
        return counts.recall if kind in RECALL_ONLY else counts.f

    draw = random.Random(seed)
    scores = sorted(
        score(sum(draw.choices(each, k=len(each)), Counts())) for _ in range(samples if each else 0)
    )
    row: dict[str, Any] = sum(each, Counts()).as_dict()
    middle = (scores[int(0.025 * samples)], scores[int(0.975 * samples) - 1]) if scores else (0.0, 0.0)
    row["interval"] = [round(value, 4) for value in middle]
    return row
