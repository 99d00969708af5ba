"""An article as annotation tools see it: labelled spans and labelled links between them.

A planned stage has the label of its stage with ``?`` behind it. There are three kinds of links, all from a
COMPANY: ``INVESTMENT`` to a sum, ``STAGE`` to a stage word (whose label says which stage), and ``ALIAS`` to
the fullest name of the same business. What no tool draws goes along as :attr:`Graph.extras`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from ..corpus.article import Article, Mention, Relation, StatedFacts, Trigger
from ..schema import ENTITY_LABELS, STAGE_LABELS
from .businesses import ALIAS, join_aliases, split_aliases
from .errors import AnnotationError

STAGE = "STAGE"
INVESTMENT = "INVESTMENT"
LINK_LABELS: tuple[str, ...] = (INVESTMENT, STAGE, ALIAS)
PLANNED = "?"
MARK_LABELS: tuple[str, ...] = (
    *ENTITY_LABELS,
    *(stage + planned for stage in STAGE_LABELS for planned in ("", PLANNED)),
)


class Mark(NamedTuple):
    """A labelled span; offsets are characters (code points) of the text, end exclusive."""

    start: int
    end: int
    label: str


class Link(NamedTuple):
    """A labelled link; ``head`` and ``tail`` index the marks."""

    head: int
    tail: int
    label: str


@dataclass
class Graph:
    """A text, its marks in text order, the links between them.

    ``extras`` are JSON values that a format keeps beside the text: ``id``, ``meta``, ``businesses`` that
    links cannot say, and ``stated``.
    """

    text: str
    marks: list[Mark]
    links: list[Link]
    extras: dict[str, Any] = field(default_factory=dict)


def to_graph(article: Article) -> Graph:
    """The graph of an article.

    Raises:
        AnnotationError: marks overlap, or a relation is none of the scheme.
    """
    marks = [Mark(*entity) for entity in article.entities]
    marks += [
        Mark(t.start, t.end, t.label + (PLANNED if t.status == "planned" else "")) for t in article.triggers
    ]
    marks.sort()
    at = {(mark.start, mark.end): k for k, mark in enumerate(marks)}
    aliases, other_businesses = split_aliases(article)
    try:
        links = [Link(at[head], at[tail], _link_label(label)) for head, label, tail in article.relations]
        links += [Link(at[head], at[tail], ALIAS) for head, tail in aliases]
    except KeyError as error:
        raise AnnotationError(f"a relation with {error}, where no mark is") from error
    extras: dict[str, Any] = {"id": article.id}
    if article.meta:
        extras["meta"] = dict(article.meta)
    if other_businesses:
        extras["businesses"] = [[place, list(names)] for place, names in other_businesses]
    if article.stated:
        extras["stated"] = [
            {
                "company": list(s.names),
                "investment": list(s.investment),
                "stages": [list(x) for x in s.stages],
            }
            for s in article.stated
        ]
    graph = Graph(article.text, marks, links, extras)
    _check(graph)
    for link, relation in zip(links, article.relations, strict=False):
        if link.label == STAGE and marks[link.tail].label.rstrip(PLANNED) != relation.label:
            raise AnnotationError(f"{relation.label} leads to {marks[link.tail].label}")
    return graph


def to_article(graph: Graph, id: str) -> Article:
    """The article of a graph; ``id`` is its own where the extras have none.

    Raises:
        AnnotationError: a label is unknown, a mark lies outside of the text or shares characters with
            another, a link does not fit what it links, or the extras are not of this package.
    """
    _check(graph)
    marks, order = _in_text_order(graph.marks)
    links = [Link(order[link.head], order[link.tail], link.label) for link in graph.links]
    article = Article(id=_text(graph.extras.get("id", id), "id"), text=graph.text, meta=_meta(graph.extras))
    for mark in marks:
        _add_mark(mark, article)
    for link in links:
        if link.label != ALIAS:
            article.relations.append(_relation(marks, link))
    aliases = [(_span(marks[x.head]), _span(marks[x.tail])) for x in links if x.label == ALIAS]
    article.businesses = join_aliases(article, aliases, _businesses(graph.extras))
    article.stated = _stated(graph.extras)
    return article


def _check(graph: Graph) -> None:
    for start, end, label in graph.marks:
        if label not in MARK_LABELS:
            raise AnnotationError(f"no such label: {label!r}")
        if not 0 <= start < end <= len(graph.text):
            raise AnnotationError(f"{label} from {start} to {end} in a text of {len(graph.text)} characters")
    for mark, after in pairwise(sorted(graph.marks)):
        if after.start < mark.end:
            shared = graph.text[after.start : mark.end]
            raise AnnotationError(f"{mark.label} and {after.label} share {shared!r} at {after.start}")
    for link in graph.links:
        _check_link(graph, link)


def _check_link(graph: Graph, link: Link) -> None:
    tails = {INVESTMENT: ("AMOUNT",), ALIAS: ("COMPANY",), STAGE: MARK_LABELS[len(ENTITY_LABELS) :]}
    if link.label not in tails:
        raise AnnotationError(f"no such relation: {link.label!r}")
    head, tail = graph.marks[link.head], graph.marks[link.tail]
    if head.label != "COMPANY" or tail.label not in tails[link.label]:
        raise AnnotationError(
            f"{link.label} from {head.label} {graph.text[head.start : head.end]!r} "
            f"to {tail.label} {graph.text[tail.start : tail.end]!r}"
        )


def _link_label(label: str) -> str:
    return STAGE if label in STAGE_LABELS else label


def _in_text_order(marks: list[Mark]) -> tuple[list[Mark], list[int]]:
    """The marks sorted, and the new place of each."""
    order = sorted(range(len(marks)), key=lambda k: marks[k])
    place = [0] * len(marks)
    for new, old in enumerate(order):
        place[old] = new
    return [marks[k] for k in order], place


def _add_mark(mark: Mark, article: Article) -> None:
    if mark.label in ENTITY_LABELS:
        article.entities.append(Mention(*mark))
        return
    status = "planned" if mark.label.endswith(PLANNED) else "actual"
    article.triggers.append(Trigger(mark.start, mark.end, mark.label.rstrip(PLANNED), status))


def _relation(marks: list[Mark], link: Link) -> Relation:
    head, tail = marks[link.head], marks[link.tail]
    label = tail.label.rstrip(PLANNED) if link.label == STAGE else link.label
    return Relation(_span(head), label, _span(tail))


def _span(mark: Mark) -> tuple[int, int]:
    return mark.start, mark.end


def _meta(extras: dict[str, Any]) -> dict[str, str]:
    meta = extras.get("meta", {})
    if not isinstance(meta, dict):
        raise AnnotationError("meta is no object")
    return {_text(key, "meta"): _text(value, "meta") for key, value in meta.items()}


def _businesses(extras: dict[str, Any]) -> list[tuple[int, tuple[str, ...]]]:
    try:
        return [(int(place), tuple(_texts(names))) for place, names in extras.get("businesses", ())]
    except (TypeError, ValueError) as error:
        raise AnnotationError("businesses are no list of [place, names]") from error


def _stated(extras: dict[str, Any]) -> list[StatedFacts]:
    try:
        return [
            StatedFacts(
                tuple(_texts(entry["company"])),
                tuple(_texts(entry["investment"])),
                tuple((_text(stage, "stages"), _text(status, "stages")) for stage, status in entry["stages"]),
            )
            for entry in extras.get("stated", ())
        ]
    except (TypeError, ValueError, KeyError) as error:
        raise AnnotationError("stated is no list of facts") from error


def _texts(values: Any) -> Iterator[str]:
    return (_text(value, "a name") for value in values)


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise AnnotationError(f"{what} is no text: {value!r}")
    return value
