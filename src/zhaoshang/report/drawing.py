"""Articles as displaCy draws them: entities in colour, relations as arcs."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from markupsafe import Markup
from spacy.displacy.render import DependencyRenderer, EntityRenderer

from ..language.characters import squeeze
from ..output import ArticleRecord
from ..output.records import excerpt
from ..record import RelationEntry
from ..schema import LABEL_COLORS

#: displaCy's template of an entity, its style in the page's style sheet.
_ENTITY = '<mark class="entity" style="background:{bg}">{text}<span>{label}</span></mark>'
#: Characters of a word below the arcs, and of the text between two of them.
_MOST_WORD, _MOST_BETWEEN = 9, 7
_OPTIONS = {"distance": 125, "word_spacing": 30, "arrow_spacing": 14, "arrow_width": 8, "offset_x": 70}

_entities = EntityRenderer(
    {
        "colors": LABEL_COLORS | {f"{label}?": color for label, color in LABEL_COLORS.items()},
        "template": _ENTITY,
    }
)
_arcs = DependencyRenderer({**_OPTIONS, "font": "inherit"})


class _Mark(NamedTuple):
    """An entity or a stage word, in offsets of the source."""

    start: int
    end: int
    label: str


class _Arc(NamedTuple):
    head: _Mark
    tail: _Mark
    label: str

    @property
    def start(self) -> int:
        return min(self.head.start, self.tail.start)

    @property
    def end(self) -> int:
        return max(self.head.end, self.tail.end)


def draw_entities(record: ArticleRecord) -> Markup:
    """The text of a record, its entities and stage words in displaCy's colours."""
    first = record.get("span", [0])[0]
    marks = sorted({*map(_mark, record["entities"]), *map(_mark, record["stages"])})
    ents = [
        {"start": mark.start - first, "end": mark.end - first, "label": mark.label} for mark in _flat(marks)
    ]
    return Markup(_entities.render_ents(record.get("text", ""), ents, None))


def draw_relations(record: ArticleRecord, id: str) -> list[Markup]:
    """The relations of a record as arcs over what they connect, a drawing for those that overlap.

    ``id`` begins the ids of the drawings and must be the article's own on its page.
    """
    groups = _groups([_arc(record, relation) for relation in record["relations"]])
    return [Markup(_draw(record, arcs, f"{id}-{k}")) for k, arcs in enumerate(groups)]


def _mark(entry: object) -> _Mark:
    label = escape(str(entry["label"]))  # type: ignore[index]
    planned = "?" if entry.get("status") == "planned" else ""  # type: ignore[attr-defined]
    return _Mark(int(entry["start"]), int(entry["end"]), label + planned)  # type: ignore[index]


def _flat(marks: list[_Mark]) -> list[_Mark]:
    """Marks without those that begin inside another."""
    flat: list[_Mark] = []
    for mark in marks:
        if not flat or mark.start >= flat[-1].end:
            flat.append(mark)
    return flat


def _arc(record: ArticleRecord, relation: RelationEntry) -> _Arc:
    head = _mark(record["entities"][relation["head"]])
    tail = (
        record["stages"][relation["stage"]] if "stage" in relation else record["entities"][relation["tail"]]
    )
    return _Arc(head, _mark(tail), escape(relation["label"]))


def _groups(arcs: list[_Arc]) -> list[list[_Arc]]:
    """Arcs whose reaches overlap, together, in text order."""
    groups: list[list[_Arc]] = []
    reach = -1
    for arc in sorted(arcs, key=lambda arc: (arc.start, arc.end)):
        if not groups or arc.start >= reach:
            groups.append([])
        groups[-1].append(arc)
        reach = max(reach, arc.end)
    return groups


def _draw(record: ArticleRecord, arcs: list[_Arc], id: str) -> str:
    marks = _flat(sorted({mark for arc in arcs for mark in (arc.head, arc.tail)}))
    words: list[dict[str, str]] = []
    place: dict[_Mark, int] = {}
    end = marks[0].start
    for mark in marks:
        between = squeeze(excerpt(record, end, mark.start))
        if between:
            words.append({"text": _shorten(between, _MOST_BETWEEN), "tag": ""})
        place[mark] = len(words)
        text = squeeze(excerpt(record, mark.start, mark.end)) or "□"
        words.append({"text": _shorten(text, _MOST_WORD), "tag": mark.label})
        end = mark.end
    drawn = [
        {
            "start": min(place[arc.head], place[arc.tail]),
            "end": max(place[arc.head], place[arc.tail]),
            "label": arc.label,
            "dir": "right" if arc.head < arc.tail else "left",
        }
        for arc in arcs
        if arc.head in place and arc.tail in place and arc.head != arc.tail
    ]
    return _arcs.render_svg(escape(id), words, drawn)


def _shorten(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    last = most // 2
    return f"{text[: most - last - 1]}…{text[-last:]}"
