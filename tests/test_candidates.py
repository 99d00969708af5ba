from __future__ import annotations

from hypothesis import given
from spacy.vocab import Vocab

from helpers import blank_doc, gold_doc
from strategies import articles
from zhaoshang.candidates import candidates
from zhaoshang.components.company_names import company_names
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.schema import RELATION_LABELS, STAGES_KEY


def pairs(body: str, *businesses: tuple[str, ...]) -> list[tuple[str, str, str]]:
    doc = gold_doc(body, *businesses)
    return [(doc[slice(*c.head)].text, c.label, doc[slice(*c.tail)].text) for c in candidates(doc)]


def companies(count: int, prefix: str = "第") -> str:
    return "、".join(f"[[C:{prefix}{n}公司]]" for n in range(count))


def test_every_tail_with_every_business() -> None:
    assert sorted(
        pairs("[[C:甲]]、[[C:乙]]投[[A:5亿元]]，[[START:开工]]，[[P:园区一]]、[[I:锂电]]")
    ) == sorted(
        (head, label, tail) for head in "甲乙" for label, tail in (("INVESTMENT", "5亿元"), ("START", "开工"))
    )


def test_a_business_is_paired_once_and_by_the_head_rule() -> None:
    body = "[[C:甲公司]]来了。[[C:甲]]说，[[C:甲公司]]今日[[START:开工]]。[[C:甲]]"
    assert pairs(body, ("甲公司", "甲")) == [("甲公司", "START", "开工")]
    (candidate,) = candidates(gold_doc(body, ("甲公司", "甲")))
    assert candidate.head == (9, 12)
    # Without the names they are two businesses.
    assert sorted(pairs(body)) == [("甲", "START", "开工"), ("甲公司", "START", "开工")]


def test_nothing_to_pair() -> None:
    assert candidates(blank_doc("")) == []
    assert pairs("[[A:5亿元]][[SIGN:签约]]") == []
    assert pairs("[[C:甲公司]]") == []
    assert candidates(blank_doc("甲公司开工")) == []


def test_a_long_list_of_signers_is_in_reach() -> None:
    assert len(pairs(f"今日{companies(40)}等[[SIGN:签约]]")) == 40


def test_only_so_many_businesses_before_and_after() -> None:
    before = f"标题\n{companies(15)}。\n[[SIGN:签约]]。"
    assert [head for head, _, _ in pairs(before)] == [f"第{n}公司" for n in range(14, 4, -1)]
    after = f"标题\n[[SIGN:签约]]。\n{companies(30)}。"
    assert [head for head, _, _ in pairs(after)] == [f"第{n}公司" for n in range(24)]


def test_the_title_is_in_reach_of_the_whole_article() -> None:
    text = "[[C:甲公司]]投资太仓\n" + f"{companies(12)}。\n" * 2 + "[[SIGN:签约]]"
    assert ("甲公司", "SIGN", "签约") in pairs(text)


def test_far_behind_is_out_of_reach() -> None:
    gap = "别的话。\n"
    assert pairs("标题\n[[SIGN:签约]]。\n" + gap * 7 + "[[C:甲公司]]") != []
    assert pairs("标题\n[[SIGN:签约]]。\n" + gap * 8 + "[[C:甲公司]]") == []


def test_features_tell_pairs_apart() -> None:
    doc = gold_doc("[[C:甲公司]]总投资[[A:5亿元]]的项目将[[START:开工]]，[[C:乙公司]]在场。")
    found = {(doc[slice(*c.head)].text, c.label): set(c.features) for c in candidates(doc)}
    assert "INVESTMENT left=总投资" in found["甲公司", "INVESTMENT"]
    assert "START left=将" in found["甲公司", "START"]
    assert "word=开工" in found["甲公司", "START"]
    assert "all between=<总投资" in found["甲公司", "INVESTMENT"]
    assert "first=<True" in found["甲公司", "START"]
    assert "first=>False" in found["乙公司", "START"]
    assert found["甲公司", "START"] != found["乙公司", "START"]


def test_traditional_script_gives_the_same_features() -> None:
    simple = candidates(gold_doc("[[C:甲公司]]总投资[[A:5亿元]]，将[[START:开工]]"))
    traditional = candidates(gold_doc("[[C:甲公司]]總投資[[A:5億元]]，將[[START:開工]]"))
    assert [set(c.features) for c in simple] == [set(c.features) for c in traditional]


@given(articles())
def test_candidates_of_any_article(source: Article) -> None:
    doc = company_names(to_doc(source, Vocab()))
    heads = {(e.start, e.end) for e in source.entities if e.label == "COMPANY"}
    tails = {(e.start, e.end, "INVESTMENT") for e in source.entities if e.label == "AMOUNT"}
    tails |= {(span.start, span.end, span.label_) for span in doc.spans[STAGES_KEY]}
    found = candidates(doc)
    assert len({(c.head, c.tail, c.label) for c in found}) == len(found)
    for candidate in found:
        assert candidate.head in heads
        assert (*candidate.tail, candidate.label) in tails
        assert candidate.label in RELATION_LABELS
        assert all(candidate.features)
    again = [candidate.features for candidate in candidates(doc)]
    assert [sorted(features) for features in again] == [sorted(c.features) for c in found]
