"""The heuristic to beat: a sum or a stage belongs to the nearest company of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..corpus.article import Article, Relation, Trigger
from ..language.characters import normalize
from ..language.text_zones import clauses, sentences

_PLANNED = re.compile(r"将|拟|预计|计划|力争|有望|明年|后$")

Span = tuple[int, int]


def nearest_company(article: Article) -> Article:
    """The same entities and triggers, related by distance alone.

    A tail whose sentence names no company has no relation; of two companies as near
    as each other the one in front is the head. A stage is planned where its clause
    says so with a common word.
    """
    companies = [(e.start, e.end) for e in article.entities if e.label == "COMPANY"]
    tails = [((e.start, e.end), "INVESTMENT") for e in article.entities if e.label == "AMOUNT"]
    tails += [((t.start, t.end), t.label) for t in article.triggers]
    zones = sentences(article.text)
    relations = []
    for tail, label in tails:
        own = [company for company in companies if zones.index(company[0]) == zones.index(tail[0])]
        if own:
            relations.append(Relation(_nearest(own, tail), label, tail))
    return replace(article, relations=relations, triggers=list(_with_status(article)), stated=[])


def _nearest(companies: Iterable[Span], tail: Span) -> Span:
    return min(companies, key=lambda c: (tail[0] - c[1]) if c[1] <= tail[0] else (c[0] - tail[1]))


def _with_status(article: Article) -> Iterable[Trigger]:
    zones = clauses(article.text)
    text = normalize(article.text)
    for trigger in article.triggers:
        planned = _PLANNED.search(text[zones.range(trigger.start)[0] : trigger.start])
        yield trigger._replace(status="planned" if planned else "actual")
