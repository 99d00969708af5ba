"""Where a fact plays: the park and the industry chain that its article names beside it.

The scheme relates companies to sums and stages only. For tables and charts a fact takes the name that stands
nearest to its company in the sentences that state it; failing that, the only one of the article.
It is context to sort by, not an extracted relation.
"""

from __future__ import annotations

from ..record import Entity, FactEntry, Record


def park_of(record: Record, fact: FactEntry) -> str:
    """The park beside a fact, or an empty string."""
    return _beside(record, fact, "PARK")


def chain_of(record: Record, fact: FactEntry) -> str:
    """The industry chain beside a fact, or an empty string."""
    return _beside(record, fact, "INDUSTRY_CHAIN")


def _beside(record: Record, fact: FactEntry, label: str) -> str:
    named = [entity for entity in record["entities"] if entity["label"] == label]
    near = [entity for entity in named if _within(entity, fact)]
    if near:
        company = [
            entity
            for entity in record["entities"]
            if entity["label"] == "COMPANY" and entity["norm"] in fact["names"] and _within(entity, fact)
        ]
        return min(near, key=lambda entity: _distance(entity, company))["norm"]
    names = {entity["norm"] for entity in named}
    return names.pop() if len(names) == 1 else ""


def _within(entity: Entity, fact: FactEntry) -> bool:
    return any(start <= entity["start"] and entity["end"] <= end for start, end in fact["evidence"])


def _distance(entity: Entity, others: list[Entity]) -> int:
    """Characters between an entity and the nearest of the others."""
    return min(
        (max(other["start"] - entity["end"], entity["start"] - other["end"]) for other in others), default=0
    )
