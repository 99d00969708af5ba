"""Spans as tags and back."""

from __future__ import annotations

import numpy as np

from zhaoshang.tagging.tags import N_TAGS, OUTSIDE, allowed, among, decode, encode

SPANS = [(0, 1, "COMPANY"), (1, 4, "COMPANY"), (5, 7, "AMOUNT"), (8, 10, "PARK")]


def test_spans_come_back() -> None:
    assert decode(encode(SPANS, 10)) == SPANS
    assert decode([]) == []


def test_spans_among_some_of_the_characters() -> None:
    places = np.array([0, 3, 4, 8])
    assert among(SPANS, places) == [(0, 1, "COMPANY"), (1, 2, "COMPANY"), (3, 4, "PARK")]
    assert among([], places) == []
    assert among(SPANS, places[:0]) == []


def test_what_is_allowed() -> None:
    follows, first, last = allowed()
    path = encode(SPANS, 10)
    assert follows[path[:-1], path[1:]].all()
    assert first[path[0]]
    assert last[path[-1]]
    begin, inside, end = encode([(0, 3, "PARK")], 3)
    other = encode([(0, 3, "AMOUNT")], 3)[1]
    assert not follows[OUTSIDE, [inside, end]].any()
    assert not follows[begin, [OUTSIDE, begin, other]].any()
    assert not first[[inside, end]].any()
    assert not last[[begin, inside]].any()
    assert follows.sum() == 9 * 9 + 4 * 2 * 2
    assert len(follows) == N_TAGS
