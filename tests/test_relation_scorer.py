from __future__ import annotations

import pytest
from spacy.training import Example
from spacy.vocab import Vocab

from helpers import article, toys
from zhaoshang.corpus.article import Article
from zhaoshang.corpus.docs import to_doc
from zhaoshang.scoring.relation_scorer import create_relation_scorer, score_relations

VOCAB = Vocab()


def examples(gold: list[Article], found: list[Article]) -> list[Example]:
    pairs = zip(gold, found, strict=True)
    return [Example(to_doc(b, VOCAB), to_doc(a, VOCAB)) for a, b in pairs]


def test_gold_against_itself_is_perfect() -> None:
    scores = score_relations(examples(toys(), toys()))
    for name in ("rel_micro", "facts"):
        assert [scores[f"{name}_{x}"] for x in "prf"] == [1.0, 1.0, 1.0]
    assert scores["status_acc"] == 1.0
    assert all(score["f"] == 1.0 for score in scores["facts_f_per_type"].values())
    assert create_relation_scorer() is score_relations


def test_hand_counted() -> None:
    gold = article("[[C:甲]]、[[C:乙]]投[[A:5亿元>甲]]，[[SIGN:签约>甲|乙]]，[[START:开工>甲]]")
    found = article("[[C:甲]]、[[C:乙]]投[[A:5亿元>甲|乙]]，[[SIGN?:签约>甲]]，[[START:开工>甲]]")
    scores = score_relations(examples([gold], [found]))
    for name in ("rel_micro", "facts"):
        assert scores[f"{name}_p"] == scores[f"{name}_r"] == 3 / 4
    assert scores["rel_f_per_type"]["INVESTMENT"] == {
        "p": 0.5,
        "r": 1.0,
        "f": pytest.approx(2 / 3),
    }
    assert scores["facts_f_per_type"]["SIGN"]["r"] == 0.5
    assert scores["status_acc"] == 0.5


def test_another_mention_is_another_relation_and_the_same_fact() -> None:
    gold = article("[[C:甲]]。\n[[C:甲]][[SIGN:签约>甲#1]]")
    found = article("[[C:甲]]。\n[[C:甲]][[SIGN:签约>甲#2]]")
    scores = score_relations(examples([gold], [found]))
    assert (scores["rel_micro_f"], scores["facts_f"]) == (0.0, 1.0)


def test_nothing_to_score() -> None:
    scores = score_relations(examples([article("甲")], [article("甲")]))
    for key in ("rel_micro_p", "rel_micro_r", "rel_micro_f", "facts_f", "status_acc"):
        assert scores[key] is None
