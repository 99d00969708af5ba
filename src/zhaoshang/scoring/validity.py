"""What a record's schema cannot say: offsets and indexes that lead where they should."""

from __future__ import annotations

from collections.abc import Iterator

from ..record import Record
from ..schema import STAGE_LABELS


def faults(record: Record, text: str) -> list[str]:
    """What is wrong with a record of ``text``, one line each; empty where it is sound.

    The record keeps to the schema already.
    """
    return [*_faults_of_spans(record, text), *_faults_of_relations(record), *_faults_of_facts(record, text)]


def _faults_of_spans(record: Record, text: str) -> Iterator[str]:
    spans = [*record["entities"], *record["stages"]]
    for span in spans:
        if text[span["start"] : span["end"]] != span["text"]:
            yield f"{span['label']} {span['start']}:{span['end']} is not {span['text']!r}"
    for kind in (record["entities"], record["stages"]):
        for before, after in zip(kind, kind[1:], strict=False):
            if before["end"] > after["start"]:
                yield f"{after['label']} {after['start']}:{after['end']} begins within the one before"


def _faults_of_relations(record: Record) -> Iterator[str]:
    for k, relation in enumerate(record["relations"]):
        label, tails = relation["label"], record["entities"]
        tail, wanted = relation.get("tail", -1), "AMOUNT"
        if label in STAGE_LABELS:
            tails, tail, wanted = record["stages"], relation.get("stage", -1), label  # type: ignore[assignment]
        if not _has_label(record["entities"], relation["head"], "COMPANY"):
            yield f"relation {k}: its head is no COMPANY"
        if not _has_label(tails, tail, wanted):
            yield f"relation {k}: its tail is no {wanted}"


def _faults_of_facts(record: Record, text: str) -> Iterator[str]:
    for k, fact in enumerate(record["facts"]):
        if fact["company"] != fact["names"][0]:
            yield f"fact {k}: its company is not the first of its names"
        if not all(0 <= start < end <= len(text) for start, end in fact["evidence"]):
            yield f"fact {k}: its evidence lies outside the text"
        if fact.get("value", 0) > fact.get("high", 0):
            yield f"fact {k}: its value is above its high"


def _has_label(entries: list, index: int, label: str) -> bool:
    return 0 <= index < len(entries) and entries[index]["label"] == label
