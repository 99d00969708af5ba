"""Predictions a block of rows at a time are those of all rows at once, and weights fit both ways."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.ml.models.tok2vec import MaxoutWindowEncoder, build_Tok2Vec_model
from thinc.api import Maxout, Model, with_array

from helpers import blank_doc
from zhaoshang.architectures import blocks
from zhaoshang.architectures.char_embed import build_char_embed
from zhaoshang.architectures.tok2vec import build_tok2vec

_TEXTS = ["", "太仓", "海蓝精密投资5亿元，项目今日开工。\n" * 5]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 7)


def _embed() -> Model:
    return build_char_embed(8, bigrams=True, word_tags=False, lexicon=True, small_width=4)


def test_rows_in_blocks_are_the_rows() -> None:
    rows = np.random.default_rng(0).random((50, 6), dtype="f")
    layer = Maxout(4, 6, nP=2, normalize=True)
    layer.initialize()
    (found,) = blocks.with_blocks(layer).predict([rows])
    np.testing.assert_allclose(found, with_array(layer).predict([rows])[0], atol=1e-6)


@pytest.mark.parametrize("reach", [1, 2, 9])
def test_a_block_sees_the_rows_beside_it(reach: int) -> None:
    rows = np.arange(40.0).reshape(-1, 1)

    def summed(part: np.ndarray) -> np.ndarray:
        padded = np.pad(part, ((reach, reach), (0, 0)))
        return sum(padded[k : k + len(part)] for k in range(2 * reach + 1))

    np.testing.assert_array_equal(blocks.in_blocks(summed, rows, reach), summed(rows))


def test_a_prediction_has_no_gradient() -> None:
    layer = Maxout(4, 6, nP=2)
    layer.initialize()
    _, backward = blocks.with_blocks(layer)([np.zeros((3, 6), dtype="f")], False)
    with pytest.raises(ValueError, match="nothing was kept"):
        backward([])


def test_tok2vec_takes_the_weights_of_spacys_and_gives_the_same() -> None:
    docs = [blank_doc(text) for text in _TEXTS if text]
    theirs = build_Tok2Vec_model(_embed(), MaxoutWindowEncoder(8, 1, 3, 2))
    ours = build_tok2vec(_embed(), MaxoutWindowEncoder(8, 1, 3, 2))
    theirs.initialize(X=docs)
    ours.initialize(X=docs)
    ours.from_bytes(theirs.to_bytes())
    trained, _ = theirs.begin_update(docs)
    for one, other, third in zip(ours.predict(docs), theirs.predict(docs), trained, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
        np.testing.assert_allclose(one, third, atol=1e-5)


def test_an_encoder_that_does_not_say_how_far_it_looks() -> None:
    with pytest.raises(ValueError, match="attribute pad"):
        build_tok2vec(_embed(), with_array(Maxout(8, 8)))
