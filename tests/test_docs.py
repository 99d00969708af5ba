from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from helpers import article, gold_doc, toys
from strategies import articles
from zhaoshang.corpus import marked
from zhaoshang.corpus.article import Article, StatedFacts
from zhaoshang.corpus.docs import to_article, to_doc
from zhaoshang.schema import STAGES_KEY


def through_a_docbin(source: Article) -> Article:
    data = DocBin(docs=[to_doc(source, Vocab())], store_user_data=True).to_bytes()
    (doc,) = DocBin(store_user_data=True).from_bytes(data).get_docs(Vocab())
    return to_article(doc)


def test_to_doc() -> None:
    doc = gold_doc("[[C:甲公司]]投[[A:5亿元>甲公司]]，[[START?:开\n工>甲公司]]", ("甲公司", "甲"))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("甲公司", "COMPANY"), ("5亿元", "AMOUNT")]
    (trigger,) = doc.spans[STAGES_KEY]
    assert (trigger.text, trigger.label_, trigger._.status) == ("开\n工", "START", "planned")
    assert doc._.relations == [(0, 3, "INVESTMENT", 4, 7, 1.0), (0, 3, "START", 8, 11, 1.0)]
    assert doc._.businesses == [("甲公司", "甲")]


def test_an_article_survives_a_docbin() -> None:
    source = replace(
        toys()[0],
        meta={"kind": "消息"},
        businesses=[("甲公司", "甲")],
        stated=[StatedFacts(("甲公司", "甲"), ("5亿元",), (("START", "actual"),))],
    )
    assert through_a_docbin(source) == source


def test_an_empty_article_survives_a_docbin() -> None:
    assert through_a_docbin(Article("a", "")) == Article("a", "")


@given(articles())
def test_any_article_survives_a_docbin(source: Article) -> None:
    assert to_article(to_doc(source, Vocab())) == source
    assert through_a_docbin(source) == source


def test_the_seed_articles_survive_a_docbin(root: Path) -> None:
    for source in marked.read_dir(root / "assets" / "seeds"):
        assert through_a_docbin(source) == source


def test_a_doc_without_annotation_is_an_article_without_marks() -> None:
    doc = Doc(Vocab(), words=list("甲公司"), spaces=[False] * 3)
    assert to_article(doc) == Article("", "甲公司")


def test_entities_may_come_in_any_order() -> None:
    source = article("[[C:甲]]、[[C:乙]]、[[SIGN:签约]]、[[START:开工]]")
    mixed = replace(source, entities=source.entities[::-1], triggers=source.triggers[::-1])
    assert to_article(to_doc(mixed, Vocab())) == source
