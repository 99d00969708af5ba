"""The embedding of characters: hashed character, bigram, boundary and lexicon features."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, cast

import numpy as np
from spacy import registry
from spacy.tokens import Doc
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate
from thinc.types import Floats2d, Ints2d

from ..extensions import register
from ..language.characters import code_points
from ..language.lexicon import N_COLUMNS
from .blocks import with_blocks

register()

_CHARACTER_ROWS = 5000
_BIGRAM_ROWS = 20000
_SMALL_ROWS = 200
_MIX = np.uint64(0x9E3779B97F4A7C15)


@registry.architectures("zhaoshang.CharEmbed.v1")
def build_char_embed(
    width: int,
    bigrams: bool = True,
    word_tags: bool = True,
    lexicon: bool = True,
    small_width: int = 16,
    dropout: float | None = None,
    bigram_width: int | None = None,
) -> Model[list[Doc], list[Floats2d]]:
    """Embed the characters of Docs.

    Args:
        width: the width of the output, and of the character embeddings.
        bigrams: use the bigrams with the visible characters on either side.
        word_tags: use ``doc._.word_tags`` (component ``segmenter``).
        lexicon: use ``doc._.lexicon_tags`` (component ``lexicon``).
        small_width: the width of each embedding of a small feature.
        dropout: dropout within the mixing layer.
        bigram_width: the width of each embedding of bigrams, most of the model's size; ``width`` if None.

    Returns:
        A model from Docs to float32 arrays of shape (len(doc), width).
    """
    sizes = [(width, _CHARACTER_ROWS), (small_width, _SMALL_ROWS)]
    if bigrams:
        sizes += [(bigram_width or width, _BIGRAM_ROWS)] * 2
    if word_tags:
        sizes += [(small_width, _SMALL_ROWS)]
    if lexicon:
        sizes += [(small_width, _SMALL_ROWS)] * N_COLUMNS
    embeds: list[Model] = [
        HashEmbed(n_out, rows, column=column, seed=column) for column, (n_out, rows) in enumerate(sizes)
    ]
    mix = Maxout(width, sum(n_out for n_out, _ in sizes), nP=3, dropout=dropout, normalize=True)
    return chain(
        _char_features(bigrams, word_tags, lexicon),
        cast(
            Model[list[Ints2d], list[Floats2d]],
            with_blocks(chain(concatenate(*embeds), mix)),
        ),
    )


def _char_features(bigrams: bool, word_tags: bool, lexicon: bool) -> Model[list[Doc], list[Ints2d]]:
    return Model("char_features", partial(_forward, bigrams, word_tags, lexicon))


# No closure: processes that are not forked get the models pickled.
def _forward(
    bigrams: bool,
    word_tags: bool,
    lexicon: bool,
    model: Model[list[Doc], list[Ints2d]],
    docs: list[Doc],
    is_train: bool,
) -> tuple[list[Ints2d], Callable[[list[Ints2d]], list[Doc]]]:
    features = [cast(Any, model.ops).asarray(char_features(doc, bigrams, word_tags, lexicon)) for doc in docs]
    return features, lambda d_features: []


def char_features(doc: Doc, bigrams: bool, word_tags: bool, lexicon: bool) -> np.ndarray:
    """The features of a Doc: uint64 array of shape (len(doc), n_columns)."""
    text = doc.text
    codes = code_points(text).astype(np.uint64)
    columns = [codes, _classes(text)]
    if bigrams:
        before, after = _visible_neighbours(codes, columns[1])
        columns += [before * _MIX + codes, codes * _MIX + after]
    if word_tags:
        tags = doc._.word_tags
        columns.append(np.zeros(len(doc)) if tags is None else tags)
    if lexicon:
        matches = doc._.lexicon_tags
        matches = np.zeros((len(doc), N_COLUMNS)) if matches is None else matches
        columns += list(matches.T)
    return np.stack([column.astype(np.uint64) for column in columns], axis=1)


def _classes(text: str) -> np.ndarray:
    """A code a character: 0 white space, 1 digit, 2 Latin, 3 Han, 4 punctuation, 5 numeral, 6 other."""
    return np.fromiter(map(_class, text), dtype=np.uint64, count=len(text))


# A text repeats its characters; the bound is for texts of no language.
@lru_cache(maxsize=10_000)
def _class(char: str) -> int:
    if char.isspace():
        return 0
    if char.isdigit() and not "\u4e00" <= char <= "\u9fff":
        return 1
    if char in "〇零一二三四五六七八九十百千万亿两萬億兩":
        return 5
    if "\u3400" <= char <= "\u9fff":
        return 3
    if char.isalpha() and ord(char) < 0x250:
        return 2
    return 6 if char.isalnum() else 4


def _visible_neighbours(codes: np.ndarray, classes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest characters before and after that are no white space; 0 at the edges."""
    before, after = np.zeros_like(codes), np.zeros_like(codes)
    visible = np.flatnonzero(classes)
    if not len(visible):
        return before, after
    positions = np.arange(len(codes))
    left = np.searchsorted(visible, positions, side="left") - 1
    right = np.searchsorted(visible, positions, side="right")
    has_left, has_right = left >= 0, right < len(visible)
    before[has_left] = codes[visible[left[has_left]]]
    after[has_right] = codes[visible[right[has_right]]]
    return before, after
