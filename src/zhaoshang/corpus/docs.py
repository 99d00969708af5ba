"""Annotated articles to Docs and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from ..extensions import register
from ..language.tokenizer import CharTokenizer
from ..schema import STAGES_KEY
from .article import Article, Mention, Relation, StatedFacts, Trigger

register()


def to_doc(article: Article, vocab: Vocab) -> Doc:
    """The gold Doc of an article: ``ents``, ``spans["stages"]``, ``_.relations``, ``_.businesses``."""
    doc = CharTokenizer(vocab)(article.text)
    doc.set_ents([Span(doc, *entity) for entity in sorted(article.entities)])
    triggers = sorted(article.triggers)
    doc.spans[STAGES_KEY] = [Span(doc, t.start, t.end, t.label) for t in triggers]
    for span, trigger in zip(doc.spans[STAGES_KEY], triggers, strict=True):
        span._.status = trigger.status
    doc._.relations = [(*r.head, r.label, *r.tail, 1.0) for r in article.relations]
    doc._.businesses = list(article.businesses)
    doc.user_data["id"] = article.id
    doc.user_data["meta"] = dict(article.meta)
    doc.user_data["stated"] = [tuple(stated) for stated in article.stated]
    return doc


def to_docbin(articles: Iterable[Article]) -> DocBin:
    """The gold Docs of articles, as the configs' corpus reader reads them."""
    vocab = Vocab()
    docs = DocBin(store_user_data=True)
    for article in articles:
        docs.add(to_doc(article, vocab))
    return docs


def to_article(doc: Doc) -> Article:
    """The article of a Doc that :func:`to_doc` made, or that a pipeline annotated."""
    data: dict[Any, Any] = doc.user_data
    return Article(
        id=data.get("id", ""),
        text=doc.text,
        meta=dict(data.get("meta", {})),
        entities=[Mention(e.start, e.end, e.label_) for e in doc.ents],
        triggers=[Trigger(t.start, t.end, t.label_, t._.status) for t in doc.spans.get(STAGES_KEY, [])],
        relations=[Relation((r[0], r[1]), r[2], (r[3], r[4])) for r in doc._.relations],
        businesses=[tuple(names) for names in doc._.businesses],
        stated=[StatedFacts(*stated) for stated in data.get("stated", ())],
    )
