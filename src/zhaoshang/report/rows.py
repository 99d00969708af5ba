"""The facts of records as the rows of the page's table."""

from __future__ import annotations

from typing import TypedDict

from ..language.characters import squeeze
from ..output import ArticleRecord
from ..output.context import chain_of, park_of
from ..output.records import excerpt
from ..record import FactEntry
from ..schema import STAGE_LABELS


class Row(TypedDict):
    """A fact of the table.

    ``stage`` of an investment is the last that its company has reached in the article, or plans where it
    has reached none; ``article`` is the anchor of the article, empty where it is not drawn.
    """

    company: str
    names: list[str]
    fact: str
    park: str
    chain: str
    text: str
    value: float | None
    currency: str
    stage: str
    status: str
    date: str
    score: float
    evidence: str
    source: str
    article: str


def rows_of(record: ArticleRecord, article: str) -> list[Row]:
    """The rows of a record's facts."""
    return [_row(record, fact, article) for fact in record["facts"]]


def name_of(record: ArticleRecord) -> str:
    """What an article is called: its title, else its id, else its source."""
    return squeeze(record.get("title") or "") or record["id"] or record["source"]


def _row(record: ArticleRecord, fact: FactEntry, article: str) -> Row:
    stage, status = (
        (fact["label"], fact.get("status", ""))
        if fact["label"] in STAGE_LABELS
        else _last_stage(record, fact["company"])
    )
    return {
        "company": fact["company"],
        "names": fact["names"],
        "fact": fact["label"],
        "park": park_of(record, fact),
        "chain": chain_of(record, fact),
        "text": fact["text"],
        "value": fact.get("value"),
        "currency": fact.get("currency", ""),
        "stage": stage,
        "status": status,
        "date": record.get("meta", {}).get("date", ""),
        "score": fact["score"],
        "evidence": " … ".join(squeeze(excerpt(record, *span)) for span in fact["evidence"]),
        "source": name_of(record),
        "article": article,
    }


def _last_stage(record: ArticleRecord, company: str) -> tuple[str, str]:
    """The stage that a company has come to in an article, and whether it is done or planned."""
    found = [
        (fact.get("status") == "actual", STAGE_LABELS.index(fact["label"]), fact.get("status", ""))
        for fact in record["facts"]
        if fact["company"] == company and fact["label"] in STAGE_LABELS
    ]
    if not found:
        return "", ""
    _, stage, status = max(found)
    return STAGE_LABELS[stage], status
