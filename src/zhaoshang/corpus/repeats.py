"""Text that repeats itself: articles that are nearly the same, sentences of one frame.

What is compared is the outline: the text with its entities taken out and every number made alike,
so that an article with other names swapped in is found, too. The likeness of two outlines is the
Jaccard coefficient of their shingles (Broder 1997, "On the resemblance and containment of documents"),
counted exactly; with a few thousand articles there is no need to estimate it from sketches.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from ..language.characters import normalize
from .article import Article

#: Characters of a shingle.
_SHINGLE = 6
#: Shingles of more articles are set phrases; they make no pair alike.
_COMMON = 30
_NUMBER = re.compile(r"[0-9０-９][0-9０-９.,，%％]*")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_ENTITY = "□"
#: Shorter frames (公司表示) are the language's.
_SHORTEST_FRAME = 12


class Pair(NamedTuple):
    """Two articles, and the Jaccard coefficient of their shingles, 0 to 1."""

    first: str
    second: str
    likeness: float


def near_duplicates(articles: Sequence[Article], least: float = 0.2) -> list[Pair]:
    """The pairs of articles whose outlines are ``least`` alike or more, the most alike first."""
    shingles = [_shingles(outline(article)) for article in articles]
    holders: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(shingles):
        for shingle in own:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _COMMON:
            shared.update(combinations(numbers, 2))
    pairs = []
    for (one, other), count in shared.items():
        likeness = count / (len(shingles[one]) + len(shingles[other]) - count)
        if likeness >= least:
            pairs.append(Pair(articles[one].id, articles[other].id, likeness))
    return sorted(pairs, key=lambda pair: -pair.likeness)


def shared_frames(articles: Sequence[Article], most: int = 5) -> list[tuple[str, int]]:
    """The frames of sentences that stand more than ``most`` times, the most frequent first.

    A frame is a sentence of the outline, without white space.
    """
    counts: Counter[str] = Counter()
    for article in articles:
        counts.update(_frames(outline(article)))
    return [(frame, count) for frame, count in counts.most_common() if count > most]


def outline(article: Article) -> str:
    """The text in normal form, with a box for each entity and 0 for each number."""
    parts, at = [], 0
    for entity in sorted(article.entities):
        parts += [article.text[at : entity.start], _ENTITY]
        at = entity.end
    return _NUMBER.sub("0", normalize("".join([*parts, article.text[at:]])))


def _shingles(text: str) -> set[str]:
    text = "".join(text.split())
    return {text[at : at + _SHINGLE] for at in range(len(text) - _SHINGLE + 1)}


def _frames(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.findall(text):
        frame = "".join(sentence.split())
        if len(frame) >= _SHORTEST_FRAME:
            yield frame
