"""Facts: the deduplicated (company, INVESTMENT, sum) and (company, stage) of an article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from .amounts import Amount
from .extensions import register
from .language.characters import squeeze, visible
from .language.text_zones import Zones, sentences
from .schema import STAGE_LABELS, STAGES_KEY

register()


class FactKey(NamedTuple):
    """What makes two facts the same."""

    company: str
    label: str
    detail: object


@dataclass
class Fact:
    """One fact of an article.

    ``company`` is the fullest name, ``names`` all names of the business in the
    article, ``text`` the sum or the stage word as written. ``amount`` belongs to
    INVESTMENT, ``status`` to stages. ``evidence`` are the character spans of the
    sentences that state it; ``score`` is the surest relation's, 0 to 1.
    """

    company: str
    names: tuple[str, ...]
    label: str
    text: str
    score: float
    evidence: list[tuple[int, int]] = field(default_factory=list)
    amount: Amount | None = None
    status: str | None = None


def facts_of(doc: Doc) -> list[Fact]:
    """The facts that ``doc._.relations`` state, in text order of their first statement."""
    text = doc.text
    names_of = {name: names for names in doc._.businesses for name in names}
    status = {(s.start, s.end): s._.status for s in doc.spans.get(STAGES_KEY, [])}
    amounts = {(e.start, e.end): e._.amount for e in doc.ents if e.label_ == "AMOUNT"}
    zones = sentences(text)
    facts: dict[FactKey, Fact] = {}
    for start, end, label, *tail, score in sorted(doc._.relations, key=lambda r: (r[3], r[0])):
        name = squeeze(text[start:end])
        names = tuple(names_of.get(name, (name,)))
        span = (tail[0], tail[1])
        surface = squeeze(text[slice(*span)])
        if label in STAGE_LABELS:
            fact = Fact(names[0], names, label, surface, score, status=status[span])
            key = FactKey(names[0], label, fact.status)
        else:
            amount = amounts.get(span)
            fact = Fact(names[0], names, label, surface, score, amount=amount)
            key = FactKey(names[0], label, amount[:3] if amount else surface)
        known = facts.setdefault(key, fact)
        known.score = max(known.score, score)
        known.evidence = _merge(known.evidence, _sentences(zones, text, (start, end), span))
    return list(facts.values())


def _sentences(
    zones: Zones, text: str, head: tuple[int, int], tail: tuple[int, int]
) -> list[tuple[int, int]]:
    """The sentences of head and tail, without the white space around them."""
    return [visible(text, *zone) for zone in sorted({zones.range(head[0]), zones.range(tail[0])})]


def _merge(known: list[tuple[int, int]], new: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return sorted({*known, *new})
