"""Records as flat rows, one a fact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..language.characters import squeeze
from .context import chain_of, park_of
from .records import ArticleRecord, excerpt


class FactRow(NamedTuple):
    """A fact as a row of a table; ``value`` and ``high`` are None for stages, ``status`` is empty for sums."""

    source: str
    company: str
    fact: str
    text: str
    value: int | float | None
    high: int | float | None
    currency: str
    bound: str
    status: str
    score: float
    names: str
    park: str
    chain: str
    evidence: str
    id: str
    title: str
    date: str


def fact_rows(record: ArticleRecord) -> Iterator[FactRow]:
    """The facts of a record."""
    for fact in record["facts"]:
        yield FactRow(
            source=record["source"],
            company=fact["company"],
            fact=fact["label"],
            text=fact["text"],
            value=fact.get("value"),
            high=fact.get("high"),
            currency=fact.get("currency", ""),
            bound=fact.get("bound", ""),
            status=fact.get("status", ""),
            score=fact["score"],
            names="；".join(fact["names"]),
            park=park_of(record, fact),
            chain=chain_of(record, fact),
            evidence=" … ".join(squeeze(excerpt(record, *span)) for span in fact["evidence"]),
            id=record["id"],
            title=record.get("title") or "",
            date=(record.get("meta") or {}).get("date", ""),
        )
