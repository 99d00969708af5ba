from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import article
from zhaoshang.scoring.coreference import Shares, b_cubed, muc, name_scores

CLUSTERS = st.integers(0, 3)
BOTH = st.lists(st.tuples(CLUSTERS, CLUSTERS), min_size=1, max_size=12)


def test_a_worked_example() -> None:
    # Bagga and Baldwin 1998, their first response: two clusters of the key were joined.
    gold = "aaaaabbcccccc"[:12]
    found = "aaaaabbbbbbbb"[:12]
    assert gold == "aaaaabbccccc"
    shares = b_cubed(list(gold), list(found))
    assert shares.precision == pytest.approx((5 + 2 * 2 / 7 + 5 * 5 / 7) / 12)
    assert shares.recall == 1.0
    links = muc(list(gold), list(found))
    assert (links.precision, links.recall) == (pytest.approx(9 / 10), 1.0)


@given(BOTH)
def test_scores_swap_with_their_sides_and_are_shares(pairs: list[tuple[int, int]]) -> None:
    gold, found = zip(*pairs, strict=True)
    for score in (b_cubed, muc):
        one, other = score(gold, found), score(found, gold)
        assert one.precision == pytest.approx(other.recall)
        assert 0.0 <= one.recall <= 1.0
        assert score(gold, gold).f == 1.0


def test_what_is_missed_and_what_is_too_much() -> None:
    assert b_cubed("aa", "ab").recall == 0.5
    assert b_cubed("ab", "aa").precision == 0.5
    assert muc("aa", "ab").recall == 0.0
    assert muc("aa", "ab").f == 0.0
    assert (Shares() + b_cubed("aa", "aa")).f == 1.0


def test_names_of_an_article() -> None:
    body = "[[C:甲公司]]、[[C:甲]]、[[C:乙公司]]、[[C:乙]]"
    gold = article(body, ("甲公司", "甲"), ("乙公司", "乙"))
    found = article(body, ("甲公司", "甲"))
    b, m = name_scores(gold, found)
    assert (b.precision, b.recall) == (1.0, 0.75)
    assert (m.precision, m.recall) == (1.0, 0.5)
