"""doccano's JSONL of sequence labelling with relations.

Offsets are code points. Other keys of a line are doccano's metadata, which its export gives back.
Source: https://doccano.github.io/doccano/tutorial/ and its export of a project "Sequence Labeling" with "Relation labeling".
"""

from __future__ import annotations

from typing import Any

from .errors import AnnotationError
from .graph import Graph, Link, Mark
from .values import dicts_of, extras_of, int_of, text_of


def to_value(graph: Graph) -> dict[str, Any]:
    """The line of a graph."""
    return {
        "text": graph.text,
        "entities": [
            {"id": k, "label": mark.label, "start_offset": mark.start, "end_offset": mark.end}
            for k, mark in enumerate(graph.marks)
        ],
        "relations": [
            {"id": k, "from_id": link.head, "to_id": link.tail, "type": link.label}
            for k, link in enumerate(graph.links)
        ],
        "article": graph.extras,
    }


def from_value(value: dict[str, Any]) -> Graph:
    """The graph of a line. Raises AnnotationError."""
    if "entities" not in value:
        raise AnnotationError('no "entities": export from a project with relation labeling')
    entities = dicts_of(value, "entities")
    place = {int_of(entity, "id"): k for k, entity in enumerate(entities)}
    marks = [
        Mark(int_of(entity, "start_offset"), int_of(entity, "end_offset"), text_of(entity, "label"))
        for entity in entities
    ]
    links = [
        Link(_place(relation, "from_id", place), _place(relation, "to_id", place), text_of(relation, "type"))
        for relation in dicts_of(value, "relations")
    ]
    return Graph(text_of(value, "text"), marks, links, extras_of(value))


def _place(relation: dict[str, Any], key: str, place: dict[int, int]) -> int:
    number = int_of(relation, key)
    if number not in place:
        raise AnnotationError(f"a relation with the entity {number}, which is none")
    return place[number]
