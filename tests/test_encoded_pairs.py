"""The second opinion on candidate relations, by the head that the encoder was tuned with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc
from thinc.api import Model

from helpers import blank_doc, gold_doc
from zhaoshang.architectures.char_embed import build_char_embed
from zhaoshang.architectures.encoded_pairs import build_encoded_pairs, take
from zhaoshang.architectures.pair_scorer import build_pair_scorer
from zhaoshang.candidates import candidates
from zhaoshang.encoder.checkpoint import to_safetensors
from zhaoshang.encoder.pairs import FEATURE_ROWS, FILE

WIDTH = 6


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tuned encoder's folder, its pair head alone."""
    random = np.random.default_rng(0)
    shapes = {
        "reduce": (128, WIDTH),
        "head": (128, 128),
        "tail": (128, 128),
        "mix": (256, 960),
        "scores": (2, 256),
    }
    state = {f"{name}.weight": random.normal(size=shape) / 8 for name, shape in shapes.items()}
    state |= {f"{name}.bias": random.normal(size=shape[0]) for name, shape in shapes.items()}
    state |= {"norm.weight": np.ones(64), "norm.bias": np.zeros(64)}
    state["words.weight"] = random.normal(size=(FEATURE_ROWS, 64))
    (tmp_path / FILE).write_bytes(to_safetensors({k: v.astype(np.float32) for k, v in state.items()}))
    return tmp_path


def encoded(doc: Doc) -> Doc:
    """With vectors as ``char_encoder`` leaves them: none for white space."""
    vectors = np.random.default_rng(1).normal(size=(len(doc), WIDTH)).astype("f")
    vectors[[token.text.isspace() for token in doc]] = 0
    doc._.char_vectors = vectors
    return doc


def test_an_opinion_of_near_pairs_alone(folder: Path) -> None:
    near, far = gold_doc("[[C:甲]]投[[A:5亿元]]"), gold_doc("[[C:甲]]" + "无" * 300 + "投[[A:5亿元]]")
    docs = [encoded(near), encoded(far), blank_doc(""), gold_doc("[[C:丙]][[SIGN:签约]]")]
    pairs = docs, [candidates(doc) for doc in docs]
    model = build_encoded_pairs()
    assert np.isnan(model.predict(pairs)).all()
    take(model, folder)
    scores = model.predict(pairs)
    assert scores.shape == (3, 2)
    # The third has no vectors.
    assert np.isnan(scores).all(axis=1).tolist() == [False, True, True]


def test_white_space_changes_nothing(folder: Path) -> None:
    model = build_encoded_pairs()
    take(model, folder)
    doc, spaced = gold_doc("甲公司：[[C:甲]]投[[A:5亿元]]"), gold_doc("甲公司：[[C:甲]]投[[A:5\n亿 元]]")
    encoded(doc)
    vectors = np.zeros((len(spaced), WIDTH), dtype="f")
    vectors[[not token.text.isspace() for token in spaced]] = doc._.char_vectors
    spaced._.char_vectors = vectors
    (one,), (other,) = (model.predict(([d], [candidates(d)])) for d in (doc, spaced))
    # What is hashed of the pair may differ in a distance, not more.
    np.testing.assert_allclose(one, other, atol=1.5)


def scorer(share: float, opinion: Model | None) -> Model:
    embed = build_char_embed(8, word_tags=False, lexicon=False, small_width=4)
    return build_pair_scorer(
        embed,
        hidden_width=6,
        feature_width=5,
        feature_rows=50,
        dropout=0.0,
        feature_dropout=0.0,
        opinion=opinion,
        opinion_share=share,
    )


def test_the_scores_are_the_mean_of_both(folder: Path) -> None:
    docs = [encoded(gold_doc("[[C:甲]]投[[A:5亿元]]，" + "无" * 300 + "。[[C:乙]]投[[A:6亿元]]"))]
    pairs = docs, [candidates(doc) for doc in docs]
    opinion = build_encoded_pairs()
    model = scorer(0.25, opinion)
    model.initialize(X=pairs)
    own = model.predict(pairs)
    take(model.get_ref("opinion"), folder)
    other = opinion.predict(pairs)
    there = ~np.isnan(other)
    assert there.any()
    assert not there.all()
    both = model.predict(pairs)
    np.testing.assert_allclose(both[there], (0.75 * own + 0.25 * other)[there], rtol=1e-5)
    np.testing.assert_allclose(both[~there], own[~there], rtol=1e-5)
    # Training sees the scorer alone.
    np.testing.assert_allclose(model.begin_update(pairs)[0], own, rtol=1e-4, atol=1e-5)


def test_the_opinion_is_stored_with_the_scorer(folder: Path) -> None:
    docs = [encoded(gold_doc("[[C:甲]]投[[A:5亿元]]"))]
    pairs = docs, [candidates(doc) for doc in docs]
    model, again = scorer(0.5, build_encoded_pairs()), scorer(0.5, build_encoded_pairs())
    for each in (model, again):
        each.initialize(X=pairs)
    take(model.get_ref("opinion"), folder)
    again.from_bytes(model.to_bytes())
    np.testing.assert_array_equal(again.predict(pairs), model.predict(pairs))
