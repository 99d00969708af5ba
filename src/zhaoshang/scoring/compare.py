"""One predicted article against its gold: counts of every kind that is scored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..corpus.article import Article
from ..schema import ENTITY_LABELS, RELATION_LABELS
from .article import FactSets, entity_set, fact_sets, relation_set
from .counts import Counts, count_by_label

Key = tuple
Labelled = dict[str, Counts]


@dataclass
class Comparison:
    """The counts of one article, by kind and label, and what was missed or wrong."""

    id: str
    counts: dict[str, Labelled] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def compare(
    gold: Article,
    found: Article,
    given_entities: Article | None = None,
    known_companies: Iterable[str] = (),
) -> Comparison:
    """Count ``found`` against ``gold``, two annotations of one text.

    Args:
        given_entities: what the pipeline found when it was given the gold entities.
        known_companies: names of the training text; the others are scored apart.
    """
    result = Comparison(gold.id)
    wanted, had = entity_set(gold), entity_set(found)
    stated, extracted = fact_sets(gold), fact_sets(found, gold)
    result.counts["entities"] = count_by_label(wanted, had, ENTITY_LABELS, at=2)
    result.counts["entities, overlap"] = _relaxed(wanted, had)
    result.counts["unseen names"] = _unseen(gold, wanted, had, set(known_companies))
    result.counts["names"] = {"pairs": _name_pairs(gold, found)}
    if gold.relations or not gold.stated:
        result.counts["relations"] = _relations(gold, found)
    result.counts["facts"], result.counts["status"] = _facts(stated, extracted)
    if given_entities is not None:
        if gold.relations or not gold.stated:
            result.counts["relations, gold entities"] = _relations(gold, given_entities)
        result.counts["facts, gold entities"], _ = _facts(stated, fact_sets(given_entities, gold))
    result.errors = [*_entity_errors(gold, wanted, had), *_fact_errors(stated, extracted)]
    return result


def _relaxed(wanted: set, had: set) -> Labelled:
    """Spans count as found when they share a character with one of the same label."""
    counts = {}
    for label in ENTITY_LABELS:
        gold = [e for e in wanted if e[2] == label]
        found = [e for e in had if e[2] == label]
        hits = sum(any(_overlap(g, f) for f in found) for g in gold)
        wrong = sum(not any(_overlap(g, f) for g in gold) for f in found)
        counts[label] = Counts(hits, wrong, len(gold) - hits)
    return counts


def _overlap(a: Key, b: Key) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _unseen(gold: Article, wanted: set, had: set, known: set[str]) -> Labelled:
    """Recall of the companies whose names are, or are not, in the training text."""
    seen, unseen = Counts(), Counts()
    for entity in wanted:
        if entity[2] == "COMPANY":
            counts = seen if gold.surface(*entity[:2]) in known else unseen
            if entity in had:
                counts.tp += 1
            else:
                counts.fn += 1
    return {"COMPANY seen": seen, "COMPANY unseen": unseen}


def _name_pairs(gold: Article, found: Article) -> Counts:
    """Pairs of different names of one business, over the names that both marked."""
    counts = Counts()
    both = set(gold.names("COMPANY")) & set(found.names("COMPANY"))
    counts.add(_pairs(gold, both), _pairs(found, both))
    return counts


def _pairs(article: Article, among: set[str]) -> set[frozenset[str]]:
    groups = [*article.businesses, *(stated.names for stated in article.stated)]
    return {
        frozenset((a, b)) for names in groups for a in names for b in names
        if a != b and a in among and b in among
    }  # fmt: skip


def _relations(gold: Article, found: Article) -> Labelled:
    return count_by_label(relation_set(gold), relation_set(found), RELATION_LABELS, at=1)


def _facts(wanted: FactSets, had: FactSets) -> tuple[Labelled, Labelled]:
    status = Counts()
    for key in wanted.status.keys() & had.status.keys():
        if wanted.status[key] & had.status[key]:
            status.tp += 1
        else:
            status.fn += 1
    return count_by_label(wanted.keys, had.keys, RELATION_LABELS, at=1), {"right": status}


def _entity_errors(gold: Article, wanted: set, had: set) -> list[str]:
    lines = []
    for start, end, label in sorted(wanted ^ had):
        kind = "missed" if (start, end, label) in wanted else "wrong"
        other = had if kind == "missed" else wanted
        near = sorted(e for e in other if _overlap(e, (start, end)))
        beside = ", ".join(f"{e[2]} {gold.surface(e[0], e[1])}" for e in near)
        around = " ".join(gold.text[max(0, start - 15) : end + 15].split())
        note = f" (has {beside})" if beside else ""
        lines.append(f"{kind} {label} {gold.surface(start, end)}{note}: …{around}…")
    return lines


def _fact_errors(wanted: FactSets, had: FactSets) -> list[str]:
    lines = [f"missed fact {_say(key)}" for key in sorted(wanted.keys - had.keys, key=str)]
    lines += [f"wrong fact {_say(key)}" for key in sorted(had.keys - wanted.keys, key=str)]
    for key in sorted(wanted.status.keys() & had.status.keys(), key=str):
        if not wanted.status[key] & had.status[key]:
            right = "/".join(sorted(wanted.status[key]))
            lines.append(f"wrong status {_say(key)}: should be {right}")
    return lines


def _say(key: Key) -> str:
    company, label, *rest = key
    return " ".join([company, label, *(" ".join(map(str, r)) if isinstance(r, tuple) else r for r in rest)])
