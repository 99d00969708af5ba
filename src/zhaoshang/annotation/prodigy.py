"""Prodigy's JSONL, as its recipe ``rel.manual`` reads and writes it.

Tokens are characters, as in the pipeline, so that spans can begin and end anywhere. A relation's ``head``
and ``child`` are the last tokens of its spans; the spans themselves stand beside them.
Source: https://prodi.gy/docs/api-interfaces#relations
"""

from __future__ import annotations

from typing import Any

from .errors import AnnotationError
from .graph import Graph, Link, Mark
from .values import dict_of, dicts_of, extras_of, int_of, text_of


def to_value(graph: Graph) -> dict[str, Any]:
    """The task of a graph."""
    spans = [
        {"start": m.start, "end": m.end, "token_start": m.start, "token_end": m.end - 1, "label": m.label}
        for m in graph.marks
    ]
    return {
        "text": graph.text,
        "tokens": [
            {"text": char, "start": k, "end": k + 1, "id": k, "ws": False}
            for k, char in enumerate(graph.text)
        ],
        "spans": spans,
        "relations": [
            {
                "head": spans[link.head]["token_end"],
                "child": spans[link.tail]["token_end"],
                "head_span": spans[link.head],
                "child_span": spans[link.tail],
                "label": link.label,
            }
            for link in graph.links
        ],
        "meta": {"id": graph.extras["id"]},
        "article": graph.extras,
    }


def from_value(value: dict[str, Any]) -> Graph | None:
    """The graph of a task; None where the annotator rejected or ignored it. Raises AnnotationError."""
    if value.get("answer", "accept") != "accept":
        return None
    marks = [_mark(span) for span in dicts_of(value, "spans")]
    links = [
        Link(
            _end(value, relation, "head", marks),
            _end(value, relation, "child", marks),
            text_of(relation, "label"),
        )
        for relation in dicts_of(value, "relations")
    ]
    return Graph(text_of(value, "text"), marks, links, extras_of(value))


def _mark(span: dict[str, Any]) -> Mark:
    return Mark(int_of(span, "start"), int_of(span, "end"), text_of(span, "label"))


def _end(value: dict[str, Any], relation: dict[str, Any], key: str, marks: list[Mark]) -> int:
    """The mark at an end of a relation: by its span or, where there is none, by its token."""
    if f"{key}_span" in relation:
        span = dict_of(relation[f"{key}_span"], f'"{key}_span"')
        start, end = int_of(span, "start"), int_of(span, "end")
    else:
        tokens, number = dicts_of(value, "tokens"), int_of(relation, key)
        if not 0 <= number < len(tokens):
            raise AnnotationError(f"a relation with token {number}, which is none")
        start, end = int_of(tokens[number], "start"), int_of(tokens[number], "end")
    for k, mark in enumerate(marks):
        if mark.start <= start and end <= mark.end:
            return k
    raise AnnotationError(f"a relation with the text from {start} to {end}, which is not marked")
