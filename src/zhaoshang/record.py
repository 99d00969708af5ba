"""Docs to records: what extraction gives for one article, as plain JSON values.

The keys are those of ``docs/record.md``. Offsets are characters of the text
as it was received, ``end`` exclusive.
"""

from __future__ import annotations

from typing import TypedDict

from spacy.tokens import Doc, Span

from .amounts import Amount, as_json
from .facts import Fact
from .language.characters import squeeze
from .schema import STAGE_LABELS, STAGES_KEY


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
    status: str
    score: float
    evidence: list[list[int]]


class Record(TypedDict):
    """What extraction gives for one article."""

    id: str
    source: str
    error: str | None
    entities: list[Entity]
    stages: list[Stage]
    relations: list[RelationEntry]
    facts: list[FactEntry]


def to_record(doc: Doc, id: str = "", source: str = "") -> Record:
    """The record of a Doc that the pipeline annotated."""
    text = doc.text
    fullest = {name: names[0] for names in doc._.businesses for name in names}
    entities = [_entity(ent, text, fullest) for ent in doc.ents]
    stages = [_stage(span, text) for span in doc.spans.get(STAGES_KEY, [])]
    entity_at = {(e["start"], e["end"]): k for k, e in enumerate(entities)}
    stage_at = {(s["start"], s["end"]): k for k, s in enumerate(stages)}
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
        "entities": entities,
        "stages": stages,
        "relations": relations,
        "facts": [_fact(fact) for fact in doc._.facts],
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


def _entity(ent: Span, text: str, fullest: dict[str, str]) -> Entity:
    surface = text[ent.start_char : ent.end_char]
    norm = squeeze(surface)
    entry: Entity = {
        "start": ent.start_char,
        "end": ent.end_char,
        "label": ent.label_,
        "text": surface,
        "norm": fullest.get(norm, norm) if ent.label_ == "COMPANY" else norm,
    }
    if ent.label_ == "AMOUNT" and ent._.amount is not None:
        entry.update(_money(ent._.amount))  # type: ignore[typeddict-item]
    return entry


def _stage(span: Span, text: str) -> Stage:
    return {
        "start": span.start_char,
        "end": span.end_char,
        "label": span.label_,
        "text": text[span.start_char : span.end_char],
        "status": span._.status,
    }


def _fact(fact: Fact) -> FactEntry:
    entry: FactEntry = {
        "company": fact.company,
        "names": list(fact.names),
        "label": fact.label,
        "text": fact.text,
    }
    if fact.status is not None:
        entry["status"] = fact.status
    if fact.amount is not None:
        entry.update(_money(fact.amount))  # type: ignore[typeddict-item]
    entry["score"] = round(fact.score, 4)
    entry["evidence"] = [list(span) for span in fact.evidence]
    return entry


def _money(amount: Amount) -> Money:
    return {
        "value": as_json(amount.value),
        "high": as_json(amount.high),
        "currency": amount.currency,
        "bound": amount.bound,
    }
