"""Articles to marked files, as they are and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..corpus import marked
from ..corpus.article import Article, StatedFacts
from .errors import AnnotationError

Names = tuple[str, ...]


def write_marked(article: Article, folder: Path, overwrite: bool = False) -> Path:
    """Write the marked file of an article, named by its id, as a whole or not at all.

    Raises:
        AnnotationError: a marked file cannot say it, its id is no file name, or there is such a file.
        OSError: it cannot be written.
    """
    content = to_marked(article)
    path = folder / f"{file_name(article.id)}{marked.SUFFIX}"
    if path.exists() and not overwrite:
        raise AnnotationError(f"{path} exists already")
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(content, "utf-8", newline="\n")
        os.replace(part, path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return path


def to_marked(article: Article) -> str:
    """The content of the marked file of an article; :func:`~zhaoshang.corpus.marked.parse` gives it back.

    Raises:
        AnnotationError: a marked file cannot say it.
    """
    if "\r" in article.text:
        raise AnnotationError("the text has carriage returns")
    # What is rendered lists the businesses alone; in their place come lines with the stated facts.
    rendered = marked.render(article).removesuffix("".join(map(_line, article.businesses)))
    content = rendered + "".join(_names_lines(article))
    try:
        same = marked.parse(content, article.id) == article
    except marked.MarkedError as error:
        raise AnnotationError(f"no marked file can say it: {error}") from error
    if not same:
        raise AnnotationError("no marked file can say it: [[, ]] or --- in the text, or > or [ in a mark")
    return content


def file_name(id: str) -> str:
    """An id as a file's name. Raises AnnotationError where it is none, such as a path."""
    if (
        not id
        or id.startswith(".")
        or len(id.encode()) > 200
        or any(c in '/\\:*?"<>|' or c < " " for c in id)
    ):
        raise AnnotationError(f"an id that is no file name: {id[:60]!r}")
    return id


def _names_lines(article: Article) -> Iterator[str]:
    """The lines of the last part, businesses and stated facts in their orders."""
    left = list(article.businesses)
    for stated in article.stated:
        while stated.names in left:
            names = left.pop(0)
            if names == stated.names:
                break
            yield _line(names)
        yield _line(stated.names, stated)
    yield from map(_line, left)


def _line(names: Names, stated: StatedFacts | None = None) -> str:
    entry: dict[str, Any] = {"company": list(names)}
    if stated is not None:
        entry |= {"investment": list(stated.investment), "stages": [list(stage) for stage in stated.stages]}
    return json.dumps(entry, ensure_ascii=False) + "\n"
