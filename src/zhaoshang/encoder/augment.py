"""Variants of marked articles for tuning, to learn names rather than remember them.

Script needs no variants: the pieces and the characters' features are the same
for both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..corpus.article import Article
from ..corpus.augment import other_names, other_width, some_typos, wrap_lines
from ..corpus.names import NameComposer, Renamer
from ..corpus.rewrite import Replacement, rewrite

_ENDINGS = re.compile(r"(公司|集团|银行|厂|院|所|基金|合作社|资本|中心)$")
_OTHER_MARKS = {"，": ",", "、": "，", "。": "；", "；": "。", "：": ":", "（": "(", "）": ")"}
_DROPPED = frozenset('“”‘’"《》「」')


class ArticleNames:
    """Names of other articles, of the same kind: script, ending, length."""

    def __init__(self, articles: Sequence[Article], share: float = 0.7):
        """``share`` of the names become others."""
        self._share = share
        found: dict[str, set[str]] = {}
        for article in articles:
            for name in article.names("COMPANY"):
                found.setdefault(_kind(name), set()).add(name)
        self._names = {kind: sorted(names) for kind, names in found.items()}

    def rename(self, business: tuple[str, ...], rng: random.Random) -> dict[str, str]:
        """Another name for each name of a business, each on its own."""
        chosen = [name for name in business if rng.random() < self._share]
        return {name: rng.choice(self._names.get(_kind(name), [name])) for name in chosen}


def _kind(name: str) -> str:
    if name.isascii():
        return "ascii"
    ending = _ENDINGS.search(name)
    return f"{ending[0] if ending else ''}{'long' if len(name) > 8 else 'short'}"


@dataclass(frozen=True)
class Augmenter:
    """Changes an article in ways that leave its marks true; the shares are independent."""

    renamers: Sequence[Renamer]
    names: float = 0.4
    wrapped: float = 0.1
    width: float = 0.05
    punctuated: float = 0.15
    typos: float = 0.0

    @classmethod
    def of(cls, articles: Sequence[Article], lexicons: Path | None = None, typos: float = 0.0) -> Augmenter:
        """One that takes its names from ``articles``, and from word lists if there are any.

        ``typos`` is the share of articles with wrong characters; it needs pypinyin (the extra ``train``).
        """
        renamers: list[Renamer] = [ArticleNames(articles)]
        if lexicons is not None:
            renamers.append(NameComposer(lexicons))
        return cls(renamers, typos=typos)

    def __call__(self, article: Article, rng: random.Random) -> Article:
        """A variant of ``article``, or itself."""
        if rng.random() < self.names:
            article = other_names(article, rng, rng.choice(self.renamers))
        if self.typos and rng.random() < self.typos:  # no draw without it: the others' stay as they were
            article = some_typos(article, rng)
        if rng.random() < self.punctuated:
            article = other_marks(article, rng)
        if rng.random() < self.width:
            article = other_width(article, rng)
        if rng.random() < self.wrapped:
            article = wrap_lines(article, rng)
        return article


def other_marks(article: Article, rng: random.Random) -> Article:
    """The quotation marks dropped, some other punctuation changed; none within the marks."""
    inside: set[int] = set()
    for span in article.spans():
        inside.update(range(*span))
    replacements = []
    for at, char in enumerate(article.text):
        if at in inside:
            continue
        if char in _DROPPED:
            replacements.append(Replacement(at, at + 1, ""))
        elif char in _OTHER_MARKS and rng.random() < 0.15:
            replacements.append(Replacement(at, at + 1, _OTHER_MARKS[char]))
    return rewrite(article, replacements)
