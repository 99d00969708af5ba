"""Records out: a table to read, JSON lines, CSV, a spreadsheet, Parquet, a DuckDB file."""

from .formats import FORMATS, STREAMS, MissingExtraError, format_of, open_writer, require
from .records import ArticleRecord
from .writer import OutputError, Writer

__all__ = [
    "FORMATS",
    "STREAMS",
    "ArticleRecord",
    "MissingExtraError",
    "OutputError",
    "Writer",
    "format_of",
    "open_writer",
    "require",
]
