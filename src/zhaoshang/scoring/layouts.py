"""What layout costs: a pipeline on the same marked articles as files of other kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from spacy.language import Language
from spacy.tokens import Doc

from ..corpus.article import Article, Mention, Relation, Trigger
from ..corpus.docs import to_article
from ..corpus.typeset import Writer
from ..language.characters import normalize
from ..reading import SourceArticle, read_articles

Span = tuple[int, int]


def annotate_files(nlp: Language, articles: Iterable[Article], write: Writer) -> Iterator[Article]:
    """What the pipeline finds in each article when it comes as the file that ``write`` makes of it.

    The annotation is one of the article's own text: spans are led back by the visible characters, so that
    it compares with the gold annotation. A span of which reading lost every character is left out; what
    reading made of one file is put together again where it split it.

    Raises:
        ReadingError: a file cannot be read.
    """
    for article in articles:
        parts = read_articles(write(article.text))
        docs = nlp.pipe(part.layout.text for part in parts)
        yield _in_original(article, zip(parts, docs, strict=True))


def _in_original(article: Article, parts: Iterable[tuple[SourceArticle, Doc]]) -> Article:
    found = Article(article.id, article.text, dict(article.meta))
    known = list(parts)
    places = _places("".join(part.layout.text for part, _ in known), article.text)
    first = 0
    for part, doc in known:
        _add(found, to_article(doc), places[first : first + len(doc.text)])
        first += len(part.layout.text)
    return found


def _add(found: Article, part: Article, places: list[int | None]) -> None:
    """Add the annotation of a part, whose characters stand at ``places`` of the text of ``found``."""

    def lead(start: int, end: int) -> Span | None:
        there = [place for place in places[start:end] if place is not None]
        return (min(there), max(there) + 1) if there else None

    names: dict[str, str] = {}
    for start, end, label in part.entities:
        if span := lead(start, end):
            found.entities.append(Mention(*span, label))
            names[part.surface(start, end)] = found.surface(*span)
    for trigger in part.triggers:
        if span := lead(trigger.start, trigger.end):
            found.triggers.append(Trigger(*span, trigger.label, trigger.status))
    for relation in part.relations:
        head, tail = lead(*relation.head), lead(*relation.tail)
        if head and tail:
            found.relations.append(Relation(head, relation.label, tail))
    found.businesses += [tuple(names.get(name, name) for name in group) for group in part.businesses]


def _places(text: str, original: str) -> list[int | None]:
    """For each character of ``text`` its place in ``original``; None for white space and what is not there."""
    seen = [k for k, char in enumerate(text) if not char.isspace()]
    shown = [k for k, char in enumerate(original) if not char.isspace()]
    places: list[int | None] = [None] * len(text)
    for start, other, size in _same(_visible_characters(text), _visible_characters(original)):
        for k in range(size):
            places[seen[start + k]] = shown[other + k]
    return places


def _visible_characters(text: str) -> str:
    """The visible characters in their normal form, a character a character."""
    return normalize("".join(text.split()))


def _same(a: str, b: str) -> list[tuple[int, int, int]]:
    if len(a) == len(b):  # only the script differs, if anything does
        return [(0, 0, len(a))]
    return [tuple(block) for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()]  # type: ignore[misc]
