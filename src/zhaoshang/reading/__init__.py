"""An article in: files and folders to texts."""

from .files import ReadingError, Source, find_sources, read_text
from .layout import Layout, undo_layout

__all__ = ["Layout", "ReadingError", "Source", "find_sources", "read_text", "undo_layout"]
