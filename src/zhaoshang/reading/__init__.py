"""An article in: files and folders to texts."""

from .files import ReadingError, Source, find_sources, read_text

__all__ = ["ReadingError", "Source", "find_sources", "read_text"]
