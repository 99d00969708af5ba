"""Units through the pipeline, their records in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from ..output import ArticleRecord
from ..reading import ReadingError, SourceArticle, read_articles, undo_layout
from ..record import error_record, to_record
from .inputs import Unit

#: Units that go through the pipeline together. Scores can move in the last place with what is in a
#: batch, so a run that is resumed makes the batches of the first.
BATCH = 16
#: Characters of a batch of Docs, unless one alone has more; trf takes some 25 MB for a thousand.
_MOST_CHARACTERS = 20_000


def in_batches(units: Iterable[Unit]) -> Iterator[list[Unit]]:
    """Batches of units, the last one smaller."""
    batch: list[Unit] = []
    for unit in units:
        batch.append(unit)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def extract_records(units: Iterable[Unit], nlp: Language) -> Iterator[ArticleRecord]:
    """The records of units, lazily."""
    for batch in in_batches(units):
        for records in extract_batch(batch, nlp):
            yield from records


def extract_batch(units: list[Unit], nlp: Language) -> list[list[ArticleRecord]]:
    """The records of each unit: one an article, or one with ``error`` where it cannot be read."""
    read = [_read(unit, nlp.max_length) for unit in units]
    texts = [article.layout.text for articles in read if isinstance(articles, list) for article in articles]
    docs = iter(_pipe(texts, nlp))
    return [
        [_failed(unit, articles)]
        if isinstance(articles, str)
        else [_record(unit, articles, k, next(docs)) for k in range(len(articles))]
        for unit, articles in zip(units, read, strict=True)
    ]


def _read(unit: Unit, most: int) -> list[SourceArticle] | str:
    """The articles of a unit, or why there are none."""
    if unit.problem:
        return unit.problem
    try:
        if unit.text is not None:
            layout = undo_layout(unit.text)
            articles = [SourceArticle(layout, unit.title, 0, len(unit.text), unit.meta)]
        else:
            articles = read_articles(unit.data if unit.path is None else unit.path, name=unit.id)  # type: ignore[arg-type]
    except ReadingError as error:
        return str(error)
    longest = max(len(article.layout.text) for article in articles)
    if longest > most:
        return f"too long: {longest:,} characters, {most:,} at most"
    return articles


def _pipe(texts: list[str], nlp: Language) -> list[Doc | str]:
    """The Docs of texts; for one that the pipeline cannot bear, the reason."""
    docs: list[Doc | str] = []
    for part in _parts(texts):
        try:
            docs += nlp.pipe(part)
        except Exception:  # one article must not take the others with it
            docs += [_try_alone(text, nlp) for text in part]
    return docs


def _try_alone(text: str, nlp: Language) -> Doc | str:
    try:
        return nlp(text)
    except Exception as error:
        return f"the pipeline fails on it: {type(error).__name__}: {error}"


def _parts(texts: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    size = 0
    for text in texts:
        if part and size + len(text) > _MOST_CHARACTERS:
            yield part
            part, size = [], 0
        part.append(text)
        size += len(text)
    if part:
        yield part


def _failed(unit: Unit, reason: str) -> ArticleRecord:
    return {**error_record(unit.id, unit.source, reason)}


def _record(unit: Unit, articles: list[SourceArticle], k: int, doc: Doc | str) -> ArticleRecord:
    article = articles[k]
    id = unit.id if len(articles) == 1 else f"{unit.id}#{k + 1}"
    if isinstance(doc, str):
        return {**error_record(id, unit.source, doc)}
    return {
        **to_record(doc, id, unit.source, article.layout),
        "title": article.title,
        "span": [article.start, article.end],
        "meta": article.meta,
        "text": article.text[article.start : article.end],
    }
