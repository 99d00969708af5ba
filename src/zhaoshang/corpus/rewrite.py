"""Replacing stretches of an annotated text while its annotation moves along."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from .article import Article, Mention, Relation, Trigger


class Replacement(NamedTuple):
    """Put ``text`` in place of the characters from ``start`` to ``end``; an insertion where equal."""

    start: int
    end: int
    text: str


def rewrite(
    article: Article, replacements: list[Replacement], names: dict[str, str] | None = None
) -> Article:
    """A copy of the article with stretches of its text replaced.

    Args:
        article: the article; it is left as it is.
        replacements: stretches that do not overlap. One that touches a mark lies
            within it or covers it whole.
        names: company names that became others, for the groups of names.
    """
    moves = _Moves(sorted(replacements))

    def span(pair: tuple[int, int]) -> tuple[int, int]:
        return moves.start(pair[0]), moves.end(pair[1])

    changed = names or {}
    return Article(
        id=article.id,
        text=moves.apply(article.text),
        meta=article.meta,
        entities=[Mention(*span((e.start, e.end)), e.label) for e in article.entities],
        triggers=[Trigger(*span((t.start, t.end)), t.label, t.status) for t in article.triggers],
        relations=[Relation(span(r.head), r.label, span(r.tail)) for r in article.relations],
        businesses=[
            tuple(dict.fromkeys(changed.get(name, name) for name in business))
            for business in article.businesses
        ],
    )


class _Moves:
    """Where positions go; a position within a replacement goes to its edge."""

    def __init__(self, replacements: list[Replacement]) -> None:
        self._replacements = replacements
        self._ends = [r.end for r in replacements]
        self._shifts = [0]
        for r in replacements:
            self._shifts.append(self._shifts[-1] + len(r.text) - (r.end - r.start))

    def start(self, position: int) -> int:
        """Where a span that began at ``position`` begins: behind an insertion, with a replacement."""
        k = bisect_right(self._ends, position)
        return position + self._shifts[k]

    def end(self, position: int) -> int:
        """Where a span that ended at ``position`` ends: before an insertion there."""
        k = sum(1 for r in self._replacements if r.end <= position and not (r.start == r.end == position))
        return position + self._shifts[k]

    def apply(self, text: str) -> str:
        pieces, done = [], 0
        for r in self._replacements:
            pieces += [text[done : r.start], r.text]
            done = r.end
        return "".join([*pieces, text[done:]])
