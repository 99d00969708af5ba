"""A pipeline over annotated articles: what it finds, and what it finds given the entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..corpus.article import Article, Mention, Relation, Trigger
from ..corpus.docs import to_article
from ..reading.layout import Layout, undo_layout

_RECOGNIZER = "ner"


def annotate(nlp: Language, articles: Iterable[Article]) -> Iterator[Article]:
    """The pipeline's own annotation of each article's text, as extraction gives it."""
    known = list(articles)
    layouts = [undo_layout(article.text) for article in known]
    docs = nlp.pipe(layout.text for layout in layouts)
    for article, layout, doc in zip(known, layouts, docs, strict=True):
        yield _in_source(to_article(doc), article.id, layout)


def annotate_given_entities(nlp: Language, articles: Iterable[Article]) -> Iterator[Article]:
    """The same where the entity recogniser is right: the other components see gold entities."""
    for article in articles:
        layout = undo_layout(article.text)
        clean = {source: at for at, source in enumerate(layout.positions)}
        doc = nlp.make_doc(layout.text)
        for name, component in nlp.pipeline:
            doc = _with_entities(doc, article, clean) if name == _RECOGNIZER else component(doc)
        yield _in_source(to_article(doc), article.id, layout)


def _with_entities(doc: Doc, article: Article, clean: dict[int, int]) -> Doc:
    spans = [
        Span(doc, clean[start], clean[end - 1] + 1, label) for start, end, label in sorted(article.entities)
    ]
    doc.set_ents(spans)
    return doc


def _in_source(found: Article, id: str, layout: Layout) -> Article:
    """An annotation of the text without layout as one of the text as it was received."""
    to_source = layout.to_source
    return Article(
        id=id,
        text=layout.source,
        entities=[Mention(*to_source(start, end), label) for start, end, label in found.entities],
        triggers=[Trigger(*to_source(t.start, t.end), t.label, t.status) for t in found.triggers],
        relations=[Relation(to_source(*r.head), r.label, to_source(*r.tail)) for r in found.relations],
        businesses=found.businesses,
    )
