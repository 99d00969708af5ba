"""Full records, one a line."""

from __future__ import annotations

import json

from .records import ArticleRecord
from .writer import TextWriter


def to_line(record: ArticleRecord) -> str:
    """A record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False) + "\n"


class JsonlWriter(TextWriter):
    """One record a line, each handed on at once to whoever reads them."""

    def write(self, record: ArticleRecord) -> None:
        """Write one record."""
        self._put(to_line(record))
        self._flush()
