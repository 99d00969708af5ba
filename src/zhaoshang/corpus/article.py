"""The annotated article: plain values, no spaCy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..language.characters import squeeze
from ..schema import STAGE_LABELS

#: Under the key ``learn`` of ``Article.meta``: entities are learnt from the article, relations are not.
NAMES_ALONE = "entities"


def teaches_relations(meta: dict[str, str]) -> bool:
    """Whether an article with this ``meta`` is one to learn relations from."""
    return meta.get("learn") != NAMES_ALONE


class Mention(NamedTuple):
    """An entity mention; offsets are characters of the text, end exclusive."""

    start: int
    end: int
    label: str


class Trigger(NamedTuple):
    """A stage trigger; ``status`` is ``actual`` or ``planned``."""

    start: int
    end: int
    label: str
    status: str


class Relation(NamedTuple):
    """A relation between a COMPANY mention and a sum or trigger."""

    head: tuple[int, int]
    label: str
    tail: tuple[int, int]


class StatedFacts(NamedTuple):
    """What a file's last part states of one business: sums as written, stages."""

    names: tuple[str, ...]
    investment: tuple[str, ...]
    stages: tuple[tuple[str, str], ...]


@dataclass
class Article:
    """A text with its annotation.

    ``businesses`` groups the names that stand for one business in this
    article; a company that is in no group stands for itself. ``stated`` are
    the facts that the file lists beside the marks, if it lists any.
    """

    id: str
    text: str
    meta: dict[str, str] = field(default_factory=dict)
    entities: list[Mention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    businesses: list[tuple[str, ...]] = field(default_factory=list)
    stated: list[StatedFacts] = field(default_factory=list)

    @property
    def teaches_relations(self) -> bool:
        """Whether relations are to be learnt from it, and that there are none; see :data:`NAMES_ALONE`."""
        return teaches_relations(self.meta)

    def moved(self, by: int) -> Article:
        """A copy whose marks stand ``by`` characters further on."""
        return replace(
            self,
            entities=[Mention(e.start + by, e.end + by, e.label) for e in self.entities],
            triggers=[Trigger(t.start + by, t.end + by, t.label, t.status) for t in self.triggers],
            relations=[
                Relation((head[0] + by, head[1] + by), label, (tail[0] + by, tail[1] + by))
                for head, label, tail in self.relations
            ],
        )

    def surface(self, start: int, end: int) -> str:
        """The text of a span without layout white space."""
        return squeeze(self.text[start:end])

    def spans(self) -> list[tuple[int, int]]:
        """Start and end of every mark, entities first."""
        return [(e.start, e.end) for e in self.entities] + [(t.start, t.end) for t in self.triggers]

    def names(self, label: str) -> list[str]:
        """The surface of every entity of a label, in the entities' order."""
        return [self.surface(e.start, e.end) for e in self.entities if e.label == label]

    def business_of(self, name: str) -> tuple[str, ...]:
        """All names of the business that ``name`` stands for."""
        for names in self.businesses:
            if name in names:
                return names
        return (name,)

    def facts(self) -> list[StatedFacts]:
        """The facts that the relations state, one entry a business."""
        status = {(t.start, t.end): t.status for t in self.triggers}
        sums: dict[tuple[str, ...], dict[str, None]] = {}
        stages: dict[tuple[str, ...], dict[tuple[str, str], None]] = {}
        for head, label, tail in self.relations:
            names = self.business_of(self.surface(*head))
            sums.setdefault(names, {})
            stages.setdefault(names, {})
            if label in STAGE_LABELS:
                stages[names][label, status[tail]] = None
            else:
                sums[names][self.surface(*tail)] = None
        return [StatedFacts(names, tuple(sums[names]), tuple(stages[names])) for names in sums]
