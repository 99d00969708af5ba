"""Whether the scores of the relations are probabilities: a reliability table.

Scores are put into ten bins; in a calibrated bin of 0.6 to 0.7 about 65 of 100
candidates hold. The expected calibration error (Naeini et al. 2015) is the mean
distance of the two, weighed by the candidates of each bin.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from spacy.language import Language
from spacy.tokens import Span

from ..components.relation_extractor import RelationExtractor, target_rows
from ..corpus.article import Article
from ..corpus.docs import to_doc


class Bin(NamedTuple):
    """Candidates with scores from ``low`` to ``high``: their number, their mean score, and the share that holds."""

    low: float
    high: float
    size: int
    score: float
    holds: float


def reliability(scores: np.ndarray, holds: np.ndarray, bins: int = 10) -> list[Bin]:
    """The bins that have candidates.

    Args:
        scores: probabilities, float array of shape (n,).
        holds: whether each candidate is right, array of shape (n,).
    """
    place = np.minimum((scores * bins).astype(int), bins - 1)
    return [
        Bin(
            k / bins, (k + 1) / bins, int(own.sum()),
            float(scores[own].mean()), float(holds[own].mean()),
        )
        for k in range(bins) if (own := place == k).any()
    ]  # fmt: skip


def calibration_error(table: list[Bin]) -> float:
    """The expected calibration error; 0 where there is nothing."""
    total = sum(row.size for row in table)
    return sum(row.size * abs(row.score - row.holds) for row in table) / total if total else 0.0


def scored_candidates(
    nlp: Language, articles: Iterable[Article], recognizer: str = "ner"
) -> tuple[np.ndarray, np.ndarray]:
    """Score and truth of every candidate of the relation extractor, given the gold entities.

    Returns:
        Two float arrays of shape (n_candidates,).
    """
    scores, holds = [np.zeros(0)], [np.zeros(0)]
    for article in articles:
        doc = nlp.make_doc(article.text)
        for name, component in nlp.pipeline:
            if isinstance(component, RelationExtractor):
                (group,), found = component.predict([doc])
                scores.append(found[:, 0])
                holds.append(target_rows(group, to_doc(article, nlp.vocab))[:, 0])
                break
            if name == recognizer:
                doc.set_ents([Span(doc, *entity) for entity in sorted(article.entities)])
            else:
                doc = component(doc)
    return np.concatenate(scores), np.concatenate(holds)


def as_markdown(table: list[Bin]) -> str:
    """The bins as a Markdown table."""
    lines = ["| score | candidates | mean score | share that holds |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {b.low:.1f}–{b.high:.1f} | {b.size} | {b.score:.3f} | {b.holds:.3f} |" for b in table]
    return "\n".join(lines) + f"\n\nExpected calibration error: {calibration_error(table):.3f}\n"
