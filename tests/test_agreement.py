from __future__ import annotations

import pytest

from helpers import article, toys
from zhaoshang.corpus.agreement import agreement
from zhaoshang.scoring.counts import Counts

FIRST = "[[C:甲公司]]投资[[A:5亿元>甲公司]]，[[C:乙公司]][[SIGN:签约>乙公司]]、[[START:开工>乙公司]]"
SECOND = "[[C:甲公司]]投资[[A:5亿元]]，[[C:乙]]公司[[SIGN?:签约>乙]]、开工"


def test_readers_who_agree() -> None:
    for labels in agreement(toys(), toys()).values():
        for counts in labels.values():
            assert (counts.fp, counts.fn) == (0, 0)
    assert sum(c.tp for c in agreement(toys(), toys())["entities"].values()) == 11


def test_hand_counted() -> None:
    counts = agreement([article(FIRST)], [article(SECOND)])
    assert counts["entities"]["COMPANY"] == Counts(1, 1, 1)
    assert counts["entities"]["AMOUNT"] == Counts(1, 0, 0)
    assert counts["triggers"]["SIGN"] == Counts(1, 0, 0)
    assert counts["triggers"]["START"] == Counts(0, 0, 1)
    assert counts["relations"]["INVESTMENT"] == Counts(0, 0, 1)
    assert counts["relations"]["SIGN"] == Counts(0, 1, 1)
    assert counts["facts"]["INVESTMENT"] == Counts(0, 0, 1)
    assert counts["facts"]["START"] == Counts(0, 0, 1)


def test_a_business_goes_by_the_names_of_the_first_reader() -> None:
    body = "[[C:尚纬股份]]来了，[[C:尚纬]][[SIGN:签约>尚纬#1]]"
    one, other = article(body, ("尚纬股份", "尚纬")), article(body)
    assert agreement([one], [other])["facts"]["SIGN"] == Counts(1, 0, 0)


def test_order_of_the_readers_does_not_change_f() -> None:
    one, other = [article(FIRST)], [article(SECOND)]
    there, back = agreement(one, other), agreement(other, one)
    for kind in ("entities", "triggers", "relations"):
        for label, counts in there[kind].items():
            assert counts.f == back[kind][label].f


def test_white_space_at_the_edges_of_a_span_does_not_matter() -> None:
    counts = agreement([article("[[C:甲公司]]\n")], [article("[[C:甲公司\n]]")])
    assert counts["entities"]["COMPANY"] == Counts(1, 0, 0)


@pytest.mark.parametrize("second", [[], [article("别的")], [article("甲公司", id="other")]])
def test_other_articles_are_refused(second: list) -> None:
    with pytest.raises(ValueError, match="differ in name or text"):
        agreement([article("甲公司")], second)
