"""Marked passages of real news: a file of places in the texts of :mod:`.inews`, with the marks of each."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import srsly

from . import inews, marked, standoff
from .article import NAMES_ALONE, Article


class Place(NamedTuple):
    """A part of an article of the package; offsets are characters, end exclusive."""

    split: str
    number: int
    start: int
    end: int

    @property
    def id(self) -> str:
        """The name of the passage, of its marked file too."""
        return f"{self.split}-{self.number:04}-{self.start:05}"

    @property
    def text(self) -> str:
        """What stands there.

        Raises:
            OSError: the package is not installed.
            StandoffError: it has no such place.
        """
        texts = inews.contents(self.split) if self.split in inews.SPLITS else []
        if not (0 <= self.number < len(texts) and 0 <= self.start < self.end <= len(texts[self.number])):
            raise standoff.StandoffError(f"{self.id}: the installed package has no such passage")
        return texts[self.number][self.start : self.end]


def read(path: Path) -> list[Article]:
    """The articles of a file of passages.

    Raises:
        StandoffError: the installed text is another one than that which was marked.
        OSError: the file cannot be read, or the package is not installed.
    """
    articles = []
    for entry in srsly.read_jsonl(path):
        place = Place(*entry["place"])
        articles.append(standoff.to_article(place.id, place.text, entry, f"{path}: {place.id}"))
    return articles


def to_learn_from(path: Path) -> list[Article]:
    """The articles of a file of passages, those without a relation to learn names from alone.

    Real news at large seldom tells of a project, news of investment does in each second sentence: an
    extractor of relations that learns from the former is too shy for the latter (docs/experiments.md).

    Raises: as :func:`read` does.
    """
    articles = read(path)
    for article in articles:
        if not article.relations:
            article.meta["learn"] = NAMES_ALONE
    return articles


def write(path: Path, passages: Iterable[tuple[Place, Article]]) -> None:
    """Write a file of passages, in the order of their places."""
    entries = [{"place": place, **standoff.to_entry(article)} for place, article in sorted(passages)]
    srsly.write_jsonl(path, entries)


def unpack(path: Path, folder: Path) -> None:
    """Write the passages of a file as marked files into ``folder``, to be read and corrected there."""
    folder.mkdir(parents=True, exist_ok=True)
    for article in read(path):
        (folder / f"{article.id}{marked.SUFFIX}").write_text(marked.render(article), encoding="utf8")


def pack(folder: Path, path: Path) -> None:
    """Take the marks of ``path`` anew from the marked files that :func:`unpack` made of it.

    A passage whose file was deleted is dropped.

    Raises:
        StandoffError: a file's text is not that of its passage.
    """
    kept = []
    for entry in srsly.read_jsonl(path):
        place = Place(*entry["place"])
        file = folder / f"{place.id}{marked.SUFFIX}"
        if file.exists():
            kept.append((place, settled(marked.read(file), place)))
    write(path, kept)


def settled(article: Article, place: Place) -> Article:
    """The article of a marked file with the very text of its passage, whose outer line breaks a file loses.

    Raises:
        StandoffError: the text differs in more than these.
    """
    text = place.text
    if article.text.strip("\n") != text.strip("\n"):
        raise standoff.StandoffError(f"{place.id}: the text differs from the passage")
    article = article.moved(_indent(text) - _indent(article.text))
    article.id, article.text = place.id, text
    return article


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))
