from __future__ import annotations

from dataclasses import replace

from helpers import article
from zhaoshang.corpus.article import Article
from zhaoshang.scoring.relation_errors import count_kinds, relation_errors
from zhaoshang.scoring.relation_table import errors_list, kinds_table, names_table, systems_table

GOLD = article(
    "[[C:甲公司]]、[[C:乙]]投[[A:5亿元>甲公司|乙]]，[[START:开工>甲公司]]。[[C:甲]]说，[[C:丙]]推迟[[PRODUCTION:投产]]，[[SIGN:签约>甲公司#1]]。",
    ("甲公司", "甲"),
)


def found(body: str) -> Article:
    return article(body, ("甲公司", "甲"))


def kinds(other: Article) -> list[tuple[str, str, str]]:
    return [(e.kind, e.reach, e.label) for e in relation_errors(GOLD, other)]


def test_the_same_has_no_errors() -> None:
    assert relation_errors(GOLD, GOLD) == []


def test_nothing_found() -> None:
    assert {kind for kind, _, _ in kinds(replace(GOLD, relations=[]))} == {"missed: nothing given"}


def test_kinds() -> None:
    other = found(
        "[[C:甲公司]]、[[C:乙]]投[[A:5亿元>甲公司]]，[[START:开工>乙]]。[[C:甲]]说，[[C:丙]]推迟[[PRODUCTION:投产>丙]]，[[SIGN:签约>甲#1]]。"
    )
    assert kinds(other) == [
        ("missed: partner missed", "clause", "INVESTMENT"),
        ("missed: another company instead", "sentence", "START"),
        ("wrong: another company instead", "sentence", "START"),
        ("wrong: denied or moved stage", "clause", "PRODUCTION"),
        ("missed: other mention", "paragraph", "SIGN"),
        ("wrong: other mention", "sentence", "SIGN"),
    ]


def test_what_was_not_proposed_and_what_is_too_much() -> None:
    other = replace(
        GOLD, triggers=GOLD.triggers[1:], relations=[r for r in GOLD.relations if r.label != "START"]
    )
    assert kinds(other) == [("missed: trigger not proposed", "sentence", "START")]
    (partner,) = (r for r in GOLD.relations if GOLD.surface(*r.head) == "乙")
    (start,) = (r for r in GOLD.relations if r.label == "START")
    more = replace(GOLD, relations=[*GOLD.relations, start._replace(head=partner.head)])
    assert kinds(more) == [("wrong: one too many", "sentence", "START")]


def test_nobody_s_sum() -> None:
    gold = article("[[C:甲]]产值[[A:5亿元]]")
    other = article("[[C:甲]]产值[[A:5亿元>甲]]")
    (error,) = relation_errors(gold, other)
    assert error.kind == "wrong: nobody's"
    assert count_kinds([error]) == {"wrong: nobody's": {"INVESTMENT": 1, "all": 1}}
    assert "甲 INVESTMENT 5亿元" in errors_list([(gold, [error])])
    assert "| wrong: nobody's | 1 | 1 | 0 | 0 | 0 |" in kinds_table({"model": [error]})


def test_tables() -> None:
    table = systems_table([GOLD], {"right": [GOLD], "nothing": [replace(GOLD, relations=[])]})
    assert "| right | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 0.000 | 1.000 |" in table
    assert "| nothing | 0.000 | 0.000 |" in table
    assert "| B³ | 1.000 | 1.000 | 1.000 |" in names_table([GOLD], [GOLD])
