from __future__ import annotations

from decimal import Decimal

from spacy.tokens import Doc

from helpers import extracted, gold_doc
from zhaoshang.amounts import Amount
from zhaoshang.components.amounts import amounts
from zhaoshang.facts import Fact, facts_of


def brief(doc: Doc) -> list[tuple[str, str, str, str | None]]:
    return [(fact.company, fact.label, fact.text, fact.status) for fact in doc._.facts]


def test_a_sum_and_a_stage() -> None:
    doc = extracted("据悉，[[C:甲公司]]投资约[[A:5 亿元>甲公司]]。[[START:开工>甲公司]]了！")
    assert doc._.facts == [
        Fact(
            company="甲公司",
            names=("甲公司",),
            label="INVESTMENT",
            text="5亿元",
            score=1.0,
            evidence=[(0, 14)],
            amount=Amount(Decimal(500000000), Decimal(500000000), "CNY", "about"),
        ),
        Fact(
            company="甲公司",
            names=("甲公司",),
            label="START",
            text="开工",
            score=1.0,
            evidence=[(0, 14), (14, 18)],
            status="actual",
        ),
    ]


def test_the_same_sum_twice_is_one_fact() -> None:
    doc = extracted(
        "[[C:甲公司]]投资[[A:5亿元>甲公司]]。\n[[C:甲公司]]投[[A:五亿元>甲公司]]！\n[[C:甲公司]]投[[A:5亿美元>甲公司]]"
    )
    assert brief(doc) == [
        ("甲公司", "INVESTMENT", "5亿元", None),
        ("甲公司", "INVESTMENT", "5亿美元", None),
    ]
    assert doc._.facts[0].evidence == [(0, 9), (10, 18)]


def test_a_range_is_another_sum() -> None:
    doc = extracted("[[C:甲公司]]投[[A:5亿元>甲公司]]，[[A:5亿元-8亿元>甲公司]]，[[A:5亿至8亿元>甲公司]]")
    assert [fact.text for fact in doc._.facts] == ["5亿元", "5亿元-8亿元"]


def test_sums_that_cannot_be_parsed_are_told_apart_by_their_text() -> None:
    doc = extracted("[[C:甲公司]]投[[A:某数>甲公司]]，[[A:某\n数>甲公司]]，[[A:某某数>甲公司]]")
    assert [(fact.text, fact.amount) for fact in doc._.facts] == [("某数", None), ("某某数", None)]


def test_actual_and_planned_are_two_facts() -> None:
    doc = extracted(
        "[[C:甲公司]]一期[[PRODUCTION:投产>甲公司]]，二期[[PRODUCTION?:量产>甲公司]]，三期[[PRODUCTION?:投产>甲公司]]"
    )
    assert brief(doc) == [
        ("甲公司", "PRODUCTION", "投产", "actual"),
        ("甲公司", "PRODUCTION", "量产", "planned"),
    ]


def test_names_of_a_business_share_their_facts() -> None:
    doc = extracted(
        "[[C:尚纬]][[SIGN:签约>尚纬]]。\n[[C:尚纬股份]][[SIGN:签\n订>尚纬股份]]。", ("尚纬股份", "尚纬")
    )
    (fact,) = doc._.facts
    assert (fact.company, fact.names, fact.text) == ("尚纬股份", ("尚纬股份", "尚纬"), "签约")
    assert len(fact.evidence) == 2


def test_the_surest_relation_gives_the_score() -> None:
    doc = amounts(gold_doc("[[C:甲公司]]投[[A:5亿元]]，[[A:5亿元]]，[[A:5亿元]]"))
    doc._.relations = [(0, 3, "INVESTMENT", 4, 7, 0.6), (0, 3, "INVESTMENT", 8, 11, 0.9)]
    doc._.relations += [(0, 3, "INVESTMENT", 12, 15, 0.7)]
    assert [fact.score for fact in facts_of(doc)] == [0.9]


def test_facts_come_in_the_order_of_the_text() -> None:
    doc = extracted("[[C:乙]]、[[C:甲]][[SIGN:签约>甲|乙]]，[[C:甲]]投[[A:5亿元>甲]]")
    assert [fact.company for fact in doc._.facts] == ["乙", "甲", "甲"]


def test_evidence_has_no_white_space_at_its_edges() -> None:
    doc = extracted("\n　　[[C:甲公司]][[START:开工>甲公司]]。　\n　完")
    (fact,) = doc._.facts
    assert [doc.text[slice(*span)] for span in fact.evidence] == ["甲公司开工。"]


def test_no_relations_no_facts() -> None:
    assert extracted("[[C:甲公司]]有[[A:5亿元]]")._.facts == []
    assert extracted("")._.facts == []
