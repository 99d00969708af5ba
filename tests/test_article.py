from __future__ import annotations

from helpers import article
from zhaoshang.corpus.article import StatedFacts


def test_surface_has_no_layout() -> None:
    source = article("[[C:成都国\n星宇航]]")
    assert source.surface(0, 7) == "成都国星宇航"


def test_business_of_a_name() -> None:
    source = article("[[C:甲公司]][[C:甲]][[C:乙]]", ("甲公司", "甲"))
    assert source.business_of("甲") == ("甲公司", "甲")
    assert source.business_of("乙") == ("乙",)


def test_facts_gather_the_relations_of_a_business() -> None:
    source = article(
        "[[C:甲公司]]投资[[A:5 亿元>甲公司]]，[[SIGN:签约>甲]]。[[C:甲]]再投[[A:5亿元>甲]]、[[A:3亿元>甲]]，"
        "[[START:开工>甲]]，[[START?:动工>甲]]。[[C:乙]][[SIGN:签约>乙]][[A:9亿元]]。",
        ("甲公司", "甲"),
    )
    assert source.facts() == [
        StatedFacts(
            ("甲公司", "甲"),
            ("5亿元", "3亿元"),
            (("SIGN", "actual"), ("START", "actual"), ("START", "planned")),
        ),
        StatedFacts(("乙",), (), (("SIGN", "actual"),)),
    ]


def test_an_article_without_relations_states_nothing() -> None:
    assert article("[[C:甲公司]]有[[A:5亿元]]。").facts() == []
