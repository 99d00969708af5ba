"""Facts as CSV that spreadsheets can open."""

from __future__ import annotations

import csv
from pathlib import Path

from .records import ArticleRecord
from .rows import FactRow, fact_rows
from .writer import TextWriter

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet runs: text that looks like a formula gets a quote in front."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class CsvWriter(TextWriter):
    """One fact a line; cells that a spreadsheet would run as a formula are quoted."""

    encoding = "utf-8-sig"  # Excel takes CSV without the mark for the system's old encoding

    def __init__(self, path: Path | None) -> None:
        super().__init__(path)
        self._rows = csv.writer(self)
        self._rows.writerow(FactRow._fields)

    def write(self, record: ArticleRecord | str) -> None:
        """Write one record's facts; the csv module writes its lines by this name, too."""
        if isinstance(record, str):
            self._put(record)
            return
        for row in fact_rows(record):
            self._rows.writerow([safe_cell(cell) for cell in row])
