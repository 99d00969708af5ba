"""The record as it is written: what the pipeline found, and the article that it was found in."""

from __future__ import annotations

from typing_extensions import NotRequired

from ..record import Record


class ArticleRecord(Record):
    """A record with its article.

    ``span`` are the first and the end character of the article in its source; the offsets of the record
    are those of the source, so an entity is ``text[start - span[0] : end - span[0]]``.
    Articles that could not be read have none of these keys.
    """

    title: NotRequired[str | None]
    span: NotRequired[list[int]]
    meta: NotRequired[dict[str, str]]
    text: NotRequired[str]


def excerpt(record: ArticleRecord, start: int, end: int) -> str:
    """The characters ``start`` to ``end`` of a record's source; empty where the record has no text."""
    text = record.get("text", "")
    first = (record.get("span") or [0])[0]
    return text[max(0, start - first) : max(0, end - first)]
