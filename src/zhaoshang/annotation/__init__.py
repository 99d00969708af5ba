"""Marked articles to and from the formats of annotation tools; one format a file.

Every format says the same graph, see :mod:`.graph`: marks, links between them, and what no tool draws.
"""

from .errors import AnnotationError
from .exchange import FORMATS, read_articles, write_articles
from .labels import tool_labels
from .marked_files import write_marked

__all__ = ["FORMATS", "AnnotationError", "read_articles", "tool_labels", "write_articles", "write_marked"]
