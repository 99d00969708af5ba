"""Kinds of wrong and missed relations, told by what can be counted."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from ..corpus.article import Article
from ..language.characters import normalize
from ..language.text_zones import clauses, paragraphs, sentences
from .article import relation_set

_DENIED = re.compile(
    r"未|没有|没能|推迟|延期|暂缓|搁置|取消|终止|原定|原计划|本该|遥遥无期|落空|作废|叫停|顺延|退出"
)
_AROUND = 12

Span = tuple[int, int]


class RelationError(NamedTuple):
    """One wrong or missed relation and its kind."""

    kind: str
    reach: str
    head: Span
    label: str
    tail: Span


def relation_errors(gold: Article, found: Article) -> list[RelationError]:
    """The relations that differ, in text order of their tails.

    Both annotate one text with the same entities. Kinds of missed ones: ``trigger not
    proposed``, ``another company instead``, ``partner missed`` (another owner was
    found), ``nothing given``. Of wrong ones: ``denied or moved stage``, ``nobody's``
    (the tail has no owner), ``another company instead``, ``one too many`` (an owner was
    found too). Of both: ``other mention`` (the right business). Reach is the narrowest zone that
    head and tail share.
    """
    wanted, had = relation_set(gold), relation_set(found)
    proposed = {(t.start, t.end) for t in found.triggers}
    errors = []
    for missed, relations in ((True, wanted - had), (False, had - wanted)):
        for head, label, tail in relations:
            mine = {h for h, lab, t in (wanted if missed else had) if (lab, t) == (label, tail)}
            other = {h for h, lab, t in (had if missed else wanted) if (lab, t) == (label, tail)}
            same = _business(gold, head) in {_business(gold, h) for h in other - mine}
            if missed:
                kind = _missed(label, tail, proposed, mine & other, other, same)
            else:
                kind = _wrong(gold, label, tail, mine & other, other, same)
            errors.append(RelationError(kind, _reach(gold.text, head, tail), head, label, tail))
    return sorted(errors, key=lambda e: (e.tail, e.head, e.kind))


def count_kinds(errors: list[RelationError]) -> dict[str, Counter[str]]:
    """How many of each kind, by label; ``all`` sums the labels up."""
    counts: dict[str, Counter[str]] = {}
    for error in errors:
        row = counts.setdefault(error.kind, Counter())
        row[error.label] += 1
        row["all"] += 1
    return counts


def _missed(
    label: str, tail: Span, proposed: set[Span], right: set[Span], other: set[Span], same: bool
) -> str:
    if label != "INVESTMENT" and tail not in proposed:
        return "missed: trigger not proposed"
    if same:
        return "missed: other mention"
    if right:
        return "missed: partner missed"
    return "missed: another company instead" if other else "missed: nothing given"


def _wrong(gold: Article, label: str, tail: Span, right: set[Span], other: set[Span], same: bool) -> str:
    if same:
        return "wrong: other mention"
    if right:
        return "wrong: one too many"
    if other:
        return "wrong: another company instead"
    around = normalize(gold.text[max(0, tail[0] - _AROUND) : tail[1] + _AROUND])
    if label != "INVESTMENT" and _DENIED.search(around):
        return "wrong: denied or moved stage"
    return "wrong: nobody's"


def _business(article: Article, span: Span) -> tuple[str, ...]:
    return article.business_of(article.surface(*span))


def _reach(text: str, head: Span, tail: Span) -> str:
    for name, zones in (("clause", clauses), ("sentence", sentences), ("paragraph", paragraphs)):
        found = zones(text)
        if found.index(head[0]) == found.index(tail[0]):
            return name
    return "article"
