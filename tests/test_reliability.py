from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from helpers import toys
from zhaoshang.scoring.reliability import as_markdown, calibration_error, reliability, scored_candidates


def test_bins() -> None:
    table = reliability(np.array([0.05, 0.55, 0.59, 1.0]), np.array([0, 1, 0, 1]))
    assert [(b.low, b.high, b.size, b.holds) for b in table] == [
        (0.0, 0.1, 1, 0.0),
        (0.5, 0.6, 2, 0.5),
        (0.9, 1.0, 1, 1.0),
    ]
    assert calibration_error(table) == pytest.approx((0.05 + 2 * 0.07) / 4)
    assert "| 0.5–0.6 | 2 | 0.570 | 0.500 |" in as_markdown(table)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_no_candidate_is_lost(rows: list[tuple[float, bool]]) -> None:
    scores, holds = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    table = reliability(scores, holds)
    assert sum(b.size for b in table) == len(rows)
    assert all(b.low - 1e-9 <= b.score <= b.high + 1e-9 for b in table)
    assert 0.0 <= calibration_error(table) <= 1.0


def test_candidates_of_a_pipeline(toy_nlp: Language) -> None:
    scores, holds = scored_candidates(toy_nlp, toys())
    assert holds.sum() == sum(len(article.relations) for article in toys())
    assert set((scores > 0.5) == holds) == {True}
