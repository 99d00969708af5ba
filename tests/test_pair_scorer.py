from __future__ import annotations

import numpy as np
import pytest
from thinc.api import Model

from helpers import blank_doc, gold_doc
from zhaoshang.architectures.char_embed import build_char_embed
from zhaoshang.architectures.pair_scorer import (
    _pool,
    _pool_set,
    _span_vectors,
    _sum_rows,
    _unpool,
    build_pair_scorer,
)
from zhaoshang.candidates import candidates, context_bounds

BOUNDS = np.array(
    [
        [(0, 2), (4, 6), (2, 4), (0, 4), (6, 7)],
        [(5, 7), (1, 2), (2, 5), (0, 1), (2, 7)],
        [(0, 7), (3, 3), (7, 7), (0, 0), (6, 7)],
    ]
)


@pytest.fixture
def scorer() -> Model:
    embed = build_char_embed(8, word_tags=False, lexicon=False, small_width=4)
    return build_pair_scorer(embed, hidden_width=6, feature_width=5, feature_rows=50, dropout=0.0)


def test_bounds_of_a_pair() -> None:
    spans = np.array([[(2, 5), (12, 15)], [(8, 9), (1, 3)]])
    assert context_bounds(spans, 20).tolist() == [
        [[2, 5], [12, 15], [5, 12], [4, 12], [15, 20]],
        [[8, 9], [1, 3], [3, 8], [0, 1], [3, 11]],
    ]
    assert context_bounds(spans[:0], 20).shape == (0, 5, 2)


def test_a_wide_gap_is_cut_to_what_stands_before_its_end() -> None:
    ((_, _, (low, high), _, _),) = context_bounds(np.array([[(0, 2), (200, 202)]]), 300).tolist()
    assert high == 200
    assert 0 < high - low < 198


SETS = np.array([4, 1, 4, 4, 1, 0])


def test_a_set_gives_its_greatest_and_mean_values() -> None:
    values = np.array([[1, 5], [2, 2], [3, 1], [-1, 0], [0, 4], [7, 7]], dtype="f")
    pooled, _ = _pool_set(values, SETS)
    assert pooled.tolist() == [[3, 5, 1, 2], [2, 4, 1, 3], [3, 5, 1, 2], [3, 5, 1, 2], [2, 4, 1, 3], [7] * 4]
    none, backward = _pool_set(values[:0], SETS[:0])
    assert none.shape == (0, 4)
    assert backward(none).shape == (0, 2)


def test_the_gradient_of_a_set() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(6, 3)).astype("f")
    weights = random.normal(size=(6, 6)).astype("f")
    gradient = _pool_set(values, SETS)[1](weights)
    step = 1e-3
    for at in np.ndindex(*values.shape):
        up, down = values.copy(), values.copy()
        up[at] += step
        down[at] -= step
        slope = ((_pool_set(up, SETS)[0] - _pool_set(down, SETS)[0]) * weights).sum() / (2 * step)
        assert gradient[at] == pytest.approx(slope, abs=2e-2)


def test_rows_that_share_a_vector_share_its_gradient() -> None:
    rows, sums = _sum_rows(np.array([3, 1, 3]), np.array([[1.0], [2.0], [4.0]]))
    assert rows.tolist() == [1, 3]
    assert sums.tolist() == [[2.0], [5.0]]


def test_pool_means_over_spans() -> None:
    vectors = np.arange(14, dtype="f").reshape(7, 2)
    pooled = _pool(vectors, BOUNDS).reshape(3, 5, 2)
    for row, spans in zip(pooled, BOUNDS, strict=True):
        for mean, (start, end) in zip(row, spans, strict=True):
            want = vectors[start:end].mean(axis=0) if end > start else [0, 0]
            np.testing.assert_allclose(mean, want, rtol=1e-6)


def test_unpool_is_the_gradient_of_pool() -> None:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(7, 3)).astype("f")
    weights = random.normal(size=(3, 15)).astype("f")
    gradient = _unpool(weights, BOUNDS, vectors)
    step = 1e-2
    for at in np.ndindex(*vectors.shape):
        up, down = vectors.copy(), vectors.copy()
        up[at] += step
        down[at] -= step
        slope = ((_pool(up, BOUNDS) - _pool(down, BOUNDS)) * weights).sum() / (2 * step)
        assert gradient[at] == pytest.approx(slope, abs=1e-3)


def test_the_gradient_of_the_spans_and_of_head_times_tail() -> None:
    doc = gold_doc("[[C:甲]]、[[C:乙丙]]今年投[[A:5亿元]]")
    random = np.random.default_rng(0)
    vectors = random.normal(size=(len(doc), 3)).astype("f")
    got: list[np.ndarray] = []
    fixed = Model("fixed", lambda model, docs, is_train: ([vectors], got.extend), dims={"nO": 3})
    pairs = ([doc], [candidates(doc)])
    pooled, backprop = _span_vectors(fixed)(pairs, True)
    assert pooled.shape == (2, 18)
    np.testing.assert_allclose(pooled[:, 15:], pooled[:, :3] * pooled[:, 3:6], rtol=1e-6)
    weights = random.normal(size=pooled.shape).astype("f")
    backprop(weights)
    step = 1e-2
    for at in np.ndindex(*vectors.shape):
        before, sums = vectors[at], []
        for value in (before + step, before - step):
            vectors[at] = value
            sums.append(float((_span_vectors(fixed).predict(pairs) * weights).sum()))
        vectors[at] = before
        assert got[0][at] == pytest.approx((sums[0] - sums[1]) / (2 * step), abs=2e-3)


def test_no_candidates() -> None:
    vectors, none = np.ones((7, 3), dtype="f"), np.zeros((0, 5, 2), dtype=np.int64)
    assert _pool(vectors, none).shape == (0, 15)
    assert _unpool(np.zeros((0, 15), dtype="f"), none, vectors).tolist() == [[0] * 3] * 7


def test_two_logits_a_candidate(scorer: Model) -> None:
    docs = [
        gold_doc("[[C:甲]]、[[C:乙]]投[[A:5亿元]]"),
        blank_doc("没有"),
        blank_doc(""),
        gold_doc("[[C:丙]][[SIGN:签约]]"),
    ]
    groups = [candidates(doc) for doc in docs]
    scorer.initialize(X=(docs, groups))
    logits = scorer.predict((docs, groups))
    assert logits.shape == (3, 2)
    assert logits.dtype == np.float32
    # A Doc's logits do not depend on what else is in the batch.
    alone = scorer.predict((docs[3:], groups[3:]))
    np.testing.assert_allclose(alone, logits[2:], rtol=1e-4, atol=1e-5)


def test_the_gradient_reaches_the_characters(scorer: Model) -> None:
    docs = [gold_doc("[[C:甲]]投[[A:5亿元]]"), blank_doc("没有")]
    groups = [candidates(doc) for doc in docs]
    scorer.initialize(X=(docs, groups))
    logits, backprop = scorer.begin_update((docs, groups))
    backprop(np.ones_like(logits))
    tables = [node for node in scorer.get_ref("tok2vec").walk() if node.has_param("E")]
    assert any(np.abs(node.get_grad("E")).sum() > 0 for node in tables if node.has_grad("E"))
