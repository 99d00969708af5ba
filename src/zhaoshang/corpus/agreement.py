"""Agreement of two readers who marked the same texts apart."""

from __future__ import annotations

from ..schema import ENTITY_LABELS, RELATION_LABELS, STAGE_LABELS
from ..scoring.article import entity_set, fact_sets, relation_set, trigger_set
from ..scoring.counts import Counts, count_by_label
from .article import Article


def agreement(first: list[Article], second: list[Article]) -> dict[str, dict[str, Counts]]:
    """Counts of what both marked, and of what one alone did, a kind and label.

    F of the counts does not depend on which reader comes first (Hripcsak and
    Rothschild 2005, https://doi.org/10.1197/jamia.M1733).

    Raises:
        ValueError: the two differ in articles or texts.
    """
    result = {
        "entities": {label: Counts() for label in ENTITY_LABELS},
        "triggers": {label: Counts() for label in STAGE_LABELS},
        "relations": {label: Counts() for label in RELATION_LABELS},
        "facts": {label: Counts() for label in RELATION_LABELS},
    }
    if [(a.id, a.text) for a in first] != [(b.id, b.text) for b in second]:
        raise ValueError("the two readers' articles differ in name or text")
    for a, b in zip(first, second, strict=True):
        pairs: dict[str, tuple[set, set, int]] = {
            "entities": (entity_set(a), entity_set(b), 2),
            "triggers": (trigger_set(a), trigger_set(b), 2),
            "relations": (relation_set(a), relation_set(b), 1),
            "facts": (fact_sets(a).keys, fact_sets(b, a).keys, 1),
        }
        for kind, (one, other, at) in pairs.items():
            for label, counts in count_by_label(one, other, result[kind], at).items():
                result[kind][label] += counts
    return result
