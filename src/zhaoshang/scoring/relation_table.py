"""Relations, facts and names of several systems side by side, as Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ..corpus.article import Article
from ..schema import RELATION_LABELS
from .compare import compare
from .coreference import Shares, name_scores
from .counts import Counts
from .relation_errors import RelationError

Systems = Mapping[str, Iterable[Article]]


def systems_table(gold: list[Article], systems: Systems) -> str:
    """F over relations and facts of each system, and the share of facts whose status is right."""
    lines = [
        f"| | relations | facts | {' | '.join(RELATION_LABELS)} | status |",
        "| --- |" + " ---: |" * (3 + len(RELATION_LABELS)),
    ]
    for name, articles in systems.items():
        totals: dict[tuple[str, str], Counts] = {}
        for wanted, found in zip(gold, articles, strict=True):
            for kind, labels in compare(wanted, found).counts.items():
                for label, own in labels.items():
                    totals[kind, label] = totals.get((kind, label), Counts()) + own
        relations = _sum(totals, "relations")
        cells = [f"{relations.f:.3f}" if relations else "–"]
        facts = _sum(totals, "facts") or Counts()
        cells += [f"{facts.f:.3f}", *(f"{totals['facts', label].f:.3f}" for label in RELATION_LABELS)]
        cells.append(f"{totals['status', 'right'].recall:.3f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sum(totals: dict[tuple[str, str], Counts], kind: str) -> Counts | None:
    own = [counts for (k, _), counts in totals.items() if k == kind]
    return sum(own, Counts()) if own else None


def names_table(gold: list[Article], found: Iterable[Article]) -> str:
    """B³ and MUC over the gold company mentions."""
    b_cubed, muc = Shares(), Shares()
    for wanted, had in zip(gold, found, strict=True):
        b, m = name_scores(wanted, had)
        b_cubed, muc = b_cubed + b, muc + m
    lines = ["| | P | R | F |", "| --- | ---: | ---: | ---: |"]
    for name, shares in (("B³", b_cubed), ("MUC", muc)):
        lines.append(f"| {name} | {shares.precision:.3f} | {shares.recall:.3f} | {shares.f:.3f} |")
    return "\n".join(lines) + "\n"


def kinds_table(errors: Mapping[str, list[RelationError]]) -> str:
    """How many errors of each kind each system makes, by label."""
    counts = {name: Counter((error.kind, error.label) for error in found) for name, found in errors.items()}
    kinds = sorted({kind for found in counts.values() for kind, _ in found})
    head = [f"{name}: {label}" for name in counts for label in ("all", *RELATION_LABELS)]
    lines = [f"| | {' | '.join(head)} |", "| --- |" + " ---: |" * len(head)]
    for kind in kinds:
        cells = []
        for found in counts.values():
            own = [found[kind, label] for label in RELATION_LABELS]
            cells += [sum(own), *own]
        lines.append(f"| {kind} | {' | '.join(map(str, cells))} |")
    return "\n".join(lines) + "\n"


def errors_list(errors: Iterable[tuple[Article, list[RelationError]]]) -> str:
    """Every error in its context, a line each."""
    lines = []
    for article, found in errors:
        for error in found:
            low, high = min(error.head[0], error.tail[0]), max(error.head[1], error.tail[1])
            around = " ".join(article.text[max(0, low - 15) : high + 15].split())
            context = around if len(around) <= 160 else f"{around[:70]} … {around[-80:]}"
            head, tail = article.surface(*error.head), article.surface(*error.tail)
            lines.append(f"{article.id}\t{error.kind}\t{error.reach}\t{head} {error.label} {tail}\t{context}")
    return "\n".join(lines) + "\n"
