"""WordPieces: BERT's words, the longest pieces first, exact offsets."""

from __future__ import annotations

import importlib.util
import re
import string
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.encoder.tokenizer import Pieces, Tokenizer
from zhaoshang.encoder.wordpiece import WordPieceTokenizer

_SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
_WORDS = [
    "总",
    "投",
    "资",
    "亿",
    "元",
    "的",
    "园",
    "区",
    "，",
    "。",
    "·",
    "led",
    "le",
    "##d",
    "1",
    "12",
    "##2",
    "##0",
]
_LETTERS = [*"abcdefghilmno", *(f"##{char}" for char in "abcdefghilmnost")]
_MIXED = ["Led", "L", "##E", "É", "é", "か", "##が", "##か", "カ", "ᄒ", "##ᅡ", "##ᆫ", "-", "%", "〇"]
VOCABULARY = [*_SPECIAL, *_WORDS, *_LETTERS, *_MIXED]
_NEWS = "总投资120亿元的園区，占地５００㎡。LEDled·Éé〇〇かが한カ-%\u0301\u200b\ufffd𠮷\ud800 \n\t\u3000"
_texts = st.text(max_size=60) | st.text(st.sampled_from(_NEWS), max_size=60)
_tokenizers = st.builds(
    WordPieceTokenizer,
    st.just(VOCABULARY),
    st.booleans(),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, {"園": "园", "５": "1"}]),
)


@pytest.fixture(scope="module")
def wordpieces() -> WordPieceTokenizer:
    return WordPieceTokenizer(VOCABULARY, normal={"園": "园"})


def _words(tokenizer: Tokenizer, text: str) -> list[str]:
    return [tokenizer.pieces[k] for k in tokenizer(text).ids]


def test_chinese_and_punctuation_stand_alone(wordpieces: WordPieceTokenizer) -> None:
    assert _words(wordpieces, "总投资的，led-12") == ["总", "投", "资", "的", "，", "led", "-", "12"]
    assert _words(wordpieces, "总12亿") == ["总", "12", "亿"]


def test_the_longest_piece_comes_first(wordpieces: WordPieceTokenizer) -> None:
    pieces = wordpieces("leda 120")
    assert [wordpieces.pieces[k] for k in pieces.ids] == ["led", "##a", "12", "##0"]
    assert pieces.starts.tolist() == [0, 3, 5, 7]
    assert pieces.ends.tolist() == [3, 4, 7, 8]
    assert pieces.owners.tolist() == [0, 0, 0, 1, -1, 2, 2, 3]


def test_a_word_that_cannot_be_cut_is_unknown_as_a_whole(wordpieces: WordPieceTokenizer) -> None:
    assert _words(wordpieces, "ledz总") == ["[UNK]", "总"]
    assert wordpieces("ledz总").owners.tolist() == [0, 0, 0, 0, 1]
    assert len(wordpieces("a" * 100)) == 100
    assert _words(wordpieces, "a" * 101) == ["[UNK]"]


def test_case_and_accents_are_as_the_settings_say() -> None:
    assert _words(WordPieceTokenizer(VOCABULARY), "LED É") == ["led", "e"]
    cased = WordPieceTokenizer(VOCABULARY, lower=False)
    assert _words(cased, "Led É") == ["Led", "É"]
    assert _words(WordPieceTokenizer(VOCABULARY, lower=True, strip_accents=False), "É") == ["é"]
    assert _words(WordPieceTokenizer(VOCABULARY, lower=False, strip_accents=True), "É") == ["[UNK]"]


def test_an_accent_belongs_to_what_it_stands_on(wordpieces: WordPieceTokenizer) -> None:
    assert wordpieces("e\u0301a").owners.tolist() == [0, 0, 1]
    assert wordpieces("\u0301a").owners.tolist() == [-1, 0]


def test_a_character_of_several_pieces_is_the_first_ones(wordpieces: WordPieceTokenizer) -> None:
    pieces = wordpieces("한总")
    assert [wordpieces.pieces[k] for k in pieces.ids] == ["ᄒ", "##ᅡ", "##ᆫ", "总"]
    assert pieces.owners.tolist() == [0, 3]
    assert (pieces.starts.tolist(), pieces.ends.tolist()) == ([0, 1, 1, 1], [1, 1, 1, 2])


def test_traditional_is_cut_as_simplified(wordpieces: WordPieceTokenizer) -> None:
    assert wordpieces("園区").ids.tolist() == wordpieces("园区").ids.tolist()


def test_nothing_at_all(wordpieces: WordPieceTokenizer) -> None:
    assert wordpieces.batch([]) == []
    assert len(wordpieces("")) == len(wordpieces(" \n")) == 0
    assert wordpieces(" \n").owners.tolist() == [-1, -1]


def test_a_vocabulary_without_special_pieces() -> None:
    with pytest.raises(ValueError, match=r"no \[SEP\]"):
        WordPieceTokenizer(["[PAD]", "[UNK]", "[CLS]"])


@settings(max_examples=300, deadline=None)
@given(tokenizer=_tokenizers, text=_texts)
def test_offsets_are_exact(tokenizer: WordPieceTokenizer, text: str) -> None:
    pieces = tokenizer(text)
    assert {getattr(pieces, name).dtype for name in Pieces.__slots__} == {np.dtype(np.int32)}
    assert len(pieces.owners) == len(text)
    assert pieces.owners.max(initial=-1) < len(pieces)
    for char, owner in zip(text, pieces.owners.tolist(), strict=True):
        category = unicodedata.category(char)
        if char.isspace() or category[0] == "C" or char == "\ufffd":
            assert owner == -1
        elif category != "Mn":
            assert owner >= 0
    visible = pieces.owners[pieces.owners >= 0]
    assert (np.diff(visible) >= 0).all()
    assert (pieces.starts <= pieces.ends).all()
    assert (pieces.ends[:-1] <= pieces.starts[1:]).all()
    for k in range(len(pieces)):
        owned = np.flatnonzero(pieces.owners == k)
        if len(owned):
            assert (owned[0], owned[-1] + 1) == (pieces.starts[k], pieces.ends[k])
        else:
            assert pieces.starts[k] == pieces.ends[k]


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("总投资，led120·-abc "), max_size=40))
def test_the_pieces_spell_the_text(wordpieces: WordPieceTokenizer, text: str) -> None:
    pieces = wordpieces(text)
    spans = zip(pieces.starts.tolist(), pieces.ends.tolist(), strict=True)
    for piece, (start, end) in zip(_words(wordpieces, text), spans, strict=True):
        inside = re.search("[a-z0-9]{2}", text[max(0, start - 1) : start + 1]) is not None
        assert piece in ("[UNK]", "##" * inside + text[start:end])
        assert piece != "[UNK]" or not inside


@settings(max_examples=50, deadline=None)
@given(tokenizer=_tokenizers, texts=st.lists(_texts, max_size=5))
def test_survives_json(tokenizer: WordPieceTokenizer, texts: list[str]) -> None:
    again = Tokenizer.from_json(tokenizer.to_json())
    assert isinstance(again, WordPieceTokenizer)
    assert again.to_json() == tokenizer.to_json()
    for mine, theirs in zip(tokenizer.batch(texts), again.batch(texts), strict=True):
        assert mine.ids.tolist() == theirs.ids.tolist()
        assert mine.owners.tolist() == theirs.owners.tolist()


def test_the_kind_of_a_tokenizer_is_in_its_json(tokenizer: Tokenizer, wordpieces: WordPieceTokenizer) -> None:
    data = tokenizer.to_json()
    assert data.pop("kind") == "unigram"
    # Files of old have no kind.
    assert Tokenizer.from_json(data)("签约").ids.tolist() == tokenizer("签约").ids.tolist()
    with pytest.raises(ValueError, match="'other' is not known"):
        Tokenizer.from_json({**wordpieces.to_json(), "kind": "other"})


#: Not the two control characters that are white space here alone, and no surrogate, which Rust does not have.
_COMPARED = (
    _NEWS.replace("\ud800", "") + string.printable[:-2] + "ÀçñİßΣΩжあアㄅ≠※…—“”《》½①\u00ad\u2028\u1e69"
)


@pytest.mark.skipif(importlib.util.find_spec("tokenizers") is None, reason="needs the package tokenizers")
@settings(max_examples=300, deadline=None)
@given(
    text=st.text(st.sampled_from(_COMPARED), max_size=60),
    lower=st.booleans(),
    strip_accents=st.sampled_from([None, True, False]),
)
def test_cuts_as_the_package_tokenizers_does(text: str, lower: bool, strip_accents: bool | None) -> None:
    import tokenizers as package

    vocabulary = {piece: k for k, piece in enumerate(VOCABULARY)}
    theirs = package.Tokenizer(package.models.WordPiece(vocabulary, unk_token="[UNK]"))
    theirs.normalizer = package.normalizers.BertNormalizer(lowercase=lower, strip_accents=strip_accents)
    theirs.pre_tokenizer = package.pre_tokenizers.BertPreTokenizer()
    expected = theirs.encode(text)
    found = WordPieceTokenizer(VOCABULARY, lower, strip_accents)(text)
    assert [VOCABULARY[k] for k in found.ids] == expected.tokens
    spans = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    for theirs_span, own in zip(expected.offsets, spans, strict=True):
        if own[0] == own[1]:
            continue  # within a character that became several, of which each piece has the whole there
        # The accent behind a piece is the piece's here.
        end = own[1]
        while unicodedata.category(text[end - 1]) == "Mn" and end > theirs_span[1]:
            end -= 1
        assert (own[0], end) == theirs_span
