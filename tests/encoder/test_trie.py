"""The trie finds what a search of every place by every word finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.encoder.trie import Trie

_CHARACTERS = 40
_numbers = st.integers(0, _CHARACTERS - 1) | st.integers(0, 2)
_words = st.lists(_numbers, min_size=1, max_size=5).map(tuple)


def _found(trie: Trie, text: list[int]) -> set[tuple[int, int, int]]:
    return {
        (start, length, value)
        for length, starts, values in trie.matches(np.array(text, dtype=np.uint16))
        for start, value in zip(starts.tolist(), values.tolist(), strict=True)
    }


@settings(max_examples=200, deadline=None)
@given(words=st.lists(_words, max_size=30, unique=True), text=st.lists(_numbers, max_size=30))
def test_all_words_at_all_places(words: list[tuple[int, ...]], text: list[int]) -> None:
    trie = Trie({word: value for value, word in enumerate(words)}, _CHARACTERS)
    expected = {
        (start, len(word), value)
        for start in range(len(text))
        for value, word in enumerate(words)
        if tuple(text[start : start + len(word)]) == word
    }
    assert _found(trie, text) == expected


@pytest.mark.parametrize("characters", [5, 511, 513, 3000])
def test_few_words_over_any_number_of_characters(characters: int) -> None:
    last = characters - 1
    words = {(0, last): 1, (last, 0, last): 2, (1, last): 3}
    assert _found(Trie(words, characters), [last, 0, last, 1]) == {(0, 3, 2), (1, 2, 1)}


def test_many_children() -> None:
    words = {(0, k): k for k in range(1, 2000)} | {(1, k): 5000 + k for k in range(1, 2000)}
    assert _found(Trie(words, 2000), [0, 1999, 1, 7]) == {(0, 2, 1999), (2, 2, 5007)}
