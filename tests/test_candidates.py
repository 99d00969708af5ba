from __future__ import annotations

import numpy as np
from hypothesis import given
from spacy.strings import hash_string
from spacy.vocab import Vocab

from helpers import blank_doc, gold_doc
from strategies import articles
from zhaoshang.candidates import candidates, joined
from zhaoshang.components.company_names import company_names
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.language.characters import squeeze
from zhaoshang.language.text_zones import HeadRule
from zhaoshang.relations.features import Bags, _code
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
    assert list(candidates(blank_doc(""))) == []
    assert pairs("[[A:5亿元]][[SIGN:签约]]") == []
    assert pairs("[[C:甲公司]]") == []
    assert list(candidates(blank_doc("甲公司开工"))) == []


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


def test_the_head_is_the_one_of_the_head_rule() -> None:
    body = "[[C:甲]]。\n[[C:甲]]来了，[[C:甲公司]]说，今日[[START:开工]]，[[C:甲]]在[[SIGN:签约]]。\n[[C:甲]]"
    doc = gold_doc(body, ("甲公司", "甲"))
    mentions = [(e.start, e.end) for e in doc.ents]
    rule = HeadRule(doc.text)
    for candidate in candidates(doc):
        assert candidate.head == mentions[rule.choose(mentions, candidate.tail)]


def test_members_tell_who_belongs_together() -> None:
    doc = gold_doc("[[C:甲]]、[[C:乙]]和丙，[[C:丁]]：[[A:5亿元]]、[[START:开工]]。[[C:乙]]")
    found = candidates(doc)
    tail, enumeration, business, labelled = found.members[:, 1:].T.tolist()
    names = [doc[slice(*c.head)].text for c in found]
    assert [tail[k] == tail[0] for k in range(6)] == [True] * 3 + [False] * 3
    first = dict(zip(names[:3], enumeration[:3], strict=True))
    assert first["甲"] == first["乙"] != first["丁"]
    assert set(enumeration[:3]).isdisjoint(enumeration[3:])
    assert {name: {b for n, b in zip(names, business, strict=True) if n == name} for name in names} == {
        "甲": {0}, "乙": {1}, "丁": {2},
    }  # fmt: skip
    assert len(set(labelled)) == 6


def bag(bags: Bags, k: int) -> set[int]:
    start = int(bags.lengths[:k].sum())
    return set(bags.ids[start : start + bags.lengths[k]].tolist())


def test_features_tell_pairs_apart() -> None:
    doc = gold_doc("[[C:甲公司]]总投资[[A:5亿元]]的项目将[[START:开工]]，[[C:乙公司]]在场。")
    found = candidates(doc)
    assert len({frozenset(bag(found.of_pairs, k)) for k in range(len(found))}) == len(found) == 4
    assert hash_string("INVESTMENT<总投资") in bag(found.of_tails, 0)
    assert hash_string("INVESTMENT<total*") in bag(found.of_tails, 0)
    assert hash_string("START<将") in bag(found.of_tails, 1)
    assert hash_string("START=开工") in bag(found.of_tails, 1)
    assert hash_string("h>总投") in bag(found.of_mentions, 0)
    assert [len(bags.lengths) for bags in (found.of_pairs, found.of_tails, found.of_mentions)] == [4, 2, 2]


def test_traditional_script_gives_the_same_features() -> None:
    simple = candidates(gold_doc("[[C:甲公司]]总投资[[A:5亿元]]，将[[START:开工]]"))
    traditional = candidates(gold_doc("[[C:甲公司]]總投資[[A:5億元]]，將[[START:開工]]"))
    for kind in ("of_pairs", "of_tails", "of_mentions"):
        one, other = getattr(simple, kind), getattr(traditional, kind)
        assert [bag(one, k) for k in range(len(one.lengths))] == [
            bag(other, k) for k in range(len(one.lengths))
        ]


def test_lists_that_match() -> None:
    matched = candidates(gold_doc("[[C:甲]]、[[C:乙]]分别投资[[A:1亿元]]、[[A:2亿元]]"))
    known = {(c.head, c.tail): bag(matched.of_pairs, k) for k, c in enumerate(matched)}
    right = _code("lists match") + 3 * 8
    wrong = _code("lists match") + 2 * 8
    heads, tails = [(0, 1), (2, 3)], [(7, 10), (11, 14)]
    for k in (0, 1):
        assert right in known[heads[k], tails[k]]
        assert wrong in known[heads[k], tails[1 - k]]


def test_joined_keeps_the_parts_and_their_sets_apart() -> None:
    parts = [
        candidates(gold_doc("[[C:甲]]、[[C:乙]]投[[A:5亿元]]")),
        candidates(gold_doc("没有")),
        candidates(gold_doc("[[C:丙]]投[[A:5亿元]]，[[START:开工]]")),
    ]
    both = joined(parts)
    assert list(both) == [candidate for part in parts for candidate in part]
    sizes = [len(part) for part in parts]
    for column in range(both.members.shape[1]):
        first, last = set(both.members[: sizes[0], column]), set(both.members[sizes[0] :, column])
        assert not first & last
    rows = [bag(part.of_mentions, k) for part in parts for k in part.members[:, 0].tolist()]
    assert [bag(both.of_mentions, k) for k in both.members[:, 0].tolist()] == rows


@given(articles())
def test_candidates_of_any_article(source: Article) -> None:
    doc = company_names(to_doc(source, Vocab()))
    mentions = [(e.start, e.end) for e in source.entities if e.label == "COMPANY"]
    tails = {(e.start, e.end, "INVESTMENT") for e in source.entities if e.label == "AMOUNT"}
    tails |= {(span.start, span.end, span.label_) for span in doc.spans[STAGES_KEY]}
    found = candidates(doc)
    rule = HeadRule(doc.text)
    business = {name: names for names in doc._.businesses for name in names}
    assert len(set(found)) == len(found)
    for candidate in found:
        assert (*candidate.tail, candidate.label) in tails
        assert candidate.label in RELATION_LABELS
        names = business[squeeze(doc.text[slice(*candidate.head)])]
        own = sorted(m for m in mentions if business[squeeze(doc.text[slice(*m)])] == names)
        assert candidate.head == own[rule.choose(own, candidate.tail)]
    assert len(found.of_pairs.lengths) == len(found.members) == len(found)
    for bags in (found.of_pairs, found.of_tails, found.of_mentions):
        assert len(bags.ids) == bags.lengths.sum()
    again = candidates(doc)
    assert np.array_equal(again.of_pairs.ids, found.of_pairs.ids)


def test_prices_are_no_investments() -> None:
    doc = gold_doc("[[C:甲公司]]的股价报[[A:13.27元]]，它投资[[A:5亿元]]，另付[[A:一笔钱]]。")
    assert [doc.text[slice(*c.tail)] for c in candidates(doc)] == ["5亿元", "一笔钱"]
