"""A pipeline over annotated articles: what it finds, and what it finds given the entities."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..corpus.article import Article
from ..corpus.docs import to_article

_RECOGNIZER = "ner"


def annotate(nlp: Language, articles: Iterable[Article]) -> Iterator[Article]:
    """The pipeline's own annotation of each article's text."""
    known = list(articles)
    for article, doc in zip(known, nlp.pipe(a.text for a in known), strict=True):
        found = to_article(doc)
        found.id = article.id
        yield found


def annotate_given_entities(nlp: Language, articles: Iterable[Article]) -> Iterator[Article]:
    """The same where the entity recogniser is right: the other components see gold entities."""
    for article in articles:
        doc = nlp.make_doc(article.text)
        for name, component in nlp.pipeline:
            doc = _with_entities(doc, article) if name == _RECOGNIZER else component(doc)
        found = to_article(doc)
        found.id = article.id
        yield found


def _with_entities(doc: Doc, article: Article) -> Doc:
    doc.set_ents([Span(doc, *entity) for entity in sorted(article.entities)])
    return doc
