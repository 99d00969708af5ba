from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.scoring.counts import Counts

_SETS = st.sets(st.integers(0, 9))


def test_hand_counted() -> None:
    counts = Counts()
    counts.add({1, 2, 3}, {2, 3, 4, 5})
    assert counts == Counts(2, 2, 1)
    assert counts.gold == 3
    assert (counts.precision, counts.recall) == (1 / 2, 2 / 3)
    assert counts.f == pytest.approx(4 / 7)
    assert counts.as_dict() == {
        "p": 0.5,
        "r": 0.6667,
        "f": 0.5714,
        "gold": 3,
        "tp": 2,
        "fp": 2,
        "fn": 1,
    }
    assert counts + Counts(1, 1, 1) == Counts(3, 3, 2)


@pytest.mark.parametrize("counts", [Counts(), Counts(fp=3), Counts(fn=3)])
def test_nothing_right_scores_zero(counts: Counts) -> None:
    assert (counts.precision, counts.recall, counts.f) == (0.0, 0.0, 0.0)


@given(_SETS, _SETS)
def test_f_is_the_harmonic_mean(gold: set[int], found: set[int]) -> None:
    counts = Counts()
    counts.add(gold, found)
    p, r = counts.precision, counts.recall
    assert counts.f == pytest.approx(2 * p * r / (p + r) if p + r else 0.0)
    assert counts.tp + counts.fn == len(gold)
    assert counts.tp + counts.fp == len(found)
