from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from helpers import article
from zhaoshang.corpus.article import StatedFacts
from zhaoshang.scoring.article import (
    entity_set,
    fact_sets,
    is_stage,
    label_of,
    relation_set,
    trigger_set,
    visible,
)

BODY = "[[C:尚纬]]投[[A:5亿元>尚纬]]，[[SIGN:签约>尚纬]]，[[START:开工>尚纬]]，[[START?:动工>尚纬]]。[[C:尚纬股份]]"
FIVE = Decimal(500000000)


def test_visible() -> None:
    assert visible(" 甲\n公 \n", 0, 6) == (1, 4)
    assert visible("  ", 0, 2) == (2, 2)


def test_sets_ignore_white_space_at_the_edges() -> None:
    tight, loose = article("[[C:甲]] [[SIGN:签约>甲]] "), article("[[C:甲 ]][[SIGN:签约 >甲]]")
    for sets in (entity_set, trigger_set, relation_set):
        assert sets(tight) == sets(loose)


def test_fact_keys() -> None:
    facts = fact_sets(article(BODY))
    sign, start = ("尚纬", "SIGN"), ("尚纬", "START")
    invest = ("尚纬", "INVESTMENT", (FIVE, "CNY"))
    assert facts.keys == {sign, start, invest}
    assert facts.status == {sign: {"actual"}, start: {"actual", "planned"}}
    assert label_of(invest) == "INVESTMENT"
    assert [is_stage(key) for key in (sign, invest)] == [True, False]


def test_a_company_goes_by_its_business_in_the_gold() -> None:
    gold = article(BODY, ("尚纬股份", "尚纬"))
    found = article("[[C:尚纬]]投[[A:5亿元>尚纬]]，签约，开工，动工。[[C:尚纬股份]]")
    assert fact_sets(found, gold).keys == {("尚纬股份", "INVESTMENT", (FIVE, "CNY"))}
    assert fact_sets(found, gold).keys <= fact_sets(gold).keys


def test_sums_are_compared_by_value_and_currency() -> None:
    one = article("[[C:甲]]投[[A:5亿元>甲]]")
    same = article("[[C:甲]]投[[A:五亿元>甲]]")
    other = article("[[C:甲]]投[[A:5亿美元>甲]]")
    assert fact_sets(one).keys == fact_sets(same).keys != fact_sets(other).keys


def test_stated_facts_count_where_there_are_no_relations() -> None:
    stated = [StatedFacts(("尚纬股份", "尚纬"), ("5亿元",), (("SIGN", "planned"),))]
    bare = replace(article("尚纬投5亿元"), stated=stated)
    assert fact_sets(bare).keys == {
        ("尚纬股份", "INVESTMENT", (FIVE, "CNY")),
        ("尚纬股份", "SIGN"),
    }
    assert len(fact_sets(replace(article(BODY), stated=stated)).keys) == 3


def test_a_sum_without_a_number_goes_by_its_text() -> None:
    assert fact_sets(article("[[C:甲]]投[[A:某数>甲]]")).keys == {("甲", "INVESTMENT", "某数")}
