from __future__ import annotations

from dataclasses import replace

from spacy.language import Language

from helpers import article, toys
from test_text_zones import WRAPPED
from zhaoshang.corpus.article import Article
from zhaoshang.scoring.compare import compare
from zhaoshang.scoring.pipeline import annotate, annotate_given_entities


def marked_columns() -> Article:
    body = WRAPPED.replace("的甲公司半", "的[[C:甲公司]]半").replace("投\n资二十", "投\n资[[A:二十")
    body = body.replace("[[A:二十亿元", "[[A:二十亿元>甲公司]]")
    return article(body.replace("投\n产", "[[PRODUCTION?:投\n产>甲公司]]"), id="columns")


def test_annotate(toy_nlp: Language) -> None:
    for gold, found in zip(toys(), annotate(toy_nlp, toys()), strict=True):
        assert found.id == gold.id
        assert found.text == gold.text
        assert compare(gold, found).errors == []


def test_given_entities_replace_those_of_the_recogniser(toy_nlp: Language) -> None:
    # The toy pipeline's recogniser knows none of these names.
    body = "[[C:戊戌厂]]投资[[A:十亿元>戊戌厂]]的项目今日[[START:开工>戊戌厂]]。"
    gold = article(body, id="new")
    (blind,) = annotate(toy_nlp, [gold])
    (given,) = annotate_given_entities(toy_nlp, [gold])
    assert blind.entities == []
    assert (given.id, given.text) == ("new", gold.text)
    assert given.entities == gold.entities
    assert given.businesses == [("戊戌厂",)]
    assert given.triggers == gold.triggers


def test_annotations_speak_of_the_text_as_received(toy_nlp: Language) -> None:
    gold = marked_columns()
    (found,) = annotate(toy_nlp, [gold])
    (given,) = annotate_given_entities(toy_nlp, [gold])
    assert found.text == given.text == gold.text == WRAPPED
    assert {found.surface(e.start, e.end) for e in found.entities} == {"甲公司", "乙公司", "丙公司"}
    assert given.entities == gold.entities
    (product,) = (t for t in found.triggers if t.label == "PRODUCTION")
    assert found.text[product.start : product.end] == "投\n产"


def test_no_article(toy_nlp: Language) -> None:
    assert list(annotate(toy_nlp, [])) == []
    empty = replace(toys()[0], text="", entities=[], triggers=[], relations=[])
    assert [a.text for a in annotate(toy_nlp, [empty])] == [""]
    assert [a.text for a in annotate_given_entities(toy_nlp, [empty])] == [""]
