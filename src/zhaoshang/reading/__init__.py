"""An article in: files and folders to texts."""

from .articles import SourceArticle, read_articles
from .errors import ReadingError
from .files import Source, find_sources, read_text
from .layout import Layout, undo_layout

__all__ = [
    "Layout",
    "ReadingError",
    "Source",
    "SourceArticle",
    "find_sources",
    "read_articles",
    "read_text",
    "undo_layout",
]
