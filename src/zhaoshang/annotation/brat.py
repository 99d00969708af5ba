"""brat's standoff: beside each text a file of annotations; offsets are code points.

A planned stage is an attribute, ``Planned``. A span over a line break is written in fragments, as brat
does. What standoff cannot hold stands in a third file, ``.json``, which brat does not look at.
Source: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from .errors import AnnotationError
from .graph import PLANNED, Graph, Link, Mark
from .values import dict_of

_ATTRIBUTE = "Planned"
_FRAGMENT = re.compile(r"(\d{1,9}) (\d{1,9})")


class Standoff(NamedTuple):
    """The contents of an article's three files; ``extras`` is empty where there is no such file."""

    text: str
    annotations: str
    extras: str


def to_standoff(graph: Graph) -> Standoff:
    """The files of a graph."""
    lines: list[str] = []
    for k, mark in enumerate(graph.marks, 1):
        fragments = _fragments(graph.text, mark)
        words = " ".join(graph.text[start:end] for start, end in fragments)
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        lines.append(f"T{k}\t{mark.label.rstrip(PLANNED)} {offsets}\t{words}")
    planned = [k for k, mark in enumerate(graph.marks, 1) if mark.label.endswith(PLANNED)]
    lines += [f"A{n}\t{_ATTRIBUTE} T{k}" for n, k in enumerate(planned, 1)]
    lines += [
        f"R{n}\t{link.label} Arg1:T{link.head + 1} Arg2:T{link.tail + 1}"
        for n, link in enumerate(graph.links, 1)
    ]
    extras = {key: value for key, value in graph.extras.items() if key != "id"}
    return Standoff(
        graph.text,
        "".join(f"{line}\n" for line in lines),
        json.dumps(extras, ensure_ascii=False, indent=1) + "\n" if extras else "",
    )


def from_standoff(files: Standoff, id: str) -> Graph:
    """The graph of an article's files, ``id`` their name. Raises AnnotationError, which names the line."""
    marks: dict[str, Mark] = {}
    planned: set[str] = set()
    relations: list[tuple[str, str, str]] = []
    for number, line in enumerate(files.annotations.split("\n"), 1):
        try:
            _read_line(line, files.text, marks, planned, relations)
        except AnnotationError as error:
            raise AnnotationError(f"line {number}: {error}") from error
    place = {name: k for k, name in enumerate(marks)}
    missing = [end for head, _, tail in relations for end in (head, tail) if end not in place]
    missing += [name for name in planned if name not in place]
    if missing:
        raise AnnotationError(f"no text-bound annotation {missing[0]}")
    return Graph(
        files.text,
        [
            mark._replace(label=mark.label + PLANNED) if name in planned else mark
            for name, mark in marks.items()
        ],
        [Link(place[head], place[tail], label) for head, label, tail in relations],
        {**_extras(files.extras), "id": id},
    )


def _fragments(text: str, mark: Mark) -> list[tuple[int, int]]:
    starts = [mark.start, *(k + 1 for k in range(mark.start, mark.end) if text[k] == "\n")]
    return [(start, after - 1) for start, after in zip(starts, [*starts[1:], mark.end + 1], strict=True)]


def _read_line(
    line: str, text: str, marks: dict[str, Mark], planned: set[str], relations: list[tuple[str, str, str]]
) -> None:
    """One line; notes and normalisations are passed over."""
    if not line.strip() or line[0] in "#N":
        return
    name, _, rest = line.partition("\t")
    if name[0] == "T":
        marks[name] = _read_mark(rest.partition("\t")[0], text)
    elif name[0] == "A":
        planned.add(_read_attribute(rest))
    elif name[0] == "R":
        relations.append(_read_relation(rest))
    else:
        raise AnnotationError(f"no annotation of this scheme: {line!r}")


def _read_mark(content: str, text: str) -> Mark:
    label, _, offsets = content.partition(" ")
    fragments = [_FRAGMENT.fullmatch(part) for part in offsets.split(";")]
    if not all(fragments):
        raise AnnotationError(f"no offsets: {offsets!r}")
    bounds = [(int(f[1]), int(f[2])) for f in fragments if f]
    for (_, end), (start, _) in zip(bounds, bounds[1:], strict=False):
        if start < end or text[end:start].strip():
            raise AnnotationError(f"fragments with text between them: {offsets}")
    return Mark(bounds[0][0], bounds[-1][1], label)


def _read_attribute(content: str) -> str:
    parts = content.split()
    if len(parts) != 2 or parts[0] != _ATTRIBUTE:
        raise AnnotationError(f"no such attribute: {content!r}")
    return parts[1]


def _read_relation(content: str) -> tuple[str, str, str]:
    parts = content.split()
    ends = dict(part.split(":", 1) for part in parts[1:] if ":" in part)
    if ends.keys() != {"Arg1", "Arg2"}:
        raise AnnotationError(f"no relation of two arguments: {content!r}")
    return ends["Arg1"], parts[0], ends["Arg2"]


def _extras(content: str) -> dict[str, Any]:
    if not content.strip():
        return {}
    try:
        return dict_of(json.loads(content), "the .json file")
    except (ValueError, RecursionError) as error:
        raise AnnotationError(f"the .json file is none: {error}") from error
