from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab

from helpers import gold_doc
from strategies import articles
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.relations.noise import with_slips
from zhaoshang.schema import STAGES_KEY

BODY = "[[C:甲乙公司]]投资[[A:5亿元]]的项目今日在[[P:太仓高新区]][[START:开工]]，来宾与[[C:丙丁]]在场。" * 20


def test_no_slips_at_rate_0() -> None:
    doc = gold_doc(BODY)
    copy = with_slips(doc, 0.0, random.Random(0))
    assert [(e.start, e.end, e.label_) for e in copy.ents] == [(e.start, e.end, e.label_) for e in doc.ents]


def test_companies_are_lost_cut_and_invented() -> None:
    doc = gold_doc(BODY)
    gold = {(e.start, e.end) for e in doc.ents if e.label_ == "COMPANY"}
    copy = with_slips(doc, 0.5, random.Random(0))
    found = {(e.start, e.end) for e in copy.ents if e.label_ == "COMPANY"}
    touched = {g for g in gold for f in found if g[0] < f[1] and f[0] < g[1]}
    assert 0 < len(gold & found) < len(gold)
    assert gold - touched
    assert any(f not in gold and any(g[0] < f[1] and f[0] < g[1] for g in gold) for f in found)
    assert any(not any(g[0] < f[1] and f[0] < g[1] for g in gold) for f in found)


@given(articles(), st.floats(0, 1), st.integers(0, 99))
def test_everything_else_stays(source: Article, rate: float, seed: int) -> None:
    doc = to_doc(source, Vocab())
    copy = with_slips(doc, rate, random.Random(seed))
    assert copy.text == doc.text
    assert [(s.start, s.end, s.label_) for s in copy.spans[STAGES_KEY]] == [
        (s.start, s.end, s.label_) for s in doc.spans[STAGES_KEY]
    ]
    others = [(e.start, e.end, e.label_) for e in doc.ents if e.label_ != "COMPANY"]
    assert [(e.start, e.end, e.label_) for e in copy.ents if e.label_ != "COMPANY"] == others
    triggers = {i for s in copy.spans[STAGES_KEY] for i in range(s.start, s.end)}
    assert not any(triggers & set(range(e.start, e.end)) for e in copy.ents if e.label_ == "COMPANY")
