"""Windows: every piece kept once, seen with its context, cut where one may."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.encoder.tokenizer import Tokenizer
from zhaoshang.encoder.windows import cut, framed, merge, spread

_TEXTS = st.text(st.sampled_from("总投资12亿元的项目，在园区签约。”\n 　LED"), max_size=300)


@settings(max_examples=200, deadline=None)
@given(text=_TEXTS, size=st.integers(5, 40), context=st.integers(0, 2))
def test_pieces_come_back_once_and_in_order(tokenizer: Tokenizer, text: str, size: int, context: int) -> None:
    pieces = tokenizer(text)
    windows = cut(pieces, text, size, context)
    seen = [framed(window, pieces, tokenizer) for window in windows]
    for window, ids in zip(windows, seen, strict=True):
        assert len(ids) <= size + 2
        assert (ids[0], ids[-1]) == (tokenizer.start, tokenizer.end)
        assert window.first == max(0, window.kept_first - context)
        assert window.last == min(len(pieces), window.kept_last + context)
    merged = merge(windows, [ids[:, None].astype(np.float32) for ids in seen])
    assert merged[:, 0].astype(int).tolist() == pieces.ids.tolist()


def test_cuts_after_sentences_and_lines(tokenizer: Tokenizer) -> None:
    text = "该项目总投资120亿元，占地500亩。“今年八月试生产。”李明说\n另一家公司在园区签约。" * 4
    pieces = tokenizer(text)
    for window in cut(pieces, text, 40)[:-1]:
        before = pieces.ends[window.kept_last - 1]
        assert text[before - 1] in "。”" or text[before] == "\n"
    (first, *_) = cut(pieces, text, 40)
    assert text[pieces.ends[first.kept_last - 1]] == "\n"


def test_cuts_anywhere_when_it_must(tokenizer: Tokenizer) -> None:
    text = "签" * 100
    assert [w.kept_last - w.kept_first for w in cut(tokenizer(text), text, 30)] == [30, 30, 30, 11]


def test_no_room(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match="no room"):
        cut(tokenizer("签约"), "签约", size=4, context=2)


def test_characters_get_their_pieces_vectors(tokenizer: Tokenizer) -> None:
    pieces = tokenizer("签约 江")
    vectors = np.arange(1, len(pieces) + 1, dtype=np.float32)[:, None]
    found = spread(vectors, pieces.owners)[:, 0]
    assert found[2] == 0
    assert found[3] == len(pieces)
    assert found[0] == found[1]
