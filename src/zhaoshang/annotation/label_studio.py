"""Label Studio's JSON: a list of tasks, each with the results of its annotations.

Offsets are code points; versions before 1.4 wrote UTF-16 units, which the text beside them gives away.
Of several annotations of a task the last that was not cancelled counts.
Source: https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
"""

from __future__ import annotations

from typing import Any

from .errors import AnnotationError
from .graph import Graph, Link, Mark
from .values import dict_of, dicts_of, extras_of, int_of, text_of

#: Names of the labelling config's parts, see ``labels.py``.
LABELS_NAME, TEXT_NAME = "label", "text"


def to_value(graph: Graph) -> dict[str, Any]:
    """The task of a graph."""
    regions = [
        {
            "id": f"m{k}",
            "type": "labels",
            "from_name": LABELS_NAME,
            "to_name": TEXT_NAME,
            "value": {
                "start": mark.start,
                "end": mark.end,
                "text": graph.text[mark.start : mark.end],
                "labels": [mark.label],
            },
        }
        for k, mark in enumerate(graph.marks)
    ]
    relations = [
        {
            "type": "relation",
            "from_id": f"m{link.head}",
            "to_id": f"m{link.tail}",
            "direction": "right",
            "labels": [link.label],
        }
        for link in graph.links
    ]
    return {
        "data": {"text": graph.text, "article": graph.extras},
        "annotations": [{"result": [*regions, *relations]}],
    }


def from_value(value: dict[str, Any]) -> Graph | None:
    """The graph of a task; None where nobody has annotated it. Raises AnnotationError."""
    done = [a for a in dicts_of(value, "annotations") if not a.get("was_cancelled")]
    if not done:
        return None
    data = dict_of(value.get("data"), '"data"')
    text = text_of(data, "text")
    results = dicts_of(done[-1], "result")
    regions = [result for result in results if result.get("type") == "labels"]
    place = {text_of(region, "id"): k for k, region in enumerate(regions)}
    links = [_link(result, place) for result in results if result.get("type") == "relation"]
    return Graph(text, [_mark(region, text) for region in regions], links, extras_of(data))


def _mark(region: dict[str, Any], text: str) -> Mark:
    value = dict_of(region.get("value"), '"value"')
    start, end = int_of(value, "start"), int_of(value, "end")
    words = value.get("text")
    if isinstance(words, str) and text[start:end] != words:
        start, end = _from_utf16(text, start), _from_utf16(text, end)
        if text[start:end] != words:
            raise AnnotationError(f"{words!r} does not stand from {value['start']} to {value['end']}")
    return Mark(start, end, _only_label(value))


def _link(result: dict[str, Any], place: dict[str, int]) -> Link:
    ends = [text_of(result, "from_id"), text_of(result, "to_id")]
    if result.get("direction") == "left":
        ends.reverse()
    for end in ends:
        if end not in place:
            raise AnnotationError(f"a relation with the region {end}, which is none")
    return Link(place[ends[0]], place[ends[1]], _only_label(result))


def _only_label(value: dict[str, Any]) -> str:
    labels = value.get("labels")
    if not isinstance(labels, list) or len(labels) != 1 or not isinstance(labels[0], str):
        raise AnnotationError(f"not one label: {labels!r}")
    return labels[0]


def _from_utf16(text: str, offset: int) -> int:
    """An offset in UTF-16 units as one in characters."""
    units = 0
    for k, char in enumerate(text):
        if units >= offset:
            return k
        units += 2 if ord(char) > 0xFFFF else 1
    return len(text)
