from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from helpers import article, toys
from strategies import articles
from zhaoshang.corpus.article import Article, StatedFacts
from zhaoshang.scoring.compare import Comparison, compare
from zhaoshang.scoring.counts import Counts

RIGHT = (
    "[[C:尚纬股份]]与[[C:乙公司]]投资[[A:5亿元>尚纬股份]]，[[SIGN:签约>尚纬股份]]，"
    "[[START?:开工>尚纬股份]]。[[C:尚纬]]在[[P:太仓高新区]]。"
)
GOLD = article(RIGHT, ("尚纬股份", "尚纬"))
ALL = (
    "entities",
    "entities, overlap",
    "unseen names",
    "names",
    "relations",
    "facts",
    "status",
)


def against(old: str, new: str, business: bool = True) -> Comparison:
    """The right marks with a slip, against the right ones."""
    assert old in RIGHT
    businesses = [("尚纬股份", "尚纬")] if business else []
    return compare(GOLD, article(RIGHT.replace(old, new), *businesses))


def total(comparison: Comparison, kind: str) -> Counts:
    return sum(comparison.counts[kind].values(), Counts())


def fallen(comparison: Comparison) -> set[str]:
    """The kinds of scores that are not perfect."""
    return {kind for kind in comparison.counts if total(comparison, kind).f < 1.0}


@pytest.mark.parametrize("gold", [*toys(), GOLD], ids=lambda a: a.text[:4])
def test_marks_against_themselves_are_perfect(gold: Article) -> None:
    result = compare(gold, gold, gold)
    for labels in result.counts.values():
        for counts in labels.values():
            assert (counts.fp, counts.fn) == (0, 0)
    assert result.errors == []


@given(articles())
def test_any_marks_against_themselves_have_no_error(gold: Article) -> None:
    result = compare(gold, gold, gold)
    assert result.errors == []
    assert all((c.fp, c.fn) == (0, 0) for labels in result.counts.values() for c in labels.values())


def test_hand_counted() -> None:
    found = article(
        "[[C:尚纬股]]份与[[C:乙公司]]投资[[A:5亿元>乙公司]]，[[SIGN:签约>尚纬股]]，"
        "开工。[[C:尚纬]][[I:在太]][[C:仓高新区]]。"
    )
    counts = compare(GOLD, found).counts
    assert counts["entities"] == {
        "COMPANY": Counts(2, 2, 1),
        "PARK": Counts(0, 0, 1),
        "AMOUNT": Counts(1, 0, 0),
        "INDUSTRY_CHAIN": Counts(0, 1, 0),
    }
    assert counts["entities, overlap"]["COMPANY"] == Counts(3, 1, 0)
    assert counts["names"] == {"pairs": Counts(0, 0, 0)}
    assert total(compare(GOLD, found), "relations") == Counts(0, 2, 3)
    assert counts["facts"]["INVESTMENT"] == Counts(0, 1, 1)
    assert counts["facts"]["START"] == Counts(0, 0, 1)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        # A shifted boundary: strict falls, relaxed does not.
        ("在[[P:太仓高新区]]", "[[P:在太仓高新区]]", {"entities"}),
        # A wrong label.
        ("[[P:太仓高新区]]", "[[I:太仓高新区]]", {"entities", "entities, overlap"}),
        # A missing span.
        ("[[P:太仓高新区]]", "太仓高新区", {"entities", "entities, overlap"}),
        # A wrong head.
        ("[[A:5亿元>尚纬股份]]", "[[A:5亿元>乙公司]]", {"relations", "facts"}),
        # Another mention of the same business: the fact is right.
        ("[[A:5亿元>尚纬股份]]", "[[A:5亿元>尚纬#1]]", {"relations"}),
        # A missing relation.
        ("[[SIGN:签约>尚纬股份]]", "[[SIGN:签约]]", {"relations", "facts"}),
        # A wrong stage.
        ("[[SIGN:签约>尚纬股份]]", "[[START:签约>尚纬股份]]", {"relations", "facts"}),
        # A wrong status.
        ("[[START?:开工>尚纬股份]]", "[[START:开工>尚纬股份]]", {"status"}),
    ],
)
def test_a_slip_lowers_the_scores_that_it_should(old: str, new: str, kinds: set[str]) -> None:
    result = against(old, new)
    assert fallen(result) == kinds
    assert result.errors or kinds == {"relations"}


def test_a_wrong_sum_is_a_wrong_fact() -> None:
    gold = article("[[C:甲]]投[[A:25亿元>甲]]")
    result = compare(gold, article("[[C:甲]]投2[[A:5亿元>甲]]"))
    assert fallen(result) == {"entities", "relations", "facts", "names", "status"}
    assert total(result, "facts") == Counts(0, 1, 1)
    assert total(result, "entities, overlap").f == 1.0
    # Cut elsewhere, the same sum: the fact holds.
    assert total(compare(gold, article("[[C:甲]]投[[A:25亿>甲]]元")), "facts").f == 1.0


def test_names_that_were_not_joined() -> None:
    result = against("在", "在", business=False)
    assert result.counts["names"]["pairs"] == Counts(0, 0, 1)
    assert fallen(result) == {"names"}


def test_unseen_names() -> None:
    counts = compare(GOLD, article("[[C:尚纬股份]]" + GOLD.text[4:]), known_companies=["尚纬股份"])
    assert counts.counts["unseen names"] == {
        "COMPANY seen": Counts(1, 0, 0),
        "COMPANY unseen": Counts(0, 0, 2),
    }


def test_relaxed_is_never_below_strict() -> None:
    @given(articles(), articles())
    def check(gold: Article, found: Article) -> None:
        found.text = gold.text
        found.entities = [e for e in found.entities if e.end <= len(gold.text)]
        found.triggers, found.relations, found.businesses = [], [], []
        result = compare(gold, found)
        strict, relaxed = total(result, "entities"), total(result, "entities, overlap")
        assert relaxed.recall >= strict.recall
        assert relaxed.precision >= strict.precision

    check()


def test_given_entities_have_scores_of_their_own() -> None:
    nothing = Article("toy", GOLD.text)
    result = compare(GOLD, nothing, GOLD)
    assert total(result, "facts") == Counts(0, 0, 3)
    assert total(result, "facts, gold entities") == Counts(3, 0, 0)
    assert total(result, "relations, gold entities") == Counts(3, 0, 0)
    assert set(result.counts) == {*ALL, "facts, gold entities", "relations, gold entities"}


def test_stated_facts_alone_give_no_relations_to_score() -> None:
    stated = [StatedFacts(("尚纬股份",), ("5亿元",), ())]
    gold = replace(GOLD, relations=[], stated=stated)
    result = compare(gold, GOLD, GOLD)
    assert "relations" not in result.counts
    assert "relations, gold entities" not in result.counts
    assert result.counts["facts"]["INVESTMENT"] == Counts(1, 0, 0)


def test_errors_are_told() -> None:
    found = article(
        "[[C:尚纬]]股份与[[C:乙公司]]投资[[A:5亿元>乙公司]]，[[SIGN?:签约>尚纬]]，开工。尚纬在太仓高新区。"
    )
    errors = compare(GOLD, found).errors
    assert [line.split("：")[0].split(":")[0] for line in errors] == [
        "wrong COMPANY 尚纬 (has COMPANY 尚纬股份)",
        "missed COMPANY 尚纬股份 (has COMPANY 尚纬)",
        "missed COMPANY 尚纬",
        "missed PARK 太仓高新区",
        "missed fact 尚纬股份 INVESTMENT 500000000 CNY",
        "missed fact 尚纬股份 START",
        "wrong fact 乙公司 INVESTMENT 500000000 CNY",
        "wrong status 尚纬股份 SIGN",
    ]
