"""Annotated articles from wherever they are kept."""

from __future__ import annotations

from pathlib import Path

from . import marked, passages
from .article import Article


def read(path: Path) -> list[Article]:
    """The articles of a folder of marked files, or of a file of passages (``.jsonl``).

    Raises:
        MarkedError: a file is no marked article, or a passage's text is another one than that which was marked.
        OSError: a file cannot be read, or the package with the passages' text is not installed.
    """
    return passages.read(path) if path.suffix == ".jsonl" else marked.read_dir(path)
