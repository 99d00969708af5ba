"""From a file to its articles, each with the text that the pipeline reads and the way back to the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from .files import read_bytes
from .formats import read_document
from .layout import Layout, undo_layout
from .splitting import cut, split


@dataclass(frozen=True)
class SourceArticle:
    """An article of a file.

    Offsets of its record index ``text``, the text of the whole file: the same for every article of the
    file, of which ``text[start:end]`` is this one. ``layout.text`` is what the pipeline reads,
    ``layout.source`` is ``text``. For plain text and Markdown it is what the file holds, decoded and
    without a byte order mark; for HTML, PDF and DOCX the text that was read out of it, a paragraph a line.

    ``meta`` may have ``date`` (ISO 8601), ``outlet``, ``author`` and ``region``.
    """

    layout: Layout
    title: str | None = None
    start: int = 0
    end: int = 0
    meta: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text of the file, which the offsets of the record index."""
        return self.layout.source


def read_articles(source: Path | bytes, *, name: str | None = None) -> list[SourceArticle]:
    """The articles of a file, at least one, in the file's order.

    Args:
        source: a path, or the bytes of a file.
        name: the name of the file whose bytes ``source`` are; its suffix helps where bytes tell nothing.

    Raises:
        ReadingError: it cannot be read; one line with the reason.
    """
    if isinstance(source, bytes):
        return articles_of(*read_document(source, name or ""))
    return articles_of(*read_document(read_bytes(source), name or source.name))


def articles_of(
    text: str, title: str | None = None, meta: dict[str, str] | None = None
) -> list[SourceArticle]:
    """The articles of the text of a file; ``title`` and ``meta`` are what its format says of it as a whole.

    One that is longer than any article should be comes in parts of whole paragraphs, each an article.
    """
    return [part for article in _articles(text, title, meta) for part in _parts(article)]


def _articles(text: str, title: str | None, meta: dict[str, str] | None) -> list[SourceArticle]:
    whole = undo_layout(text)
    parts = split(whole.text)
    if len(parts) == 1:
        (part,) = parts
        layout = undo_layout(text, furniture=[whole.to_source(*part.below)]) if part.below else whole
        return [SourceArticle(layout, title or part.title, 0, len(text), {**(meta or {}), **part.meta})]
    articles = []
    starts = [0, *(whole.to_source(part.start, part.start + 1)[0] for part in parts[1:]), len(text)]
    for part, start, end in zip(parts, starts, starts[1:], strict=False):
        below = [whole.to_source(*part.below)] if part.below else []
        articles.append(
            SourceArticle(undo_layout(text, start, end, below), part.title, start, end, part.meta)
        )
    return articles


def _parts(article: SourceArticle) -> Iterator[SourceArticle]:
    layout = article.layout
    spans = cut(layout.text)
    if len(spans) == 1:
        yield article
        return
    starts = [article.start, *(layout.positions[start] for start, _ in spans[1:])]
    for start, end in zip(starts, [*starts[1:], article.end], strict=True):
        part = undo_layout(layout.source, start, end, layout.furniture)
        yield replace(article, layout=part, start=start, end=end)
