"""Marked articles as what the encoder is tuned on: windows of visible characters.

White space is no character here, so a name that a line break cuts stays one
run; that there was some is a feature of the character after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..corpus.article import Article
from ..language.characters import code_points
from ..schema import RELATION_LABELS
from ..tagging import tags
from . import windows
from .pairs import NO_PAIRS, Pairs
from .tokenizer import Pieces, Tokenizer

Numbers = npt.NDArray[np.int64]

CHARACTER_ROWS = 5000
BIGRAM_ROWS = 20000
SPACING_ROWS = 3
#: What a character is for the relations; several at once or none.
ROLES = (
    *(f"head of {label}" for label in RELATION_LABELS),
    "sum or trigger with a company",
    "planned trigger",
)
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Example:
    """One window of an article."""

    #: Ids of the pieces, framed: int32 (pieces,).
    ids: npt.NDArray[np.int32]
    #: Which of ``ids`` each character lies in: int64 (characters,).
    owners: Numbers
    #: Character, bigrams with the one before and after, spacing: int64 (characters, 4).
    features: Numbers
    #: int64 (characters,).
    tags: Numbers
    #: float32 (characters, len(ROLES)), 0 or 1.
    roles: npt.NDArray[np.float32]
    #: Where each character stands in the text: int64 (characters,).
    places: Numbers
    #: The characters from here to there belong to this window, the others to its context.
    kept: tuple[int, int]
    #: The candidate relations that lie in it, if they were asked for.
    pairs: Pairs = NO_PAIRS


def examples(
    articles: Sequence[Article],
    tokenizer: Tokenizer,
    size: int = 254,
    context: int = 0,
    read_pairs: Callable[[Article], Pairs] | None = None,
) -> Iterator[tuple[int, Example]]:
    """The windows of each article, each with the article's number; ``read_pairs`` gives its candidates."""
    cuts = tokenizer.batch([article.text for article in articles])
    for number, (article, pieces) in enumerate(zip(articles, cuts, strict=True)):
        pairs = read_pairs(article) if read_pairs else NO_PAIRS
        for example in _windows(article, pieces, tokenizer, size, context, pairs):
            yield number, example


def _windows(
    article: Article, pieces: Pieces, tokenizer: Tokenizer, size: int, context: int, pairs: Pairs
) -> Iterator[Example]:
    visible = np.flatnonzero(pieces.owners >= 0)
    owners = pieces.owners[visible].astype(np.int64)
    rows = features(article.text, visible)
    gold, roles = _targets(article)
    for window in windows.cut(pieces, article.text, size, context):
        low, high, kept_low, kept_high = np.searchsorted(
            owners, [window.first, window.last, window.kept_first, window.kept_last]
        ).tolist()
        if low < high:
            yield Example(
                windows.framed(window, pieces, tokenizer),
                owners[low:high] - window.first + 1,
                rows[low:high],
                tags.encode(tags.among(gold, visible[low:high]), high - low),
                roles[visible[low:high]],
                visible[low:high],
                (kept_low - low, kept_high - low),
                pairs.within(visible[low:high]),
            )


def features(text: str, visible: Numbers) -> Numbers:
    """The features of the characters ``visible`` of ``text``: int64 (characters, 4)."""
    codes = code_points(text).astype(np.uint64)[visible]
    edged = np.concatenate([[0], codes, [0]]).astype(np.uint64)
    pairs = (edged[:-1] * _MIX + edged[1:]) * _MIX >> np.uint64(32)
    bigrams = 1 + pairs % np.uint64(BIGRAM_ROWS - 1)
    # Code points of one script lie together, so the remainder hardly collides.
    characters = 1 + codes % np.uint64(CHARACTER_ROWS - 1)
    spacing = np.minimum(np.diff(visible, prepend=-1) - 1, 1)
    lines = np.array([0, *np.cumsum([char == "\n" for char in text])])
    broken = lines[visible] > lines[np.concatenate([[0], visible[:-1] + 1])[: len(visible)]]
    columns = [characters, bigrams[:-1], bigrams[1:], spacing + broken]
    return np.stack([column.astype(np.int64) for column in columns], axis=1)


def _targets(article: Article) -> tuple[list[tags.Span], npt.NDArray[np.float32]]:
    roles = np.zeros((len(article.text), len(ROLES)), dtype=np.float32)
    for head, label, tail in article.relations:
        roles[slice(*head), RELATION_LABELS.index(label)] = 1
        roles[slice(*tail), -2] = 1
    for start, end, _, status in article.triggers:
        roles[start:end, -1] = status == "planned"
    return [(e.start, e.end, e.label) for e in article.entities], roles
