"""Articles to be annotated: marked files, and files of text, marked by a pipeline or bare."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spacy.language import Language

from ..corpus import marked
from ..corpus.article import Article
from ..corpus.docs import to_article
from ..reading import ReadingError, Source, find_sources
from ..reading import read_articles as read_texts
from .errors import AnnotationError


def articles_of(paths: list[Path], nlp: Language | None = None) -> Iterator[Article | AnnotationError]:
    """The articles of files and folders; the texts of files without marks get those of ``nlp``, if there is one.

    The text of such a file is the one that the pipeline reads, its layout undone.
    """
    for path in paths:
        found = sorted(path.rglob(f"*{marked.SUFFIX}")) if path.is_dir() else []
        if path.suffix == marked.SUFFIX or found:
            yield from map(_read_marked, found or [path])
        else:
            for source in find_sources([path]):
                yield from _read_source(source, nlp)


def _read_marked(path: Path) -> Article | AnnotationError:
    try:
        return marked.read(path)
    except marked.MarkedError as error:
        return AnnotationError(str(error))
    except OSError as error:
        return AnnotationError(f"{path}: {error.strerror}")


def _read_source(source: Source, nlp: Language | None) -> Iterator[Article | AnnotationError]:
    if source.problem:
        yield AnnotationError(f"{source.path}: {source.problem}")
        return
    try:
        articles = read_texts(source.path)
    except ReadingError as error:
        yield AnnotationError(f"{source.path}: {error}")
        return
    for number, article in enumerate(articles, 1):
        id = source.path.stem if len(articles) == 1 else f"{source.path.stem}-{number}"
        yield _annotated(article.layout.text, id, dict(article.meta), nlp)


def _annotated(text: str, id: str, meta: dict[str, str], nlp: Language | None) -> Article | AnnotationError:
    if nlp is None:
        return Article(id, text, meta)
    try:
        article = to_article(nlp(text))
    except Exception as error:  # one article must not take the others with it
        return AnnotationError(f"{id}: the pipeline fails on it: {type(error).__name__}: {error}")
    article.id, article.meta = id, meta
    # The pipeline knows every company by a group of names; a name alone is no alias.
    article.businesses = [names for names in article.businesses if len(names) > 1]
    return article
