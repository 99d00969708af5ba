"""Docs to records: what extraction gives for one article, as plain JSON values.

The keys are those of ``docs/record.md``. Offsets are characters of the text
as it was received, ``end`` exclusive.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import NotRequired, TypedDict

from .amounts import Amount, as_json
from .language.characters import squeeze
from .reading.layout import Layout
from .schema import STAGE_LABELS, STAGES_KEY

if TYPE_CHECKING:
    # Commands that only write records start without spaCy.
    from spacy.tokens import Doc, Span

    from .facts import Fact


class Money(TypedDict, total=False):
    """A parsed sum; ``value`` and ``high`` in the currency's unit."""

    value: int | float
    high: int | float
    currency: str
    bound: str


class Entity(Money):
    """An entity mention; ``norm`` of a COMPANY is its business's fullest name."""

    start: int
    end: int
    label: str
    text: str
    norm: str


class Stage(TypedDict):
    """A stage trigger."""

    start: int
    end: int
    label: str
    text: str
    status: str


class RelationEntry(TypedDict, total=False):
    """A relation: ``head`` and ``tail`` index the entities, ``stage`` the stages."""

    label: str
    head: int
    tail: int
    stage: int
    score: float


class FactEntry(Money):
    """A fact: a sum for INVESTMENT, a status for the stages."""

    company: str
    names: list[str]
    label: str
    text: str
    score: float
    evidence: list[list[int]]
    status: NotRequired[str]


class Record(TypedDict):
    """What extraction gives for one article."""

    id: str
    source: str
    error: str | None
    entities: list[Entity]
    stages: list[Stage]
    relations: list[RelationEntry]
    facts: list[FactEntry]


def to_record(doc: Doc, id: str = "", source: str = "", layout: Layout | None = None) -> Record:
    """The record of a Doc that the pipeline annotated.

    With ``layout``, of which the Doc holds the text, offsets and ``text`` are
    those of the text as it was before the layout was undone.
    """
    layout = layout or Layout.of(doc.text)
    fullest = {name: names[0] for names in doc._.businesses for name in names}
    spans = doc.spans.get(STAGES_KEY, [])
    entity_at = {(e.start, e.end): k for k, e in enumerate(doc.ents)}
    stage_at = {(s.start, s.end): k for k, s in enumerate(spans)}
    relations: list[RelationEntry] = []
    for start, end, label, tail_start, tail_end, score in doc._.relations:
        tail = (tail_start, tail_end)
        entry: RelationEntry = {"label": label, "head": entity_at[start, end]}
        if label in STAGE_LABELS:
            entry["stage"] = stage_at[tail]
        else:
            entry["tail"] = entity_at[tail]
        entry["score"] = round(score, 4)
        relations.append(entry)
    return {
        "id": id,
        "source": source,
        "error": None,
        "entities": [_entity(ent, layout, fullest) for ent in doc.ents],
        "stages": [_stage(span, layout) for span in spans],
        "relations": relations,
        "facts": [_fact(fact, layout) for fact in doc._.facts],
    }


def error_record(id: str, source: str, reason: str) -> Record:
    """The record of an article that could not be read; ``reason`` is one line."""
    return {
        "id": id,
        "source": source,
        "error": " ".join(reason.split()),
        "entities": [],
        "stages": [],
        "relations": [],
        "facts": [],
    }


def _entity(ent: Span, layout: Layout, fullest: dict[str, str]) -> Entity:
    start, end = layout.to_source(ent.start_char, ent.end_char)
    norm = squeeze(ent.text)
    entry: Entity = {
        "start": start,
        "end": end,
        "label": ent.label_,
        "text": layout.source[start:end],
        "norm": fullest.get(norm, norm) if ent.label_ == "COMPANY" else norm,
    }
    if ent.label_ == "AMOUNT" and ent._.amount is not None:
        entry.update(_money(ent._.amount))
    return entry


def _stage(span: Span, layout: Layout) -> Stage:
    start, end = layout.to_source(span.start_char, span.end_char)
    return {
        "start": start,
        "end": end,
        "label": span.label_,
        "text": layout.source[start:end],
        "status": span._.status,
    }


def _fact(fact: Fact, layout: Layout) -> FactEntry:
    entry: FactEntry = {
        "company": fact.company,
        "names": list(fact.names),
        "label": fact.label,
        "text": fact.text,
        "score": round(fact.score, 4),
        "evidence": [list(layout.to_source(*span)) for span in fact.evidence],
    }
    if fact.status is not None:
        entry["status"] = fact.status
    if fact.amount is not None:
        entry.update(_money(fact.amount))
    return entry


def _money(amount: Amount) -> Money:
    return {
        "value": as_json(amount.value),
        "high": as_json(amount.high),
        "currency": amount.currency,
        "bound": amount.bound,
    }
