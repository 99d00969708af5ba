"""What splitting costs: a pipeline on files as they come against the same articles split by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from ..corpus.article import Article, Mention, Relation, Trigger
from ..corpus.docs import to_article
from ..language.characters import squeeze
from ..reading import SourceArticle, read_articles

Span = tuple[int, int]


@dataclass
class RawFile:
    """A file of one or more marked articles, and what the pipeline found in it.

    ``found`` holds an annotation of each of ``gold``, in its text, so that both compare.
    """

    name: str
    gold: list[Article]
    found: list[Article]
    #: Of each article that reading found: its first character in the file, and its title.
    headlines: list[tuple[int, str | None]]

    @property
    def titles_found(self) -> int:
        """How many marked articles were found with their title, white space apart, where they begin."""
        known = {(start, squeeze(title)) for start, title in self.headlines if title}
        return sum((int(a.meta["start"]), squeeze(a.meta["title"])) in known for a in self.gold)


def annotate_raw_files(nlp: Language, gold: Iterable[Article], folder: Path) -> Iterator[RawFile]:
    """What the pipeline finds in each file of ``folder`` from which an article of ``gold`` was taken by hand.

    The articles say so in their ``source`` (the file's name) and ``start`` (their first character in it).
    A span counts for the article in which it begins, and for none outside them all; what leads over the
    end of an article is lost, as it is where reading splits a file in a wrong place.

    Raises:
        ReadingError: a file cannot be read.
        ValueError: an article is not in its file.
    """
    files: dict[str, list[Article]] = {}
    for article in gold:
        files.setdefault(article.meta["source"], []).append(article)
    for name, articles in files.items():
        parts = read_articles(folder / name)
        found = [Article(article.id, article.text, dict(article.meta)) for article in articles]
        spans = [_span_in(parts[0].text, article, name) for article in articles]
        for part, doc in zip(parts, nlp.pipe(part.layout.text for part in parts), strict=True):
            _share(to_article(doc), part, found, spans)
        yield RawFile(name, articles, found, [(part.start, part.title) for part in parts])


def _span_in(text: str, article: Article, name: str) -> Span:
    """Where an article's text stands in its file, which may have more white space at its edges."""
    start = text.find(article.text.strip(), int(article.meta["start"]))
    if start < 0:
        raise ValueError(f"{name}: {article.id} is not in it")
    first = start - (len(article.text) - len(article.text.lstrip()))
    return first, first + len(article.text)


def _share(part: Article, source: SourceArticle, found: list[Article], spans: list[Span]) -> None:
    """Give each of the hand-split articles what a part of the file has in its span."""
    for article, (first, end) in zip(found, spans, strict=True):

        def lead(start: int, stop: int, first: int = first, end: int = end) -> Span | None:
            a, b = source.layout.to_source(start, stop)
            return (a - first, min(b, end) - first) if first <= a < end else None

        names = set()
        for start, stop, label in part.entities:
            if span := lead(start, stop):
                article.entities.append(Mention(*span, label))
                names.add(part.surface(start, stop))
        for trigger in part.triggers:
            if span := lead(trigger.start, trigger.end):
                article.triggers.append(Trigger(*span, trigger.label, trigger.status))
        for relation in part.relations:
            head, tail = lead(*relation.head), lead(*relation.tail)
            if head and tail:
                article.relations.append(Relation(head, relation.label, tail))
        groups = (tuple(name for name in group if name in names) for group in part.businesses)
        article.businesses += [group for group in groups if group]
