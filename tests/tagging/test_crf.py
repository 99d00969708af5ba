"""The loss of the chain."""

from __future__ import annotations

import numpy as np
import pytest
from chains import all_paths, worth
from hypothesis import given, settings
from hypothesis import strategies as st

from zhaoshang.tagging import crf
from zhaoshang.tagging.paths import best_path
from zhaoshang.tagging.tags import N_TAGS


def _texts(seed: int, *lengths: int) -> tuple[list[np.ndarray], list[np.ndarray], np.ndarray]:
    """Scores and gold tags of texts, and transitions."""
    rng = np.random.default_rng(seed)
    scores = [rng.normal(scale=2, size=(n, N_TAGS)).astype("f") for n in lengths]
    gold = [
        best_path(rng.normal(size=(n, N_TAGS)).astype("f"), np.array([n])) if n else np.zeros(0, dtype=int)
        for n in lengths
    ]
    return scores, gold, rng.normal(size=(N_TAGS, N_TAGS)).astype("f")


@pytest.mark.parametrize("length", [1, 2, 3])
def test_it_is_the_sum_over_all_paths(length: int) -> None:
    (scores,), (gold,), transitions = _texts(length, length)
    every = np.logaddexp.reduce([worth(scores, path, transitions) for path in all_paths(length)])
    assert crf.loss([scores], [gold], transitions).value == pytest.approx(
        every - worth(scores, gold, transitions), abs=1e-4
    )


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(0, 2), st.integers(0, 8), st.integers(0, N_TAGS - 1))
def test_gradients(seed: int, text: int, at: int, tag: int) -> None:
    scores, gold, transitions = _texts(seed, 9, 12, 10, 0)
    found = crf.loss(scores, gold, transitions)

    def value(step: float) -> tuple[float, float]:
        moved = [own.astype(np.float64) for own in scores]
        moved[text][at, tag] += step
        other = transitions.astype(np.float64)
        other[at, tag] += step
        return crf.loss(moved, gold, transitions).value, crf.loss(scores, gold, other).value

    step = 1e-3
    (up, up_move), (down, down_move) = value(step), value(-step)
    assert found.d_scores[text][at, tag] == pytest.approx((up - down) / step / 2, abs=1e-4)
    assert found.d_transitions[at, tag] == pytest.approx((up_move - down_move) / step / 2, abs=1e-4)


def test_texts_side_by_side_are_as_each_alone() -> None:
    scores, gold, transitions = _texts(3, 5, 0, 40, 7)
    together = crf.loss(scores, gold, transitions)
    alone = [crf.loss([own], [path], transitions) for own, path in zip(scores, gold, strict=True)]
    assert together.value == pytest.approx(sum(part.value for part in alone))
    for own, part in zip(together.d_scores, alone, strict=True):
        np.testing.assert_allclose(own, part.d_scores[0], atol=1e-5)
    np.testing.assert_allclose(
        together.d_transitions, np.sum([part.d_transitions for part in alone], axis=0), atol=1e-4
    )


def test_scores_far_apart_are_no_overflow() -> None:
    scores, gold, transitions = _texts(4, 600)
    found = crf.loss([scores[0] * 200], gold, transitions)
    assert np.isfinite(found.value)
    assert np.isfinite(found.d_scores[0]).all()


def test_no_text_is_no_loss() -> None:
    found = crf.loss([], [], np.zeros((N_TAGS, N_TAGS), dtype="f"))
    assert found.value == 0.0
    assert not found.d_transitions.any()
