from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from spacy.tokens import Doc

from helpers import blank_doc
from strategies import texts
from zhaoshang.architectures.char_embed import build_char_embed, char_features
from zhaoshang.language.lexicon import N_COLUMNS, Lexicon


def tagged(text: str) -> Doc:
    doc = blank_doc(text)
    doc._.word_tags = np.ones(len(text), dtype=np.uint8)
    doc._.lexicon_tags = Lexicon({"太仓": 3}).tags(text)
    return doc


def test_columns() -> None:
    features = char_features(tagged("太仓 5亿"), True, True, True)
    assert features.dtype == np.uint64
    assert features.shape == (5, 5 + N_COLUMNS)
    assert features[:, 1].tolist() == [3, 3, 0, 1, 5]
    assert features[:, 4].tolist() == [1] * 5
    assert features[:, 5].tolist() == [32, 2, 0, 0, 0]


def test_characters_are_seen_in_their_normal_form() -> None:
    one, other = (char_features(blank_doc(t), True, False, False) for t in ("簽約Ｂ", "签约b"))
    assert (one[:, [0, 2, 3]] == other[:, [0, 2, 3]]).all()


def test_bigrams_skip_white_space() -> None:
    joined = char_features(blank_doc("太仓市"), True, False, False)
    broken = char_features(blank_doc("太\n 仓市"), True, False, False)
    assert (broken[[0, 3, 4]] == joined).all()


def test_classes_of_characters() -> None:
    features = char_features(blank_doc("\n5Ａ仓。万é😀"), False, False, False)
    assert features[:, 1].tolist() == [0, 1, 6, 3, 4, 5, 2, 4]


def test_tags_that_were_not_set_are_zeros() -> None:
    features = char_features(blank_doc("太仓"), False, True, True)
    assert not features[:, 2:].any()


@given(texts)
def test_a_row_a_character(text: str) -> None:
    assert char_features(tagged(text), True, True, True).shape == (len(text), 5 + N_COLUMNS)


@pytest.mark.parametrize("used", [True, False])
def test_the_model_maps_docs_to_vectors_and_learns(used: bool) -> None:
    model = build_char_embed(8, bigrams=used, word_tags=used, lexicon=used, small_width=4)
    docs = [tagged("太仓投资"), tagged(""), tagged("乐")]
    model.initialize(X=docs)
    vectors, backprop = model.begin_update(docs)
    assert [v.shape for v in vectors] == [(4, 8), (0, 8), (1, 8)]
    assert vectors[0].dtype == np.float32
    backprop([np.ones_like(v) for v in vectors])
    assert any(node.has_grad("E") for node in model.walk() if node.has_param("E"))
