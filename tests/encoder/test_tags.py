"""Spans as tags and back."""

from __future__ import annotations

import numpy as np

from zhaoshang.encoder.tags import N_TAGS, decode, encode

SPANS = [(0, 1, "COMPANY"), (1, 4, "COMPANY"), (5, 7, "AMOUNT"), (8, 10, "PARK")]


def _scores(tags: np.ndarray) -> np.ndarray:
    return np.log(np.eye(N_TAGS, dtype=np.float32)[tags] * 0.9 + 0.005)


def test_spans_come_back() -> None:
    assert decode(_scores(encode(SPANS, 10))) == SPANS
    assert decode(np.zeros((0, N_TAGS), dtype=np.float32)) == []


def test_no_path_breaks_the_rules() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        spans = decode(rng.normal(size=(30, N_TAGS)).astype(np.float32))
        assert all(start < end <= 30 for start, end, _ in spans)
        assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
        assert decode(_scores(encode(spans, 30))) == spans


def test_a_lone_end_is_completed() -> None:
    tags = encode([(2, 6, "PARK")], 8)
    scores = _scores(tags)
    scores[2] = np.log(1 / N_TAGS)
    assert decode(scores)[0][1:] == (6, "PARK")
