"""Variants of marked articles, to learn names rather than remember them.

Script needs no variants: the pieces and the characters' features are the same
for both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..corpus.article import Article, Mention, Relation, Trigger

_ENDINGS = re.compile(r"(公司|集团|银行|厂|院|所|基金|合作社|资本|中心)$")
_OTHER_MARKS = {"，": ",", "、": "，", "。": "；", "；": "。", "：": ":", "（": "(", "）": ")"}
_DROPPED = frozenset('“”‘’"《》「」')


@dataclass(frozen=True)
class Augmenter:
    """Changes an article in ways that leave its marks true."""

    #: Names of companies by kind; see :func:`kind`.
    names: dict[str, list[str]]
    #: How often an article gets other names, and how often a name of it does then.
    articles: float = 0.4
    mentions: float = 0.6
    #: How often an article is hard-wrapped, and how often its punctuation changes.
    wrapped: float = 0.1
    punctuated: float = 0.15

    @classmethod
    def of(cls, articles: Sequence[Article]) -> Augmenter:
        """One that takes its names from ``articles``."""
        found: dict[str, set[str]] = {}
        for article in articles:
            for start, end, label in article.entities:
                if label == "COMPANY":
                    name = article.surface(start, end)
                    found.setdefault(kind(name), set()).add(name)
        return cls({key: sorted(names) for key, names in found.items()})

    def __call__(self, article: Article, rng: random.Random) -> Article:
        """A variant of ``article``, or itself."""
        if rng.random() < self.articles:
            article = rewrite(article, self._other_names(article, rng))
        if rng.random() < self.punctuated:
            article = rewrite(article, _other_marks(article, rng))
        if rng.random() < self.wrapped:
            article = rewrite(article, _line_breaks(article, rng))
        return article

    def _other_names(self, article: Article, rng: random.Random) -> list[Mention]:
        chosen: dict[str, str | None] = {}
        changes = []
        for start, end, label in article.entities:
            if label != "COMPANY":
                continue
            name = article.surface(start, end)
            if name not in chosen:
                others = self.names.get(kind(name), [name])
                chosen[name] = rng.choice(others) if rng.random() < self.mentions else None
            other = chosen[name]
            if other is not None:
                changes.append(Mention(start, end, other))
        return changes


def kind(name: str) -> str:
    """What another name must share to stand in its place: script, ending, length."""
    if name.isascii():
        return "ascii"
    ending = _ENDINGS.search(name)
    return f"{ending[0] if ending else ''}{'long' if len(name) > 8 else 'short'}"


def rewrite(article: Article, changes: Sequence[Mention]) -> Article:
    """``article`` with other text in some places; the marks move along.

    changes: (start, end, new text) each, none overlapping. A place inside a
    mark may only become longer or shorter if the mark keeps some text.
    """
    pieces: list[str] = []
    places = list(range(len(article.text) + 1))
    done = shift = 0
    for start, end, new in sorted(changes):
        pieces += [article.text[done:start], new]
        for at in range(done, start):
            places[at] += shift
        for at in range(start, end):
            places[at] = min(start + shift + at - start, start + shift + len(new))
        shift += len(new) - (end - start)
        done = end
    pieces.append(article.text[done:])
    for at in range(done, len(places)):
        places[at] += shift

    def moved(span: tuple[int, int]) -> tuple[int, int]:
        return places[span[0]], places[span[1]]

    return replace(
        article,
        text="".join(pieces),
        entities=[Mention(*moved((e.start, e.end)), e.label) for e in article.entities],
        triggers=[Trigger(*moved((t.start, t.end)), t.label, t.status) for t in article.triggers],
        relations=[Relation(moved(r.head), r.label, moved(r.tail)) for r in article.relations],
        businesses=[],
        stated=[],
    )


def _outside(article: Article) -> list[bool]:
    free = [True] * len(article.text)
    for start, end, *_ in [*article.entities, *article.triggers]:
        free[start:end] = [False] * (end - start)
    return free


def _other_marks(article: Article, rng: random.Random) -> list[Mention]:
    free = _outside(article)
    changes = []
    for at, char in enumerate(article.text):
        if free[at] and char in _DROPPED:
            changes.append(Mention(at, at + 1, ""))
        elif free[at] and char in _OTHER_MARKS and rng.random() < 0.15:
            changes.append(Mention(at, at + 1, _OTHER_MARKS[char]))
    return changes


def _line_breaks(article: Article, rng: random.Random) -> list[Mention]:
    """A break every 16 to 30 characters, within marks too."""
    if "\n" in article.text.strip() and any(len(line) < 40 for line in article.text.split("\n")):
        return []
    width = rng.randint(16, 30)
    # A break after the last character of a mark would become part of it.
    ends = {end for _, end, *_ in [*article.entities, *article.triggers]}
    places = range(width, len(article.text), width)
    return [Mention(at, at, "\n") for at in places if at not in ends]
