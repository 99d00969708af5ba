from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from helpers import article, toys
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, Mention, Relation, StatedFacts, Trigger
from zhaoshang.corpus.check import check


def kinds(source: Article) -> set[str]:
    return {finding.kind for finding in check(source)}


def test_clean_articles_have_no_slip() -> None:
    assert [check(source) for source in toys()] == [[], [], []]
    clean = article(
        "[[C:舍弗勒（太仓）有限公司]]在[[P:太仓高新区]]投资约[[A:2.3亿欧元>舍弗勒]]，[[C:舍弗勒]]"
        "[[PRODUCTION?:投\n产>舍弗勒]]，[[SIGN:簽約]]，[[I:白酒行业]]，[[A:千亿元]]，[[C:Johnson & Johnson]]",
        ("舍弗勒（太仓）有限公司", "舍弗勒"),
    )
    assert check(clean) == []


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("[[C:甲公司，]]来", "edge", "punctuation"),
        ("[[C: 甲公司]]来", "edge", "punctuation"),
        ("[[SIGN:签约 ]]", "edge", "punctuation"),
        ("[[C:甲公司（]]", "edge", "punctuation"),
        ("[[C: \n]]", "edge", "without a visible character"),
        ("[[A:亿元]]", "amount", "without a number"),
        ("[[A:数十亿元]]", "amount", "without a number"),
        ("[[A:约5亿元]]", "amount", "are outside"),
        ("[[A:超過5億元]]", "amount", "are outside"),
        ("[[A:5亿元以上]]", "amount", "are outside"),
        ("[[C:太仓高新区管委会]]", "company", "no business"),
        ("[[C:苏州大学]]", "company", "no business"),
        ("[[P:高新区]]", "park", "no name of a park"),
        ("[[P:太仓产业园项目]]", "park", "no name of a park"),
        ("[[P:太仓产业园一期]]", "park", "no name of a park"),
        ("[[I:主导产业]]", "industry", "no name of an industry"),
        ("[[C:甲公司]]来了，甲公\n司走了。", "bare", "marked elsewhere and bare here"),
        ("[[P:太仓高新区]]、太仓高新区", "bare", "marked elsewhere and bare here"),
        ("[[C:甲公司]][[SIGN:开工>甲公司]]", "trigger", "开工 is no SIGN word"),
        ("[[C:甲公司]][[PRODUCTION:竣工]]", "trigger", "竣工 is no PRODUCTION word"),
        ("[[C:甲公司]][[SIGN:签约>甲公司|甲公司]]", "relation", "twice"),
    ],
)
def test_a_slip_in_the_marks(body: str, kind: str, message: str) -> None:
    findings = check(article(body))
    assert {finding.kind for finding in findings} == {kind}
    assert message in findings[0].message


def test_bare_mentions_inside_other_marks_are_no_slip() -> None:
    assert check(article("[[C:甲公司]]、[[C:甲公司太仓分公司]]、[[C:甲乙]]，甲乙")) == []


def test_the_place_of_a_slip() -> None:
    assert [finding.start for finding in check(article("啊\n[[I:产业]]，[[P:园区]]"))] == [2, 5]


def test_overlap() -> None:
    source = Article("a", "甲公司投产", entities=[Mention(0, 4, "COMPANY"), Mention(3, 5, "PARK")])
    assert kinds(source) == {"overlap"}
    source = Article(
        "a",
        "甲公司投产",
        entities=[Mention(0, 5, "COMPANY")],
        triggers=[Trigger(3, 5, "PRODUCTION", "actual")],
    )
    assert kinds(source) == {"overlap"}


@pytest.mark.parametrize(
    ("relation", "message"),
    [
        (Relation((3, 5), "START", (3, 5)), "head is no company"),
        (Relation((0, 2), "START", (3, 5)), "head is no company"),
        (Relation((0, 3), "SIGN", (3, 5)), "SIGN needs a SIGN"),
        (Relation((0, 3), "INVESTMENT", (3, 5)), "INVESTMENT needs a AMOUNT"),
    ],
)
def test_relations_between_the_wrong_things(relation: Relation, message: str) -> None:
    source = replace(article("[[C:甲公司]][[START:开工]]"), relations=[relation])
    assert {finding.kind for finding in check(source)} == {"relation"}
    assert message in check(source)[0].message


def test_names() -> None:
    source = article("[[C:甲公司]][[C:甲]]", ("甲公司", "甲", "甲甲"), ("甲", "甲公司"))
    messages = {finding.message for finding in check(source) if finding.kind == "names"}
    assert messages == {
        "name is not marked in the text: 甲甲",
        "name belongs to 2 businesses: 甲",
        "name belongs to 2 businesses: 甲公司",
    }


def test_stated_facts_must_be_those_of_the_marks() -> None:
    source = article("[[C:甲公司]]投[[A:5亿元>甲公司]]，[[SIGN:签约>甲公司]]")
    right = StatedFacts(("甲公司",), ("5亿元",), (("SIGN", "actual"),))
    assert check(replace(source, stated=[right])) == []
    wrong = StatedFacts(("甲公司",), ("5亿元",), (("SIGN", "planned"),))
    assert [f.message for f in check(replace(source, stated=[wrong]))] == [
        "listed, not marked: 甲公司 SIGN planned",
        "marked, not listed: 甲公司 SIGN actual",
    ]


def test_the_assets_are_clean(root: Path) -> None:
    files = sorted((root / "assets").rglob("*.marked"))
    assert files
    slips = [f"{file.name}: {finding}" for file in files for finding in check(marked.read(file))]
    assert slips == []
