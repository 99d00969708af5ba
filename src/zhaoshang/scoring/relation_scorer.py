"""The relation extractor's scorer: what ``spacy train`` and ``spacy evaluate`` show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spacy import registry
from spacy.training import Example

from ..corpus.docs import to_article
from ..schema import RELATION_LABELS
from .article import fact_sets, relation_set
from .counts import Counts, count_by_label


def score_relations(examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
    """Scores over mentions and over facts.

    Returns:
        ``rel_micro_p/r/f`` and ``rel_f_per_type`` over (head, label, tail), all
        spans exact; ``facts_p/r/f`` and ``facts_f_per_type`` over the sets of
        (company, INVESTMENT, sum) and (company, stage); ``status_acc`` over the
        stage facts that match. None where the examples hold nothing to score.
    """
    mentions = {label: Counts() for label in RELATION_LABELS}
    facts = {label: Counts() for label in RELATION_LABELS}
    right = matched = 0
    for example in examples:
        gold, found = to_article(example.reference), to_article(example.predicted)
        gold_facts, found_facts = fact_sets(gold), fact_sets(found, gold)
        for counts, want, have in (
            (mentions, relation_set(gold), relation_set(found)),
            (facts, gold_facts.keys, found_facts.keys),
        ):
            for label, own in count_by_label(want, have, RELATION_LABELS, at=1).items():
                counts[label] += own
        for key in gold_facts.status.keys() & found_facts.status.keys():
            matched += 1
            right += bool(gold_facts.status[key] & found_facts.status[key])
    scores: dict[str, Any] = {"status_acc": right / matched if matched else None}
    for name, per_type, counts in (
        ("rel_micro", "rel_f_per_type", mentions),
        ("facts", "facts_f_per_type", facts),
    ):
        total = sum(counts.values(), Counts())
        empty = not (total.tp or total.fp or total.fn)
        scores[f"{name}_p"] = None if empty else total.precision
        scores[f"{name}_r"] = None if empty else total.recall
        scores[f"{name}_f"] = None if empty else total.f
        scores[per_type] = {label: {"p": c.precision, "r": c.recall, "f": c.f} for label, c in counts.items()}
    return scores


@registry.scorers("zhaoshang.relation_scorer.v1")
def create_relation_scorer() -> Callable[..., dict[str, Any]]:
    """The scorer of the relation extractor."""
    return score_relations
